"""What one portal is: its settings, and what its pages share."""

from dataclasses import dataclass

from officer_directory_client import (
    Agency,
    AsyncPublicDirectory,
    Fields,
    Page,
    Policy,
)
from officer_directory_client.errors import NoSuchRecordError, Problem
from officer_directory_portal.downloads import Downloads
from officer_directory_portal.remembered import Remembered
from officer_directory_portal.visitors import THIS_MACHINE, Networks, Visitors

MOST_AGENCIES = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """`public_url`: the address that readers know it by; `index`: search engines may come in;
    `demo`: say on each page that everyone in it is invented; `trusted`: the proxies that are
    believed when they say for whom they ask."""

    public_url: str = "http://127.0.0.1:8001"
    index: bool = False
    demo: bool = False
    trusted: Networks = THIS_MACHINE


class Site:
    """The directory that is shown, and what is the same for every page of a moment."""

    def __init__(self, directory: AsyncPublicDirectory, settings: Settings) -> None:
        self.directory = directory
        self.settings = settings
        self.remembered = Remembered()
        self.visitors = Visitors(settings.trusted)
        self.downloads = Downloads(directory)

    async def close(self) -> None:
        """Close what is open."""
        await self.remembered.close()
        await self.downloads.close()
        await self.directory.close()

    async def fields(self) -> Fields:
        """Every field and ground, for the public."""
        return await self.remembered.ask("fields", self.directory.fields)

    async def policy(self) -> Policy:
        """The policy in force."""
        return await self.remembered.ask("policy", self.directory.policy)

    async def agencies(self) -> Page[Agency]:
        """The first agencies by name; `next` is set where there are more."""
        return await self.remembered.ask(
            "agencies",
            lambda: self.directory.page("agencies", sort="name", limit=MOST_AGENCIES),
        )

    async def agency_named(self, name: str) -> Agency | None:
        """An agency by its name."""
        for agency in (await self.agencies()).records:
            if agency.get("name") == name:
                return agency
        found = await self.remembered.ask(
            ("agency", name), lambda: self.directory.page("agencies", name=name, limit=1)
        )
        return found.records[0] if found.records else None


def no_record() -> NoSuchRecordError:
    """What the directory answers to an id that nobody has, without asking it."""
    return NoSuchRecordError(Problem("/problems/no-such-record", "No such record", 404, ""))
