"""A file as an answer: opened when it is promised, so that it is sent whole whatever comes."""

import base64
from collections.abc import Mapping

import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from officer_directory_portal.downloads import File

_CHUNK = 1 << 16


class Sent(Response):
    """A file with its length and digest (RFC 9530), to be saved under a name."""

    def __init__(self, file: File, save_as: str, etag: str) -> None:
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        headers: Mapping[str, str] = {
            "Content-Length": str(file.bytes),
            "Content-Type": file.type,
            "Content-Disposition": f'attachment; filename="{save_as}"',
            "Repr-Digest": f"sha-256=:{digest}:",
            "ETag": etag,
            "Cache-Control": "no-cache",
        }
        self._open = file.path.open("rb")
        super().__init__(None, 200, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        with self._open:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            while scope["method"] != "HEAD" and (
                chunk := await anyio.to_thread.run_sync(self._open.read, _CHUNK)
            ):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
