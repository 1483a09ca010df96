"""The parts of README.md that are generated: what each tier sees, and answers of the demo.

`python -m tests.readme` writes them again; a test holds them equal. Read the difference
before you commit it: it is what readers of the directory will see change.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from officer_directory.app import create_app
from officer_directory.cli.demo import prepare
from officer_directory.demo import tour
from officer_directory.demo.city import OFFICERS, SEED, Highlights
from officer_directory.disclosure import matrix
from officer_directory.disclosure.fields import RESOURCES
from officer_directory.disclosure.policy import load
from officer_directory.settings import Settings
from officer_directory.store.bundled import bundled_folder
from officer_directory.store.folding import fold
from officer_directory.tiers import Tier
from tests.asking import Asker

README = Path(__file__).parents[1] / "README.md"
ADDRESS = "http://127.0.0.1:8000"
SEEING = (Tier.PUBLIC, Tier.PRESS, Tier.HR, Tier.RECORDS, Tier.OVERSIGHT)
Ask = Callable[[str], Asker]


@dataclass(frozen=True, slots=True)
class Example:
    requester: str
    path: str
    shows: str
    lines: int | None = None  # of the answer; all of it where none

    @property
    def command(self) -> str:
        sent = ""
        if self.requester != "public":
            sent = f'-H "Authorization: Bearer {tour.credential(self.requester)}" '
        head = f" | head -n {self.lines}" if self.lines else ""
        return f"curl -s {sent}'{ADDRESS}{self.path}'{head}"


def examples(ids: Highlights, name: str) -> list[Example]:
    some = "fields=first_name,last_name,badge_number,rank"
    undercover = f"/v1/officers/{ids.undercover_officer}"
    return [
        Example(
            "public",
            f"/v1/officers?q={name}&{some}",
            "Anyone may search the roster; accents, case and one misspelling are forgiven. Each"
            " field that is not shown has its ground.",
        ),
        Example(
            "public",
            f"/v1/officers.csv?rank=Commander&sort=last_name&{some}",
            "A whole answer as a file. Badges are text: `0012` stays `0012`"
            " (in pandas, `read_csv(url, dtype=str)`).",
            lines=4,
        ),
        Example("public", undercover, "An officer under cover: the same as if there were none."),
        Example(
            "records",
            undercover,
            "The agency's records officer sees that officer, and the class; the payroll key not.",
        ),
        Example(
            "hr_other_agency",
            f"/v1/officers/{ids.open_officer}",
            "Another agency's personnel system does not see even a listed officer of this one.",
        ),
        Example(
            "public",
            f"/v1/complaints/{ids.nameless_complaint}",
            "A sustained complaint against the officer under cover stays public, as the law has"
            " it, without the identity.",
        ),
    ]


@contextmanager
def demo() -> Iterator[tuple[Highlights, Ask]]:
    """The demo as `make demo` makes it, answering in this process."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "demo")
        filled, path = prepare(settings, OFFICERS, SEED)
        given = json.loads(path.read_text())
        with TestClient(create_app(settings), base_url=ADDRESS) as client:
            yield filled.highlights, lambda name: Asker(client, sent_by(client, given.get(name)))


def sent_by(client: TestClient, given: dict[str, str] | None) -> str | None:
    """The key of a requester, or a token for it; None for the public."""
    if given is None or "api_key" in given:
        return given and given["api_key"]
    answer = client.post(
        "/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(given["client_id"], given["client_secret"]),
    )
    token: str = answer.json()["access_token"]
    return token


def answers(ids: Highlights, ask: Ask) -> str:
    """Each example as a command, with what it prints."""
    listed = ask("public").get(f"/v1/officers/{ids.open_officer}").json()["officer"]
    last = fold(listed["last_name"])
    name = f"{fold(listed['first_name'])}+{last[:3]}{last[4:]}"  # a letter is missing
    said = []
    for example in examples(ids, name):
        text = ask(example.requester).get(example.path).text
        shown = "\n".join(text.splitlines()[: example.lines])
        said += [example.shows, "", "```console", f"$ {example.command}", shown, "```", ""]
    return "\n".join(said).rstrip()


def what_each_tier_sees() -> str:
    """The officer's fields, and when the other records are known, from the shipped bundle."""
    bundle = load(bundled_folder("policies")).bundles["california"]
    tables = [bundle.tables[tier] for tier in SEEING]
    said = [f"| | {' | '.join(SEEING)} |", f"|---|{'---|' * len(SEEING)}"]

    def row(name: str, cells: list[str]) -> None:
        said.append(f"| {name} | {' | '.join(_in_words(c) for c in cells)} |")

    row("**officer**", [matrix.gate_cell(table, "officer") for table in tables])
    for hidden in matrix.HIDDEN:
        cells = [matrix.class_cell(table, "officer", hidden) for table in tables]
        row(f"an officer {hidden.word}", cells)
    for field in RESOURCES["officer"]:
        row(f"`{field.name}`", [matrix.cell(table, field.full_name) for table in tables])
    for resource in list(RESOURCES)[1:]:
        row(f"**{resource}**", [matrix.gate_cell(table, resource) for table in tables])
    return "\n".join(said)


def _in_words(cell: str) -> str:
    """`?own_agency` is *own agency*; see the legend in the README."""
    plain = {"R": "yes", "·": "no", "G": "no such record"}
    return plain.get(cell) or cell.lstrip("?").replace("|", " or ").replace("_", " ")


def section(text: str, name: str, body: str) -> str:
    """The README with one generated part replaced."""
    begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n{body}\n{end}{rest.split(end)[1]}"


def regenerated() -> str:
    """What README.md should be."""
    text = section(README.read_text("utf-8"), "what each tier sees", what_each_tier_sees())
    shell = tour.shell_functions("demo/demo-credentials.json", ADDRESS)
    text = section(text, "shell", f"```sh\n{shell}\n```")
    with demo() as (ids, ask):
        return section(text, "answers", answers(ids, ask))


if __name__ == "__main__":
    README.write_text(regenerated(), "utf-8")
