"""Asking for proofs, as steps: the ledger's keys, of a receipt or a record, a stream's end."""

from collections.abc import Callable
from datetime import date
from typing import Final

from officer_directory_client._addresses import path_of
from officer_directory_client._core import Core, Question, json_body
from officer_directory_client._steps import Answer, Steps, T
from officer_directory_client.errors import DirectoryError, UnexpectedAnswerError
from officer_directory_proofs.outcomes import CheckError
from officer_directory_proofs.receipts import Receipt, stub

_TEXT: Final = "text/plain, application/problem+json"


def keys(core: Core) -> Steps[bytes]:
    """What `ledger.keys()` gives."""
    answer: Answer = yield from core.ask(Question("GET", path_of("ledger", "keys")))
    return answer.body


def proof(core: Core, receipt: str) -> Steps[bytes]:
    """What `ledger.proof()` gives."""
    headers = {"Content-Type": "application/json"}
    body = json_body({"receipt": _read(stub, receipt)})
    path = path_of("ledger", "proofs")
    answer: Answer = yield from core.ask(Question("POST", path, {}, headers, body, _TEXT))
    return answer.body


def published(core: Core, officer: str, publication: str, on: date | None) -> Steps[bytes]:
    """What `ledger.published()` gives."""
    path = path_of("ledger", "publications", publication, "officers", officer)
    day = {} if on is None else {"on": on.isoformat()}
    answer: Answer = yield from core.ask(Question("GET", path, day))
    return answer.body


def end_of_stream(core: Core, receipt: str) -> Steps[str]:
    """What `ledger.end_of_stream()` gives."""
    stream = _read(Receipt.read, receipt).stream
    told = yield from core.read(path_of("ledger", "streams", stream))
    if not isinstance(told.get("receipt"), str):
        raise UnexpectedAnswerError("An answer that is not of the end of a stream.")
    return str(told["receipt"])


def end_if_told(core: Core, receipt: str | None) -> Steps[str | None]:
    """The receipt of a stream's end, where the directory gives one."""
    if receipt is None:
        return None
    try:
        return (yield from end_of_stream(core, receipt))
    except (DirectoryError, ValueError):
        return None


def _read(reader: Callable[[bytes], T], receipt: str) -> T:
    try:
        return reader(receipt.encode())
    except CheckError as error:
        raise ValueError(str(error)) from None
