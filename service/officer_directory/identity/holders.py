"""Who holds a key, as far as they wish to say: anyone may have one, and no purpose is needed."""

from dataclasses import dataclass, fields

from officer_directory.errors import RefusedByRuleError

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation, an address for notices, and a purpose; each may be left unsaid."""

    organisation: str | None = None
    contact: str | None = None
    purpose: str | None = None

    def stated(self) -> dict[str, str | None]:
        """Each as it is stored.

        Raises:
            RefusedByRuleError: one holds characters that cannot be seen, or is too long.
        """
        return {one.name: _said(one.name, getattr(self, one.name)) for one in fields(self)}


NOBODY = Holder()


def visible(text: str, otherwise: str) -> str:
    """A line of visible characters; raises RefusedByRuleError with these words otherwise."""
    line = text.strip()
    if not line or not line.isprintable() or len(line) > LONGEST:
        raise RefusedByRuleError(otherwise)
    return line


def _said(name: str, text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    return visible(text, f"The {name} must be at most {LONGEST} visible characters.")
