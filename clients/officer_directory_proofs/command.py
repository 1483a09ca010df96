"""The command `officer-directory-verify`.

Exit codes: 0 proven; 1 disproven; 2 cannot tell, wrong usage among it.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from officer_directory_proofs import checks, consistency, exports, published, report, rotations
from officer_directory_proofs.key_files import read_keys, read_rotations
from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError, CheckError, Exit
from officer_directory_proofs.reading import log_lines, small_file
from officer_directory_proofs.trust import KeyRing, SignedHead, TrustedKey

_OFTEN: Final = 20_000
_EXITS: Final = "exit codes: 0 proven, 1 disproven, 2 cannot tell"


def receipt(given: argparse.Namespace) -> report.Report:
    """That an answer was given, and if a file is named: that it is that answer."""
    ring = _ring(given)
    raw = small_file(given.file, "The receipt")
    found = checks.receipt(raw, small_file(given.proof, "The proof"), ring)
    _count_witnesses(found.head, given)
    if given.body is not None:
        checks.body(found.receipt, given.body)
    return report.of_receipt(found, None if given.body is None else given.body.name)


def publication(given: argparse.Namespace) -> report.Report:
    """That a record was published, and if a file is named: that it is that record."""
    ring = _ring(given)
    found = published.published(small_file(given.file, "The proof"), ring)
    _count_witnesses(found.head, given)
    if given.record is not None:
        published.record(found, given.record)
    return report.of_published(found, None if given.record is None else given.record.name)


def log(given: argparse.Namespace) -> report.Report:
    """That an exported log is the one that was signed."""
    ring = _ring(given)
    heads = [_signed(ring, path, given) for path in given.checkpoint]
    if len({head.checkpoint.origin for head in heads}) > 1:
        raise CannotTellError("The checkpoints are of different logs.")
    audited = exports.audit(_watched(log_lines(given.file)), [head.checkpoint for head in heads])
    largest = max(heads, key=lambda head: head.checkpoint.size)
    return report.of_log(largest, audited.entries, audited.openings)


def growth(given: argparse.Namespace) -> report.Report:
    """That of two checkpoints one grew from the other."""
    ring = _ring(given)
    one, other = (_signed(ring, path, given) for path in (given.file, given.other))
    shown: consistency.Shown | None = None
    if given.proof is not None:
        shown = consistency.by_proof(small_file(given.proof, "The proof of consistency"))
    elif given.log is not None:
        shown = consistency.by_export(given.log)
    elif given.tiles is not None:
        shown = consistency.by_tiles(given.tiles)
    old, _ = consistency.grew(one.checkpoint, other.checkpoint, shown)
    return report.of_growth(*((one, other) if old is one.checkpoint else (other, one)))


def keys(given: argparse.Namespace) -> report.Report:
    """That the keys of a ledger follow from those that you know."""
    raw = small_file(given.file, "The file of keys")
    served, pairs = read_keys(raw), rotations.chain(read_rotations(raw))
    rotations.check_served(served, pairs)
    known = [key for path in given.known for key in read_keys(small_file(path, "The known keys"))]
    rotations.check_known(known, pairs)
    return report.of_keys(pairs, bool(known))


def _watched(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The same, and on a terminal how many there were so far."""
    shown = sys.stderr.isatty()
    for count, line in enumerate(lines, 1):
        yield line
        if shown and count % _OFTEN == 0:
            print(f"\r{count:,} entries", end="", file=sys.stderr, flush=True)
    if shown:
        print(f"\r{'':30}\r", end="", file=sys.stderr)


def _ring(given: argparse.Namespace) -> KeyRing:
    trusted: list[TrustedKey] = []
    for path in (*given.key, *given.witness):
        trusted.extend(read_keys(small_file(path, "The file of keys")))
    return KeyRing(tuple(trusted))


def _signed(ring: KeyRing, path: Path, given: argparse.Namespace) -> SignedHead:
    head = ring.check(Note.read(small_file(path, "The checkpoint")))
    _count_witnesses(head, given)
    return head


def _count_witnesses(head: SignedHead, given: argparse.Namespace) -> None:
    needed = given.quorum if given.quorum is not None else int(bool(given.witness))
    names = {witness.by for witness in head.witnesses}
    if len(names) < needed:
        raise CannotTellError(
            f"Of the witnesses that you trust {len(names)} signed this checkpoint, "
            f"and you want {needed}."
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="officer-directory-verify",
        description="Check what the officer directory's ledger proves. Nothing is sent anywhere.",
        epilog=_EXITS,
    )
    commands = parser.add_subparsers(
        required=True, metavar="receipt | publication | log | consistency | keys"
    )
    one = _command(commands, "receipt", receipt, "an answer was given", "the receipt")
    one.add_argument(
        "--proof", type=Path, required=True, metavar="FILE", help="its proof, a .tlog-proof"
    )
    one.add_argument(
        "--body",
        type=Path,
        metavar="FILE",
        help="the answer itself, as it came: compared byte by byte",
    )
    one = _command(commands, "publication", publication, "a record was published", "its proof")
    one.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="the record: an answer for the officer, or the roster's NDJSON that has it",
    )
    one = _command(commands, "log", log, "an exported log is as it was signed", "the export")
    one.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        required=True,
        help="a signed checkpoint; several narrow down where the log was changed",
    )
    _add_consistency(commands)
    _add_keys(commands)
    return parser


def _add_consistency(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = _command(commands, "consistency", growth, "a log only grew", "one checkpoint")
    one.add_argument("other", type=Path, metavar="OTHER", help="another checkpoint of the same log")
    by = one.add_mutually_exclusive_group()
    by.add_argument("--proof", type=Path, metavar="FILE", help="a proof of consistency")
    by.add_argument("--log", type=Path, metavar="FILE", help="the exported log")
    by.add_argument("--tiles", type=Path, metavar="FOLDER", help="the log's tiles (c2sp.org)")


def _add_keys(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = commands.add_parser("keys", help="that keys follow from others", description=keys.__doc__)
    one.set_defaults(check=keys)
    one.add_argument("file", type=Path, metavar="FILE", help="what /v1/ledger/keys answers")
    one.add_argument(
        "--known",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="keys that you kept, or were given by somebody else",
    )


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    check: Callable[[argparse.Namespace], report.Report],
    claim: str,
    file: str,
) -> argparse.ArgumentParser:
    one = commands.add_parser(name, help=f"that {claim}", description=check.__doc__, epilog=_EXITS)
    one.set_defaults(check=check)
    one.add_argument("file", type=Path, metavar="FILE", help=file)
    one.add_argument(
        "--key",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="the ledger's public keys: what its address /v1/ledger/keys answers",
    )
    one.add_argument(
        "--witness",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="public keys of witnesses",
    )
    one.add_argument(
        "--quorum", type=int, metavar="N", help="how many witnesses must have signed (1 if any)"
    )
    return one


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, say what was found, and return the exit code."""
    given = _parser().parse_args(arguments)
    try:
        found = given.check(given)
    except CheckError as error:
        print(report.refusal(error), file=sys.stderr)
        return error.exit
    print(found)
    return Exit.PROVEN


def run() -> None:
    """The command. Python would end with 1 on an error of ours, and 1 is a verdict: never that."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read along has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.CANNOT_TELL
    except (Exception, KeyboardInterrupt) as error:
        told = CannotTellError(f"The check broke off ({type(error).__name__}).")
        print(report.refusal(told), file=sys.stderr)
        code = Exit.CANNOT_TELL
    sys.exit(code)
