"""A limits file, read as strictly as a policy: whole, or not at all.

    [tier.press]
    burst = "5/second"
    daily = "1000/day"
    records_per_day = 100000

A bundle's file says everything. A file that stands `over` other limits may say less: what
it leaves out stays as it is there.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from officer_directory.faults import Fault, read_strictly, refuse, unknown
from officer_directory.limits.rates import (
    BURST,
    DAILY,
    DAY,
    MOST,
    SECONDS,
    Allowance,
    Asks,
    Costs,
    Limit,
    Limits,
    rate,
)
from officer_directory.tiers import Tier
from officer_directory.toml_lines import TomlLines, read_toml

_RATES = (BURST, DAILY)
_BUDGETS = ("records_per_day", "officers_per_day")
_EXTRA = {
    "tier.press": ("records_per_day",),
    **dict.fromkeys(("tier.hr", "tier.records", "tier.oversight"), ("officers_per_day",)),
}
NAMED: Final = ("portal", "network", "failures", "exports")
ASKS: Final = ("applications", "corrections")
_COUNTS: Final[Mapping[str, tuple[str, ...]]] = {
    "applications": ("shared", "waiting", "granted_per_day"),
    "corrections": ("shared", "waiting"),
}
_MAY_BE_NONE = ("granted_per_day",)
_COSTS = ("page", "search", "count", "stream", "records")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (*_RATES, *_EXTRA.get(name, ())) for name in (f"tier.{tier}" for tier in Tier)},
    **dict.fromkeys(NAMED, _RATES),
    **{name: (*_RATES, *_COUNTS[name]) for name in ASKS},
    "cost": _COSTS,
    "without_redis": ("replicas",),
}
"""Every table of a limits file, and its keys."""

Table = dict[str, Any]


def parse(raw: bytes, file: str, over: Limits | None = None) -> Limits:
    """The limits that a file gives, alone or over others.

    Raises:
        BundleRefusedError: with file, line and word of every fault.
    """
    content, source = read_toml(read_strictly(raw, file), file)
    refuse(_shape_faults(content, source))
    tables = _tables(content)
    refuse(_faults(tables, source, whole=over is None))
    return _limits(tables, over)


def _shape_faults(content: Table, source: TomlLines) -> Iterator[Fault]:
    top = {name.partition(".")[0] for name in _KEYS}
    for name, value in content.items():
        if name not in top:
            yield source.fault(name, "", name, unknown(name, "table of limits", top))
        elif not isinstance(value, dict):
            yield source.fault("", name, name, f"must be a table: write [{name}]")
    tiers = content.get("tier")
    for name, value in (tiers if isinstance(tiers, dict) else {}).items():
        section = f"tier.{name}"
        if section not in _KEYS:
            yield source.fault(section, "", name, unknown(name, "tier", list(Tier)))
        elif not isinstance(value, dict):
            yield source.fault("tier", name, name, f"must be a table: write [{section}]")


def _tables(content: Table) -> dict[str, Table]:
    tiers = {f"tier.{name}": table for name, table in content.get("tier", {}).items()}
    return tiers | {name: table for name, table in content.items() if name != "tier"}


def _faults(tables: dict[str, Table], source: TomlLines, whole: bool) -> Iterator[Fault]:
    for section, table in tables.items():
        for key, value in table.items():
            if problem := _problem(section, key, value):
                word = value if isinstance(value, str) and key in _RATES else key
                yield source.fault(section, key, word, problem)
    for section, keys in _KEYS.items() if whole else ():
        if section not in tables:
            yield Fault(source.file, 1, section, f"is missing: write [{section}]")
            continue
        for key in keys:
            if key not in tables[section]:
                yield source.fault(section, "", key, f"is missing in [{section}]")


def _problem(section: str, key: str, value: object) -> str | None:
    """What is wrong with one value; None where nothing is."""
    if key not in _KEYS[section]:
        return unknown(key, f"key of [{section}]", _KEYS[section])
    if key in _RATES:
        if not isinstance(value, str):
            return f'of [{section}] must be a rate in quotes, like "50/second"'
        limit = rate(key, value)
        if limit is None:
            units = ", ".join(SECONDS)
            return f"is not a rate: write N/UNIT, N from 1 to {MOST}, UNIT of {units}"
        if (limit.window == DAY) != (key == DAILY):
            wanted = "a day" if key == DAILY else "a second, minute or hour"
            return f"is not a rate of {wanted}, as '{key}' is"
        return None
    least = 0 if (section == "cost" and key != "records") or key in _MAY_BE_NONE else 1
    if type(value) is not int or not least <= value <= MOST:
        return f"of [{section}] must be a whole number from {least} to {MOST}"
    return None


def _limits(tables: dict[str, Table], over: Limits | None) -> Limits:
    def allowance(section: str, under: Allowance | None) -> Allowance:
        return _allowance(tables.get(section, {}), under)

    tiers = {tier: allowance(f"tier.{tier}", over.tiers[tier] if over else None) for tier in Tier}
    portal, network, failures, exports = (
        allowance(name, getattr(over, name, None)) for name in NAMED
    )
    costs = {key: getattr(over.costs, key) for key in _COSTS} if over else {}
    alone = {"replicas": over.replicas} if over else {}
    return Limits(
        tiers=MappingProxyType(tiers),
        portal=portal,
        network=network,
        failures=failures,
        exports=exports,
        costs=Costs(**costs | tables.get("cost", {})),
        applications=_asks("applications", tables, over.applications if over else None),
        corrections=_asks("corrections", tables, over.corrections if over else None),
        replicas=(alone | tables.get("without_redis", {}))["replicas"],
    )


def _allowance(table: Table, over: Allowance | None) -> Allowance:
    budgets = {key: table.get(key, getattr(over, key, None)) for key in _BUDGETS}
    return Allowance(_limit(BURST, table, over), _limit(DAILY, table, over), **budgets)


def _asks(name: str, tables: dict[str, Table], over: Asks | None) -> Asks:
    table = tables.get(name, {})
    counts: Table = {key: table.get(key, getattr(over, key, None)) for key in _COUNTS[name]}
    return Asks(_limit(BURST, table, over), _limit(DAILY, table, over), **counts)


def _limit(name: str, table: Table, over: Allowance | Asks | None) -> Limit:
    given = rate(name, table[name]) if name in table else getattr(over, name)
    assert isinstance(given, Limit)  # looked at by _faults
    return given
