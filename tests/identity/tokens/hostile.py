"""Tokens that must not be let in: each has a name, and all get one and the same answer."""

import base64
import json
import time
from collections.abc import Callable

from tests.identity.tokens.conftest import HELD, PLAIN, RS256
from tests.identity.tokens.minting import (
    AUDIENCE,
    CLIENT,
    EC,
    ED,
    ISSUER,
    MISSING,
    P384,
    RSA,
    STRANGER,
    bound_token,
    claims,
    header,
    part,
    signed,
    token,
    with_the_public_key_as_secret,
)

from officer_directory.identity.key_format import new_key
from officer_directory.tiers import Tier

PUBLIC_JWK = STRANGER.as_dict(private=False)


def now() -> int:
    return int(time.time())


def raw_claims(**texts: str) -> bytes:
    """Claims as JSON text in which some values are written as given."""
    good = {name: json.dumps(value) for name, value in claims().items()} | texts
    return ("{" + ",".join(f'"{name}":{text}' for name, text in good.items()) + "}").encode()


def without_signature() -> str:
    return token().rpartition(".")[0] + "."


def with_another_signature() -> str:
    first, second = token().rpartition("."), token().rpartition(".")
    return f"{first[0]}.{second[2]}"


def repeated(name: str, text: str) -> bytes:
    return raw_claims()[:-1] + f',"{name}":{text}}}'.encode()


def id_token(**changes: object) -> str:
    head = header(typ="JWT")
    return signed(head, claims(iss=PLAIN, azp=CLIENT, client_id=MISSING, **changes), EC)


HEADERS: dict[str, Callable[[], str]] = {
    "alg none": lambda: signed(header(alg="none"), claims(), None),
    "alg None": lambda: signed(header(alg="None"), claims(), None),
    "alg none with a good signature": lambda: signed(header(alg="none"), claims(), EC),
    "alg HS256 with the public key as secret": with_the_public_key_as_secret,
    "alg RS256 with a good key, not named in the entry": lambda: signed(
        header(alg="RS256", kid="rsa"), claims(), RSA, "RS256"
    ),
    "alg PS256 where the entry names RS256": lambda: signed(
        header(alg="PS256", kid="rsa"), claims(iss=RS256, exp=now() + 50), RSA, "PS256"
    ),
    "alg ES384": lambda: signed(header(alg="ES384", kid="p384"), claims(), P384, "ES384"),
    "alg ES256 with the id of an RSA key": lambda: token({"kid": "rsa"}),
    "alg PS256 with the id of an EC key": lambda: token({"alg": "PS256"}, RSA, "PS256"),
    "alg in lower case": lambda: token({"alg": "es256"}),
    "alg missing": lambda: token({"alg": MISSING}),
    "alg a list": lambda: token({"alg": ["ES256"]}),
    "alg null": lambda: token({"alg": None}),
    "alg a number": lambda: token({"alg": 256}),
    "kid missing": lambda: token({"kid": MISSING}),
    "kid unknown": lambda: token({"kid": "nobody's"}),
    "kid a number": lambda: token({"kid": 1}),
    "kid a list": lambda: token({"kid": ["ec"]}),
    "kid empty": lambda: token({"kid": ""}),
    "kid enormous": lambda: token({"kid": "e" * 3_000}),
    "kid a path": lambda: token({"kid": "../../../dev/null"}),
    "kid with SQL": lambda: token({"kid": "ec' OR '1'='1"}),
    "typ missing": lambda: token({"typ": MISSING}),
    "typ JWT": lambda: token({"typ": "JWT"}),
    "typ of a proof": lambda: token({"typ": "dpop+jwt"}),
    "typ of a client assertion": lambda: token({"typ": "client-authentication+jwt"}),
    "typ of a logout token": lambda: token({"typ": "logout+jwt"}),
    "typ of an introspection answer": lambda: token({"typ": "token-introspection+jwt"}),
    "typ null": lambda: token({"typ": None}),
    "typ a list": lambda: token({"typ": ["at+jwt"]}),
    "typ empty": lambda: token({"typ": ""}),
    "jwk of its own": lambda: token({"jwk": PUBLIC_JWK}, STRANGER),
    "jwk beside a good key": lambda: token({"jwk": PUBLIC_JWK}),
    "jku": lambda: token({"jku": "https://127.0.0.1:1/jwks"}),
    "x5u": lambda: token({"x5u": "https://127.0.0.1:1/x"}),
    "x5c": lambda: token({"x5c": ["MIIB"]}),
    "crit known": lambda: token({"crit": ["exp"], "exp": now() + 60}),
    "crit empty": lambda: token({"crit": []}),
    "b64 false": lambda: token({"b64": False, "crit": ["b64"]}),
    "b64 true": lambda: token({"b64": True}),
    "zip": lambda: token({"zip": "DEF"}),
    "enc": lambda: token({"enc": "A256GCM"}),
    "header a list": lambda: signed(["ES256"], claims(), EC),
    "header null": lambda: signed(None, claims(), EC),
    "header not JSON": lambda: signed(b"{alg", claims(), EC),
    "header with a key twice": lambda: signed(
        b'{"alg":"ES256","typ":"at+jwt","kid":"ec","kid":"ec"}', claims(), EC
    ),
    "header with a byte order mark": lambda: signed(
        b"\xef\xbb\xbf" + json.dumps(header()).encode(), claims(), EC
    ),
    "header in UTF-16": lambda: signed(json.dumps(header()).encode("utf-16"), claims(), EC),
    "header nested deeply": lambda: signed(b'{"a":' * 900 + b"1" + b"}" * 900, claims(), EC),
}

