"""Policies in the database: what was activated, loadable by its hash on any replica."""

import json
import tempfile
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, insert, select

from officer_directory.disclosure.policy import Snapshot, load
from officer_directory.errors import NotAnsweredError
from officer_directory.limits.chosen import NAME as LIMITS
from officer_directory.store.policies import policy_archive


def pack(connection: Connection, folder: Path, snapshot: Snapshot, now: int) -> None:
    """Keep the files of a loaded folder under its hash."""
    known = select(policy_archive.c.hash).where(policy_archive.c.hash == snapshot.hash)
    if connection.scalar(known) is not None:
        return
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix in {".conf", ".csv", ".toml", ".yaml"}
        and path.name != LIMITS  # not a part of the policy: read anew at each start
    }
    row = {"hash": snapshot.hash, "files": json.dumps(files), "archived_at": now}
    connection.execute(insert(policy_archive), row)


def unpack(connection: Connection, policy_hash: str) -> Snapshot:
    """The policy of that hash, as it was activated.

    Raises:
        NotAnsweredError: it is not in the archive, or what is there is not it.
    """
    query = select(policy_archive.c.files).where(policy_archive.c.hash == policy_hash)
    files = connection.scalar(query)
    if files is None:
        raise NotAnsweredError("The policy in force is not in the archive; activate it again.")
    snapshot = _load(files)
    if snapshot.hash != policy_hash:
        raise NotAnsweredError("The archived policy is not what was activated; activate it again.")
    return snapshot


@lru_cache(maxsize=4)
def _load(files: str) -> Snapshot:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in json.loads(files).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load(Path(folder), tested=True)
