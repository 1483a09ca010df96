"""Two worlds that are one to a tier: `pair(tier, seed)` gives the facts of each."""

from officer_directory.demo.draw import Draw
from officer_directory.store import records
from officer_directory.tiers import OUTSIDE, Tier
from tests.noninterference.inside_pairs import inside_world
from tests.noninterference.outside_pairs import outside_world
from tests.noninterference.strangers import Facts

_RECORDED_TIME_SHOWS = ("protection",)


def pair(tier: Tier, seed: int, at: int) -> tuple[Facts, Facts]:
    """Facts that are the same in what the tier may see and different in all else."""
    return (
        _world(tier, f"{tier}/{seed}/one", at, crowded=False),
        _world(tier, f"{tier}/{seed}/two", at, crowded=True),
    )


def _world(tier: Tier, seed: str, at: int, *, crowded: bool) -> Facts:
    if tier in OUTSIDE:
        facts = outside_world(seed, at, crowded)
    else:
        facts = inside_world(seed, at, tier, crowded)
    return _recorded_some_way(Draw(f"{seed}/recorded"), facts, at, tier)


def _recorded_some_way(draw: Draw, facts: Facts, at: int, tier: Tier) -> Facts:
    """In another order, by others, at another time, where the time does not itself show."""
    found: Facts = {}
    for table, rows in facts.items():
        columns = records.metadata.tables[table].c
        found[table] = draw.sample(rows, len(rows))
        for row in found[table]:
            if "recorded_at" not in columns:
                continue
            row |= {"recorded_by": draw.choice(("ann", "bob")), "source": f"{draw.random()}"}
            if table in _RECORDED_TIME_SHOWS:
                continue
            in_order_for_hr = tier is Tier.HR and table == "officer"  # in SCIM, newest first
            when = Draw(f"recorded/{row['id']}") if in_order_for_hr else draw
            row["recorded_at"] = at - when.randint(0, 10**7)
    return found