SIGNATURES: dict[str, Callable[[], str]] = {
    "signature empty": without_signature,
    "signature of another token": with_another_signature,
    "signature of a stranger with the same key id": lambda: token(key=STRANGER),
    "signature of zeros": lambda: token().rpartition(".")[0] + "." + "A" * 86,
    "signature in DER": lambda: token().rpartition(".")[0] + "." + "MEUCIQ" * 12,
    "signature of an Ed25519 key under ES256": lambda: token(key=ED, algorithm="EdDSA"),
    "signature of EC under EdDSA": lambda: token({"alg": "EdDSA", "kid": "ed"}),
    "signature PKCS1 under PS256": lambda: token({"alg": "PS256", "kid": "rsa"}, RSA, "RS256"),
    "signature padded": lambda: token() + "==",
    "signature with another alphabet": lambda: token().rpartition(".")[0] + ".+/+/",
    "signature enormous": lambda: token() + "A" * 5_000,
    "payload changed after signing": lambda: ".".join(
        (token().split(".")[0], part(claims(client_id="archive")).decode(), token().split(".")[2])
    ),
    "two parts": lambda: token().rpartition(".")[0],
    "four parts": lambda: token() + ".e30",
    "five parts, as if encrypted": lambda: "e30.e30.e30.e30.e30",
    "three empty parts": lambda: "..",
    "three parts of nonsense": lambda: "a.b.c",
    "JSON serialization": lambda: json.dumps({"payload": part(claims()).decode()}),
    "payload empty": lambda: signed(header(), b"", EC),
    "payload a list": lambda: signed(header(), [claims()], EC),
    "payload a text": lambda: signed(header(), "claims", EC),
    "payload not UTF-8": lambda: signed(header(), b'{"iss":"\xff"}', EC),
    "payload enormous": lambda: token(padding="x" * 20_000),
    "payload in standard base64": lambda: ".".join(
        (
            token().split(".")[0],
            base64.b64encode(json.dumps(claims()).encode()).decode(),
            token().split(".")[2],
        )
    ),
}

