"""Heads of logs that one reader has, from different days: what they tell by themselves."""

from collections.abc import Sequence

from officer_directory_proofs.outcomes import DisprovenError
from officer_directory_proofs.trust import SignedHead
from officer_directory_proofs.words import plain


def check_together(heads: Sequence[SignedHead]) -> None:
    """That none contradicts another: one size has one root, and a later head is no smaller.

    Raises:
        DisprovenError: two of them, both signed, cannot be of one log that only grows.
    """
    by_log: dict[str, list[SignedHead]] = {}
    for head in heads:
        by_log.setdefault(head.checkpoint.origin, []).append(head)
    for origin, those in by_log.items():
        roots: dict[int, bytes] = {}
        for each in those:
            if roots.setdefault(each.checkpoint.size, each.checkpoint.root) != each.checkpoint.root:
                raise DisprovenError(
                    f"The ledger {plain(origin)} signed two different contents of one size: "
                    "you were shown two ledgers. Keep both proofs."
                )
        largest = 0
        for each in sorted((one for one in those if one.time is not None), key=_time):
            if each.checkpoint.size < largest:
                raise DisprovenError(f"The ledger {plain(origin)} became smaller.")
            largest = each.checkpoint.size


def _time(head: SignedHead) -> tuple[int, int]:
    return head.time or 0, head.checkpoint.size
