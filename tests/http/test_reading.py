"""Reading over HTTP, through the whole application, on both engines."""

import csv
import io
import json

import pytest

from officer_directory.http.counts import Counts
from officer_directory.http.problems import BY_KIND, MEDIA_TYPE

NOUNS = ("officers", "agencies", "complaints", "incidents")
OF_AN_OFFICER = (
    *("employments", "assignments", "salaries", "complaints", "incidents"),
    *("documents", "protections", "photo"),
)
NEVER_WAS = "00000000-0000-4000-8000-000000000000"


def assert_problem(answer, kind):
    problem = BY_KIND[kind]
    assert answer.status_code == problem.status
    assert answer.content == problem.body
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def alike(one, other):
    """Everything an observer sees, but for the request id and what is in a receipt."""

    def seen(answer):
        headers = dict(answer.headers) | {"x-request-id": ""}
        receipt = headers.pop("disclosure-receipt", None) is not None
        return answer.status_code, list(headers.items()), receipt, answer.content

    return seen(one) == seen(other)


def test_a_page_is_an_envelope_with_its_grounds(standing):
    _, ask = standing
    body = ask("public").get("/v1/officers", {"limit": "2"}).json()
    assert list(body) == ["officers", "next", "withheld", "policy"]
    assert body["withheld"]["photo"] == "agency-photo-policy"
    assert not set(body["withheld"]) & set(body["officers"][0])
    assert body["next"].startswith("/v1/officers?limit=2&after=")


@pytest.mark.parametrize("requester", ["public", "hr", "oversight"])
@pytest.mark.parametrize("question", [{}, {"sort": "-hire_date"}, {"last_name__gte": "d"}])
def test_pages_follow_one_another_without_gap_or_repetition(standing, requester, question):
    _, ask = standing
    asker = ask(requester)
    whole = asker.get("/v1/officers", {**question, "limit": "500"}).json()["officers"]
    found, answer = [], asker.get("/v1/officers", {**question, "limit": "3"})
    while True:
        found += answer.json()["officers"]
        if answer.json()["next"] is None:
            break
        assert answer.headers["link"] == f'<{answer.json()["next"]}>; rel="next"'
        answer = asker.get(answer.json()["next"])
    assert found == whole
    assert len({officer["id"] for officer in found}) == len(found)


def test_a_cursor_is_good_for_its_tier_and_question_alone(standing):
    _, ask = standing
    following = ask("public").get("/v1/officers", {"limit": "2"}).json()["next"]
    assert_problem(ask("press").get(following), "cursor-expired")
    assert_problem(ask("public").get(following + "&sort=rank"), "cursor-expired")
    assert_problem(ask("public").get("/v1/officers?after=bm9uc2Vuc2U"), "cursor-expired")


def test_counting_counts_what_is_shown(standing):
    _, ask = standing
    for requester in ("public", "hr", "oversight"):
        body = ask(requester).get("/v1/officers", {"count": "true", "limit": "500"}).json()
        assert body["count"] == len(body["officers"])


