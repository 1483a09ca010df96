"""The command `officer-directory-witness`.

Exit codes: 0 done; 1 it could not be done, and why is on standard error; 2 wrong usage.
"""

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.keys import Kind
from officer_directory_proofs.notes import is_key_name
from officer_directory_proofs.outcomes import CannotTellError, CheckError
from officer_directory_proofs.reading import small_file
from officer_directory_proofs.signing import SEED_SIZE, SigningKey
from officer_directory_proofs.trust import KeyRing
from officer_directory_proofs.witness.kept import Kept
from officer_directory_proofs.witness.serving import WitnessServer
from officer_directory_proofs.witness.witnessing import Witness
from officer_directory_proofs.words import plain

_KINDS = (Kind.ED25519_COSIGNATURE, Kind.ML_DSA_44_COSIGNATURE)
_OTHERS = 0o077


def new_key(given: argparse.Namespace) -> None:
    """Make the witness's keys: private ones in a file of yours alone, public ones printed."""
    if not is_key_name(given.name):
        raise CannotTellError("A witness is called by an address without https://, without spaces.")
    keys = [SigningKey(given.name, kind, secrets.token_bytes(SEED_SIZE)) for kind in _KINDS]
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(given.key_file, flags, 0o600), "w") as file:
        file.writelines(f"{key}\n" for key in keys)
    for key in keys:
        print(key.public)


def serve(given: argparse.Namespace) -> None:
    """Sign the heads of these logs, as long as they grow."""
    keys = _private(given.key_file)
    trusted = [each for file in given.log for each in read_keys(small_file(file, "A log's keys"))]
    kept = Kept(given.folder)
    witness = Witness(keys, KeyRing(tuple(trusted)), kept, lambda: int(time.time()))
    with kept.alone(), WitnessServer((given.host, given.port), witness) as server:
        signal.signal(signal.SIGTERM, _stopped)
        host, port = server.server_address[:2]
        print(f"Witness {keys[0].name} at http://{host!s}:{port}", flush=True)
        server.serve_forever()


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def _private(path: Path) -> list[SigningKey]:
    raw = small_file(path, "The file of private keys")
    if path.stat().st_mode & _OTHERS:
        raise CannotTellError(f"Others may read {path}. Run: chmod 600 '{path}'")
    try:
        keys = [SigningKey.read(line) for line in raw.decode().splitlines() if line]
    except UnicodeDecodeError:
        keys = []
    if not keys or any(not key.kind.is_timed for key in keys):
        raise CannotTellError("That is no file of a witness's private keys.")
    return keys


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="officer-directory-witness",
        description="Watch that the directory's ledger only grows, and sign what was seen.",
    )
    commands = parser.add_subparsers(required=True, metavar="new-key | serve")
    one = commands.add_parser("new-key", help="make keys", description=new_key.__doc__)
    one.set_defaults(run=new_key)
    one.add_argument("--name", required=True, help="as witness.example.org/one")
    one.add_argument("--key-file", type=Path, required=True, metavar="FILE", help="a new file")
    one = commands.add_parser("serve", help="answer over HTTP", description=serve.__doc__)
    one.set_defaults(run=serve)
    one.add_argument("--folder", type=Path, required=True, help="where what was signed is kept")
    one.add_argument("--key-file", type=Path, required=True, metavar="FILE", help="of new-key")
    one.add_argument(
        "--log",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="public keys of logs: what /v1/ledger/keys of a directory answers",
    )
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8100)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Do it, and return the exit code."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except KeyboardInterrupt:
        return 0
    except (CheckError, OSError) as error:
        print(plain(error), file=sys.stderr)
        return 1
    return 0


def run() -> None:
    """The command."""
    sys.exit(main())
