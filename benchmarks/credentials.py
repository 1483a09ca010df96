"""API keys for the tiers that need one, issued before a server starts."""

from officer_directory.identity import keys
from officer_directory.key_files import open_keys
from officer_directory.settings import Settings
from officer_directory.store.engines import Database


def issue(settings: Settings, tier: str, agency_ids: list[str]) -> dict[str, str]:
    """The headers of a requester of this tier."""
    database = Database(settings)
    pepper = open_keys(settings.prepare_data()).pepper
    with database.transaction() as connection:
        key = keys.issue(
            connection, pepper, tier, "benchmark", agency_ids=agency_ids, now=database.now()
        )
    database.close()
    return {"authorization": f"Bearer {key}"}
