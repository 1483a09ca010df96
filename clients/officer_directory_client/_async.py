"""The asynchronous shell: the same steps over httpx2, files in a thread."""

from contextlib import aclosing
from typing import Any, Final

import anyio
import anyio.to_thread
import httpx2

from officer_directory_client._steps import Answer, Do, Request, Send, Step, Steps, Stream, T
from officer_directory_client._transport import (
    answer_of,
    check_framing,
    failed,
    options,
    prepared,
)
from officer_directory_client.errors import DirectoryError

_CHUNK: Final = 65_536


class AsyncShell:
    """Does the steps of a generator, and gives what it returns."""

    def __init__(self, transport: httpx2.AsyncBaseTransport | None, timeout: Any) -> None:
        self._client = httpx2.AsyncClient(transport=transport, **options(timeout))

    async def close(self) -> None:
        await self._client.aclose()

    async def run(self, steps: Steps[T]) -> T:
        """Raises whatever the steps raise."""
        try:
            step = next(steps)
            while True:
                try:
                    done = await self._do(step)
                except DirectoryError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(done)
        except StopIteration as ended:
            returned: T = ended.value
            return returned
        finally:
            steps.close()

    async def _do(self, step: Step) -> Any:
        if isinstance(step, Do):
            return await anyio.to_thread.run_sync(step.work)
        if isinstance(step, Send):
            return await self._send(step.request)
        if isinstance(step, Stream):
            return await self._stream(step)
        await anyio.sleep(step.seconds)
        return None

    async def _send(self, request: Request) -> Answer:
        failure: DirectoryError
        try:
            return answer_of(await self._client.send(prepared(request)))
        except httpx2.HTTPError as error:
            failure = failed(error)
        raise failure  # outside, so that no request goes along with it

    async def _stream(self, step: Stream) -> Answer:
        failure: DirectoryError
        begun = False
        try:
            response = await self._client.send(prepared(step.request), stream=True)
            async with aclosing(response):
                if response.status_code != 200:
                    await response.aread()
                    return answer_of(response)
                begun = True
                check_framing(response)
                async for chunk in response.aiter_bytes(_CHUNK):
                    await anyio.to_thread.run_sync(step.sink.write, chunk)
                return answer_of(response, b"")
        except httpx2.HTTPError as error:
            failure = failed(error, begun)
        raise failure
