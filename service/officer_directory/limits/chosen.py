"""Which limits hold in a deployment: one set, whatever bundles its agencies follow.

Of each number the narrowest that a bundle of the folder names; over that, the file of the
setting LIMITS. A folder whose bundles name no limits has those of the strict bundle that
is shipped: nothing is ever without.
"""

from functools import reduce

from officer_directory.limits import file
from officer_directory.limits.rates import Limits, strictest
from officer_directory.settings import SettingError, Settings
from officer_directory.store.bundled import bundled_folder

NAME = "limits.toml"
_STRICT = "us"


def limits_of(settings: Settings) -> Limits:
    """The limits that hold under these settings.

    Raises:
        SettingError: the file of the setting cannot be read.
        BundleRefusedError: a limits file is wrong; with file, line and word.
    """
    found = sorted(settings.policies.glob(f"[!._]*/{NAME}"))
    paths = found or [bundled_folder("policies") / _STRICT / NAME]
    named = [file.parse(path.read_bytes(), f"{path.parent.name}/{NAME}") for path in paths]
    held = reduce(strictest, named)
    if settings.limits is None:
        return held
    try:
        raw = settings.limits.read_bytes()
    except OSError as error:
        raise SettingError(
            f"OFFICER_DIRECTORY_LIMITS {settings.limits}: {error.strerror}."
        ) from error
    whole = raw if raw.endswith(b"\n") else raw + b"\n"  # written by a person, for one machine
    return file.parse(whole, settings.limits.name, over=held)
