"""What a check found, for whoever is not a programmer: what was proven, and what was not."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from officer_directory_proofs.checks import Proven
from officer_directory_proofs.outcomes import CheckError, DisprovenError
from officer_directory_proofs.published import Published
from officer_directory_proofs.receipts import Receipt
from officer_directory_proofs.rotations import Pair
from officer_directory_proofs.trust import SignedHead
from officer_directory_proofs.words import counted, moment, plain

_WIDTH: Final = 88


@dataclass(frozen=True, slots=True)
class Report:
    """What was proven, what that means, and what it does not."""

    proven: Sequence[str]
    means: Sequence[str]
    open: Sequence[str]

    def __str__(self) -> str:
        parts = (
            ("PROVEN", self.proven),
            ("What this means", self.means),
            ("What this does not prove", self.open),
        )
        return "\n\n".join(_part(title, lines) for title, lines in parts if lines)


def refusal(error: CheckError) -> str:
    """That nothing was proven, and why."""
    if isinstance(error, DisprovenError):
        return "\n\n".join((_part("DISPROVEN", [str(error)]), _part("What this means", _FALSE)))
    return _part("CANNOT TELL", [str(error), *_UNKNOWN])


_FALSE: Final = (
    "What you gave does not fit together: at least one of the files is not as the directory's "
    "ledger made it. This does not say which one, or who changed it, or whether on purpose.",
    "Keep all of the files as they are. If you have another copy of one, check that.",
)
_UNKNOWN: Final = ("Nothing was proven, and nothing was disproven.",)


def _part(title: str, lines: Sequence[str]) -> str:
    wrapped = (
        textwrap.fill(
            line,
            _WIDTH,
            initial_indent="  ",
            subsequent_indent="  " if not line.startswith("- ") else "    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )
    return "\n".join((title, *wrapped))


def of_receipt(found: Proven, compared: str | None) -> Report:
    """Of a receipt that is in the log, and of the file that was compared with it."""
    receipt, head = found.receipt, found.head
    checkpoint = head.checkpoint
    proven = [
        f"The ledger {plain(checkpoint.origin)} holds this receipt: it is entry {found.index} of "
        f"{checkpoint.size:,}, made on {receipt.when}. {_signed(head)}",
        *_facts(receipt.opening),
        *_seen(head),
    ]
    if compared is not None:
        proven.append(f"The file {plain(compared)} is, byte for byte, the answer that was given.")
    means = [
        "The directory recorded that it gave this answer before it gave it. Whoever keeps the "
        "ledger can neither deny that nor change it without the ledger's signatures, or a copy "
        "of an earlier checkpoint, showing it."
    ]
    return Report(proven, means, [*_open(receipt, compared), *_alone(head)])


def _facts(opening: dict[str, Any]) -> Iterator[str]:
    for key, said in _SAID.items():
        value = opening.get(key)
        if value is not None:
            yield f"- {said}: {plain(value)}"
    if opening.get("ended") is not None:
        whole = opening["ended"] is True
        yield "- the stream ended: " + ("whole" if whole else "early, by a break or by the reader")


_SAID: Final = {
    "asked": "asked",
    "key": "with the key",
    "client": "by the client",
    "status": "answered with status",
    "problem": "because of",
    "records": "records",
    "lines": "lines",
    "stream": "as a stream of everything that matches",
    "closes": "end of the stream",
    "policy": "under the policy",
    "digest": "SHA-256 of the answer",
}


def _open(receipt: Receipt, compared: str | None) -> Iterator[str]:
    if compared is None and receipt.digest is not None:
        yield ("- That a file you have is this answer: name it with --body, and it is compared.")
    if receipt.digest is None and receipt.opening.get("stream") is not None:
        yield (
            "- What the stream contained. That is in the receipt of its end, which the directory "
            f"gives for a day at /v1/ledger/streams/{receipt.stream}"
        )
    yield "- That what the answer says is true: only that it was given."
    yield "- Who asked. Whoever has this receipt can show it."


def of_published(found: Published, compared: str | None) -> Report:
    """Of a record that was published, and of the file that was compared with it."""
    head = found.head
    proven = [
        f"From {moment(found.since)} on the {plain(found.publication)} publication had a record of "
        f"the officer {plain(found.officer)}. The ledger {plain(head.checkpoint.origin)} tells of "
        f"it in entry {found.index} of {head.checkpoint.size:,}. {_signed(head)}",
        f"- SHA-256 of the record: {found.digest}",
        *_seen(head),
    ]
    if compared is not None:
        proven.append(f"The file {plain(compared)} has that record, byte for byte.")
    means = [
        "The directory can neither deny that it published this record, nor say that it was "
        "another, without the ledger's signatures, or a copy of an earlier checkpoint, showing it."
    ]
    still_open = [
        "- Until when. A change after it is an entry of its own, and the ledger does not tell "
        "strangers whose. That the directory gave this proof for a day is its word for that day.",
        "- That what the record says is true: only that it was published.",
    ]
    if compared is None:
        still_open.insert(0, "- That a file you have is the record: name it with --record.")
    return Report(proven, means, [*still_open, *_alone(head)])


def of_log(head: SignedHead, entries: int, openings: int) -> Report:
    """Of an exported log."""
    size = head.checkpoint.size
    proven = [
        f"The file holds the first {counted(size, 'entry', 'entries')} of the ledger "
        f"{plain(head.checkpoint.origin)}, each in its place and none of them changed. "
        f"{_signed(head)}",
        *_seen(head),
    ]
    if openings:
        proven.append(
            f"- What {counted(openings, 'entry', 'entries')} committed to is in the file too, and "
            "is what was committed to then."
        )
    still_open = ["- That everything that happened was entered: only that nothing entered is gone."]
    if entries > size:
        more = counted(entries - size, "entry", "entries")
        still_open.append(
            f"- Anything of the {more} after that, which this checkpoint does not cover."
        )
    means = ["Nobody altered, removed, added or reordered any of them since that was signed."]
    return Report(proven, means, [*still_open, *_alone(head)])


def of_growth(old: SignedHead, new: SignedHead) -> Report:
    """Of two heads of one log."""
    proven = [
        f"The ledger {plain(new.checkpoint.origin)} had {old.checkpoint.size:,} entries at the "
        f"earlier checkpoint and {new.checkpoint.size:,} at the later one, and the later one "
        "begins with all of the earlier, unchanged.",
        f"- Of the earlier one: {_signed(old)}",
        f"- Of the later one: {_signed(new)}",
        *_seen(new),
    ]
    means = ["Between the two nothing was altered or removed. Entries were only added."]
    return Report(proven, means, ["- What the entries say.", *_alone(new)])


def of_keys(pairs: Sequence[Pair], known: bool) -> Report:
    """Of the keys of a ledger."""
    first, last = pairs[0], pairs[-1]
    proven = [
        f"The ledger {plain(last.name)} has had {counted(len(pairs), 'pair', 'pairs')} of keys "
        f"since {moment(first.at)}, the last since {moment(last.at)}. Each pair after the first "
        "was signed for by the one before it.",
    ]
    if known:
        proven.append("The keys that you know are among them.")
        return Report(proven, ["Whoever had the keys you know took up these."], _STOLEN)
    return Report(proven, [], [_FIRST, *_STOLEN])


_FIRST: Final = (
    "- That these are the keys of the real directory. Anyone can make such a file: name keys that "
    "you kept or were given by somebody else, with --known."
)
_STOLEN: Final = ("- That nobody stole a key: who has it can sign for others.",)


def _signed(head: SignedHead) -> str:
    how = " and ".join(sorted({_named(key.kind.is_post_quantum) for key in head.keys}))
    when = "" if head.time is None else f" on {moment(head.time)}, by its own clock,"
    return f"The ledger signed that{when} with {how}."


def _named(post_quantum: bool) -> str:
    return "ML-DSA-44" if post_quantum else "Ed25519"


def _seen(head: SignedHead) -> Iterator[str]:
    for witness in head.witnesses:
        when = f" on {moment(witness.time)}" if witness.time else ""
        yield f"- The witness {plain(witness.by)} saw the same ledger{when}, and that it only grew."


def _alone(head: SignedHead) -> Iterator[str]:
    if not head.witnesses:
        yield (
            "- That everyone is shown the same ledger: no witness that you trust has signed this "
            "checkpoint. Compare it with one that somebody else was given."
        )
