"""Who writes, for which agencies, under which conditions: one request, as a command has it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from officer_directory.errors import ChangedMeanwhileError
from officer_directory.tiers import Tier


@dataclass(frozen=True, slots=True)
class Call:
    """One request to write.

    `asker` is the key or client, `by` the person (or what stands for one) and `through` the
    credential in words. `key` and `digest` are of an idempotent request. `if_match` are the
    tags of which the record must have one, None where it may have any.
    """

    agency_ids: tuple[str, ...]
    asker: str
    by: str
    through: str
    tier: str = Tier.HR
    key: str | None = None
    digest: str = ""
    if_match: tuple[str, ...] | None = None
    only_new: bool = False

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Call":
        """From the JSON-able arguments of a command."""
        given = dict(arguments)
        given["agency_ids"] = tuple(given["agency_ids"])
        if given.get("if_match") is not None:
            given["if_match"] = tuple(given["if_match"])
        return cls(**given)

    def as_arguments(self) -> dict[str, Any]:
        return asdict(self)

    def require(self, tag: str | None) -> None:
        """Hold the request to its conditions; `tag` is of the record as it is, None of none.

        Raises:
            ChangedMeanwhileError: a condition is not met (RFC 9110, 13.1).
        """
        matches = self.if_match is None or (
            tag is not None and (tag in self.if_match or "*" in self.if_match)
        )
        if not matches or (self.only_new and tag is not None):
            raise ChangedMeanwhileError("The record is another than the request is about.")
