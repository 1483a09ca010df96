"""The command as a person or cron runs it, and what the directory has afterwards."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import func, select
from tests.clients.served import Served
from tests.world_people import FERNHOLLOW

from officer_directory.identity.clients import Added
from officer_directory.store.engines import Database
from officer_directory.store.records import officer
from officer_directory.store.usage import import_job
from officer_directory_client.hr.command import cli

HEADER = (
    "department_id,unique_internal_identifier,first_name,last_name,job_title,unit_id,start_date\n"
)
RUN = (sys.executable, "-m", "officer_directory_client.hr")


def bulk(*uids: str, title: str = "Officer", unit: str = "Patrol Watch Two") -> str:
    """A delivery of new officers."""
    rows = (f"1,{uid},Ada,Newcomb-{uid},{title},{unit},2024-01-01\n" for uid in uids)
    return HEADER + "".join(rows)


@dataclass
class Connector:
    """A folder with settings, a secret and deliveries."""

    served: Served
    client: Added
    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "hr.toml"

    @property
    def report(self) -> dict[str, Any]:
        """What `--report` wrote."""
        found: dict[str, Any] = json.loads((self.folder / "report.json").read_text())
        return found

    def set(self, **changed: Any) -> None:
        """Write the settings; None leaves one out."""
        told = {
            "api": self.served.api,
            "client_id": self.client.client_id,
            "client_secret_file": "secret",
            "agency": FERNHOLLOW,
            "format": "openoversight-bulk",
            "state": "state.json",
        } | changed
        lines = (f"{n} = {json.dumps(v)}\n" for n, v in told.items() if v is not None)
        write(self.config, "".join(lines))

    def file(self, content: str, name: str = "roster.csv", age_s: float = 60) -> Path:
        """A delivery, written so many seconds ago."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
        aged(path, age_s)
        return path

    def arguments(self, command: str, *given: object) -> list[str]:
        report = [] if command == "check" else ["--report", str(self.folder / "report.json")]
        return [command, "--config", str(self.config), *report, *map(str, given)]

    def run(self, command: str, *given: object, stdin: str | None = None) -> Result:
        """The command, to its end; nothing secret is ever said or written."""
        ran = CliRunner().invoke(cli, self.arguments(command, *given), input=stdin)
        assert isinstance(ran.exception, SystemExit | None), ran.exception
        self.assert_no_secret(ran.output)
        return ran

    def assert_no_secret(self, said: str) -> None:
        assert self.client.client_secret
        for path in (self.folder / "report.json", self.folder / "state.json"):
            said += path.read_text() if path.exists() else ""
        assert self.client.client_secret not in said
        assert "Bearer" not in said

    def imports(self) -> int:
        """How many imports wrote something, dry runs left out."""
        done = select(func.count()).where(~import_job.c.dry_run, import_job.c.state == "done")
        return int(self.read(done)[0][0])

    def dry_runs(self) -> int:
        return int(self.read(select(func.count()).where(import_job.c.dry_run))[0][0])

    def known(self) -> dict[str, str]:
        """The new officers of the agency that are not retired, with their names."""
        o = officer.c
        new = select(o.uid, o.last_name).where(o.uid.like("9%"), o.retired_at.is_(None))
        return dict(self.read(new))

    def listed(self) -> int:
        """How many officers of the agency are not retired."""
        o, agency = officer.c, self.served.world.agencies["fernhollow"]["id"]
        here = select(func.count()).where(o.agency_id == agency, o.retired_at.is_(None))
        return int(self.read(here)[0][0])

    def read(self, statement: Any) -> list[Any]:
        """Rows of the record store itself."""
        database = Database(self.served.settings)
        try:
            with database.reading() as connection:
                return list(connection.execute(statement))
        finally:
            database.close()


def connector(served: Served, folder: Path) -> Connector:
    """A connector of Fernhollow, set up as the how-to has it."""
    folder.mkdir()
    client = served.client()
    assert client.client_secret is not None
    write(folder / "secret", client.client_secret + "\n")
    made = Connector(served, client, folder)
    made.set()
    return made


def write(path: Path, text: str, mode: int = 0o600) -> None:
    path.write_text(text)
    path.chmod(mode)


def aged(path: Path, age_s: float) -> None:
    """Make a file look as if it was written so many seconds ago."""
    then = path.stat().st_mtime - age_s
    os.utime(path, (then, then))
