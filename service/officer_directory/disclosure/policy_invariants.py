"""What no bundle may say, whatever its law: checked on the compiled tables.

To whoever stands outside a record's agency, undercover and held officers are no record at
all, `open` and `sensitive` look alike, and the same goes for every field. Personnel
systems cannot tell classes apart even in their own agency.
"""

from collections.abc import Iterator
from dataclasses import replace

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import Verdict, decide, visible
from officer_directory.disclosure.exemptions import Grounds
from officer_directory.disclosure.explain import lines_behind
from officer_directory.disclosure.fields import FIELDS, RESOURCES, Field, Kind
from officer_directory.disclosure.policy_words import included_in
from officer_directory.disclosure.situations import ALWAYS_AN_OFFICER, distinct
from officer_directory.disclosure.tables import SHOWN, Bundle
from officer_directory.faults import Fault
from officer_directory.tiers import ProtectionClass, Tier, Treatment

Classes = tuple[ProtectionClass | None, ...]
LISTED: Classes = (ProtectionClass.OPEN, ProtectionClass.SENSITIVE)
NEVER_OUTSIDE = frozenset(
    {"officer.unit", "officer.bureau", "officer.photo", "officer.hr_id", "officer.protection_class"}
    | {"assignment.unit", "assignment.bureau"}
    | {field.full_name for field in RESOURCES["protection"]}
)
"""What would tell a sensitive officer from an open one, or a protection, outside an agency."""

TELLS_CLASS = frozenset(
    {"officer.protection_class", "agency.complaints_not_listed"}
    | {field.full_name for field in RESOURCES["protection"]}
)
"""What a personnel system may never see: it follows from officers' classes."""

NO_FACTS = (Tier.AUDITOR, Tier.ADMIN)
_IDENTITIES = ("officer_id", "officer_ids")


def invariant_faults(bundle: Bundle, grounds: Grounds) -> Iterator[Fault]:
    """Each way in which the bundle would tell what may not be told."""
    for tier in Tier:
        for field in FIELDS.values():
            yield from _field_faults(bundle, tier, field)
    yield from _press_faults(bundle, grounds)


def _field_faults(bundle: Bundle, tier: Tier, field: Field) -> Iterator[Fault]:
    table = bundle.tables[tier]
    situations = [s for s in distinct(tier, field.resource) if visible(table, field.resource, s)]
    verdicts = {s: decide(table, field.full_name, s) for s in situations}
    found: dict[str, Fault] = {}
    for situation, verdict in verdicts.items():
        for problem in _problems(tier, field, situation, verdict, verdicts):
            if problem not in found:
                found[problem] = _fault(bundle, tier, field, situation, problem)
    yield from found.values()
    yield from _varying_reasons(bundle, tier, field, verdicts)


def _varying_reasons(
    bundle: Bundle, tier: Tier, field: Field, verdicts: dict[Situation, Verdict]
) -> Iterator[Fault]:
    """A field withheld, or redacted, for more than one reason: the reason would tell which."""
    rules = bundle.tables[tier].rules_for(field.full_name)
    for treatment in (Treatment.WITHHOLD, Treatment.REDACT):
        reasons = {r.exemption for r in rules if r.treatment is treatment}
        reasons |= {v.exemption for v in verdicts.values() if v.treatment is treatment}
        if len(reasons) > 1:
            named = ", ".join(sorted(map(str, reasons)))
            word = (
                f"under {len(reasons)} exemptions ({named}); a reason that varies tells something"
            )
            sees = included_in(tier, bundle.includes)
            lines = [x for x in bundle.lines if x.tier in sees and x.field == field.full_name]
            fault = (lines or bundle.lines)[-1].fault(
                field.full_name, f"is treated '{treatment}' for {{tier}} {word}"
            )
            yield fault.of(tier=f"'{tier}'")


def _problems(
    tier: Tier,
    field: Field,
    situation: Situation,
    verdict: Verdict,
    verdicts: dict[Situation, Verdict],
) -> Iterator[str]:
    shown = verdict.treatment in SHOWN
    if tier in NO_FACTS and field.resource != "agency":
        yield "would be known to {tier}, which sees no officer facts"
    if tier is Tier.HR and field.full_name in TELLS_CLASS and shown:
        yield "would tell 'hr' how an officer is protected"
    if not (situation.own_agency or situation.in_charge):
        yield from _outside_problems(field, situation, shown)
    if _tells_apart(tier, field, situation, verdict, verdicts):
        yield "would let {tier} tell protection classes apart"


def _outside_problems(field: Field, situation: Situation, shown: bool) -> Iterator[str]:
    unseen = situation.protection_class not in LISTED
    if not situation.opened:
        yield "would be visible to {tier} before its agency is opened"
    if unseen and field.resource in ALWAYS_AN_OFFICER:
        yield "would let {tier} know of undercover or held officers"
    if unseen and shown and field.name in _IDENTITIES:
        yield "would let {tier} know of undercover or held officers"
    if shown and field.full_name in NEVER_OUTSIDE:
        yield "is never shown outside the agency, and so not to {tier}"
    if shown and field.kind is Kind.PROSE and not situation.reviewed:
        yield "is free text, which {tier} may see only once it is reviewed"


def _tells_apart(
    tier: Tier,
    field: Field,
    situation: Situation,
    verdict: Verdict,
    verdicts: dict[Situation, Verdict],
) -> bool:
    """Whether another class, which must look the same, gives another verdict."""
    if situation.own_agency or situation.in_charge:
        named = situation.protection_class is not None
        alike: Classes = tuple(ProtectionClass) if tier is Tier.HR and named else ()
    else:
        alike = _look_alike(situation.protection_class, field.resource)
    return any(
        verdicts.get(replace(situation, protection_class=other)) != verdict for other in alike
    )


def _look_alike(protection_class: ProtectionClass | None, resource: str) -> Classes:
    """Classes that look the same from outside; a hidden officer looks like none."""
    if resource == "agency":
        return ()
    if protection_class in LISTED:
        return LISTED
    hidden = (ProtectionClass.UNDERCOVER, ProtectionClass.HELD)
    return hidden if resource in ALWAYS_AN_OFFICER else (None, *hidden)


def _fault(bundle: Bundle, tier: Tier, field: Field, situation: Situation, problem: str) -> Fault:
    """The fault, at a line that shows the field there, else at one that opens its gate."""
    found = {"tier": f"'{tier}'", "field": field.full_name}
    for name in (field.full_name, field.resource):
        for line in lines_behind(bundle, tier, name, situation):
            return line.fault(line.field, f"`{line.text}`: {{field}} {problem}").of(**found)
    line = bundle.lines[0]
    return line.fault(field.full_name, problem).of(**found)


def _press_faults(bundle: Bundle, grounds: Grounds) -> Iterator[Fault]:
    if bundle.jurisdiction == "CA" and not bundle.press_equals_public:
        problem = (
            "must be true in California: what one member of the public gets, all get "
            "(Gov. Code 7921.505)"
        )
        yield grounds.source.fault("bundle", "press_equals_public", "false", problem)
    if not bundle.press_equals_public:
        return
    public, press = bundle.tables[Tier.PUBLIC].rules, bundle.tables[Tier.PRESS].rules
    for name in sorted(public.keys() | press.keys()):
        if public.get(name) != press.get(name):
            lines = [line for line in bundle.lines if line.field == name]
            ours = [line for line in lines if line.tier == Tier.PRESS] or lines
            problem = "differs between public and press, which this bundle holds equal"
            yield ours[0].fault(name, problem)
