"""How a request is received: uvicorn's protocol, with a deadline.

A request is whole within ten seconds of its first byte, and its first byte comes within ten
seconds of a new connection; on a connection that is kept, uvicorn's own wait for the next
request is as it was. Who is slower holds no place that another reader could have.

Lines end with CR LF. A bare LF, which h11 takes for an end too (RFC 9112, 2.2, allows it), is
refused: a proxy that sees no end there would see another request.
"""

import re
from asyncio import TimerHandle, Transport
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS: Final = 10.0
HEADER_BYTES: Final = 16 * 1024
_BARE_LF: Final = re.compile(rb"(?<!\r)\n")
_TOO_SLOW: Final = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\ncache-control: no-store\r\n"
    b"connection: close\r\n\r\n"
)


class Strict(h11.Connection):
    """What h11 reads, of heads whose lines all end with CR LF."""

    def next_event(self) -> Any:
        if self.their_state is h11.IDLE:
            came, _ = self.trailing_data
            if _BARE_LF.search(came.partition(b"\r\n\r\n")[0]):
                raise h11.RemoteProtocolError("a line ends with a bare LF")
        return super().next_event()


class Protocol(H11Protocol):
    """One connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = Strict(h11.SERVER, HEADER_BYTES)
        self._deadline: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read; where an answer has begun there is no room for another.

        What is still being answered is answered to nobody: h11 would raise, and anyone could
        fill the log.
        """
        begun = self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE)
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if begun:
            self.transport.close()
        else:
            super().send_400_response(msg)

    def _watch(self) -> None:
        """Begin to wait for the rest of a request, or stop where all of it has come."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._unwatch()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(SECONDS, self._too_slow)

    def _unwatch(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        """End the connection; who has sent a part of its headers is told why."""
        self._deadline = None
        if self.transport.is_closing():
            return
        begun, _ = self.conn.trailing_data
        if begun and self.conn.our_state is h11.IDLE:
            self.transport.write(_TOO_SLOW)
        self.transport.close()
