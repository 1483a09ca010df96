"""Reading a real directory, in both shells and on both engines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.clients.driving import driving
from tests.world import HIDDEN, LISTED

from officer_directory_client import FieldWithheldError, Officer, Treatment, errors
from officer_directory_client._addresses import query_string


@pytest.fixture
def public(directory_served, shell):
    with driving(shell, "Public", directory_served.api) as directory:
        yield directory


@pytest.fixture
def counted(public, monkeypatch):
    """How many requests were sent, by address."""
    sent = []
    core, again = public.directory._core, public.directory._core._signed

    def counting(question, *given, **named):
        sent.append(core.url_of(question))
        return again(question, *given, **named)

    monkeypatch.setattr(core, "_signed", counting)
    return sent


def test_every_listed_officer_is_given_once_however_large_the_pages(
    public, directory_served, monkeypatch
):
    world = directory_served.world
    for size in (1, 5, 200):
        monkeypatch.setattr("officer_directory_client._reading.PAGE", size)
        given = [officer.id for officer in public.every(public.officers(sort="last_name"))]
        assert sorted(given) == sorted(world.officers[name]["id"] for name in LISTED)


def test_pages_are_asked_for_as_one_goes_on(public, counted, monkeypatch):
    monkeypatch.setattr("officer_directory_client._reading.PAGE", 5)
    pages = public.officers()
    assert counted == []
    assert len(public.first(pages).records) == 12
    assert len(counted) == 1
    assert len(public.pages(pages)) == 3
    assert len(counted) == 4
    assert "after=" not in counted[1]
    assert "after=" in counted[2]


def test_a_limit_is_of_records_altogether(public, counted, monkeypatch):
    monkeypatch.setattr("officer_directory_client._reading._MOST", 4)
    assert len(public.every(public.officers(limit=7))) == 7
    assert ["limit=4" in counted[0], "limit=3" in counted[1]] == [True, True]
    assert public.every(public.officers(limit=0)) == []
    assert len(counted) == 2


def test_one_page_says_how_it_was_given_and_what_comes_next(public):
    page = public.page("officers", limit=2, count=True, sort="last_name,-hire_date")
    assert (len(page.records), page.count) == (2, len(LISTED))
    assert page.withheld["photo"] == "agency-photo-policy"
    assert page.policy == public.policy().policy
    following = public.page("officers", limit=2, sort="last_name,-hire_date", after=page.next)
    assert {o.id for o in page.records}.isdisjoint({o.id for o in following.records})


def test_a_cursor_of_another_question_has_expired(public):
    page = public.page(limit=2)
    with pytest.raises(errors.CursorExpiredError):
        public.page(limit=2, sort="-last_name", after=page.next)


def test_questions_are_asked_by_keyword(public):
    asked = public.officers(rank__in=["Sergeant", "Lieutenant"], hire_date__gte=date(1998, 1, 1))
    assert sorted(officer.last_name for officer in public.every(asked)) == ["Díaz", "García"]
    assert [o.badge_number for o in public.every(public.officers(q="obrien"))] == ["0450"]
    (only,) = public.every(public.officers(uid="30117", fields=["uid", "rank"]))
    assert dict(only) == {"uid": "30117", "rank": "Sergeant"}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"a__isnull": True, "b": False}, "?a__isnull=true&b=false"),
        ({"day": date(2020, 2, 1), "fields": ("a", "b")}, "?day=2020-02-01&fields=a%2Cb"),
        ({"at": datetime(2020, 2, 1, tzinfo=UTC)}, "?at=2020-02-01T00%3A00%3A00Z"),
        ({"pay__gt": Decimal("10.50"), "n": 3}, "?pay__gt=10.50&n=3"),
        ({"q": "a&b=ü +%/"}, "?q=a%26b%3D%C3%BC%20%2B%25%2F"),
    ],
)
def test_values_are_written_as_the_directory_reads_them(query, told):
    assert query_string(query) == told


@pytest.mark.parametrize("value", [["a,b"], object(), b"raw", {"a": 1}])
def test_a_value_that_cannot_be_asked_for_is_refused_here(value):
    with pytest.raises(ValueError, match=r"^name"):
        query_string({"name": value})


def test_a_filter_of_none_is_not_left_out_unseen(public):
    with pytest.raises(ValueError, match="suffix__isnull=True"):
        public.officers(suffix=None)
    assert public.page(q=None, after=None, sort=None).records


def test_withheld_is_neither_unknown_nor_absent(public):
    (diaz,) = public.every(public.officers(q="diaz"))
    assert diaz.suffix is None
    assert diaz.treatment("suffix") is Treatment.RELEASE
    assert diaz.treatment("photo") is Treatment.WITHHOLD
    assert diaz.treatment("shoe_size") is None
    assert "photo" not in diaz
    for read in (lambda: diaz.photo, lambda: diaz["photo"]):
        with pytest.raises(FieldWithheldError) as raised:
            read()
        assert (raised.value.field, raised.value.exemption) == ("photo", "agency-photo-policy")
    with pytest.raises(AttributeError, match="was not given shoe_size"):
        _ = diaz.shoe_size
    with pytest.raises(KeyError):
        _ = diaz["shoe_size"]


def test_one_officer_is_found_by_id_and_by_number(public, directory_served):
    diaz = directory_served.world.diaz
    by_id = public.officer(diaz["id"])
    assert isinstance(by_id, Officer)
    assert by_id == public.officer_by_uid("30117", "Fernhollow Police Department")
    assert by_id.last_name == "Díaz"


@pytest.mark.parametrize("name", HIDDEN)
def test_whoever_is_hidden_is_no_such_record_here_either(public, directory_served, name):
    hidden = directory_served.world.officers[name]
    for ask in (
        lambda: public.officer(hidden["id"]),
        lambda: public.officer_by_uid(hidden["uid"]),
        lambda: public.first(public.related(hidden["id"], "salaries")),
    ):
        with pytest.raises(errors.NoSuchRecordError):
            ask()


@pytest.mark.parametrize("name", ["", ".", "..", "a/b"])
def test_what_is_no_name_of_a_record_is_not_asked(public, counted, name):
    with pytest.raises(ValueError, match="names no record"):
        public.officer(name)
    assert counted == []


def test_what_belongs_to_an_officer_is_listed(public, directory_served):
    world = directory_served.world
    salaries = public.every(public.related(world.diaz["id"], "salaries", sort="year"))
    assert [s.year for s in salaries] == sorted(row["year"] for row in world.of("salary", "diaz"))
    nothing = public.first(public.related(world.diaz["id"], "assignments"))
    assert (nothing.records, nothing.withheld["unit"]) == ((), "assignment-safety")
    with pytest.raises(ValueError, match="no list"):
        public.related(world.diaz["id"], "secrets")


def test_agencies_complaints_and_incidents_are_read_alike(public):
    for listed, one in (
        (public.agencies, public.agency),
        (public.complaints, public.complaint),
        (public.incidents, public.incident),
    ):
        found = public.every(listed())
        assert found
        assert one(found[0].id) == found[0]


def test_the_directory_says_what_it_shows_and_why_not_more(public):
    fields = public.fields()
    photo = fields.of("officers")["photo"]
    assert (photo.treatment, photo.filterable, photo.operators) == ("withhold", False, ())
    assert fields.ground(photo.exemption)[0].words
    assert "contains" in fields.of("officers")["last_name"].operators
    assert (public.me().tier, public.policy().tier) == ("public", "public")
    assert {"burst", "daily"} <= public.me().limits.keys()
    assert public.limits["burst"].quota == public.me().limits["burst"].quota


def test_a_press_key_is_of_the_press(directory_served, shell):
    with driving(shell, "Press", directory_served.api, directory_served.keys["press"]) as press:
        assert press.me().tier == "press"
        assert len(press.every(press.officers())) == len(LISTED)
    with driving(shell, "Public", directory_served.api, key=directory_served.keys["portal"]) as one:
        assert (one.me().tier, one.me().label) == ("public", "portal")


def test_a_key_that_is_not_good_is_refused(directory_served, shell):
    with (
        driving(shell, "Press", directory_served.api, "odprs_nobody") as press,
        pytest.raises(errors.BadCredentialError),
    ):
        press.me()
