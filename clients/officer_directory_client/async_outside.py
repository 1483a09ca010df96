"""The faces of those outside, asynchronous: `AsyncPublicDirectory`, `AsyncPressDirectory`."""

import httpx2

from officer_directory_client import asking, keys
from officer_directory_client._faces import PATIENT, keyed
from officer_directory_client._retrying import Patience
from officer_directory_client._transport import TIMEOUT
from officer_directory_client.asking import Applied, KeyApplication, TakenKey
from officer_directory_client.async_directory import AsyncDirectory, Timeout
from officer_directory_client.keys import Key, Rotated


class AsyncPublicDirectory(AsyncDirectory):
    """The directory as anyone sees it; `key`: that of a portal, with limits of its own.

    `transport` is httpx2's; `timeout` in seconds; `allow_http` for a machine that is not this
    one (a credential then goes over the wire as it is).
    """

    def __init__(
        self,
        api: str,
        *,
        key: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout: Timeout = TIMEOUT,
        patience: Patience = PATIENT,
        allow_http: bool = False,
    ) -> None:
        super().__init__(keyed(api, key, patience, allow_http), transport, timeout)

    async def correct(
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
        """
        told = {"officer": officer, "field": field, "wrong": wrong, "should_be": should_be}
        await self._shell.run(asking.correct(self._core, told | {"contact": contact}))

    async def apply_for_key(
        self,
        name: str,
        contact: str,
        *,
        organisation: str | None = None,
        purpose: str | None = None,
    ) -> Applied:
        """Ask for a key; nobody has to say what for. Keep the token: it is told this once."""
        told = {"name": name, "contact": contact}
        told |= {k: v for k, v in (("organisation", organisation), ("purpose", purpose)) if v}
        return await self._shell.run(asking.apply_for_key(self._core, told))

    async def key_application(self, token: str) -> KeyApplication:
        """How an application stands, by its token."""
        return await self._shell.run(asking.key_application(self._core, token))

    async def take_key(self, link: str) -> TakenKey:
        """Take a granted key by its `link`: it is shown this once, and asked for only once."""
        return await self._shell.run(asking.take_key(self._core, link))


class AsyncPressDirectory(AsyncDirectory):
    """The directory as the holder of a press key sees it: more of it per day, and receipts."""

    def __init__(
        self,
        api: str,
        key: str,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout: Timeout = TIMEOUT,
        patience: Patience = PATIENT,
        allow_http: bool = False,
    ) -> None:
        super().__init__(keyed(api, key, patience, allow_http), transport, timeout)

    async def own_keys(self) -> tuple[Key, ...]:
        """Your key, and those it was rotated from and to; never the keys themselves."""
        return await self._shell.run(keys.own_keys(self._core))

    async def rotate_key(self, overlap_days: int = 7) -> Rotated:
        """Get a successor of your key; the old one stays good for some days (at most 90)."""
        return await self._shell.run(keys.rotate_key(self._core, overlap_days))

    async def give_key_up(self, key_id: str) -> None:
        """End the key that you ask with, at once and for good: for one that leaked."""
        await self._shell.run(keys.give_key_up(self._core, key_id))
