"""When a look-up is unusual: few rules, with numbers that a deployment may change.

    [many]
    officers = 50
    times = 4
    days = 5

Each rule holds a requester against their own days before, and says nothing of one who has too few.
A file is read as strictly as a policy, and may say less than everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from officer_directory.faults import Fault, read_strictly, refuse, unknown
from officer_directory.settings import PREFIX, SettingError, Settings
from officer_directory.toml_lines import TomlLines, read_toml

LOOKS_BACK: Final = 30
"""Days that a day is held against."""
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Many:
    """In a day, so many different officers, and so many times as many as on any day before."""

    officers: int = 50
    times: int = 4
    days: int = 5  # on which they asked before


@dataclass(frozen=True, slots=True)
class Again:
    """One and the same officer, alone, on so many days."""

    days: int = 8


@dataclass(frozen=True, slots=True)
class Hours:
    """So many different officers in an hour at which they never asked, nor in those beside it."""

    officers: int = 5
    days: int = 10  # on which they asked before


@dataclass(frozen=True, slots=True)
class Rules:
    many: Many = field(default_factory=Many)
    again: Again = field(default_factory=Again)
    hours: Hours = field(default_factory=Hours)


def chosen(settings: Settings) -> Rules:
    """The rules of a deployment.

    Raises:
        BundleRefusedError: with file, line and word of every fault.
        SettingError: the file cannot be read.
    """
    path = settings.alerts
    if path is None:
        return Rules()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SettingError(f"{PREFIX}ALERTS {path}: {error.strerror}.") from error
    whole = raw if raw.endswith(b"\n") else raw + b"\n"  # written by a person, for one machine
    return parse(whole, path.name)


def parse(raw: bytes, file: str) -> Rules:
    """The rules that a file gives; what it leaves out stays as it is here.

    Raises:
        BundleRefusedError: with file, line and word of every fault.
    """
    content, source = read_toml(read_strictly(raw, file), file)
    refuse(_faults(content, source))
    rules = Rules()
    return replace(rules, **{n: replace(getattr(rules, n), **t) for n, t in content.items()})


def _faults(content: dict[str, Any], source: TomlLines) -> Iterator[Fault]:
    rules = Rules()
    names = list(Rules.__dataclass_fields__)
    for name, table in content.items():
        if name not in names:
            yield source.fault(name, "", name, unknown(name, "rule", names))
        elif not isinstance(table, dict):
            yield source.fault("", name, name, f"must be a table: write [{name}]")
        else:
            known = list(getattr(rules, name).__dataclass_fields__)
            for key, value in table.items():
                if key not in known:
                    yield source.fault(name, key, key, unknown(key, f"key of [{name}]", known))
                elif type(value) is not int or not 1 <= value <= _MOST:
                    problem = f"of [{name}] must be a whole number from 1 to {_MOST}"
                    yield source.fault(name, key, key, problem)
