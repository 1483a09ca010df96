"""`ledger exposure` and `ledger rollup`: who could see an officer, and whether that is counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Final

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.progress import watched
from officer_directory.disclosure.assigned import officer_of
from officer_directory.disclosure.written import json_object
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError, RefusedByRuleError
from officer_directory.exposures.answer import Exposure, Sources, as_json, of_officers
from officer_directory.exposures.page import page
from officer_directory.exposures.question import Question
from officer_directory.exposures.recipients import OF_OFFICERS
from officer_directory.exposures.sheet import sheet
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.rolling import wrong
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import refuse_if_behind

ASKED: Final = "the command line"
_MOST_NAMED: Final = 20


class Format(StrEnum):
    json = "json"
    csv = "csv"
    html = "html"


def exposure(
    agency: Annotated[str, typer.Option(help="Whose officer it is.")],
    uid: Annotated[str, typer.Option(help="The agency's public number for the officer.")],
    field: Annotated[
        str | None, typer.Option(help="One field: badge_number, salary.base_pay; else all.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this day on, UTC.")] = None,
    until: Annotated[str | None, typer.Option(help="Up to this day, UTC.")] = None,
    form: Annotated[Format, typer.Option("--format", help="json, csv or html")] = Format.json,
) -> None:
    """Who could see an officer, or was given something of them; entered in the ledger."""
    if field is not None and "." not in field:
        field = f"officer.{field}"
    if field is not None and field not in OF_OFFICERS:
        raise NotUnderstoodError("There is no such field of an officer: see docs/reference.")
    settings, question = session.settings(), Question.of_days(field, since, until)
    found = _asked(settings, agency, uid, question)
    told = as_json(found)
    match form:
        case Format.json:
            print(json_object({"exposure": told}).decode())
        case Format.csv:
            print(sheet(told).decode(), end="")
        case Format.html:
            print(page(told), end="")


def rollup(
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make it anew from the log, and ask that.")
    ] = False,
) -> None:
    """Hold the counts of exposures against the log, and name what is wrong (exit code 1)."""
    if rebuild:
        upto = session.run("ledger.recount", {})["upto"]
        spoken.answer(f"The exposures are counted anew, up to entry {upto} of the inside log.")
        return
    differences = 0
    with watched() as progress, _ledger(session.settings()) as ledger, ledger.reading() as counts:
        for line in wrong(counts, lambda done: progress(done, 0, "entries counted")):
            differences += 1
            if differences <= _MOST_NAMED:
                spoken.answer(line)
    if differences:
        raise RefusedByRuleError(
            f"{differences} counts are not what the log gives: run `ledger rollup --rebuild`."
        )
    spoken.answer("The exposures are counted as the log gives them.")


def _asked(settings: Settings, agency: str, uid: str, question: Question) -> Exposure:
    with session.reading(settings) as records, _ledger(settings) as database:
        officer = officer_of(records, agency, uid)
        if officer is None:
            raise NoSuchRecordError(f"{agency} has no officer {uid}.")
        given = [("exposure:recipients", (officer,))]
        facts = {"label": ASKED, "did": "asked who saw an officer", "status": 200}
        with database.reading() as ledger:
            tokens_of = ErasureKeys(settings.data).tokens_of
            at = Sources(records, ledger, tokens_of, session.now(settings))
            found = of_officers(at, {"officer": officer}, [officer], question)
        Owed(settings.data).add({**facts, "officers": (officer,), "given": given}, "inside")
    return found


@contextmanager
def _ledger(settings: Settings) -> Iterator[Database]:
    refuse_if_behind(settings)
    database = Database.of_ledger(settings)
    try:
        yield database
    finally:
        database.close()
