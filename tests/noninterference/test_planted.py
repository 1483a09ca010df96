"""Every leak that is planted is found by the same harness that finds none in the build."""

from pathlib import Path

import pytest

from tests.noninterference import building_plants, leaving_plants
from tests.noninterference.directories import MakeSettings, opened
from tests.noninterference.planted import Plant
from tests.noninterference.sweep import Sweep

PLANTS = (*leaving_plants.PLANTS, *building_plants.PLANTS)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_a_planted_leak_is_found(
    plant: Plant, make_settings: MakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.put(monkeypatch)
    with opened(make_settings, tmp_path, "sqlite", plant.tier) as pair:
        assert pair.difference(Sweep(pair)) is not None


def test_at_least_thirty_leaks_are_planted() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS) >= 30
