"""Leaks in what leaves: counts, headers, statuses and texts made from the record store."""

import json

from officer_directory.tiers import Tier
from tests.noninterference.planted import Leaving, Plant, Store

LISTING = ("/v1/officers", "/v1/officers.json")
ALL = "SELECT count(*) FROM officer"
HERE = "SELECT count(*) FROM officer WHERE id = :id"


def _id(out: Leaving) -> str:
    return out.path.split("/")[3] if out.path.startswith("/v1/officers/") else ""


def _changed(out: Leaving, **members: object) -> Leaving:
    if out.status != 200 or not out.body.startswith(b"{") or out.path.endswith("ndjson"):
        return out
    return out.with_body(json.dumps(json.loads(out.body) | members).encode())


def _records(out: Leaving) -> list[dict[str, object]]:
    if out.status != 200 or out.path not in LISTING or out.method != "GET":
        return []
    found: list[dict[str, object]] = json.loads(out.body)["officers"]
    return found


def _places(store: Store) -> dict[object, int]:
    """Officers in the order in which they lie in their table."""
    rows = store.rows(f"SELECT id FROM officer ORDER BY {store.place}")
    return {row[0]: number for number, row in enumerate(rows)}


def count_over_all_rows(store: Store, out: Leaving) -> Leaving:
    return _changed(out, count=store.one(ALL)) if b'"count"' in out.body else out


def total_in_every_answer(store: Store, out: Leaving) -> Leaving:
    return _changed(out, total=store.one(ALL)) if out.path in LISTING else out


def limit_before_filter(store: Store, out: Leaving) -> Leaving:
    if not _records(out):
        return out
    sql = "SELECT id FROM officer ORDER BY last_name_key, first_name_key, id LIMIT 15"
    first = {row[0] for row in store.rows(sql)}
    return _changed(out, officers=[r for r in _records(out) if r.get("id") in first])


def etag_over_the_full_row(store: Store, out: Leaving) -> Leaving:
    full = store.one("SELECT birth_year FROM officer WHERE id = :id", id=_id(out))
    return out.with_header(b"etag", f'"{hash((out.body, full))}"') if full else out


def last_modified_from_recorded_at(store: Store, out: Leaving) -> Leaving:
    at = store.one("SELECT recorded_at FROM officer WHERE id = :id", id=_id(out))
    return out.with_header(b"last-modified", at) if at and out.status == 200 else out


def not_modified_unless_anything_changed(store: Store, out: Leaving) -> Leaving:
    if "if-modified-since" not in out.asked:
        return out
    few = store.one(ALL) < 50  # as if the newest of all rows decided
    return Leaving(*(out.method, out.path, out.query, 304 if few else 200), (), b"", out.asked)


def forbidden_for_hidden(store: Store, out: Leaving) -> Leaving:
    hidden = out.status == 404 and store.one(HERE, id=_id(out))
    return Leaving(*(out.method, out.path, out.query, 403), (), b"", out.asked) if hidden else out


def a_proof_is_owed_of_whoever_there_is(store: Store, out: Leaving) -> Leaving:
    proofs = out.path.startswith("/v1/ledger/publications/") and out.status == 404
    if not proofs or not store.one(HERE, id=out.path.rpartition("/")[2]):
        return out
    more = (*out.headers, (b"retry-after", b"60"))
    return Leaving(*(out.method, out.path, out.query, out.status), more, out.body, out.asked)


def another_text_for_hidden(store: Store, out: Leaving) -> Leaving:
    if out.status != 404 or not store.one(HERE, id=_id(out)):
        return out
    return out.with_body(out.body.replace(b"No record can", b"This record cannot"))


def a_longer_body_for_hidden(store: Store, out: Leaving) -> Leaving:
    hidden = out.status == 404 and store.one(HERE, id=_id(out))
    return out.with_body(out.body + b" ") if hidden else out


def head_of_hidden_is_found(store: Store, out: Leaving) -> Leaving:
    if out.method != "HEAD" or not store.one(HERE, id=_id(out)):
        return out
    return Leaving(out.method, out.path, out.query, 200, out.headers, b"", out.asked)


