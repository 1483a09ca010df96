"""A stream of lines cut after so many records; a quoted line break does not end a record."""

from collections.abc import Iterator

from officer_directory.disclosure.given import Chunk


def at_most(records: int, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """The first records of chunks of whole CSV or NDJSON lines.

    In JSON a quote may be escaped, but a line break never stands for itself; there each
    line is a record, and quotes in it are even in number or escaped alike.
    """
    for chunk in chunks:
        kept, records = _first(records, chunk.content)
        yield chunk._replace(content=kept)
        if records == 0:
            return


def first_of(records: int, chunk: bytes) -> bytes:
    """The first records of one chunk."""
    return _first(records, chunk)[0] if records else b""


def records_in(chunk: bytes) -> int:
    """How many records a chunk of whole lines has."""
    if chunk.startswith(b"{") or b'"' not in chunk:
        return chunk.count(b"\n")
    odd, records = False, 0
    for line in chunk.split(b"\n")[:-1]:
        odd ^= line.count(b'"') % 2 == 1
        records += not odd
    return records


def _first(records: int, chunk: bytes) -> tuple[bytes, int]:
    is_json = chunk.startswith(b"{")
    quoted = False
    end = 0
    for line in chunk.splitlines(keepends=True) if is_json else _lines(chunk):
        end += len(line)
        if not is_json and line.count(b'"') % 2:
            quoted = not quoted
        if not quoted:
            records -= 1
            if records == 0:
                break
    return chunk[:end], records


def _lines(chunk: bytes) -> Iterator[bytes]:
    for line in chunk.split(b"\n")[:-1]:
        yield line + b"\n"