CLAIMS: dict[str, Callable[[], str]] = {
    "iss missing": lambda: token(iss=MISSING),
    "iss another": lambda: token(iss="https://login.elsewhere.example"),
    "iss with a slash more": lambda: token(iss=ISSUER + "/"),
    "iss in capitals": lambda: token(iss=ISSUER.upper()),
    "iss empty, as of the embedded issuer": lambda: token(iss=""),
    "iss a list": lambda: token(iss=[ISSUER]),
    "iss null": lambda: token(iss=None),
    "aud missing": lambda: token(aud=MISSING),
    "aud another": lambda: token(aud="https://elsewhere.example"),
    "aud our token endpoint": lambda: token(aud=AUDIENCE + "/oauth/token"),
    "aud the client": lambda: token(aud=CLIENT),
    "aud an empty list": lambda: token(aud=[]),
    "aud a list of others": lambda: token(aud=["account", "https://elsewhere.example"]),
    "aud a list with a number": lambda: token(aud=[AUDIENCE, 1]),
    "aud a list in a list": lambda: token(aud=[[AUDIENCE]]),
    "aud an object": lambda: token(aud={AUDIENCE: True}),
    "aud a number": lambda: token(aud=1),
    "exp missing": lambda: token(exp=MISSING),
    "exp now": lambda: token(exp=now()),
    "exp long past": lambda: token(iat=1, exp=100),
    "exp a text": lambda: token(exp=str(now() + 300)),
    "exp a fraction": lambda: token(exp=now() + 300.5),
    "exp a whole number written as a fraction": lambda: token(exp=float(now() + 300)),
    "exp in E notation": lambda: signed(header(), raw_claims(exp="9e9"), EC),
    "exp infinite": lambda: signed(header(), raw_claims(exp="1e999"), EC),
    "exp Infinity": lambda: signed(header(), raw_claims(exp="Infinity"), EC),
    "exp NaN": lambda: signed(header(), raw_claims(exp="NaN"), EC),
    "exp of 18 digits": lambda: token(exp=10**18),
    "exp of 5,000 digits": lambda: signed(header(), raw_claims(exp="9" * 5_000), EC),
    "exp true": lambda: token(exp=True),
    "exp null": lambda: token(exp=None),
    "exp a list": lambda: token(exp=[now() + 300]),
    "exp negative": lambda: token(exp=-1),
    "exp twice": lambda: signed(header(), repeated("exp", str(now() + 600)), EC),
    "life longer than the entry allows": lambda: token(exp=now() + 4_000),
    "iat missing": lambda: token(iat=MISSING),
    "iat 11 seconds ahead": lambda: token(iat=now() + 12),
    "iat a minute ahead": lambda: token(iat=now() + 61),
    "iat a fraction": lambda: token(iat=now() - 0.5),
    "iat false": lambda: token(iat=False),
    "iat a text": lambda: token(iat=str(now())),
    "nbf a minute ahead": lambda: token(nbf=now() + 61),
    "nbf 12 seconds ahead": lambda: token(nbf=now() + 12),
    "nbf a text": lambda: token(nbf="0"),
    "nbf null": lambda: token(nbf=None),
    "sub missing": lambda: token(sub=MISSING),
    "sub empty": lambda: token(sub=""),
    "sub a number": lambda: token(sub=7),
    "sub an object": lambda: token(sub={"id": CLIENT}),
    "sub with NUL": lambda: token(sub="a\x00b"),
    "sub half a surrogate pair": lambda: signed(header(), raw_claims(sub='"\\ud800"'), EC),
    "sub enormous": lambda: token(sub="s" * 1_000),
    "client missing": lambda: token(client_id=MISSING),
    "client unknown": lambda: token(client_id="nobody"),
    "client a list": lambda: token(client_id=[CLIENT]),
    "client null": lambda: token(client_id=None, azp=CLIENT),
    "client empty": lambda: token(client_id="", azp=CLIENT),
    "client with NUL": lambda: token(client_id="payroll\x00"),
    "client with SQL": lambda: token(client_id="payroll' OR '1'='1"),
    "client of another issuer": lambda: token(iss=PLAIN, client_id="archive"),
    "client twice": lambda: signed(header(), repeated("client_id", '"archive"'), EC),
    "scope a number": lambda: token(scope=1),
    "scope null": lambda: token(scope=None),
    "scope an object": lambda: token(scope={"officers:read": True}),
    "scope a list with a list": lambda: token(scp=[["ledger:read"]]),
    "jti a number": lambda: token(jti=1),
    "jti null": lambda: token(jti=None),
    "cnf null": lambda: token(cnf=None),
    "cnf a text": lambda: token(cnf="jkt"),
    "cnf empty": lambda: token(cnf={}),
    "cnf of a certificate": lambda: token(cnf={"x5t#S256": "x"}),
    "cnf with a number": lambda: token(cnf={"jkt": 1}),
    "bound to a key, without a proof": bound_token,
    "not bound where the issuer must": lambda: token(iss=HELD),
    "not bound where the client must": lambda: token(client_id="prover", sub="prover"),
    "client revoked": lambda: token(client_id="revoked", sub="revoked"),
    "client's person revoked": lambda: token(client_id="left", sub="left"),
    "subject's person revoked": lambda: token(sub="subject of one who left"),
    "issued before the client's tokens count": lambda: token(client_id="later", sub="later"),
    "a stranger at a client of a tier of people": lambda: token(
        client_id="records", sub="somebody"
    ),
    "a person at another person's client": lambda: token(client_id="archive", sub="subject of ito"),
}

