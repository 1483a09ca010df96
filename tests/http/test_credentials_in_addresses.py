"""A secret or a token in an address: refused everywhere, reported, repeated nowhere."""

import logging
import time
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from tests.http.test_clients import PAYROLL, add, token
from tests.test_logs import JWT, logged

from officer_directory.http.address import credential_in
from officer_directory.http.problems import BY_KIND

SECRET = "odsec_" + "0123456789abcdef" * 4
SPACED = "eyAiYWxnIjogIkVTMjU2IiB9.e30.c2ln"  # `{ "alg"…`
UNSECURED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ."


def escaped(text):
    return "".join(f"%{ord(letter):02x}" for letter in text)


@pytest.mark.parametrize("credential", [SECRET, JWT, SPACED, UNSECURED])
def test_a_secret_or_token_in_an_address_is_refused_on_every_route(standing, credential):
    _, ask = standing
    routes = [route for route in ask("public").app.routes if isinstance(route, APIRoute)]
    assert len(routes) > 40
    for route in routes:
        bare = route.path.replace("{rest:path}", "x").replace("{tile:path}", "x")
        for path in (
            f"{bare}?q={credential}",
            f"{bare}?{credential}",
            f"{bare.rstrip('/')}/{credential}",
        ):
            for method in route.methods:
                answer = ask("public").request(method, path.replace("{", "").replace("}", ""))
                assert answer.status_code == 400, path
                if method != "HEAD":
                    assert answer.content == BY_KIND["credential-in-address"].body
                assert credential not in str(answer.headers)


@pytest.mark.parametrize("credential", [SECRET, JWT])
@pytest.mark.parametrize("place", ["/v1/officers/{}", "/v1/me?x={}", "/v1/me?{}=1", "/{}.json"])
def test_it_is_refused_in_other_spellings(standing, credential, place):
    _, ask = standing
    for spelt in (credential, escaped(credential), quote("\ta" + credential[:1]) + credential[1:]):
        if spelt.startswith("%09") and credential == JWT:
            continue  # part of a longer word: no token
        answer = ask("public").get(place.format(spelt))
        assert answer.status_code in (400, 404), spelt
        assert credential not in answer.text
    assert ask("hr").get(place.format(credential)).status_code == 400


@pytest.mark.parametrize(
    "plain", ["a.b.c", "eyes.wide.open", "eyJ.e.f", "odsec_", "odsec_0123", "O'Eye.Jr.v"]
)
def test_what_only_looks_a_little_like_one_is_a_question_like_any_other(standing, plain):
    _, ask = standing
    assert ask("public").get("/v1/officers", {"q": plain}).status_code == 200


def test_a_long_address_of_near_tokens_is_read_at_once():
    began = time.perf_counter()
    for text in (b"ey" * 8_000, b"eya." * 4_000, b"odsec_" * 2_700, b"eya.eya" * 2_300):
        assert credential_in(text) is None
    assert time.perf_counter() - began < 0.5


def test_whose_secret_or_token_it_was_is_in_the_log_and_it_is_not(ask, caplog):
    client = add(ask, **PAYROLL)
    held = token(ask, client)
    caplog.set_level(logging.WARNING)
    for credential, kind in ((client["client_secret"], "secret"), (held, "token")):
        assert ask("public").get(f"/v1/me?x={credential}").status_code == 400
        told = f"a good {kind} of client {client['client_id']} came in an address"
        end = time.monotonic() + 10
        while told not in caplog.text and time.monotonic() < end:
            time.sleep(0.01)
        assert told in caplog.text
        assert credential not in caplog.text
        assert credential not in "".join(logged(f"GET /v1/me?x={credential}"))
