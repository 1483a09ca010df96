"""Two names that may be one person's, and what follows for whoever is new or renamed."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.disclosure.spelling import words_of
from officer_directory.intake.upsert.namesakes import Known, Name
from officer_directory.store import records
from officer_directory.tiers import ProtectionClass
from tests.intake import rosters
from tests.intake.conftest import Importer
from tests.intake.test_nothing_lowers import classes, mark

FIELDS = ("first_name", "middle_name", "last_name")
SAME = [
    ("Raúl|V|Ñuñez", "RAUL V||Nunez"),  # the middle name within the first
    ("Raúl|V|Ñuñez", "R||Nunez"),
    ("Raúl|V|Ñuñez", "R V||Nunez"),
    ("Raúl|Víctor|Ñuñez", "Raul|V.|Nunez"),
    ("Raúl|V|Ñuñez", "Raúl||Ñuñez Jr."),
    ("Raúl||Ñuñez, Jr", "Raul||Nunez III"),
    ("Raúl|V|Ñuñez", "Nuñez||Raúl"),
    ("Raúl|V|Ñuñez", "||Nunez, Raul V"),
    ("Raúl|V|Ñuñez", "Raúl|M|Ñuñez"),  # as before: the middle name is not looked at
    ("Simone||Rothschild-Vega", "Simone||Rothschild Vega"),
    ("Simone||Rothschild-Vega", "Simone||RothschildVega"),
    ("Simone||Rothschild-Vega", "Simone||Vega"),
    ("Simone||Rothschild-Vega", "Simone|Rothschild|Vega"),
    ("Mary Ann||De la Cruz", "Maryann||Delacruz"),
    ("Mary|Ann|De la Cruz", "Mary-Ann||Delacruz"),
    ("Mary Q||De la Cruz", "Mary|Q|Delacruz"),
    ("Bridget||O'Brien", "Bridget||OBrien"),
]
DIFFERENT = [
    ("Raúl|V|Ñuñez", "Rosa|V|Ñuñez"),
    ("Raúl|V|Ñuñez", "Víctor|R|Ñuñez"),
    ("Raúl|V|Ñuñez", "Victor||Nunez"),  # an initial of the middle name is no first name's
    ("Raúl|V|Ñuñez", "Raúl|V|Ibáñez"),
    ("Raúl|V|Ñuñez", "S||Nunez"),
    ("Raúl|V|Ñuñez", "||Nunez"),  # a family name alone is everyone's who has it
    ("Raúl|V|Ñuñez", "Raúl||"),
    ("Raúl|Víctor|Ñuñez", "Víctor|Raúl|Ortega"),
    ("J|R|Smith", "J|R|Jones"),
]


def row(text: str) -> dict[str, str | None]:
    return {name: part or None for name, part in zip(FIELDS, text.split("|"), strict=True)}


def name(text: str) -> Name:
    return Name.of(row(text))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_name_written_otherwise_may_be_the_same_persons(one: str, other: str) -> None:
    assert name(one).may_be(name(other))
    assert name(other).may_be(name(one))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_name_is_anothers(one: str, other: str) -> None:
    assert not name(one).may_be(name(other))
    assert not name(other).may_be(name(one))


PARTS = st.lists(st.sampled_from(["a", "b", "ana", "bo", "ana-bo", "o'bo", "de", "jr"]), max_size=3)
NAMES = st.builds("{}|{}|{}".format, *[PARTS.map(" ".join)] * 3)


@given(NAMES, st.lists(NAMES, max_size=6))
def test_an_index_of_names_finds_whoever_comparing_each_finds(one: str, others: list[str]) -> None:
    known = Known()
    for other in others:
        known.add(other, name(other))
    assert set(known.of(name(one))) == {o for o in others if name(one).may_be(name(o))}


@given(NAMES, NAMES)
def test_whoever_may_be_the_same_has_one_of_the_tokens(one: str, other: str) -> None:
    """What is written over HTTP looks for namesakes by these among the words recorded."""
    if name(one).may_be(name(other)):
        assert name(one).tokens & set(words_of(row(other)))


def test_a_name_of_a_hundred_initials_is_compared_at_once() -> None:
    one, other = name(f"u {'a ' * 40}|b|diaz"), name(f"w {'a ' * 41}|b|diaz x")
    assert not one.may_be(other)


def protected_and_open(bring: Importer, folder: Path) -> None:
    lines = [
        "31,OFFICER,,Vice,Rothschild-Vega,Raúl,Víctor",
        "32,OFFICER,,Patrol,Halloran,Simone,",
    ]
    bring(rosters.write_one(folder, "r.csv", [rosters.SEATTLE[0], *lines]), "seattle")
    mark(bring, Vice="undercover", Patrol="open")


SPELT = ["Rothschild Vega,R,", "Rothschild-Vega Jr,Raul V,", "Raul,Vega,", "Vega,Raúl,Víctor"]


@pytest.mark.parametrize("spelt", SPELT)
def test_somebody_protected_is_not_published_under_another_spelling(
    bring: Importer, tmp_path: Path, spelt: str
) -> None:
    protected_and_open(bring, tmp_path)
    lines = [rosters.SEATTLE[0], f"99,OFFICER,,Patrol,{spelt}"]
    told = bring(rosters.write_one(tmp_path, "new.csv", lines), "seattle")
    assert classes(bring)["99"] is ProtectionClass.UNDERCOVER
    assert told.carried == told.proposals == 1


@pytest.mark.parametrize("spelt", SPELT)
def test_whoever_is_renamed_by_an_import_to_somebody_protected_is_held_out(
    bring: Importer, tmp_path: Path, spelt: str
) -> None:
    protected_and_open(bring, tmp_path)
    assert classes(bring)["32"] is ProtectionClass.OPEN
    lines = [rosters.SEATTLE[0], f"32,OFFICER,,Patrol,{spelt}"]
    told = bring(rosters.write_one(tmp_path, "renamed.csv", lines), "seattle")
    assert told.of("officers").changed == 1
    assert classes(bring)["32"] is ProtectionClass.UNDERCOVER
    assert told.carried == told.proposals == 1


def test_whoever_is_renamed_to_nobody_protected_stays_as_they_are(
    bring: Importer, tmp_path: Path
) -> None:
    protected_and_open(bring, tmp_path)
    lines = [rosters.SEATTLE[0], "32,OFFICER,,Patrol,Rothschild-Vega,Simone,"]
    assert bring(rosters.write_one(tmp_path, "renamed.csv", lines), "seattle").carried == 0
    assert classes(bring)["32"] is ProtectionClass.OPEN
    assert bring.one(records.officer, uid="32")["last_name"] == "Rothschild-Vega"
