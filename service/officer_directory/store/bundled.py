"""Where the shipped folders lie: inside the wheel, or at the root of a clone."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def bundled_folder(name: str) -> Path:
    """The shipped folder `policies` or `migrations`."""
    inside = _PACKAGE / "_bundled" / name
    return inside if inside.is_dir() else _PACKAGE.parents[1] / name