def allow_tells_what_is_there(store: Store, out: Leaving) -> Leaving:
    there = out.status == 405 and store.one(HERE, id=_id(out))
    return out.with_header(b"allow", "GET, HEAD, PATCH") if there else out


def a_code_in_a_header_for_hidden(store: Store, out: Leaving) -> Leaving:
    hidden = out.status == 404 and store.one(HERE, id=_id(out))
    return out.with_header(b"x-reason", "protected") if hidden else out


def rate_by_rows_scanned(store: Store, out: Leaving) -> Leaving:
    return out.with_header(b"ratelimit", f'"daily";r={1000 - store.one(ALL)}')


def server_timing_by_rows_scanned(store: Store, out: Leaving) -> Leaving:
    scanned = store.one(ALL) if out.path in LISTING else 0
    return out.with_header(b"server-timing", f"db;dur={scanned // 10}")


def padding_by_hidden_rows(store: Store, out: Leaving) -> Leaving:
    pad = b" " * (store.one("SELECT count(*) FROM protection") % 16)
    return out.with_body(out.body + pad) if out.path in LISTING and out.status == 200 else out


def shorter_life_before_a_protection(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT count(*) FROM published_public_officer WHERE id = :id AND valid_until < 1e15"
    soon = out.status == 200 and store.one(sql, id=_id(out))
    return out.with_header(b"cache-control", "public, max-age=29") if soon else out


def expires_when_it_may_change(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT min(starts_at) FROM protection WHERE starts_at > 1000000000"
    return out.with_header(b"expires", store.one(sql)) if out.path in LISTING else out


def sequential_ids(store: Store, out: Leaving) -> Leaving:
    number = store.one(f"SELECT {store.place} FROM officer WHERE id = :id", id=_id(out))
    return _changed(out, number=str(number)) if number else out


def order_of_insertion(store: Store, out: Leaving) -> Leaving:
    place = _places(store)
    ordered = sorted(_records(out), key=lambda r: place.get(r.get("id"), 0))
    return _changed(out, officers=ordered) if ordered else out


def stream_in_order_of_insertion(store: Store, out: Leaving) -> Leaving:
    if out.path != "/v1/officers.ndjson" or out.status != 200 or out.query:
        return out
    place = _places(store)
    lines = sorted(out.body.splitlines(True), key=lambda line: place[json.loads(line)["id"]])
    return out.with_body(b"".join(lines))


def sort_ties_by_a_withheld_column(store: Store, out: Leaving) -> Leaving:
    born = dict(store.rows("SELECT id, birth_year FROM officer"))
    if "sort=rank" not in out.query or not _records(out):
        return out
    ordered = sorted(_records(out), key=lambda r: (str(r.get("rank")), born.get(r.get("id"), 0)))
    return _changed(out, officers=ordered)


def cursor_is_a_place_among_all_rows(store: Store, out: Leaving) -> Leaving:
    if not _records(out) or b'"next":"' not in out.body:
        return out
    last = _records(out)[-1].get("last_name")
    place = store.one("SELECT count(*) FROM officer WHERE last_name <= :last", last=last)
    return _changed(out, next=f"/v1/officers?after={place}")


def number_of_pages_of_all_rows(store: Store, out: Leaving) -> Leaving:
    return _changed(out, pages=-(-store.one(ALL) // 3)) if out.path in LISTING else out


def facet_of_hidden_values(store: Store, out: Leaving) -> Leaving:
    units = store.rows("SELECT DISTINCT name FROM unit ORDER BY name")
    return _changed(out, facets=[row[0] for row in units]) if out.path in LISTING else out


def participants_include_hidden(store: Store, out: Leaving) -> Leaving:
    if not out.path.startswith("/v1/incidents/") or out.status != 200:
        return out
    sql = "SELECT count(*) FROM involvement WHERE incident_id = :id"
    return _changed(out, participants=store.one(sql, id=out.path.rsplit("/", 1)[-1]))


def did_you_mean_someone_hidden(store: Store, out: Leaving) -> Leaving:
    if "q=" not in out.query or b'"officers":[]' not in out.body:
        return out
    first = out.query.split("q=")[1][:1].lower()
    sql = "SELECT DISTINCT token FROM officer_name WHERE token LIKE :first ORDER BY token"
    found = [row[0] for row in store.rows(sql, first=first + "%")]
    return _changed(out, did_you_mean=found)


def search_finds_withheld_values(store: Store, out: Leaving) -> Leaving:
    if "q=" not in out.query or out.path not in LISTING or out.status != 200:
        return out
    word = out.query.split("q=")[1].split("&")[0].lower()
    found = store.one("SELECT count(*) FROM officer WHERE last_name_key = :word", word=word)
    return out.with_header(b"x-matches", found)


def withheld_map_by_class(store: Store, out: Leaving) -> Leaving:
    sql = "SELECT count(*) FROM protection WHERE officer_id = :id"
    ground = "protection-safety" if store.one(sql, id=_id(out)) else "agency-photo-policy"
    shown = out.status == 200 and _id(out) and out.path.count("/") == 3
    return _changed(out, withheld={"photo": ground}) if shown else out


def photo_withheld_or_absent(store: Store, out: Leaving) -> Leaving:
    if not out.path.endswith("/photo"):
        return out
    there = store.one("SELECT photo_id FROM officer WHERE id = :id", id=_id(out))
    return out if there else Leaving(*(out.method, out.path, "", 404), (), b"none", out.asked)


def csv_by_a_path_of_its_own(store: Store, out: Leaving) -> Leaving:
    if out.path != "/v1/officers.csv" or out.status != 200:
        return out
    rows = store.rows("SELECT uid, last_name FROM officer ORDER BY uid, last_name")
    return out.with_body("".join(f"{uid},{name}\r\n" for uid, name in rows).encode())


def conflict_over_a_hidden_number(store: Store, out: Leaving) -> Leaving:
    if "/by-uid/" not in out.path or out.status not in (200, 404):
        return out
    uid = out.path.rsplit("/", 1)[-1]
    many = store.one("SELECT count(*) FROM officer WHERE uid = :uid", uid=uid) > 1
    return Leaving(*(out.method, out.path, "", 409), (), b"taken", out.asked) if many else out


def a_protection_refused_for_hidden(store: Store, out: Leaving) -> Leaving:
    hidden = out.method == "POST" and out.status == 404 and store.one(HERE, id=_id(out))
    return Leaving(*(out.method, out.path, "", 409), (), b"", out.asked) if hidden else out


def every_complaint_counted(store: Store, out: Leaving) -> Leaving:
    if not out.path.startswith("/v1/agencies/") or out.status != 200:
        return out
    agency = json.loads(out.body)["agency"]
    sql = "SELECT count(*) FROM complaint WHERE agency_id = :id"
    return _changed(out, agency=agency | {"complaints_not_listed": store.one(sql, id=agency["id"])})


def answer_kept_for_another_tier(store: Store, out: Leaving) -> Leaving:
    kept = store.remembered.setdefault((out.method, out.path, out.query), out)
    return kept if kept.status == 200 else out


_PUBLIC = (
    *(count_over_all_rows, total_in_every_answer, limit_before_filter, etag_over_the_full_row),
    *(last_modified_from_recorded_at, not_modified_unless_anything_changed, forbidden_for_hidden),
    *(another_text_for_hidden, a_longer_body_for_hidden, head_of_hidden_is_found),
    *(allow_tells_what_is_there, a_code_in_a_header_for_hidden, rate_by_rows_scanned),
    *(server_timing_by_rows_scanned, padding_by_hidden_rows, shorter_life_before_a_protection),
    *(expires_when_it_may_change, sequential_ids, order_of_insertion),
    *(stream_in_order_of_insertion, sort_ties_by_a_withheld_column),
    *(cursor_is_a_place_among_all_rows, number_of_pages_of_all_rows, facet_of_hidden_values),
    *(participants_include_hidden, did_you_mean_someone_hidden, search_finds_withheld_values),
    *(withheld_map_by_class, photo_withheld_or_absent, csv_by_a_path_of_its_own),
    *(conflict_over_a_hidden_number, every_complaint_counted, answer_kept_for_another_tier),
    a_proof_is_owed_of_whoever_there_is,
)
PLANTS = (
    *(Plant(plant.__name__, Tier.PUBLIC, after=plant) for plant in _PUBLIC),
    Plant("a_protection_refused_for_hidden", Tier.RECORDS, after=a_protection_refused_for_hidden),
)
