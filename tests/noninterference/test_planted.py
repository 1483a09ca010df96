"""Every leak that is planted is found by the same harness that finds none in the build."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from officer_directory.tiers import Tier
from tests.noninterference import building_plants, leaving_plants, photo_plants
from tests.noninterference.directories import MakeSettings, Pair, opened
from tests.noninterference.planted import Plant
from tests.noninterference.sweep import Sweep

LEAVING = (*leaving_plants.PLANTS, *photo_plants.AFTER)
BUILDING = (*building_plants.PLANTS, *photo_plants.INSIDE)

_each = pytest.mark.parametrize("plant", LEAVING, ids=lambda plant: plant.name)
_built = pytest.mark.parametrize("plant", BUILDING, ids=lambda plant: plant.name)


@pytest.fixture(scope="module")
def standing_pair(
    make_lasting_settings: MakeSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Tier], Pair]]:
    """The two worlds of a tier, opened once: a leak in what leaves changes neither.

    On one engine: whatever leaves has left the database, and is the same from either. How what
    is built leaks is the database's too, so those are planted on both.
    """
    with ExitStack() as stack:
        standing: dict[Tier, Pair] = {}

        def pair(tier: Tier) -> Pair:
            if tier not in standing:
                folder = tmp_path_factory.mktemp("pair")
                made = opened(make_lasting_settings, folder, "sqlite", tier)
                standing[tier] = stack.enter_context(made)
            return standing[tier]

        yield pair


def is_found(pair: Pair) -> bool:
    """Whether one of three sweeps, each drawn anew, tells the worlds apart."""
    return any(pair.difference(Sweep(pair, f"sweep {n}")) is not None for n in range(3))


@_each
def test_a_leak_planted_in_what_leaves_is_found(
    plant: Plant, standing_pair: Callable[[Tier], Pair]
) -> None:
    with plant.leaking(standing_pair(plant.tier)) as pair:
        assert is_found(pair)


@_built
def test_a_planted_leak_is_found(
    plant: Plant,
    engine: str,
    make_settings: MakeSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert plant.inside is not None
    plant.inside(monkeypatch)
    with opened(make_settings, tmp_path, engine, plant.tier) as pair:
        assert is_found(pair)


def test_at_least_thirty_leaks_are_planted() -> None:
    plants = (*LEAVING, *BUILDING)
    assert len({plant.name for plant in plants}) == len(plants) >= 30
