"""Opening the photos of a directory: their key is made once, and never silently again."""

from officer_directory.intake.hr.photographs import are_there
from officer_directory.key_files import KeyFileError
from officer_directory.photos.kept import Photos
from officer_directory.photos.sealing import key_file, make_key
from officer_directory.settings import Settings
from officer_directory.store.engines import Database


def photos_of(settings: Settings, database: Database) -> Photos:
    """The photos of a directory; their key is made while there are none.

    Raises:
        KeyFileError: there are photos, and the key they were sealed with is missing.
    """
    path = key_file(settings.prepare_data())
    if not path.exists():
        with database.reading() as connection:
            if are_there(connection):
                raise KeyFileError(
                    f"The key file {path} is missing: restore it from where keys are kept."
                )
        make_key(settings.data)
    return Photos(settings)
