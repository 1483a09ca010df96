"""A bundle's own tests: what each tier sees of each class, field by field, written apart.

    - tiers: [public, press]
      classes: [open, sensitive]
      where: {opened: true}
      release:
        officer: [id, uid]

A field that a case does not list must not be shown in it, and what no case of a tier and
class lists must not be shown in any situation. `where` names facts of the situation;
those it leaves out are false or null. A class `none` is a record without an officer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from itertools import product

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import decide
from officer_directory.disclosure.fields import FIELDS, RESOURCES
from officer_directory.disclosure.situations import CASE_CONDITIONS, CATEGORIES, distinct
from officer_directory.disclosure.strict_yaml import Node, read
from officer_directory.disclosure.tables import SHOWN, Bundle
from officer_directory.faults import Fault, unknown
from officer_directory.tiers import ProtectionClass, Tier, Treatment

CLASSES: dict[str, ProtectionClass | None] = {"none": None} | {c.word: c for c in ProtectionClass}
_KEYS = ("tiers", "classes", "where", "release", "redact")
_FLAGS = {f.name for f in dataclass_fields(Situation) if f.type in (bool, "bool")}
_FACTS: dict[str, tuple[str | None, ...]] = {"category": CATEGORIES, "condition": CASE_CONDITIONS}


@dataclass(frozen=True, slots=True)
class Case:
    node: Node
    tiers: tuple[Tier, ...]
    classes: tuple[ProtectionClass | None, ...]
    where: Mapping[str, object]
    shown: Mapping[str, Treatment]

    def situation(self, protection_class: ProtectionClass | None) -> Situation:
        return Situation(**{"opened": False} | dict(self.where), protection_class=protection_class)  # type: ignore[arg-type]


def faults(text: str, file: str, bundle: Bundle) -> Iterator[Fault]:
    """Each way in which the tests are not understood or the bundle fails them."""
    root = read(text, file)
    parsed = [part for node in root.items() for part in _case(node)]
    wrong = [part for part in parsed if isinstance(part, Fault)]
    if wrong or not parsed:
        yield from wrong or [root.fault("tests.yaml", "holds no test: write a list of cases")]
        return
    cases = [part for part in parsed if isinstance(part, Case)]
    for case in cases:
        yield from _failures(case, bundle)
    yield from _unlisted(cases, root, bundle)


def _case(node: Node) -> Iterator[Case | Fault]:
    found: list[Fault] = []
    keys = node.mapping()
    for key, value in keys.items():
        if key not in _KEYS:
            found.append(value.fault(key, unknown(key, "key of a test", _KEYS)))
    for key in ("tiers", "classes"):
        if key not in keys:
            found.append(node.fault(key, "is missing in this test"))
    tiers = _words(keys.get("tiers"), "tier", list(Tier), found)
    classes = _words(keys.get("classes"), "class", list(CLASSES), found)
    where = _where(keys.get("where"), found)
    shown: dict[str, Treatment] = {}
    for treatment in SHOWN:
        for name in _names(keys.get(treatment.value), found):
            shown[name] = treatment
    yield from found
    if not found:
        tiers_seen = tuple(map(Tier, tiers))
        yield Case(node, tiers_seen, tuple(CLASSES[c] for c in classes), where, shown)


def _words(node: Node | None, kind: str, known: list[str], found: list[Fault]) -> list[str]:
    words: list[str] = []
    for item in node.items() if node else ():
        word = item.word()
        if word not in known:
            found.append(item.fault(word, unknown(word, kind, known)))
        words.append(word)
    return words


def _where(node: Node | None, found: list[Fault]) -> dict[str, object]:
    where: dict[str, object] = {}
    for key, value in (node.mapping() if node else {}).items():
        word = value.word()
        if key in _FLAGS and word in ("true", "false"):
            where[key] = word == "true"
        elif key in _FACTS and word in _FACTS[key]:
            where[key] = word
        elif key in _FLAGS or key in _FACTS:
            known = [w for w in _FACTS.get(key, ("true", "false")) if w]
            found.append(value.fault(word, unknown(word, key, known)))
        else:
            found.append(value.fault(key, unknown(key, "fact", sorted(_FLAGS | _FACTS.keys()))))
    return where


def _names(node: Node | None, found: list[Fault]) -> Iterator[str]:
    for resource, names in (node.mapping() if node else {}).items():
        if resource not in RESOURCES:
            found.append(names.fault(resource, unknown(resource, "resource", RESOURCES)))
            continue
        known = [field.name for field in RESOURCES[resource]]
        for name in known if names.is_word("all") else _words(names, "field", known, found):
            yield f"{resource}.{name}"


def _failures(case: Case, bundle: Bundle) -> Iterator[Fault]:
    for name in case.shown:
        if not any(_has_class(name.partition(".")[0], c) for c in case.classes):
            words = ", ".join(map(_class_word, case.classes))
            yield case.node.fault(name, f"tests nothing: no such record has class {words}")
    for tier, protection_class in product(case.tiers, case.classes):
        situation = case.situation(protection_class)
        for name, field in FIELDS.items():
            if not _has_class(field.resource, protection_class):
                continue
            verdict = decide(bundle.tables[tier], name, situation)
            wanted = case.shown.get(name)
            shown = verdict.treatment if verdict.treatment in SHOWN else None
            if shown != wanted:
                problem = (
                    "fails its test for {tier} and class {class}: "
                    f"expected {wanted or 'withheld'}, found {verdict.treatment}"
                )
                yield case.node.fault(name, problem).of(**_whose(tier, protection_class))


def _has_class(resource: str, protection_class: ProtectionClass | None) -> bool:
    """Whether a record of the resource can have the class."""
    return any(s.protection_class is protection_class for s in distinct(Tier.PUBLIC, resource))


def _unlisted(cases: list[Case], root: Node, bundle: Bundle) -> Iterator[Fault]:
    """What is shown to a tier in some situation though no case of that class lists it."""
    listed = {
        (tier, protection_class, name)
        for case in cases
        for tier, protection_class in product(case.tiers, case.classes)
        for name in case.shown
    }
    for tier, table in bundle.tables.items():
        for name, field in FIELDS.items():
            if not table.ever_shown(name):
                continue
            shown_to = {
                s.protection_class
                for s in distinct(tier, field.resource)
                if decide(table, name, s).treatment in SHOWN
            }
            for protection_class in sorted(shown_to, key=_class_word):
                if (tier, protection_class, name) not in listed:
                    problem = "is shown to {tier} for class {class}, and no test lists it"
                    yield root.fault(name, problem).of(**_whose(tier, protection_class))


def _whose(tier: Tier, protection_class: ProtectionClass | None) -> dict[str, str]:
    return {"tier": f"'{tier}'", "class": f"'{_class_word(protection_class)}'"}


def _class_word(protection_class: ProtectionClass | None) -> str:
    return "none" if protection_class is None else protection_class.word