ID_TOKENS: dict[str, Callable[[], str]] = {
    "ID token for the client": lambda: id_token(aud=CLIENT),
    "ID token for the client and for us": lambda: id_token(aud=[CLIENT, AUDIENCE], scope="x"),
    "ID token for us, without a scope": lambda: id_token(),
    "ID token with a nonce": lambda: id_token(scope="openid", nonce="n"),
    "ID token with at_hash": lambda: id_token(scope="openid", at_hash="h"),
    "ID token with c_hash": lambda: id_token(scope="openid", c_hash="h"),
    "ID token of Keycloak": lambda: id_token(scope="openid", typ="ID"),
    "refresh token of Keycloak": lambda: id_token(scope="openid", typ="Refresh"),
    "claim typ of another type": lambda: id_token(scope="openid", typ=["Bearer"]),
    "typ missing where JWT is let in": lambda: signed(
        header(typ=MISSING), claims(iss=PLAIN, scope="x"), EC
    ),
    "typ of a logout token where JWT is let in": lambda: signed(
        header(typ="logout+jwt"), claims(iss=PLAIN, scope="x"), EC
    ),
}

TOKENS = HEADERS | SIGNATURES | CLAIMS | ID_TOKENS

KEY = new_key(Tier.AUDITOR)
SMUGGLED: dict[str, Callable[[], list[tuple[str, str | bytes]]]] = {
    "two tokens in two headers": lambda: [
        ("authorization", f"Bearer {token()}"),
        ("authorization", f"Bearer {token()}"),
    ],
    "two tokens in one header": lambda: [("authorization", f"Bearer {token()}, Bearer {token()}")],
    "a token and a key": lambda: [("authorization", f"Bearer {token()}"), ("x-api-key", KEY)],
    "a token as a key": lambda: [("x-api-key", token())],
    "a token as a user name": lambda: [
        ("authorization", "Basic " + base64.b64encode(f"{token()}:".encode()).decode())
    ],
    "a token without a scheme": lambda: [("authorization", token())],
    "a token of another scheme": lambda: [("authorization", f"Token {token()}")],
    "a token with a proof that is not asked for": lambda: [
        ("authorization", f"Bearer {token()}"),
        ("dpop", "a.b.c"),
    ],
    "a proof alone": lambda: [("dpop", "a.b.c")],
    "a token with a byte that is not ASCII": lambda: [
        ("authorization", b"Bearer \xff" + token().encode())
    ],
    "a token with a tab inside": lambda: [
        ("authorization", "Bearer " + token().replace(".", ".\t"))
    ],
    "an enormous credential": lambda: [("authorization", "Bearer " + "x" * 12_000)],
    "an enormous token": lambda: [("authorization", "Bearer " + "x.y" * 3_000 + ".z")],
    "a scheme alone": lambda: [("authorization", "Bearer")],
    "DPoP alone": lambda: [("authorization", "DPoP")],
    "a key as DPoP": lambda: [("authorization", f"DPoP {KEY}")],
    "an empty header": lambda: [("authorization", "")],
}
