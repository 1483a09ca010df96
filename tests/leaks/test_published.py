"""What leaked elsewhere is asked here, and tells nothing; whoever may know is told."""

import re

import pytest

from tests.leaks.conftest import Served
from tests.leaks.twins import PLACES, QUESTIONS, RECORDS, Twin

NOBODY = {
    "id": "5f0c9a44-6a37-4a43-9a55-0a7a39e1d1aa",
    "uid": "99999",
    "badge": "9898",
    "last": "nobody",
}


def slug(leak: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "_", leak).strip("_")


def _named(twins: tuple[Twin, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("twin", twins, ids=lambda twin: slug(twin.id))


def _control(served: Served, address: str) -> None:
    cleared = served.ask(address, "oversight")
    assert cleared.status == 200
    assert served.world.nunez["id"].encode() in cleared.body


@_named(QUESTIONS)
def test_a_question_about_what_is_withheld_is_not_understood(served: Served, twin: Twin) -> None:
    unknown = served.alike("/v1/officers?no_such_parameter=1")
    assert unknown[0].status == 422
    for address in twin.asked:
        assert served.alike(address) == unknown, address
    _control(served, twin.control)


@_named(PLACES)
def test_a_place_that_leaked_elsewhere_is_not_there(served: Served, twin: Twin) -> None:
    nothing = served.ask("/v1/nothing-here", "public")
    not_understood = served.ask("/v1/officers?no_such_parameter=1", "public")
    assert nothing.status == 404
    for address in twin.asked:
        filled = address.format(**served.names())
        for tier in ("public", "press", "oversight"):
            answered = served.ask(filled, tier)
            assert answered.body in (nothing.body, not_understood.body), filled
            assert served.ask(filled, tier, "POST").status in (404, 405)
    _control(served, twin.control)


@_named(RECORDS)
def test_someone_hidden_is_someone_who_never_was(served: Served, twin: Twin) -> None:
    officer = served.world.nunez
    hidden = {
        "id": officer["id"],
        "uid": officer["uid"],
        "badge": officer["badge_number"],
        "last": officer["last_name"],
    }
    for address in twin.asked:
        here = served.alike(address.format(**hidden))
        assert here == served.alike(address.format(**NOBODY)), address
    _control(served, f"/v1/officers/{officer['id']}")


def test_artefactual_atom_1728_OpenTreeMap_otm_core_1931(served: Served) -> None:
    """The public CSV has the columns and the officers of the public list, and no others."""
    public = served.ask("/v1/officers.csv", "public").body.decode()
    cleared = served.ask("/v1/officers.csv", "oversight").body.decode()
    header = public.splitlines()[0].split(",")
    assert {"unit", "bureau", "photo", "hr_id", "birth_year"}.isdisjoint(header)
    hidden = [served.world.officers[name]["id"] for name in ("nunez", "haddad", "tran", "vega")]
    assert not [record_id for record_id in hidden if record_id in public]
    assert all(record_id in cleared for record_id in hidden)


def test_CVE_2025_53887_named_with_CVE_2025_30352_in_directus_labs_awesome_directus_PR_49(
    served: Served,
) -> None:
    """What describes the service is the same for everyone and names nobody's secret."""
    secret = [row["name"] for row in served.world.units.values()]
    secret += [served.world.nunez["last_name"], served.world.agencies["mistlake"]["name"]]
    for address in ("/openapi.json", "/docs", "/v1/fields", "/v1/policy", "/v1/meta"):
        answered = served.ask(address, "public")
        assert not [word for word in secret if word in answered.body.decode()], address
        assert answered.header(b"server") is None
    assert served.ask("/openapi.json", "public").body == served.ask("/openapi.json", "press").body
    assert served.world.nunez["last_name"] in served.ask("/v1/officers", "oversight").body.decode()
