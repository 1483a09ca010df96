"""The keys that sign tokens are one file; a rotated key verifies until its tokens are over."""

import json
import stat
import threading
from pathlib import Path

import pytest

from officer_directory.errors import NotAnsweredError
from officer_directory.identity.issuing.signing_keys import TOKEN_SECONDS, SigningKeys, rotate
from officer_directory.key_files import KeyFileError, open_keys

NOW = 1_800_000_000


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def kids(keys):
    return [key["kid"] for key in keys.published()["keys"]]


def test_keys_are_made_once_and_for_their_owner_alone(data):
    made = SigningKeys(data)
    assert kids(SigningKeys(data)) == kids(made)
    assert stat.S_IMODE((data / "keys" / "issuer.json").stat().st_mode) == 0o600


def test_a_data_folder_from_before_has_a_signing_key_made(data):
    old = open_keys(data)
    assert SigningKeys(data).signing.is_private
    assert open_keys(data) == old


def test_what_is_published_holds_no_private_key(data):
    keys = SigningKeys(data, lambda: NOW)
    rotate(data, NOW)
    (new, old) = keys.published()["keys"]
    for key in (new, old):
        assert key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}


def test_a_rotated_key_verifies_until_its_last_token_is_over_and_signs_no_more(data):
    now = [NOW]
    keys = SigningKeys(data, lambda: now[0])
    old = keys.signing.kid
    new = rotate(data, NOW)
    assert keys.signing.kid == new != old
    assert kids(keys) == [new, old]
    assert not keys.key(old).is_private
    stored = json.loads((data / "keys" / "issuer.json").read_text())
    assert ["d" in one["key"] for one in stored["retired"]] == [False]
    now[0] = NOW + TOKEN_SECONDS + 59
    assert keys.key(old)
    now[0] += 1
    assert keys.key(old) is None
    assert kids(keys) == [new]


def test_every_replica_that_shares_the_file_sees_a_rotation_at_once(data):
    one, two = SigningKeys(data, lambda: NOW), SigningKeys(data, lambda: NOW)
    assert rotate(data, NOW) == one.signing.kid == two.signing.kid
    assert kids(one) == kids(two)


def test_of_many_rotations_at_once_none_is_lost(data):
    keys = SigningKeys(data, lambda: NOW)
    first = keys.signing.kid
    made = []
    threads = [threading.Thread(target=lambda: made.append(rotate(data, NOW))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kids(keys)) == sorted([first, *made])


def test_whoever_is_second_to_make_the_file_uses_the_first_ones(data, monkeypatch):
    first = kids(SigningKeys(data))
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda p: p.name != "issuer.json" and real(p))
    assert kids(SigningKeys(data)) == first


@pytest.mark.parametrize("text", ["", "{}", '{"signing": 1, "retired": []}'])
def test_a_damaged_file_is_refused(data, text):
    SigningKeys(data)
    (data / "keys" / "issuer.json").write_text(text)
    with pytest.raises(KeyFileError, match="damaged"):
        SigningKeys(data)


def test_a_file_that_others_can_read_is_refused(data):
    SigningKeys(data)
    (data / "keys" / "issuer.json").chmod(0o640)
    with pytest.raises(KeyFileError, match="read by others"):
        SigningKeys(data)


def test_without_the_file_no_token_is_good_or_bad(data):
    keys = SigningKeys(data)
    kid = keys.signing.kid
    (data / "keys" / "issuer.json").unlink()
    with pytest.raises(NotAnsweredError):
        keys.key(kid)
