"""Lists of users: what a filter finds it finds in SQL, and the pages are of everyone once."""

import pytest
from sqlalchemy import update
from tests.scim.asked import ENTERPRISE, NEW, OFFICER, PATCH, USERS, error, patch, user

from officer_directory.disclosure import statements
from officer_directory.disclosure import view as views
from officer_directory.disclosure.read import rows as read_rows
from officer_directory.store.records import officer

RENAMED = patch("name.middleName", "Q")
SEARCH = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"


def found(asker, text, **more):
    answer = asker.get(USERS, params={"filter": text, "count": 200, **more})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["totalResults"] == len(told["Resources"])
    return {one["id"] for one in told["Resources"]}


AS_REST = {
    'userName eq "30117"': {"uid": "30117"},
    'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "30117"': {"uid": "30117"},
    'USERNAME Eq "30117"': {"uid": "30117"},
    'externalId eq "PAY-30117"': {"hr_id": "PAY-30117"},
    f'{ENTERPRISE}:employeeNumber eq "PAY-30117"': {"hr_id": "PAY-30117"},
    'name.familyName eq "DIAZ"': {"last_name": "diaz"},
    'name.familyName sw "Di"': {"last_name__startswith": "Di"},
    'name.givenName co "a"': {"first_name__contains": "a"},
    "active eq true": {"status": "active"},
    "active eq false": {"status": "separated"},
    "name.middleName pr": {"middle_name__isnull": "false"},
    "not (name.middleName pr)": {"middle_name__isnull": "true"},
    "name.middleName eq null": {"middle_name__isnull": "true"},
    f'{OFFICER}:appointedOn ge "2010-01-01"': {"hire_date__gte": "2010-01-01"},
    f'{OFFICER}:appointedOn lt "2010-01-01"': {"hire_date__lt": "2010-01-01"},
    f'{OFFICER}:badge eq "A117"': {"badge_number": "A117"},
    f'{OFFICER}:unit eq "Patrol Watch Two"': {"unit": "Patrol Watch Two"},
    f'{ENTERPRISE}:department sw "Patrol"': {"unit__startswith": "Patrol"},
    'active eq true and name.familyName co "a"': {"status": "active", "last_name__contains": "a"},
    'name.familyName eq "Diaz" or name.familyName eq "Okafor"': {"last_name__in": "Diaz,Okafor"},
}


@pytest.mark.parametrize("text", AS_REST)
def test_a_filter_finds_whom_the_same_question_finds_by_rest(standing, text):
    _, ask = standing
    rest = ask("hr").get("/v1/officers", {**AS_REST[text], "limit": "500"}).json()["officers"]
    assert found(ask("hr"), text) == {one["id"] for one in rest}


def test_some_of_these_filters_find_someone_and_leave_someone_out(standing):
    _, ask = standing
    counts = [len(found(ask("hr"), text)) for text in AS_REST]
    everyone = ask("hr").get(USERS, params={"count": 0}).json()["totalResults"]
    assert sum(0 < count < everyone for count in counts) > len(AS_REST) / 2


NOT_ASKED = (
    'userName ne "1"',
    'userName ew "1"',
    "active gt true",
    'active eq "true"',
    'not (userName eq "1")',
    'userName eq "1" or name.familyName eq "Diaz"',
    'userName eq "1" or userName sw "2"',
    'meta.created gt "2011-05-13T04:42:34Z"',
    'emails.value eq "a@example.org"',
    'title eq "Chief"',
    f'{OFFICER}:appointedOn ge "soon"',
    f'{OFFICER}:appointedOn co "20"',
    f'{OFFICER}:protectionClass eq "held"',
    "name pr",
    "((",
    " or ".join(f'userName eq "{n}"' for n in range(60)),
)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_cannot_be_asked_of_the_view_is_an_invalid_filter(standing, text):
    _, ask = standing
    one = ask("hr").get(USERS, params={"filter": text})
    assert error(one) == (400, "invalidFilter")
    assert one.content == ask("hr").get(USERS, params={"filter": NOT_ASKED[0]}).content
    searched = ask("hr").post(f"{USERS}/.search", json={"schemas": [SEARCH], "filter": text})
    assert searched.content == one.content


