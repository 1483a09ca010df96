"""The two secrets of an application: the token of its address, and the one of its link.

    odapp_ and odlnk_, each with 43 characters of base 62 (256 bits)

The link's is made from the address's, which only the applicant has: neither is stored, and
who reads the database can make neither.
"""

import re
import secrets
from hashlib import sha256
from typing import Final

from officer_directory.identity.key_format import base62

_SECRET: Final = 43
_BITS: Final = 32
_FOUND: Final = re.compile(r"\bod(?:app|lnk)_[0-9A-Za-z]+")


def new_token() -> str:
    """The token of a new application's address."""
    return "odapp_" + base62(int.from_bytes(secrets.token_bytes(_BITS)), _SECRET)


def link_of(token: str) -> str:
    """The token of the link that shows the key of an application."""
    made = sha256(b"the link of " + token.encode()).digest()
    return "odlnk_" + base62(int.from_bytes(made), _SECRET)


def digest(token: str) -> bytes:
    """What is stored in place of a token; any text has one."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def hidden(address: str) -> str:
    """An address without such tokens: what may be written down of it."""
    return _FOUND.sub("[hidden]", address)
