"""The faces of those outside, synchronous: `PublicDirectory` and `PressDirectory`."""

import httpx2

from officer_directory_client import asking, keys
from officer_directory_client._faces import PATIENT, keyed
from officer_directory_client._retrying import Patience
from officer_directory_client._transport import TIMEOUT
from officer_directory_client.asking import Applied, KeyApplication, TakenKey
from officer_directory_client.directory import Directory, Timeout
from officer_directory_client.keys import Key, Rotated


class PublicDirectory(Directory):
    """The directory as anyone sees it; `key`: that of a portal, with limits of its own.

    `transport` is httpx2's; `timeout` in seconds; `allow_http` for a machine that is not this
    one (a credential then goes over the wire as it is).
    """

    def __init__(
        self,
        api: str,
        *,
        key: str | None = None,
        transport: httpx2.BaseTransport | None = None,
        timeout: Timeout = TIMEOUT,
        patience: Patience = PATIENT,
        allow_http: bool = False,
    ) -> None:
        super().__init__(keyed(api, key, patience, allow_http), transport, timeout)

    def correct(
        self,
        officer: str,
        should_be: str,
        *,
        field: str | None = None,
        wrong: str | None = None,
        contact: str | None = None,
    ) -> None:
        """Say that the record of an officer is wrong: in a `field`, or `wrong` in words.

        It is read by the records officers of the agency, and published nowhere. `contact`
        may be left out.

        Raises:
            NoSuchRecordError: no such officer can be shown.
            NotUnderstoodError: neither `field` nor `wrong` is said, or the field is not shown.
            QuotaExceededError: too many were handed in from here; `retry_after` says when.
        """
        told = {"officer": officer, "field": field, "wrong": wrong, "should_be": should_be}
        self._shell.run(asking.correct(self._core, told | {"contact": contact}))

    def apply_for_key(
        self,
        name: str,
        contact: str,
        *,
        organisation: str | None = None,
        purpose: str | None = None,
    ) -> Applied:
        """Ask for a key; nobody has to say what for. Keep the token: it is told this once.

        Raises:
            NotUnderstoodError: a name or a contact is no line of text.
            QuotaExceededError: too many were handed in from here; `retry_after` says when.
            NotAnsweredError: too many wait for somebody already.
        """
        told = {"name": name, "contact": contact}
        told |= {k: v for k, v in (("organisation", organisation), ("purpose", purpose)) if v}
        return self._shell.run(asking.apply_for_key(self._core, told))

    def key_application(self, token: str) -> KeyApplication:
        """How an application stands, by its token.

        Raises:
            NoSuchRecordError: it is no token, or nothing is kept of the application any more.
        """
        return self._shell.run(asking.key_application(self._core, token))

    def take_key(self, link: str) -> TakenKey:
        """Take a granted key by its `link`: it is shown this once, and asked for only once.

        Raises:
            NoSuchRecordError: the link was used, is too old, or never was one.
        """
        return self._shell.run(asking.take_key(self._core, link))


class PressDirectory(Directory):
    """The directory as the holder of a press key sees it: more of it per day, and receipts."""

    def __init__(
        self,
        api: str,
        key: str,
        *,
        transport: httpx2.BaseTransport | None = None,
        timeout: Timeout = TIMEOUT,
        patience: Patience = PATIENT,
        allow_http: bool = False,
    ) -> None:
        super().__init__(keyed(api, key, patience, allow_http), transport, timeout)

    def own_keys(self) -> tuple[Key, ...]:
        """Your key, and those it was rotated from and to; never the keys themselves."""
        return self._shell.run(keys.own_keys(self._core))

    def rotate_key(self, overlap_days: int = 7) -> Rotated:
        """Get a successor of your key; the old one stays good for some days (at most 90).

        Raises:
            RefusedByRuleError: it has a successor already, which may be rotated instead.
        """
        return self._shell.run(keys.rotate_key(self._core, overlap_days))

    def give_key_up(self, key_id: str) -> None:
        """End the key that you ask with, at once and for good: for one that leaked.

        Raises:
            NoSuchRecordError: you do not ask with the key of this id.
        """
        self._shell.run(keys.give_key_up(self._core, key_id))
