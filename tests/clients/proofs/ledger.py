"""A small ledger, made from what `docs/reference/ledger-format.md` says, and nothing else."""

import base64
import hashlib
import json
from dataclasses import dataclass, field

from tests.clients.proofs import naive

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.keys import Kind
from officer_directory_proofs.notes import Note
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.tlog_proof import TlogProof

NAME = "directory.example.org"
BEGIN = 1795848000
BODY = b'{"officers":[{"last_name":"D\xc3\xadaz","badge_number":"0012"}],"next":null}'


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw):
    return base64.b64encode(raw).decode()


def nonce(number):
    return hashlib.sha256(f"nonce {number}".encode()).digest()


def commit(prefix, salt, opened):
    return hashlib.sha256(f"officer-directory/ledger/v1/{prefix}\n".encode() + salt + opened)


def opening(log, **more):
    said = {"v": 1, "log": log, "asked": "GET /v1/officers?limit=1", "status": 200}
    return said | {"policy": "0" * 64, "records": 1, **more}


@dataclass
class Log:
    """Entries, the keys that sign their root, and what the requester of each was given."""

    log: str = "press"
    kinds: tuple = (Kind.ED25519, Kind.ML_DSA_44_COSIGNATURE)
    entries: list = field(default_factory=list)
    openings: list = field(default_factory=list)

    @property
    def origin(self):
        return f"{NAME}/{self.log}"

    @property
    def keys(self):
        return [
            SigningKey(self.origin, kind, hashlib.sha256(f"key {kind}".encode()).digest())
            for kind in self.kinds
        ]

    def give(self, body=BODY, **more):
        """One answer, entered; its index."""
        index = len(self.entries)
        digest = {"digest": hashlib.sha256(body).hexdigest()} if body is not None else {}
        opened = canonical(opening(self.log, **digest, **more))
        entry = {"v": 1, "commitment": commit("opening", nonce(index), opened).hexdigest()}
        if self.log == "inside":
            summary = commit("summary", nonce(f"s{index}"), b"{}").hexdigest()
            entry |= {"at": BEGIN, "summary": summary}
        else:
            entry |= {"hour": "2026-11-28T06Z"}
        self.entries.append(canonical(entry))
        self.openings.append(opened)
        return index

    def receipt(self, index):
        """The header that came with an answer."""
        entry = self.entries[index]
        leaf = hashlib.sha256(b"\0" + entry).digest()
        parts = {"leaf": leaf, "nonce": nonce(index), "entry": entry}
        parts["opening"] = self.openings[index]
        members = ", ".join(f"{name}=:{b64(raw)}:" for name, raw in parts.items())
        return f"Disclosure-Receipt: v=1, log={self.log}, {members}\n".encode()

    def head(self, size=None):
        size = len(self.entries) if size is None else size
        return Checkpoint(self.origin, size, naive.root(self.entries[:size]))

    def note(self, size=None, time=BEGIN, cosigners=()):
        head = self.head(size)
        signers = [*self.keys, *cosigners]
        return Note(str(head), tuple(key.sign(head, time) for key in signers))

    def checkpoint(self, size=None, **more):
        return str(self.note(size, **more)).encode()

    def proof(self, index, size=None, **more):
        note = self.note(size, **more)
        path = naive.inclusion(index, self.entries[:size])
        return str(TlogProof(index, tuple(path), note)).encode()

    def export(self, openings=False, **spelled):
        lines = []
        for index, entry in enumerate(self.entries):
            hashed = b64(hashlib.sha256(b"\0" + entry).digest())
            line = {"index": index, "hash": hashed, "entry": entry.decode()}
            if openings:
                line |= {"opening": b64(self.openings[index]), "nonce": b64(nonce(index))}
                line |= {"summary": b64(b"{}"), "summary_nonce": b64(nonce(f"s{index}"))}
            text = json.dumps(line, **({"separators": (",", ":")} | spelled))
            lines.append(text.encode() + b"\n")
        return b"".join(lines)

    def vkeys(self):
        return "".join(f"{key.public}\n" for key in self.keys).encode()

    def listed(self, until=None):
        """What `/v1/ledger/keys` answers."""
        names = {Kind.ED25519: "ed25519", Kind.ML_DSA_44_COSIGNATURE: "ml-dsa-44"}
        keys = [
            {
                "log": self.log,
                "origin": self.origin,
                "algorithm": names[key.kind],
                "vkey": str(key.public),
                "from": 0,
                "until": until,
            }
            for key in self.keys
        ]
        return json.dumps({"name": NAME, "keys": keys, "rotations": []}).encode()


def filled(log="press", entries=5, **more):
    """A log with so many answers in it."""
    made = Log(log, **more)
    for number in range(entries):
        made.give(BODY + b" " * number)
    return made
