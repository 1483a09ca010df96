"""Questions are understood whole or refused whole, in one text that echoes nothing."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.disclosure.asking import Ask, Filter, Op, Shown, Sort
from officer_directory.disclosure.fields import Kind
from officer_directory.errors import NotUnderstoodError
from officer_directory.http.query import MOST_RECORDS, NOT_UNDERSTOOD, OPTIONS, parse, parse_uid

SHOWN = {
    "id": Shown(Kind.ID),
    "last_name": Shown(Kind.TEXT),
    "rank": Shown(Kind.TEXT),
    "hire_date": Shown(Kind.DATE),
    "separation_date": Shown(Kind.DATE, redacted=True),
    "birth_year": Shown(Kind.YEAR),
    "total": Shown(Kind.COUNT),
    "base_pay": Shown(Kind.MONEY),
    "fiscal": Shown(Kind.FLAG),
    "since": Shown(Kind.INSTANT),
    "narrative": Shown(Kind.PROSE),
    "officer_ids": Shown(Kind.IDS),
}
UUID = "0e6f2c1a-9b1d-4c6e-8a53-7f6c3f1d2b4a"


def filter_of(name: str, value: str) -> Filter:
    (only,) = parse("officer", [(name, value)], SHOWN).filters
    return only


@pytest.mark.parametrize(
    ("name", "value", "understood"),
    [
        ("last_name", " DÍAZ ", Filter("last_name", Op.EQ, ("diaz",))),
        ("last_name__contains", "Ø", Filter("last_name", Op.CONTAINS, ("o",))),
        ("rank__in", "Sergeant,SERGEANT,Captain", Filter("rank", Op.IN, ("sergeant", "captain"))),
        ("hire_date__gte", "2020-02-29", Filter("hire_date", Op.GTE, ("2020-02-29",))),
        ("separation_date", "2020", Filter("separation_date", Op.EQ, ("2020",))),
        ("birth_year__lt", "1990", Filter("birth_year", Op.LT, (1990,))),
        ("base_pay__gt", "100.5", Filter("base_pay", Op.GT, (10_050,))),
        ("base_pay", "-1.05", Filter("base_pay", Op.EQ, (-105,))),
        ("fiscal", "true", Filter("fiscal", Op.EQ, (1,))),
        ("last_name__isnull", "false", Filter("last_name", Op.ISNULL, (0,))),
        ("since__lte", "1970-01-01T00:01:00Z", Filter("since", Op.LTE, (60,))),
        ("id", UUID, Filter("id", Op.EQ, (UUID,))),
    ],
)
def test_a_value_is_read_as_what_is_compared(name, value, understood):
    assert filter_of(name, value) == understood


REFUSED = [
    ("unit", "Gang"),
    ("unit__isnull", "true"),
    ("last_name__regex", "x"),
    ("last_name__", "x"),
    ("last_name__eq", "x"),
    ("__contains", "x"),
    ("Last_Name", "x"),
    ("last_name", ""),
    ("last_name", "x" * 201),
    ("last_name", "a\0b"),
    ("last_name", "a\u202eb"),
    ("last_name", "a\u200bb"),
    ("last_name", "a\nb"),
    ("last_name__isnull", "1"),
    ("rank__in", ",".join(["x"] * 51)),
    ("rank__in", "a,,b"),
    ("hire_date", "2020"),
    ("hire_date", "2021-02-29"),
    ("hire_date", "٢٠٢٠-01-01"),
    ("separation_date", "20"),
    ("birth_year", "1990.0"),
    ("birth_year", "0990"),
    ("birth_year", "1" * 5000),
    ("total", "-1"),
    ("base_pay", "1e9"),
    ("base_pay", "NaN"),
    ("fiscal", "True"),
    ("fiscal__gt", "true"),
    ("since", "1970-01-01T00:01:00"),
    ("since", "9999-99-99T99:99:99Z"),
    ("id", UUID.upper()),
    ("id__startswith", "0e"),
    ("narrative", "x"),
    ("officer_ids", UUID),
    ("sort", "unit"),
    ("sort", "last_name,last_name"),
    ("sort", "--last_name"),
    ("sort", "narrative"),
    ("sort", ""),
    ("sort", "id,last_name,rank,hire_date,total"),
    ("fields", "last_name,last_name"),
    ("fields", "last_name,unit"),
    ("fields", "*"),
    ("limit", "0"),
    ("limit", "501"),
    ("limit", "-1"),
    ("limit", "5.0"),
    ("after", "a b"),
    ("after", "a" * 5000),
    ("count", "yes"),
    ("q", ""),
    ("where", "1=1"),
    ("last_name[ne]", "x"),
    ("officer.last_name", "x"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_whatever_is_not_understood_gets_one_and_the_same_text(name, value):
    with pytest.raises(NotUnderstoodError) as refused:
        parse("officer", [(name, value)], SHOWN)
    assert str(refused.value) == NOT_UNDERSTOOD


@pytest.mark.parametrize("name", ["last_name", *OPTIONS])
def test_a_parameter_sent_twice_is_refused(name):
    with pytest.raises(NotUnderstoodError):
        parse("officer", [(name, "1"), (name, "1")], SHOWN)


def test_the_options_of_a_question_are_read():
    pairs = [
        ("sort", "last_name,-hire_date,-last_name"),
        ("fields", "rank,last_name"),
        ("limit", "500"),
        ("after", "abc-_"),
        ("count", "true"),
        ("q", "Díaz 0012"),
    ]
    assert parse("officer", pairs, SHOWN) == Ask(
        q="Díaz 0012",
        sort=(Sort("last_name"), Sort("hire_date", True)),
        fields=("rank", "last_name"),
        limit=500,
        after="abc-_",
        count=True,
    )


def test_words_are_searched_among_officers_alone():
    with pytest.raises(NotUnderstoodError):
        parse("complaint", [("q", "diaz")], SHOWN)


@given(st.dictionaries(st.text(), st.text(), max_size=4))
def test_anything_at_all_is_understood_or_refused(sent):
    with contextlib.suppress(NotUnderstoodError):
        parse("officer", list(sent.items()), SHOWN)


def test_a_uid_is_looked_up_folded_in_one_agency_at_most():
    assert parse_uid("A117", []) == ("a117", None)
    assert parse_uid("A117", [("agency", "Fernhollow  PD")]) == ("a117", "fernhollow pd")
    for pairs in ([("agency", "a"), ("agency", "b")], [("state", "CA")]):
        with pytest.raises(NotUnderstoodError):
            parse_uid("A117", pairs)


def test_the_one_refusal_teaches_every_form_there_is():
    for option in OPTIONS:
        assert option in NOT_UNDERSTOOD
    for op in Op:
        assert op is Op.EQ or op.value in NOT_UNDERSTOOD
    assert str(MOST_RECORDS) in NOT_UNDERSTOOD
