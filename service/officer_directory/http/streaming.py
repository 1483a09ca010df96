"""Everything that matches, chunk by chunk: entered before the first byte and after the last.

What is delivered is charged as it goes, and the stream ends with the last whole record that
is allowed. A client who leaves is entered too, with how far it came.
"""

from collections.abc import AsyncIterator, Iterator

from starlette.responses import Response

from officer_directory.disclosure.given import Chunk
from officer_directory.http.answers import Finished, fixed_headers, with_receipt
from officer_directory.http.asked import AskedBy
from officer_directory.http.cutting import first_of, records_in
from officer_directory.http.edge import CutOffError
from officer_directory.http.entries import hand_in
from officer_directory.http.formats import Form
from officer_directory.http.parts import Parts, comes_in_parts
from officer_directory.http.streams import Streamed, Told
from officer_directory.ledger.commitment import stream_id
from officer_directory.limits.metered import Metered


async def disclose_stream(
    asked: AskedBy, form: Form, header: bytes, chunks: Iterator[Chunk], name: str
) -> Response:
    """Emit what is read.

    Raises:
        NotAnsweredError: too many streams are under way, or it could not be entered.
    """
    file = f'attachment; filename="{name}.{form.word}"'.encode()
    headers = [
        (b"content-type", form.value.encode()),
        (b"content-disposition", file),
        *fixed_headers(asked.requester.tier),
    ]
    streams = asked.running.streams
    streams.begin()
    try:
        await asked.running.gate.begin_stream(asked.admitted)
        first = await streams.next_of(chunks)
        parts = Parts(asked, form) if comes_in_parts(asked) else None
        opened = await asked.enter(status=200, stream=form.word, in_parts=parts is not None)
    except BaseException:
        streams.end()
        raise
    if asked.scope["method"] == "HEAD":
        streams.end()
        return with_receipt(Finished(200, headers, b""), opened)
    told = Told(header, None if opened is None else stream_id(opened.opening.nonce))
    sent = _sent(asked, told, header, first, chunks, parts)
    return with_receipt(Streamed(sent, headers, lambda: _ended(asked, told)), opened)


async def _sent(
    asked: AskedBy,
    told: Told,
    header: bytes,
    first: Chunk | None,
    chunks: Iterator[Chunk],
    parts: Parts | None,
) -> AsyncIterator[bytes]:
    metered = Metered(asked.running.gate, asked.admitted)
    chunk, cut = first, False
    if header:
        yield header
    while chunk is not None and not cut:
        content, records = chunk.content, records_in(chunk.content)
        granted = await metered.grant(records)
        if granted < records:
            content, cut = first_of(granted, content), True
        if parts is not None:
            await parts.enter(chunk.given(granted))
        yield content
        if asked.is_entered:
            told.add(content)
        chunk = await asked.running.streams.next_of(chunks)
    await asked.enter(status=200, ended=not cut, **told.so_far)
    told.finished = True  # or cut off, which is entered too
    if cut:
        raise CutOffError


def _ended(asked: AskedBy, told: Told) -> None:
    """Give the place back; of a stream that was not finished, enter how far it came."""
    asked.running.streams.end()
    if asked.is_entered and not told.finished:
        facts = asked.facts({"status": 200, "ended": False, **told.so_far})
        hand_in(asked.running.ledger, asked.requester, facts)
