"""What the publication log says of the policy: which one is in force, and since when.

It is entered when it is seen to be another than was told last: so that nothing that puts a
policy in force can forget to, or be killed before it does.
"""

import json

from sqlalchemy import Connection, LargeBinary, func, select, type_coerce

from officer_directory.ledger.commitment import publication_entry
from officer_directory.store.ledger import ledger_publication

_AT_ONCE = 200


def policy_entry(policy: str, since: int, was: str | None, at: float) -> bytes:
    told = {"policy": policy, "since": since, "was": was}
    return publication_entry("policy", at, told)


def policies_told(connection: Connection) -> list[tuple[str, int]]:
    """Every policy that was entered, and since when it was in force, in the log's order."""
    c = ledger_publication.c
    said = type_coerce(b'"kind":"policy"', LargeBinary)
    place = func.instr(c.entry, said)
    if connection.dialect.name == "postgresql":
        place = func.strpos(func.convert_from(c.entry, "UTF8"), '"kind":"policy"')
    query = select(c.entry).where(place > 0).order_by(c.number)
    told = [json.loads(bytes(entry)) for entry in connection.scalars(query)]
    return [(one["policy"], one["since"]) for one in told if one["kind"] == "policy"]


def policy_told(connection: Connection) -> str | None:
    """The hash of the policy that was entered last."""
    c, before = ledger_publication.c, 2**62
    query = select(c.number, c.entry).order_by(c.number.desc()).limit(_AT_ONCE)
    while rows := connection.execute(query.where(c.number < before)).all():
        for row in rows:
            told = json.loads(bytes(row.entry))
            if told["kind"] == "policy":
                return str(told["policy"])
        before = rows[-1].number
    return None
