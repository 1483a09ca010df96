"""The report of a run as JSON, its owner's alone: it names officers, and holds no secret."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from officer_directory_client._importing import Import
from officer_directory_client.hr.configuration import Configuration
from officer_directory_client.hr.delivered import write_own
from officer_directory_client.hr.deliveries import Delivery
from officer_directory_client.hr.outcomes import Exit, Outcome
from officer_directory_client.hr.pushing import Wanted
from officer_directory_client.hr.words import named_here


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(slots=True)
class Report:
    """What a run did with each delivery, in order."""

    settings: Configuration
    wanted: Wanted
    began_at: str = field(default_factory=_now)
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def add(self, delivery: Delivery, outcome: Outcome) -> None:
        """One delivery, and how it ended."""
        self.deliveries.append(
            {
                "delivery": delivery.name,
                "sha256": delivery.digest,
                "files": {name: len(content) for name, content in delivery.files.items()},
                "outcome": outcome.ended,
                "words": outcome.words,
                "problems": [named_here(delivery, problem) for problem in outcome.problems],
                "plan": _import(outcome.planned),
                "import": _import(outcome.imported),
            }
        )

    def write(self, file: Path, exit: Exit, words: Sequence[str] = ()) -> None:
        """Write it whole."""
        told = {
            "exit_code": int(exit),
            "words": list(words),
            "api": self.settings.api,
            "client_id": self.settings.client_id,
            "agency": self.wanted.agency,
            "format": self.wanted.format,
            "full": self.wanted.full,
            "at_most_removed": self.wanted.at_most_removed,
            "began_at": self.began_at,
            "ended_at": _now(),
            "deliveries": self.deliveries,
        }
        write_own(file, json.dumps(told, indent=1, ensure_ascii=False))


def _import(done: Import | None) -> dict[str, Any] | None:
    if done is None:
        return None
    told = {"id": done.id, "state": done.state, "agency": done.agency}
    return {**told, "asked_at": done.asked_at, "ended_at": done.ended_at, "report": done.report}
