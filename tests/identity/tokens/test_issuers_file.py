"""The file of issuers is read strictly, and a mistake is said with what to write instead."""

from dataclasses import replace

import pytest
from tests.identity.tokens.minting import EC, jwks
from tests.signing_in import ISSUER

from officer_directory.app import create_app
from officer_directory.identity.tokens.issuers import IssuersError, configured

GOOD = {
    "issuer": '"https://login.example"',
    "jwks": '"keys.json"',
    "audience": '"https://directory.example"',
}


def file_of(folder, text):
    (folder / "keys.json").write_bytes(jwks(EC))
    (folder / "no-keys.json").write_text("{}")
    file = folder / "issuers.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def entry(**changes):
    values = GOOD | changes
    lines = [f"{name} = {value}" for name, value in values.items() if value is not None]
    return "\n".join(["[[issuer]]", *lines, ""])


def test_an_entry_that_says_the_least_is_strict(tmp_path):
    (issuer,) = configured(file_of(tmp_path, entry()))
    assert issuer.binding == issuer.issuer == "https://login.example"
    assert issuer.audience == "https://directory.example"
    assert issuer.algorithms == ("ES256", "PS256", "EdDSA")
    assert issuer.client_claims == ("client_id", "azp", "appid", "cid")
    assert issuer.scope_claims == ("scope", "scp")
    assert issuer.token_types == ("at+jwt",)
    assert (issuer.max_age_s, issuer.require_dpop) == (3600, False)
    assert issuer.keys.key("ec").thumbprint() == EC.thumbprint()


def test_an_entry_that_says_everything_is_taken_as_it_is(tmp_path):
    said = entry(
        jwks='"https://login.example:8443/keys?v=1"',
        algorithms='["RS256", "ES256"]',
        client_claims='["appid"]',
        scope_claims='["scp", "roles"]',
        token_types='["JWT"]',
        max_age_s="5400",
        require_dpop="true",
    )
    (issuer,) = configured(file_of(tmp_path, said))
    assert (issuer.algorithms, issuer.token_types) == (("RS256", "ES256"), ("JWT",))
    assert (issuer.client_claims, issuer.scope_claims) == (("appid",), ("scp", "roles"))
    assert (issuer.max_age_s, issuer.require_dpop) == (5400, True)


def test_without_a_file_there_is_no_issuer():
    assert configured(None) == []


WRONG = {
    "not TOML": ("[[issuer]", "it is not TOML"),
    "not UTF-8": (b"\xff", "it is not TOML"),
    "empty": ("", "write [[issuer]] tables"),
    "one table and not a list": (entry().replace("[[issuer]]", "[issuer]"), "write [[issuer]]"),
    "an entry that is no table": ('issuer = ["x"]', "issuer 1, issuer"),
    "another table": (entry() + "[other]\n", "write [[issuer]] tables"),
    "one issuer twice": (entry() + entry(), "one issuer has two entries"),
    "an unknown key": (entry(jwks_url='"x"'), "jwks_url: there is no such key"),
    "no issuer": (entry(issuer=None), "issuer: write one line"),
    "the embedded issuer": (entry(issuer='""'), "issuer: write one line"),
    "an issuer with spaces": (entry(issuer='" x "'), "issuer: write it without spaces"),
    "an issuer that is a number": (entry(issuer="1"), "issuer: write one line"),
    "an issuer of two lines": (entry(issuer='"a\\nb"'), "issuer: write one line"),
    "no audience": (entry(audience=None), "audience: write one line"),
    "several audiences": (entry(audience='["a", "b"]'), "audience: write one line"),
    "no keys": (entry(jwks=None), "jwks: write one line"),
    "keys over http": (entry(jwks='"http://login.example/keys"'), "https://"),
    "keys over http from this machine": (entry(jwks='"http://127.0.0.1/keys"'), "https://"),
    "keys from a file URL": (entry(jwks='"file:///etc/keys"'), "https://"),
    "keys from nowhere": (entry(jwks='"https:///keys"'), "https://"),
    "keys with a password": (entry(jwks='"https://a:b@login.example/keys"'), "https://"),
    "keys at an impossible port": (entry(jwks='"https://login.example:99999/k"'), "port"),
    "keys in a file that is not there": (entry(jwks='"gone.json"'), "cannot be read"),
    "keys in a file without keys": (entry(jwks='"no-keys.json"'), "holds no JWK Set"),
    "a symmetric algorithm": (entry(algorithms='["HS256"]'), "write some of ES256"),
    "no algorithm": (entry(algorithms='["none"]'), "write some of ES256"),
    "an algorithm not used here": (entry(algorithms='["ES256", "RS512"]'), "write some of"),
    "algorithms as a text": (entry(algorithms='"ES256"'), "write a list"),
    "an empty list": (entry(algorithms="[]"), "write a list"),
    "an algorithm twice": (entry(algorithms='["ES256", "ES256"]'), "write each word once"),
    "a claim that is a number": (entry(client_claims="[1]"), "write a list"),
    "a claim without a name": (entry(scope_claims='[""]'), "write a list"),
    "a type of token not taken": (entry(token_types='["id+jwt"]'), "write some of at+jwt"),
    "no age at all": (entry(max_age_s="0"), "max_age_s: write whole seconds"),
    "an age of more than a day": (entry(max_age_s="86401"), "max_age_s: write whole seconds"),
    "an age that is a fraction": (entry(max_age_s="1.5"), "max_age_s: write whole seconds"),
    "an age that is a flag": (entry(max_age_s="true"), "max_age_s: write whole seconds"),
    "a flag that is a text": (entry(require_dpop='"yes"'), "write true or false"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_refused_with_what_to_do(tmp_path, name):
    text, said = WRONG[name]
    file = file_of(tmp_path, text)
    with pytest.raises(IssuersError) as refused:
        configured(file)
    assert said in str(refused.value)
    assert str(refused.value).startswith(str(file))


def test_a_directory_with_a_wrong_file_does_not_start(make_settings, tmp_path):
    settings = make_settings("sqlite", tmp_path / "data")
    for issuers in (tmp_path / "gone.toml", file_of(tmp_path, entry(algorithms='["none"]'))):
        app = create_app(replace(settings, issuers=str(issuers)))
        with pytest.raises(IssuersError), app.state.opened():
            pass


@pytest.mark.parametrize("own", ["{}", "{}/", "HTTP://127.0.0.1:8000"])
def test_an_entry_for_the_issuer_built_in_here_is_refused_with_its_line(
    make_settings, tmp_path, own
):
    settings = make_settings("sqlite", tmp_path / "data")
    text = entry() + "\n" + entry(issuer=f'"{own.format(ISSUER)}"')
    file = file_of(tmp_path, text)
    app = create_app(replace(settings, issuers=str(file)))
    with pytest.raises(IssuersError) as refused, app.state.opened():
        pass
    line = text.splitlines().index(f'issuer = "{own.format(ISSUER)}"') + 1
    assert str(refused.value).startswith(f"{file}:{line}: issuer: this is the address")
    assert len(configured(file)) == 2  # where none is built in, it is one like any other