@pytest.mark.parametrize("requester", ["public", "hr", "records", "oversight"])
@pytest.mark.parametrize("noun", NOUNS)
def test_every_format_gives_the_same_records(standing, requester, noun):
    _, ask = standing
    asker = ask(requester)
    page = asker.get(f"/v1/{noun}", {"limit": "500"})
    if page.status_code == 404:
        assert_problem(asker.get(f"/v1/{noun}.csv"), "no-such-record")
        return
    records = page.json()[noun]
    assert asker.get(f"/v1/{noun}.json", {"limit": "500"}).json()[noun] == records
    lines = asker.get(f"/v1/{noun}", headers={"Accept": "application/x-ndjson"})
    assert [json.loads(line) for line in lines.text.splitlines()] == records
    table = asker.get(f"/v1/{noun}.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert "etag" not in table.headers
    rows = list(csv.DictReader(io.StringIO(table.text, newline="")))
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    two = asker.get(f"/v1/{noun}.csv", {"limit": "2"}).content
    assert table.content.startswith(two)


def test_a_stream_has_no_pages(standing):
    _, ask = standing
    for option in ("after=abc", "count=true"):
        assert_problem(ask("public").get(f"/v1/officers.csv?{option}"), "not-understood")


@pytest.mark.parametrize("requester", ["public", "press", "hr", "records", "oversight"])
def test_a_hidden_officer_is_no_such_record_on_every_address(standing, requester):
    world, ask = standing
    asker = ask(requester)
    for name in ("nunez", "tran", "quill"):
        officer = world.officers[name]["id"]
        shown = asker.get(f"/v1/officers/{officer}").status_code == 200
        for rest in ("", *(f"/{noun}" for noun in OF_AN_OFFICER), "/salaries.csv", "/nothing"):
            hidden = asker.get(f"/v1/officers/{officer}{rest}")
            never = asker.get(f"/v1/officers/{NEVER_WAS}{rest}")
            assert_problem(never, "no-such-record")
            if not shown:
                assert alike(hidden, never)


def test_only_oversight_and_the_agency_itself_know_an_undercover_officer(standing):
    world, ask = standing
    address = f"/v1/officers/{world.nunez['id']}"
    found = {r: ask(r).get(address).status_code for r in ("public", "press", "hr_other_agency")}
    assert set(found.values()) == {404}
    assert ask("oversight").get(address).json()["officer"]["protection_class"] == "undercover"


def test_an_officer_is_found_by_uid(standing):
    world, ask = standing
    asker = ask("public")
    found = asker.get(f"/v1/officers/by-uid/{world.diaz['uid']}")
    assert found.json()["officer"]["id"] == world.diaz["id"]
    here = {"agency": "fernhollow police  DEPARTMENT"}
    assert asker.get(f"/v1/officers/by-uid/{world.diaz['uid']}.json", here).content == found.content
    assert_problem(asker.get(f"/v1/officers/by-uid/{world.nunez['uid']}"), "no-such-record")
    elsewhere = {"agency": "Brackwater Police Department"}
    wrong = asker.get(f"/v1/officers/by-uid/{world.diaz['uid']}", elsewhere)
    assert_problem(wrong, "no-such-record")


def test_photos_are_withheld_alike_for_every_known_officer(standing):
    world, ask = standing
    for name in ("diaz", "mueller"):
        assert_problem(
            ask("public").get(f"/v1/officers/{world.officers[name]['id']}/photo"), "withheld"
        )


def test_an_unchanged_answer_is_not_sent_again(standing):
    world, ask = standing
    for requester, address in (
        ("public", "/v1/officers"),
        ("hr", f"/v1/officers/{world.diaz['id']}"),
    ):
        asker = ask(requester)
        first = asker.get(address)
        for tags in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
            again = asker.get(address, headers={"If-None-Match": tags})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]
            assert again.headers["cache-control"] == first.headers["cache-control"]
        assert asker.get(address, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize(
    "address", ["/v1/officers", "/v1/officers.csv", "/v1/me", "/v1/none", "/docs"]
)
def test_a_head_has_the_headers_of_its_get(standing, address):
    _, ask = standing
    for requester in ("public", "hr"):
        whole, head = ask(requester).get(address), ask(requester).head(address)
        assert head.content == b""
        assert head.status_code == whole.status_code
        own = dict.fromkeys(("x-request-id", "disclosure-receipt"), "of this answer")
        headers = {n: v for n, v in whole.headers.items() if n != "transfer-encoding"}
        assert head.headers.keys() == headers.keys()
        assert dict(head.headers) | own == headers | own


def test_what_is_above_the_public_is_never_kept_by_a_cache(standing):
    _, ask = standing
    public = ask("public").get("/v1/officers").headers
    assert public["cache-control"] == "public, max-age=30, must-revalidate"
    assert ask("portal").get("/v1/officers").headers["cache-control"] == public["cache-control"]
    for requester in ("press", "hr", "records", "oversight", "auditor"):
        for address in ("/v1/officers", "/v1/officers.csv", "/v1/me", "/openapi.json", "/docs"):
            answer = ask(requester).get(address)
            assert "no-store" in answer.headers["cache-control"], address
            assert answer.headers["vary"] == "Authorization, X-API-Key, Accept"


def test_whoever_may_see_no_officers_has_no_such_records(standing):
    _, ask = standing
    for requester in ("auditor", "admin"):
        for noun in NOUNS:
            assert_problem(ask(requester).get(f"/v1/{noun}"), "no-such-record")
        assert ask(requester).get("/v1/me").json()["tier"] == requester


def test_a_bad_credential_never_becomes_the_public(standing):
    _, ask = standing
    good = ask("hr").key
    wrong = [
        {"Authorization": "Bearer nonsense"},
        {"Authorization": f"Bearer {good[:-1]}"},
        {"Authorization": good},
        {"Authorization": f"Bearer {good}", "X-API-Key": good},
        {"X-API-Key": ""},
    ]
    for headers in wrong:
        answer = ask("public").get("/v1/officers", headers=headers)
        assert_problem(answer, "bad-credential")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert ask("public").get("/v1/me", headers={"X-API-Key": good}).json()["tier"] == "hr"


def test_every_field_has_its_treatment_and_ground(standing):
    _, ask = standing
    body = ask("public").get("/v1/fields").json()
    photo = next(field for field in body["fields"] if field["field"] == "officer.photo")
    assert photo["treatment"] == "withhold"
    assert photo["exemption"] == "agency-photo-policy"
    assert not photo["filterable"]
    codes = {ground["code"] for ground in body["exemptions"]}
    for field in body["fields"]:
        assert (field["exemption"] is None) == (field["treatment"] == "release")
        assert field["exemption"] is None or field["exemption"] in codes


def test_unknown_and_withheld_parameters_are_refused_alike(standing):
    _, ask = standing
    asker = ask("public")
    for noun, query in (
        ("officers", "unit=Gang"),
        ("officers", "nonsense=1"),
        ("officers", "sort=photo"),
        ("officers", "fields=id,hr_id"),
        ("officers", "unit__isnull=true"),
        ("officers", "last_name=a&last_name=a"),
        ("officers", "limit=501"),
        ("complaints", "officer.unit=x"),
        ("me", "x=1"),
    ):
        assert_problem(asker.get(f"/v1/{noun}?{query}"), "not-understood")


def test_explanations_are_served(standing):
    _, ask = standing
    for kind in BY_KIND:
        assert ask("public").get(f"/problems/{kind}").status_code == 200
    page = ask("public").get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text


def test_counts_are_for_an_administrator_alone(standing):
    _, ask = standing
    for requester in ("public", "hr", "oversight", "auditor"):
        assert_problem(ask(requester).get("/metrics"), "no-such-record")


def test_counts_are_in_hundreds():
    counts = Counts()
    for _ in range(199):
        counts.add(200)
    assert 'officer_directory_answers_total{status="2xx"} 100\n' in counts.as_text(alone=False)
