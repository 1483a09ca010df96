"""What an import did, or would do: counts and first examples, for a person to read."""

from dataclasses import asdict, dataclass, field
from typing import Any

_EXAMPLES = 3


@dataclass(slots=True)
class Counts:
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    examples: list[str] = field(default_factory=list)

    def example(self, text: str) -> None:
        if len(self.examples) < _EXAMPLES:
            self.examples.append(text)


@dataclass(slots=True)
class Report:
    """One import; `kinds` are in the order of writing."""

    agency: str
    agency_is_new: bool = False
    dry_run: bool = False
    kinds: dict[str, Counts] = field(default_factory=dict)
    new_units: list[str] = field(default_factory=list)
    unmarked_units: list[str] = field(default_factory=list)
    in_no_unit: int = 0  # officers of the agency
    kept_though_absent: list[str] = field(default_factory=list)
    proposals: int = 0
    carried: int = 0
    notes: list[str] = field(default_factory=list)
    refusal: str | None = None

    def of(self, kind: str) -> Counts:
        return self.kinds.setdefault(kind, Counts())

    @property
    def changes_nothing(self) -> bool:
        return not any(c.added or c.changed or c.retired for c in self.kinds.values())

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
