"""Facts as plain rows, table by table, before they are written.

A row has the columns of `store.records` by name; what it leaves out is unknown. Folded
twins, protecting spans and provenance are left to `intake.bulk`, which derives them.
"""

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]
Facts = dict[str, list[Row]]


def together(parts: Iterable[Facts]) -> Facts:
    """The facts of several agencies as one set, in the order given."""
    whole: Facts = {}
    for part in parts:
        for table, rows in part.items():
            whole.setdefault(table, []).extend(rows)
    return whole
