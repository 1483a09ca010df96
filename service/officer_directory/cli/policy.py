"""`policy check|matrix|explain|diff|activate`: who sees what, and why."""

from pathlib import Path
from typing import Annotated

import typer

from officer_directory.cli import session, spoken
from officer_directory.cli.acting import By
from officer_directory.disclosure import explain as explaining
from officer_directory.disclosure import matrix as matrices
from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.matrix_page import page
from officer_directory.disclosure.policy import Bundle, Snapshot, load
from officer_directory.disclosure.policy_diff import changes
from officer_directory.disclosure.policy_tests import CLASSES
from officer_directory.disclosure.situations import CASE_CONDITIONS, CATEGORIES
from officer_directory.faults import unknown
from officer_directory.limits.chosen import limits_of
from officer_directory.tiers import Tier

app = typer.Typer(help="Policies: who sees what, and why.", no_args_is_help=True)

_Folder = Annotated[
    Path | None,
    typer.Argument(help="Folder of bundles; default: OFFICER_DIRECTORY_POLICIES, else shipped."),
]
_From = Annotated[
    Path | None, typer.Option("--folder", help="Folder of bundles, as for `policy check`.")
]
_Only = Annotated[str | None, typer.Option("--bundle", help="Only this bundle.")]


@app.command()
def check(folder: _Folder = None) -> None:
    """Load the bundles and run their tests; name file, line and word of every fault.

    The file of OFFICER_DIRECTORY_LIMITS is read too, where there is one.
    """
    snapshot = _loaded(folder)
    for bundle in snapshot.bundles.values():
        count = len(bundle.lines) + len(bundle.includes)
        spoken.note(f"{bundle.name}: {bundle.title}, {count} lines, tests pass.")
    settings = session.settings()
    if settings.limits is not None:
        limits_of(settings)
        spoken.note(f"{settings.limits}: the limits are well formed.")
    spoken.answer(snapshot.hash)


@app.command()
def matrix(
    folder: _Folder = None,
    html: Annotated[
        Path | None, typer.Option(help="Write a page that a lawyer can read, to this file.")
    ] = None,
    only: _Only = None,
) -> None:
    """Print every field for every tier, and what is withheld under which exemption."""
    snapshot = _loaded(folder)
    if html is not None:
        html.write_text(page(snapshot), encoding="utf-8")
        spoken.note(f"Written: {html}")
        return
    spoken.answer("\n".join(matrices.text(b) for b in _chosen(snapshot, only)).rstrip("\n"))


@app.command()
def explain(
    tier: Annotated[str, typer.Option(help="public, press, hr, records, oversight, …")],
    field: Annotated[str, typer.Option(help="A field, e.g. officer.badge_number.")],
    protection_class: Annotated[
        str, typer.Option("--class", help="open, sensitive, undercover, held, or none.")
    ] = "open",
    category: Annotated[str | None, typer.Option(help="Of a complaint or incident.")] = None,
    condition: Annotated[str | None, typer.Option(help="Of a complaint or incident.")] = None,
    reviewed: Annotated[bool, typer.Option(help="Free text was reviewed.")] = False,
    opened: Annotated[bool, typer.Option(help="The agency is opened to outside tiers.")] = True,
    own: Annotated[
        bool, typer.Option(help="The requester's own agency, or one in its charge.")
    ] = True,
    folder: _From = None,
    only: _Only = None,
) -> None:
    """Say what becomes of one field, which line of the policy says so, and why."""
    asked = Tier(_known(tier, "tier", list(Tier)))
    name = _known(field, "field", list(FIELDS))
    situation = Situation(
        protection_class=CLASSES[_known(protection_class, "class", list(CLASSES))],
        opened=opened,
        own_agency=own and asked in (Tier.HR, Tier.RECORDS),
        in_charge=own and asked is Tier.OVERSIGHT,
        category=_known(category, "category", [c for c in CATEGORIES if c]) if category else None,
        condition=_known(condition, "condition", [c for c in CASE_CONDITIONS if c])
        if condition
        else None,
        reviewed=reviewed,
    )
    chosen = _chosen(_loaded(folder), only)
    said = [explaining.in_words(bundle, asked, name, situation) for bundle in chosen]
    spoken.answer("\n\n".join(said))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="Folder of bundles as they are.")],
    new: Annotated[Path, typer.Argument(help="Folder of bundles as they would be.")],
) -> None:
    """List what a change of policy widens (two people must agree) and what it narrows."""
    found = changes(load(old), load(new))
    for change in found:
        spoken.answer(str(change))
    wider = sum(change.widens for change in found)
    spoken.note(f"{len(found)} changes, {wider} of which widen.")


@app.command()
def activate(
    by: By,
    folder: _Folder = None,
) -> None:
    """Put a policy in force: at once if it only narrows, else a second person approves it."""
    wanted = folder or session.settings().policies
    proposed = session.run("policy.propose", {"folder": str(wanted.absolute()), "by": by})
    for change in proposed["widens"]:
        spoken.note(change)
    if proposed["proposal"] is not None:
        spoken.note("A second person completes it: `approve ID --by OTHER`.")
        spoken.answer(proposed["proposal"])
        return
    session.run("policy.activate", {"policy_hash": proposed["hash"], "by": by})
    spoken.note("The policy is in force.")


def _loaded(folder: Path | None) -> Snapshot:
    return load(folder or session.settings().policies)


def _chosen(snapshot: Snapshot, only: str | None) -> list[Bundle]:
    if only is None:
        return list(snapshot.bundles.values())
    return [snapshot.bundles[_known(only, "bundle", list(snapshot.bundles))]]


def _known(word: str, kind: str, known: list[str]) -> str:
    if word not in known:
        raise typer.BadParameter(
            f"'{word}' {unknown(word, kind, known)}; one of {', '.join(known)}"
        )
    return word