def test_no_more_rows_are_read_than_are_shown(ask, monkeypatch):
    read = []

    def counted(*arguments):
        found = read_rows(*arguments)
        read.append(len(found))
        return found

    for module in (statements, views):
        monkeypatch.setattr(module, "rows", counted)
    shown = ask("hr").get(USERS, params={"filter": "active eq true", "count": 2, "startIndex": 4})
    assert len(shown.json()["Resources"]) == 2
    assert sum(read) <= 2 + 1 + 1  # one more, to know of a next page; and the count


def test_pages_by_index_are_of_everyone_once(standing):
    _, ask = standing
    whole = ask("hr").get(USERS, params={"count": 200}).json()["Resources"]
    walked = []
    for start in range(1, len(whole) + 1, 4):
        page = ask("hr").get(USERS, params={"count": 4, "startIndex": start}).json()
        assert (page["totalResults"], page["startIndex"]) == (len(whole), start)
        walked += page["Resources"]
    assert walked == whole
    beyond = ask("hr").get(USERS, params={"count": 4, "startIndex": 9999}).json()
    assert (beyond["totalResults"], beyond["Resources"]) == (len(whole), [])


@pytest.mark.parametrize("start", [2**31, 2**63 + 1, 10**400], ids=["int", "bigint", "none"])
def test_a_page_beyond_every_number_is_an_empty_one(standing, start):
    _, ask = standing
    answer = ask("hr").get(USERS, params={"startIndex": str(start)})
    assert answer.status_code == 200
    assert answer.json().get("Resources", []) == []


def test_whoever_was_written_last_is_first(ask, world, database):
    asked = {"count": 1, "attributes": "userName"}
    for write, first in (
        (lambda: ask("hr").post(USERS, json=NEW), "90001"),
        (lambda: ask("hr").patch(user(world.nunez), json=RENAMED), world.nunez["uid"]),
    ):
        with database.transaction() as connection:  # as if all else were long ago
            connection.execute(update(officer).values(recorded_at=1))
        assert write().status_code in (201, 204)
        (shown,) = ask("hr").get(USERS, params=asked).json()["Resources"]
        assert shown["userName"] == first


def test_a_search_by_post_is_the_same_question(standing):
    _, ask = standing
    by_get = ask("hr").get(USERS, params={"filter": "active eq true", "count": 3})
    body = {"schemas": [SEARCH], "filter": "active eq true", "count": 3}
    assert ask("hr").post(f"{USERS}/.search", json=body).json() == by_get.json()


def test_only_what_is_named_is_answered(standing):
    world, ask = standing
    few = ask("hr").get(user(world.diaz), params={"attributes": "userName"}).json()
    assert set(few) == {"schemas", "id", "userName"}
    most = ask("hr").get(user(world.diaz), params={"excludedAttributes": "name"}).json()
    assert "name" not in most
    assert "userName" in most


@pytest.mark.parametrize("nested", ["(", "not (", "userName pr and ("])
@pytest.mark.parametrize("deep", [10, 900, 3000])
def test_a_filter_nested_deeper_than_anyone_means_is_no_failure(standing, nested, deep):
    _, ask = standing
    text = f"{nested * deep}userName pr{')' * deep}"
    answer = ask("hr").post(f"{USERS}/.search", json={"schemas": [SEARCH], "filter": text})
    assert answer.status_code in (200, 400)
    assert answer.status_code == 400 or deep == 10 or nested == "("  # brackets alone mean nothing
    path = {"op": "remove", "path": f"emails[{text}]"}
    answer = ask("hr").patch(f"{USERS}/x", json={"schemas": [PATCH], "Operations": [path]})
    assert answer.status_code == 400


@pytest.mark.parametrize("query", ["sortBy=userName", "cursor=", "x=1", "count=1&count=2"])
def test_what_is_not_supported_is_refused(standing, query):
    _, ask = standing
    assert error(ask("hr").get(f"{USERS}?{query}"))[0] in (400, 501)
