"""Every route with every method, parameter, column and operator, and the secrets as values.

Routes are read from the application's router. A route whose address has a part that this
module does not know how to fill fails the harness until someone says how.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from officer_directory.demo.draw import Draw
from officer_directory.disclosure.asking import Op
from officer_directory.disclosure.fields import FIELDS, PLURALS, RESOURCES, Field
from officer_directory.tiers import Tier
from tests.noninterference import exposing, handing_in, malformed, photographed, provisioning
from tests.noninterference.directories import Pair
from tests.noninterference.observing import Asking
from tests.noninterference.secrets import NEVER_FIELDS, Secrets
from tests.noninterference.strangers import MISSPELT

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
FORMS = ("", ".json", ".csv", ".ndjson")
_RESOURCES = {plural: resource for resource, plural in PLURALS.items()}
_MOST_TELLING = (Op.EQ, Op.ISNULL)
_PART = re.compile(r"\{(\w+)(?::\w+)?\}")


class Sweep:
    """All the requests of a pair of worlds, in an order that a generator draws."""

    def __init__(self, pair: Pair, seed: str = "sweep") -> None:
        self.pair = pair
        self.draw = Draw(seed)
        self.secrets = Secrets(pair.facts, self.draw)
        self.paths = pair.paths

    def __iter__(self) -> Iterator[Asking]:
        """What has told most worlds apart comes first, then the rest, shuffled."""
        walks = list(self.walks())
        self.pair.others_ask(walks)  # what is kept of it must not be given to anyone else
        yield from walks
        yield from photographed.by_links(self.pair, self.secrets.ids("officer", 4))
        yield from self.searches()
        yield from self.addresses()
        yield from self.conditions()
        questions = [*self.filters(), *self.sorts_and_fields(), *self.bodies()]
        questions += [*provisioning.questions(self.secrets), *handing_in.wrong(self.secrets)]
        questions += exposing.questions(self.secrets)
        questions += [*self.methods(), *malformed.askings(self.secrets)]
        if self.pair.tier in (Tier.AUDITOR, Tier.ADMIN):  # nothing is shown; a sample is enough
            questions = self.draw.sample(questions, len(questions) // 4)
        self.draw.shuffle(questions)
        yield from questions

    def parts(self, name: str, path: str) -> list[str]:
        """What to put in a part of an address.

        Raises:
            KeyError: nobody has said how to fill a part of this name.
        """
        officers = self.secrets.ids("officer", 2)
        fill: dict[str, Callable[[], list[str]]] = {
            "form": lambda: [self.draw.choice(FORMS) if "{id}" in path else ""],
            "id": lambda: self.secrets.ids(self._table(path), 3),
            "uid": lambda: self.secrets.values(FIELDS["officer.uid"], 3),
            "officer_id": lambda: officers,
            "fact": lambda: self.secrets.ids(self._table(path.rsplit("/", 1)[0]), 1),
            "link": lambda: ["A" * 107, *officers[:1]],
            "kind": lambda: ["no-such-record", "withheld", "nothing"],
            "key_id": lambda: ["A" * 12],
            "token": lambda: [f"odapp_{'A' * 43}", f"odlnk_{'A' * 43}", *officers[:1]],
            "name": lambda: provisioning.NAMED,
            "rest": lambda: provisioning.BESIDE,
            "log": lambda: ["publication", "press", "inside", "nothing"],
            "publication": lambda: ["public", "press", "nothing"],
            "level": lambda: ["0", "entries"],
            "tile": lambda: ["000", "000.p/1"],
            "stream": lambda: ["0" * 32],
            "asset": lambda: ["nothing.js", *officers[:1]],
            "path": lambda: ["nothing.js", *officers[:1]],
        }
        return fill[name]()

    @staticmethod
    def _table(path: str) -> str:
        first = path.removeprefix("/v1/").split("/")[0]
        return _RESOURCES.get(first, "officer")

    def filled(self, path: str, **given: str) -> Iterator[bytes]:
        """A route's addresses, with these parts where they are given."""
        names = _PART.findall(path)
        choices = [[given[n]] if n in given else self.parts(n, path) for n in names]
        for parts in itertools.product(*choices):
            address = path
            for name, part in zip(names, parts, strict=True):
                address = re.sub(rf"\{{{name}(:\w+)?\}}", lambda _, p=part: quote(p), address)
            yield address.encode()

    def lists(self) -> Iterator[tuple[bytes, str]]:
        """The address of each list, and what it lists; under an officer, of two of them."""
        for path in self.paths:
            resource = _RESOURCES.get(_PART.sub("", path).rsplit("/", 1)[-1])
            if resource is None or "{form" not in path:
                continue
            if "{id}" not in path:
                yield next(self.filled(path, form="")), resource
                continue
            for officer in (*self.secrets.shared("officer", 1), {}):
                whose = officer.get("id") or self.secrets.ids("officer", 1)[-1]
                yield next(self.filled(path, form="", id=whose)), resource

    def addresses(self) -> Iterator[Asking]:
        """Each record that both worlds have; every route at ids visible, hidden, and neither."""
        for plural in ("officers", "complaints", "incidents", "agencies"):
            for shared in self.secrets.both(_RESOURCES[plural]):
                yield Asking("GET", f"/v1/{plural}/{shared}".encode(), walk=True)
        for path in self.paths:
            for address in self.filled(path):
                yield Asking("GET", address, walk=True)
                if self.draw.happens(0.5):
                    yield Asking("HEAD", address)
        for path in self.paths:
            if "by-uid" in path:
                for address in self.filled(path):
                    for agency in self.secrets.values(FIELDS["agency.name"], 2):
                        yield Asking("GET", address, f"agency={quote(agency)}".encode())

    def methods(self) -> Iterator[Asking]:
        """Every route by every other method."""
        for path in self.paths:
            addresses = list(self.filled(path))
            for address in self.draw.sample(addresses, min(6, len(addresses))):
                for method in self.draw.sample(METHODS[2:], 3):
                    if method != "DELETE" or self.pair.tier is not Tier.HR:  # it would retire
                        yield Asking(method, address)

    def bodies(self) -> Iterator[Asking]:
        """Writes that nobody but the owner may make, at records that one world has."""
        json_type = ((b"content-type", b"application/json"),)
        for officer in self.secrets.both("officer"):
            yield from photographed.sent(officer)
        for officer in self.secrets.ids("officer", 3)[3:]:
            hold = {"kind": "hold", "justification": "Asked for."}
            path = f"/v1/officers/{officer}/protections".encode()
            if officer not in {row["id"] for row in self.secrets.shared("officer", 99)}:
                yield Asking("POST", path, b"", json_type, json.dumps(hold).encode())
                order = json.dumps({"officer": officer, "justification": "A court."}).encode()
                yield Asking("POST", b"/v1/orders", b"", json_type, order)
            yield from self.writes(officer)
            yield Asking("POST", path, b"", json_type, b'{"kind": "hold"}')
            yield Asking("POST", path, b"", json_type, b'{"kind": NaN}')
            yield Asking("POST", path, b"", (), b"{}")

    def writes(self, officer: str) -> Iterator[Asking]:
        """What a personnel system may write of its own officers; and what nobody may.

        Requests of a sweep are asked together, so that none of these may be done in it.
        """
        yield from provisioning.writes(officer)
        yield from photographed.sent(officer)
        json_type = ((b"content-type", b"application/json"),)
        path = f"/v1/officers/{officer}"
        for method, more, query, body in (
            ("PATCH", "", "", {"tier": "admin"}),
            ("PATCH", "", "", {"rank": "Commander"}),
            ("PUT", "/ranks", "rank=Chief", {"badge_number": "C1"}),
            ("DELETE", "", "", {}),
            ("PUT", "/salaries", "year=2031", {"base_pay": "much"}),
            ("PUT", "/assignments", "unit=", {}),
            ("POST", "/merge", "", {"duplicate": officer}),
        ):
            sent = json.dumps(body).encode()
            yield Asking(method, (path + more).encode(), query.encode(), json_type, sent)

    def filters(self) -> Iterator[Asking]:
        """Every column of every resource by every operator, with values of both worlds."""
        for address, resource in self.lists():
            most = 1 if b"/officers/" in address else 2
            for field in RESOURCES[resource]:
                for op in Op:
                    if most == 1 and op not in _MOST_TELLING and self.draw.happens(0.75):
                        continue
                    for value in self.operands(field, op, most):
                        name = field.name if op is Op.EQ else f"{field.name}__{op}"
                        query = f"{name}={quote(value)}"
                        count = "&count=true" if self.draw.happens(0.3) else ""
                        yield Asking("GET", address, (query + count).encode())

    def operands(self, field: Field, op: Op, most: int) -> list[str]:
        values = self.secrets.values(field, most)
        match op:
            case Op.ISNULL:
                return ["true", "false"]
            case Op.STARTSWITH | Op.CONTAINS:
                return [value[: max(1, len(value) // 2)] for value in values]
            case Op.IN:
                return [",".join(value.replace(",", " ") for value in values)]
            case Op.EQ:
                return values
            case _:
                return values[:2]

    def sorts_and_fields(self) -> Iterator[Asking]:
        names = {name for field in FIELDS.values() for name in (field.name, field.full_name)}
        for address, resource in self.lists():
            own = [field.name for field in RESOURCES[resource]]
            for name in own:
                for sort in self.draw.sample((name, f"-{name}", f"rank,{name}"), 2):
                    yield Asking("GET", address, f"sort={sort}&limit=2".encode(), walk=True)
                in_csv = ((b"accept", b"text/csv"),) if self.draw.happens(0.5) else ()
                yield Asking("GET", address, f"fields=id,{name}".encode(), in_csv)
            for name in (*NEVER_FIELDS, *sorted(names - {*own})):
                for parameter in (f"{name}=1", f"sort={name}", f"fields={name}"):
                    if self.draw.happens(0.04):
                        yield Asking("GET", address, parameter.encode())

    def searches(self) -> Iterator[Asking]:
        words = {"kim", "kym", "diaz", "garcia", "nobody", "a", MISSPELT}
        for name in ("first_name", "last_name", "badge_number", "uid"):
            words |= set(self.secrets.values(FIELDS[f"officer.{name}"], 4))
        for word in sorted(words):
            for q in (word, word[:3], word[:1] + word[2:]):
                yield Asking("GET", b"/v1/officers", f"q={quote(q)}&count=true".encode())
        for q in ("kim", "diaz", "garcia"):
            for more in ("&limit=1", "&sort=-hire_date&limit=1"):
                yield Asking("GET", b"/v1/officers", f"q={q}{more}".encode(), walk=True)
            yield Asking("GET", b"/v1/officers.csv", f"q={q}".encode())

    def walks(self) -> Iterator[Asking]:
        """Page by page to the end, in several orders and formats."""
        for address, _ in self.lists():
            yield Asking("GET", address, b"limit=1")
            for query in (b"limit=3&count=true", b"limit=5&sort=-id"):
                yield Asking("GET", address, query, walk=True)
            for form in FORMS[2:]:
                yield Asking("GET", address + form.encode())
                yield Asking("GET", address + form.encode(), b"limit=2")
                yield Asking("HEAD", address + form.encode())

    def conditions(self) -> Iterator[Asking]:
        """Conditional and range requests, and every way to ask for a format."""
        officer = next(iter(self.secrets.shared("officer", 1)), None)
        addresses = [b"/v1/officers", b"/v1/incidents"]
        if officer is not None:
            addresses.append(f"/v1/officers/{officer['id']}".encode())
        for address in addresses:
            one, _ = self.pair.ask(Asking("GET", address))
            tag = one.header(b"etag") or b'"none"'
            for name, value in malformed.headers(tag):
                method = self.draw.choice(("GET", "GET", "HEAD"))
                yield Asking(method, address, b"", ((name, value),))


def everything(pair: Pair) -> Any:
    return Sweep(pair)
