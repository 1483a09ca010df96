"""What a witness is asked, and its keys."""

from tests.clients.proofs.naive import consistency

from officer_directory_proofs.keys import Kind
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.written import encoded

KEYS = [
    SigningKey("witness.example.net/w", kind, bytes([kind]) * 32)
    for kind in (Kind.ED25519_COSIGNATURE, Kind.ML_DSA_44_COSIGNATURE)
]


def request(log, old, new, checkpoint=None):
    """The body of add-checkpoint."""
    steps = consistency(old, log.entries[:new]) if 0 < old <= new else []
    head = "".join(f"{line}\n" for line in (f"old {old}", *map(encoded, steps)))
    return head.encode() + b"\n" + (checkpoint or log.checkpoint(new))
