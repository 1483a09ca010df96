"""Each condition means the same in Python and in SQL, on both engines."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Connection, Integer, Text, create_engine, literal, null, select

from officer_directory.disclosure.conditions import CONDITIONS, Condition, Situation, Sources
from officer_directory.disclosure.situations import CASE_CONDITIONS, CATEGORIES
from officer_directory.tiers import ProtectionClass

_FLAG = st.booleans()
SITUATIONS = st.builds(
    Situation,
    protection_class=st.none() | st.sampled_from(ProtectionClass),
    opened=_FLAG,
    own_agency=_FLAG,
    in_charge=_FLAG,
    category=st.sampled_from(CATEGORIES) | st.text("abc_ ", max_size=8),
    condition=st.sampled_from(CASE_CONDITIONS) | st.text("abc_ ", max_size=8),
    reviewed=_FLAG,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest) -> Iterator[Connection]:
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def _sources(situation: Situation) -> Sources:
    """The situation as SQL literals."""
    protection_class = situation.protection_class
    return Sources(
        protection_class=null()
        if protection_class is None
        else literal(int(protection_class), Integer),
        opened=literal(situation.opened, Boolean),
        own_agency=literal(situation.own_agency, Boolean),
        in_charge=literal(situation.in_charge, Boolean),
        category=literal(situation.category, Text),
        condition=literal(situation.condition, Text),
        reviewed=literal(situation.reviewed, Boolean),
    )


@given(SITUATIONS)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_python_and_sql_agree(connection: Connection, situation: Situation) -> None:
    sources = _sources(situation)
    statement = select(*(c.sql(sources).label(name) for name, c in CONDITIONS.items()))
    row = connection.execute(statement).one()._mapping
    for name, condition in CONDITIONS.items():
        found: Any = row[name]
        assert found is not None, f"{name} must be true or false, never unknown"
        assert bool(found) is condition.holds(situation), (name, situation)


def test_what_is_unknown_opens_nothing(connection: Connection) -> None:
    """A null in a flag counts as no: it opens no gate that a true would open."""
    nothing = Sources(**{f.name: null() for f in fields(Sources)})
    false = Situation(protection_class=None, opened=False)
    for name, condition in CONDITIONS.items():
        found = connection.execute(select(condition.sql(nothing))).scalar_one()
        assert bool(found) is condition.holds(false), name


@pytest.mark.parametrize("condition", CONDITIONS.values(), ids=lambda c: c.name)
def test_every_condition_says_what_it_means(condition: Condition) -> None:
    assert condition.name == condition.name.lower()
    assert len(condition.meaning.split()) < 20


@pytest.mark.parametrize("hidden", [ProtectionClass.UNDERCOVER, ProtectionClass.HELD, None])
def test_hidden_officers_are_not_listed(hidden: ProtectionClass | None) -> None:
    assert not CONDITIONS["listed"].holds(Situation(protection_class=hidden))
    assert not CONDITIONS["listed_reviewed"].holds(
        Situation(protection_class=hidden, reviewed=True)
    )


@pytest.mark.parametrize(
    ("category", "condition", "open_"),
    [
        ("shooting", None, True),
        ("great_bodily_injury", None, True),
        ("shooting", "sustained_final", True),
        ("shooting", "delayed", False),
        ("dishonesty", None, False),
        ("dishonesty", "delayed", False),
        ("dishonesty", "sustained_final", True),
        ("sexual_assault", "resigned_before_finding", True),
        ("bias", "sustained_final", True),
        ("other", "sustained_final", False),
        (None, "sustained_final", False),
        ("Shooting", None, False),
    ],
)
def test_the_classes_of_record_of_penal_code_832_7(
    category: str | None, condition: str | None, open_: bool
) -> None:
    situation = Situation(category=category, condition=condition)
    assert CONDITIONS["disclosable"].holds(situation) is open_
    assert not CONDITIONS["disclosable"].holds(replace(situation, opened=False))
