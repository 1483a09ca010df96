"""What the faces share: how each is made from an address and a credential."""

from typing import Final

from officer_directory_client._addresses import check_root
from officer_directory_client._core import Core
from officer_directory_client._retrying import Patience
from officer_directory_client._signing import OAuth, Unsigned
from officer_directory_client.credentials import Credential

PATIENT: Final = Patience()


def keyed(api: str, key: str | None, patience: Patience, allow_http: bool) -> Core:
    """A core that asks as nobody, or with a key."""
    root = check_root(api, allow_http)
    return Core(root, Unsigned(key), patience)


def signed_in(api: str, credential: Credential, patience: Patience, allow_http: bool) -> Core:
    """A core that asks as an OAuth client."""
    root = check_root(api, allow_http)
    return Core(root, OAuth(root, credential, allow_http), patience)
