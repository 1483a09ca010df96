"""What a person who sets cron up wants to know before the first night: one line for each."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx2

from officer_directory_client._transport import options
from officer_directory_client.about import Me
from officer_directory_client.errors import DirectoryError
from officer_directory_client.hr.configuration import Configuration, WronglySetError, configured
from officer_directory_client.hr.outcomes import Exit, outcome_of
from officer_directory_client.personnel import HrDirectory

_NEEDED: Final = frozenset({"officers:write", "assignments:write"})
_APART_S: Final = 10.0  # a signature from further ahead may be refused
_TIMEOUT_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at; `exit` is what a delivery would end with."""

    name: str
    exit: Exit
    words: str


def checks(file: Path | None, environment: Mapping[str, str]) -> Iterator[Checked]:
    """What is in order, one after the other, up to what is not."""
    try:
        settings = configured(file, environment)
        yield Checked("configuration", Exit.DONE, f"for {settings.api}")
        credential = settings.credential()
    except WronglySetError as error:
        yield Checked("configuration", Exit.USAGE, str(error))
        return
    bound = ", tokens bound to a key (DPoP)" if settings.dpop else ""
    yield Checked("credential", Exit.DONE, f"{_held(settings)}{bound}")
    clock = _clock(settings.api)
    yield clock
    if clock.exit is Exit.LATER:
        return
    with HrDirectory(settings.api, credential) as directory:
        yield from _of_client(directory, settings)


def _held(settings: Configuration) -> str:
    file = settings.private_key_file or settings.client_secret_file
    what = "private key" if settings.private_key_file else "client secret"
    return f"{settings.client_id}, {what} in {file}"


def _clock(api: str) -> Checked:
    """Whether the directory answers, and how far its clock is from the one here."""
    try:
        with httpx2.Client(**options(_TIMEOUT_S)) as client:
            told = client.get(f"{api}/healthz")
        date = parsedate_to_datetime(told.headers["date"])
    except (httpx2.HTTPError, KeyError, ValueError) as error:
        words = f"{api} does not answer as a directory does ({type(error).__name__})"
        return Checked("clock", Exit.LATER, words)
    if told.status_code != 200:
        return Checked("clock", Exit.LATER, f"{api} answers {told.status_code}")
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    apart = abs((datetime.fromtimestamp(time.time(), UTC) - date).total_seconds())
    if apart > _APART_S:
        words = f"{apart:.0f} s from that of the directory: set it, for what is signed is refused"
        return Checked("clock", Exit.REFUSED, words)
    return Checked("clock", Exit.DONE, "as that of the directory")


def _of_client(directory: HrDirectory, settings: Configuration) -> Iterator[Checked]:
    try:
        me = directory.me()
    except DirectoryError as error:
        told = outcome_of(error)
        yield Checked("token", told.exit, told.words)
        return
    hr = Exit.DONE if me.tier == "hr" else Exit.REFUSED
    yield Checked("token", hr, f"of tier {me.tier}" + ("" if hr is Exit.DONE else ", and not hr"))
    missing = sorted(_NEEDED - set(me.scopes))
    words = f"lacks {', '.join(missing)}" if missing else ", ".join(sorted(_NEEDED))
    yield Checked("scopes", Exit.REFUSED if missing else Exit.DONE, words)
    yield _agency(directory, settings, me)


def _agency(directory: HrDirectory, settings: Configuration, me: Me) -> Checked:
    try:
        bound = sorted(directory.agency(each).name for each in me.agencies)
    except DirectoryError as error:
        told = outcome_of(error)
        return Checked("agency", told.exit, told.words)
    named = ", ".join(bound) or "none"
    if settings.agency is None and len(bound) == 1:
        return Checked("agency", Exit.DONE, named)
    if settings.agency is None:
        return Checked("agency", Exit.USAGE, f"is not set, and the client is bound to: {named}")
    if settings.agency not in bound:
        words = f"{settings.agency} is not one it is bound to: {named}"
        return Checked("agency", Exit.REFUSED, words)
    return Checked("agency", Exit.DONE, settings.agency)
