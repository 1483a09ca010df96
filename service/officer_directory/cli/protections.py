"""`protections add|order|list|lift`: findings, emergency holds and court orders."""

from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.protections.look_up import find_agency
from officer_directory.protections.pending import SET_ASIDE, PendingHolds
from officer_directory.protections.register import incident_orders, protections

app = typer.Typer(help="Safety findings, emergency holds and court orders.", no_args_is_help=True)

Agency = Annotated[str, typer.Option(help="The agency's name.")]
Justification = Annotated[str, typer.Option(help="Why, particularly.")]
From = Annotated[
    str | None,
    typer.Option(
        "--from", help="A day or a time of the agency, or a time with its offset; now by default."
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", help="The same; a hold ends after 72 hours by default, others when lifted."
    ),
]

_PENDING = (
    "The database does not answer, so the hold is NOT in force yet. It is kept on this machine,"
    " and will be in force the moment the database answers; until then the server of this data"
    " folder answers nothing to anyone, from two seconds from now on. Whether the agency has"
    " this officer is only known then: look at `protections list`."
)


@app.command()
def add(
    agency: Agency,
    uid: Annotated[str, typer.Option(help="The officer's public number at the agency.")],
    kind: Annotated[str, typer.Option(help="finding, hold or order.")],
    justification: Justification,
    by: By,
    protection_class: Annotated[
        str | None,
        typer.Option(
            "--class", help="sensitive, undercover or held; a hold or order is held by default."
        ),
    ] = None,
    starts: From = None,
    ends: Until = None,
    review_date: Annotated[
        str | None,
        typer.Option("--review", help="Day a finding is reviewed; in 180 days by default."),
    ] = None,
) -> None:
    """Protect an officer, at once and in every agency; prints the protection's id."""
    stated = {
        "agency": agency,
        "uid": uid,
        "kind": kind,
        "protection_class": protection_class,
        "justification": justification,
        "by": by,
        "starts": starts,
        "ends": ends,
        "review_date": review_date,
        "protection": str(uuid4()),  # known before: what is asked twice is recorded once
    }
    _told(session.run("protections.add", stated), "protection")


@app.command()
def order(
    agency: Agency,
    incident: Annotated[str, typer.Option(help="The incident's report number, or its id.")],
    justification: Justification,
    by: By,
    starts: From = None,
    ends: Until = None,
) -> None:
    """Record a court order over the identities in an incident; prints the order's id."""
    stated = {
        "agency": agency,
        "incident": incident,
        "justification": justification,
        "by": by,
        "starts": starts,
        "ends": ends,
    }
    _told(session.run("protections.order", stated), "order")


@app.command("list")
def list_protections(
    agency: Annotated[str | None, typer.Option(help="Only this agency's.")] = None,
) -> None:
    """List protections of officers, and orders over incidents, that have not ended."""
    now = session.now()
    with session.reading() as connection:
        chosen = find_agency(connection, agency).id if agency else None
        found = [*protections(connection, now, chosen), *incident_orders(connection, now, chosen)]
    headings = ("id", "agency", "subject", "kind", "class", "from", "until", "review", "author")
    rows = [
        (
            *(one.id, one.agency, one.subject, one.kind, one.protection_class),
            *(spoken.instant(one.starts_at), spoken.instant(one.ends_at)),
            *(one.review_date, one.author),
        )
        for one in found
    ]
    spoken.table(headings, rows)
    _tell_not_recorded(session.settings().data)


@app.command()
def lift(
    protection: Annotated[str, typer.Argument(metavar="ID", help="As `protections list` shows.")],
    justification: Justification,
    by: By,
) -> None:
    """Propose to end a protection early; prints the proposal's id for `approve`."""
    stated = {"protection": protection, "justification": justification, "by": by}
    proposed = session.run("protections.lift", stated)
    spoken.note("It still holds. A second person completes it: `approve ID --by OTHER`.")
    spoken.answer(proposed["proposal"])


def _told(added: dict[str, Any], noun: str) -> None:
    if added.get("pending"):
        spoken.note(_PENDING)
        spoken.answer(added[noun])
        return
    until = spoken.instant(added["ends_at"]) or "it is lifted"
    spoken.note(f"It holds from {spoken.instant(added['starts_at'])} until {until}.")
    spoken.answer(added[noun])


def _tell_not_recorded(data: Path) -> None:
    holds = PendingHolds(data)
    if waiting := len(holds.waiting()):
        spoken.note(f"{waiting} holds wait for the database, and nothing is answered meanwhile.")
    for one in holds.aside():
        who = " ".join(str(one["arguments"][key]) for key in ("agency", "uid"))
        spoken.note(f"A hold on {who!r} is NOT in force: {one['reason']} ({data / SET_ASIDE})")
