"""What the directory's ledger proves, asked for: `directory.ledger`.

What comes back is for `officer_directory_proofs` to check; nothing of it is believed here.
"""

from datetime import date

from officer_directory_client import _proving
from officer_directory_client._async import AsyncShell
from officer_directory_client._core import Core
from officer_directory_client._sync import Shell


class Ledger:
    """The ledger of a directory. Ask for proofs as `PublicDirectory`, without your key."""

    def __init__(self, shell: Shell, core: Core) -> None:
        self._shell = shell
        self._core = core

    def keys(self) -> bytes:
        """The ledger's public keys, as JSON: keep them."""
        return self._shell.run(_proving.keys(self._core))

    def proof(self, receipt: str) -> bytes:
        """The proof of a receipt, a `.tlog-proof`; what opens the receipt is not sent.

        Raises:
            NoProofYetError: there is none yet: a minute later there is.
            ValueError: that is no receipt.
        """
        return self._shell.run(_proving.proof(self._core, receipt))

    def published(
        self, officer_id: str, publication: str = "public", on: date | None = None
    ) -> bytes:
        """The proof that an officer's record was published, as it was at the end of a day.

        Without a day: as it is now. `officer-directory-verify publication` checks it.

        Raises:
            NoSuchRecordError: there is no such record, or was not since then.
            NoProofYetError: there is none yet: a minute later there is.
        """
        return self._shell.run(_proving.published(self._core, officer_id, publication, on))

    def end_of_stream(self, receipt: str) -> str:
        """The receipt of the end of a stream, by that of its beginning, within a day.

        Raises:
            NoSuchRecordError: it has not ended, or too long ago.
            ValueError: that is no receipt.
        """
        return self._shell.run(_proving.end_of_stream(self._core, receipt))


class AsyncLedger:
    """The same as coroutines."""

    def __init__(self, shell: AsyncShell, core: Core) -> None:
        self._shell = shell
        self._core = core

    async def keys(self) -> bytes:
        """The ledger's public keys, as JSON: keep them."""
        return await self._shell.run(_proving.keys(self._core))

    async def proof(self, receipt: str) -> bytes:
        """The proof of a receipt, a `.tlog-proof`; what opens the receipt is not sent."""
        return await self._shell.run(_proving.proof(self._core, receipt))

    async def published(
        self, officer_id: str, publication: str = "public", on: date | None = None
    ) -> bytes:
        """The proof that an officer's record was published, as it was at the end of a day."""
        return await self._shell.run(_proving.published(self._core, officer_id, publication, on))

    async def end_of_stream(self, receipt: str) -> str:
        """The receipt of the end of a stream, by that of its beginning, within a day."""
        return await self._shell.run(_proving.end_of_stream(self._core, receipt))
