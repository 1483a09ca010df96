"""Which limits hold; how a file of them can be wrong is in `tests/bundles/broken/limits-*`."""

import shutil
from pathlib import Path

import pytest
from tests.bundles import MINIMAL, SHIPPED, TOWN

from officer_directory.errors import PolicyError
from officer_directory.limits.chosen import limits_of
from officer_directory.limits.file import parse
from officer_directory.limits.rates import DAY, Limit
from officer_directory.settings import SettingError, Settings
from officer_directory.tiers import Tier

PRESS = """[tier.press]
burst = "5/second"
daily = "1000/day"
records_per_day = 100000
"""


def with_file(tmp_path: Path, text: str, **more) -> Settings:
    path = tmp_path / "limits.toml"
    path.write_text(text)
    return Settings(data=tmp_path / "data", limits=path, **more)


def test_the_file_of_the_setting_replaces_what_it_names_and_nothing_else(tmp_path):
    shipped = limits_of(Settings(data=tmp_path))
    held = limits_of(with_file(tmp_path, PRESS))
    press = held.tiers[Tier.PRESS]
    assert press.rates == (Limit("burst", 5, 1), Limit("daily", 1000, DAY))
    assert press.budget == Limit("records", 100_000, DAY)
    assert {t: a for t, a in held.tiers.items() if t is not Tier.PRESS} == {
        t: a for t, a in shipped.tiers.items() if t is not Tier.PRESS
    }
    assert (held.portal, held.costs) == (shipped.portal, shipped.costs)


def test_a_file_may_say_one_number_alone(tmp_path):
    held = limits_of(with_file(tmp_path, "[tier.press]\nrecords_per_day = 7\n"))
    assert held.tiers[Tier.PRESS].records_per_day == 7
    assert held.tiers[Tier.PRESS].burst == limits_of(Settings()).tiers[Tier.PRESS].burst


def test_a_wrong_file_of_the_setting_is_refused_with_file_line_and_word(tmp_path):
    with pytest.raises(PolicyError, match=r"limits\.toml:2: '5/sec' is not a rate"):
        limits_of(with_file(tmp_path, '[tier.press]\nburst = "5/sec"\n'))


def test_a_missing_file_of_the_setting_is_refused(tmp_path):
    with pytest.raises(SettingError, match="LIMITS"):
        limits_of(Settings(data=tmp_path, limits=tmp_path / "none.toml"))


def test_of_several_bundles_the_narrowest_number_holds(tmp_path):
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    one, other = (folder / name / "limits.toml" for name in ("california", "us"))
    one.write_text(one.read_text().replace("records_per_day = 5000000", "records_per_day = 9"))
    other.write_text(other.read_text().replace("search = 2", "search = 4"))
    held = limits_of(Settings(data=tmp_path, policies=folder))
    assert held.tiers[Tier.PRESS].records_per_day == 9
    assert held.costs.search == 4


def test_where_no_bundle_names_limits_the_shipped_ones_hold(tmp_path):
    assert not (MINIMAL / TOWN / "limits.toml").exists()
    assert limits_of(Settings(data=tmp_path, policies=MINIMAL)) == parse(
        (SHIPPED / "us" / "limits.toml").read_bytes(), "us/limits.toml"
    )


def test_every_bundle_that_is_shipped_names_its_limits():
    for bundle in (p for p in SHIPPED.iterdir() if p.is_dir()):
        parse((bundle / "limits.toml").read_bytes(), bundle.name)
