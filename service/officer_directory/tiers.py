"""Tiers of requester, classes of officer and treatments of a field: the closed vocabularies."""

from enum import IntEnum, StrEnum


class Tier(StrEnum):
    PUBLIC = "public"
    PRESS = "press"
    HR = "hr"
    RECORDS = "records"
    OVERSIGHT = "oversight"
    AUDITOR = "auditor"
    ADMIN = "admin"


OUTSIDE = (Tier.PUBLIC, Tier.PRESS)
INSIDE = (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT, Tier.AUDITOR, Tier.ADMIN)


class ProtectionClass(IntEnum):
    """How an officer is treated now; the strictest of several is the greatest."""

    OPEN = 0
    SENSITIVE = 1
    UNDERCOVER = 2
    HELD = 3

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "ProtectionClass":
        return cls[word.upper()]


class Treatment(StrEnum):
    RELEASE = "release"
    REDACT = "redact"
    WITHHOLD = "withhold"
    GLOMAR = "glomar"
