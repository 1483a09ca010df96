"""Files that only their owner may read, replaced whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_for_owner(path: Path, text: str) -> None:
    """Write a text file with mode 0600; a reader sees the old one or the new one."""
    descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink()
        raise
