"""The synchronous shell: does steps one after the other, over httpx2."""

import time
from contextlib import closing
from typing import Any, Final

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


class Shell:
    """Does the steps of a generator, and gives what it returns."""

    def __init__(self, transport: httpx2.BaseTransport | None, timeout: Any) -> None:
        self._client = httpx2.Client(transport=transport, **options(timeout))

    def close(self) -> None:
        self._client.close()

    def run(self, steps: Steps[T]) -> T:
        """Raises whatever the steps raise."""
        try:
            step = next(steps)
            while True:
                try:
                    done = self._do(step)
                except DirectoryError as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(done)
        except StopIteration as ended:
            returned: T = ended.value
            return returned
        finally:
            steps.close()

    def _do(self, step: Step) -> Any:
        if isinstance(step, Do):
            return step.work()
        if isinstance(step, Send):
            return self._send(step.request)
        if isinstance(step, Stream):
            return self._stream(step)
        time.sleep(step.seconds)
        return None

    def _send(self, request: Request) -> Answer:
        failure: DirectoryError
        try:
            return answer_of(self._client.send(prepared(request)))
        except httpx2.HTTPError as error:
            failure = failed(error)
        raise failure  # outside, so that no request goes along with it

    def _stream(self, step: Stream) -> Answer:
        failure: DirectoryError
        begun = False
        try:
            response = self._client.send(prepared(step.request), stream=True)
            with closing(response):
                if response.status_code != 200:
                    response.read()
                    return answer_of(response)
                begun = True
                check_framing(response)
                for chunk in response.iter_bytes(_CHUNK):
                    step.sink.write(chunk)
                return answer_of(response, b"")
        except httpx2.HTTPError as error:
            failure = failed(error, begun)
        raise failure
