"""The command `officer-directory-oversight`: a pair of keys, and what they open.

Exit codes: 0 done; 1 disproven; 2 cannot tell, wrong usage among it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from officer_directory_proofs import report
from officer_directory_proofs.outcomes import CheckError, Exit
from officer_directory_proofs.oversight import make_keys, opened, read_key
from officer_directory_proofs.reading import log_lines

_GIVE = "Give {public} to whoever runs the directory. Whoever loses {private} opens nothing again."


def keys(given: argparse.Namespace) -> None:
    """Make a pair of keys: the private one stays with oversight."""
    make_keys(given.private, given.public)
    print(_GIVE.format(public=given.public, private=given.private), file=sys.stderr)


def read(given: argparse.Namespace) -> None:
    """What oversight looked at: a line of JSON for each entry that the keys open."""
    private, count = [read_key(path) for path in given.key], 0
    for one in opened(log_lines(given.file), private):
        told = {"index": one.index, "at": one.at, "opening": one.opening, "summary": one.summary}
        print(json.dumps(told, ensure_ascii=False))
        count += 1
    print(f"{count} opened, each as it was committed to.", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="officer-directory-oversight",
        description="What oversight looked at, for oversight alone. Nothing is sent anywhere.",
    )
    commands = parser.add_subparsers(required=True, metavar="keys | open")
    one = commands.add_parser("keys", help="make a pair of keys", description=keys.__doc__)
    one.set_defaults(do=keys)
    one.add_argument("private", type=Path, metavar="PRIVATE", help="file of the key to keep")
    one.add_argument("public", type=Path, metavar="PUBLIC", help="file of the key to give away")
    one = commands.add_parser("open", help="open an export", description=read.__doc__)
    one.set_defaults(do=read)
    one.add_argument(
        "file", type=Path, metavar="EXPORT", help="of `ledger export --log inside --openings`"
    )
    one.add_argument(
        "--key",
        type=Path,
        action="append",
        required=True,
        metavar="PRIVATE",
        help="the private key; several, where there was another before",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked, and return the exit code."""
    given = _parser().parse_args(arguments)
    try:
        given.do(given)
    except CheckError as error:
        print(report.refusal(error), file=sys.stderr)
        return error.exit
    return Exit.PROVEN


def run() -> None:
    """The command."""
    sys.exit(main())
