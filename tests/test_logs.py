"""The log of a server: lines of JSON that hold no secret and move no terminal."""

import json
import subprocess
import sys
import urllib.error

import pytest

from officer_directory.identity.key_format import new_key
from officer_directory.tiers import Tier
from tests.http.test_serving import fetch, free_port, start, wait_until_ready

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLWNhbmFyeQ"
PASSWORD = "correct-horse-battery"

_LOGGING = """
import logging, sys
from officer_directory.logs import log_as_json
log_as_json()
said = sys.stdin.read()
logging.getLogger("officer_directory.canary").error("asked with %s", said)
logging.getLogger("uvicorn.error").warning(said)
try:
    raise ValueError(said)
except ValueError:
    logging.getLogger(said[:50]).exception("failed")
"""


def logged(said: str) -> list[str]:
    """The lines that a process of its own logs when it is told this in every way."""
    command = [sys.executable, "-c", _LOGGING]
    done = subprocess.run(
        command, input=said, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    return done.stderr.split("\n")[:-1]


def test_no_key_token_or_password_is_ever_in_a_line():
    keys = [new_key(tier) for tier in Tier]
    secrets = [*keys, keys[0][:30], JWT, JWT.rpartition(".")[0], PASSWORD]
    said = [*secrets, f"Bearer {keys[1]}", f"Authorization: Bearer {JWT}", f"?key={keys[2]}&x=1"]
    said += [f"postgresql://od:{PASSWORD}@db/od", f"password={PASSWORD}", f"('token', '{JWT}')"]
    said.remove(PASSWORD)
    whole = "\n".join(logged("\n".join(said)))
    assert "asked with" in whole
    for secret in secrets:
        assert secret not in whole
        assert secret[8:24] not in whole


def test_a_line_is_one_line_of_plain_json_whatever_was_said():
    lines = logged("a\nb\r\x1b[2J\x00\x9b\u2028\u202e ñ")
    assert len(lines) == 3
    for line in lines:
        assert line.isascii()
        assert line.isprintable()
        assert json.loads(line)["level"] in ("error", "warning")
    assert json.loads(lines[0])["event"].endswith("\u202e ñ")


def test_a_field_is_capped():
    lines = logged("x" * 100_000)
    assert all(len(value) <= 2_002 for line in lines for value in json.loads(line).values())


def test_a_server_logs_so_and_a_token_in_an_address_is_not_in_it(make_settings, tmp_path):
    settings, port = make_settings("sqlite", tmp_path / "data"), free_port()
    server = start(settings, "--port", str(port))
    try:
        wait_until_ready(port)
        with pytest.raises(urllib.error.HTTPError, match="400"):
            fetch(port, f"/v1/officers?access_token={JWT}")
    finally:
        server.terminate()
        _, said = server.communicate(timeout=30)
    listening, line = [json.loads(one) for one in said.splitlines()]
    assert listening["event"] == f"listening on http://127.0.0.1:{port}"
    assert "a credential came in an address" in line["event"]
    assert JWT not in said
