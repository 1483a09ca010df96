"""Planning a delivery, and importing it once.

The plan is a dry run of the directory itself: nothing of its formats or rules is known here. The
import has an Idempotency-Key that follows from what is delivered, so a run that was killed and
the next one ask for the same import.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from officer_directory_client._importing import Import, ImportRefusedError
from officer_directory_client._progress import Progress
from officer_directory_client.errors import DirectoryError, IdempotencyKeyUsedError
from officer_directory_client.hr.deliveries import Delivery
from officer_directory_client.hr.outcomes import Exit, Outcome, outcome_of
from officer_directory_client.personnel import HrDirectory

Agree = Callable[[Outcome], bool]
"""Asked with the plan, before anything is imported."""

_MOST_A_DAY: Final = 20
_OFTEN = "The same delivery was imported or refused {} times today: look why, or wait for tomorrow."


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a delivery is to be read. `at_most_removed`: a person's answer to the guard, percent."""

    format: str
    agency: str | None = None
    full: bool = False
    at_most_removed: float | None = None

    def key(self, delivery: Delivery, number: int) -> str:
        """The same for the same delivery, wherever it is asked for; `number` counts on."""
        told = (self.format, self.agency, self.full, self.at_most_removed, delivery.digest)
        return f"hr-{sha256(repr(told).encode()).hexdigest()}-{number}"


@dataclass(frozen=True, slots=True)
class Desk:
    """A directory to deliver to; `progress` and `poll_s` (seconds) as of `import_roster`."""

    directory: HrDirectory
    progress: Progress = None
    poll_s: float = 0.5

    def plan(self, delivery: Delivery, wanted: Wanted) -> Outcome:
        """What a delivery would do; nothing is written."""
        try:
            planned = self._send(delivery, wanted, dry_run=True)
        except DirectoryError as error:
            return outcome_of(error)
        if refusal := planned.report.get("refusal"):  # of a dry run it is the guard's alone
            return Outcome(Exit.ASKS_A_PERSON, "guarded", str(refusal), planned=planned)
        return Outcome(Exit.DONE, "planned", "Nothing was written.", planned=planned)

    def push(self, delivery: Delivery, wanted: Wanted, agree: Agree) -> Outcome:
        """Plan a delivery and, where `agree` says so, import it."""
        planned = self.plan(delivery, wanted)
        if planned.planned is None or planned.exit is not Exit.DONE:
            return planned
        if changes_nothing(planned.planned):
            words = "The directory already has all of it."
            return replace(planned, ended="nothing-to-change", words=words)
        if not agree(planned):
            return replace(planned, exit=Exit.REFUSED, ended="declined", words="Nothing was done.")
        ended = self._import(delivery, wanted, planned.planned)
        return replace(ended, planned=ended.planned or planned.planned)

    def _import(self, delivery: Delivery, wanted: Wanted, planned: Import) -> Outcome:
        """Import it under the first key that is not that of an import before the plan."""
        for number in range(1, _MOST_A_DAY + 1):
            key = wanted.key(delivery, number)
            try:
                done = self._send(delivery, wanted, idempotency_key=key)
            except IdempotencyKeyUsedError:  # the client was bound to other agencies then
                continue
            except ImportRefusedError as refused:
                if not _ended_before(refused.ended, planned):
                    return self._refused(delivery, wanted, refused)
            except DirectoryError as error:
                return outcome_of(error)
            else:
                if not _ended_before(done, planned):
                    return Outcome(Exit.DONE, "imported", "Imported.", imported=done)
        return Outcome(Exit.LATER, "refused", _OFTEN.format(_MOST_A_DAY))

    def _refused(self, delivery: Delivery, wanted: Wanted, refused: ImportRefusedError) -> Outcome:
        """Where others wrote since the plan, the guard may ask now."""
        if refused.refusal:
            again = self.plan(delivery, wanted)
            if again.exit is Exit.ASKS_A_PERSON:
                return again
        return outcome_of(refused)

    def _send(self, delivery: Delivery, wanted: Wanted, **how: Any) -> Import:
        return self.directory.import_roster(
            delivery.files,
            wanted.format,
            wanted.agency,
            full=wanted.full,
            allow_removal=wanted.at_most_removed,
            progress=self.progress,
            poll_s=self.poll_s,
            **how,
        )


def changes_nothing(planned: Import) -> bool:
    """Whether a plan adds, changes and retires nothing."""
    kinds = planned.report.get("kinds", {}).values()
    return not any(kind[name] for kind in kinds for name in ("added", "changed", "retired"))


def _ended_before(found: Import, planned: Import) -> bool:
    """Whether an import had ended when the plan was asked for, by the directory's clock.

    What the plan would change is then not what that import did, or it was undone since.
    """
    if found.ended_at is None or planned.asked_at is None:
        return False
    return found.ended_at < planned.asked_at
