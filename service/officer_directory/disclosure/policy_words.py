"""Whether each word of a policy means something, and may stand where it stands."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from officer_directory.disclosure.conditions import CONDITIONS
from officer_directory.disclosure.exemptions import Grounds
from officer_directory.disclosure.fields import FIELDS, RESOURCES
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.disclosure.situations import distinct
from officer_directory.faults import Fault, unknown
from officer_directory.tiers import Tier, Treatment

NONE = "-"
_TREATMENTS = {Treatment.RELEASE, Treatment.REDACT, Treatment.WITHHOLD}


def word_faults(
    lines: Sequence[Line], includes: Sequence[Include], grounds: Grounds
) -> Iterator[Fault]:
    """Every word that is unknown, misplaced, repeated or without effect."""
    meant = True
    for line in lines:
        for fault in _line_faults(line, grounds):
            meant = False
            yield fault
    yield from _repeated(lines)
    yield from _include_faults(includes)
    yield from _ground_faults(lines, grounds)
    if meant:
        yield from _idle_faults(lines, includes)


def _line_faults(line: Line, grounds: Grounds) -> Iterator[Fault]:
    if line.tier not in list(Tier):
        yield line.fault(line.tier, unknown(line.tier, "tier", list(Tier)))
    if line.field not in FIELDS and line.field not in RESOURCES:
        known = [*FIELDS, *RESOURCES]
        yield line.fault(line.field, unknown(line.field, "field or resource", known))
    if line.treatment not in list(Treatment):
        yield line.fault(line.treatment, unknown(line.treatment, "treatment", _TREATMENTS))
    else:
        yield from _treatment_faults(line)
    if line.when not in CONDITIONS:
        yield line.fault(line.when, unknown(line.when, "condition", CONDITIONS))
    if line.exemption != NONE and line.exemption not in grounds.exemptions:
        problem = unknown(line.exemption, "exemption", grounds.exemptions)
        yield line.fault(line.exemption, problem)


def _treatment_faults(line: Line) -> Iterator[Fault]:
    field = FIELDS.get(line.field)
    if line.field in RESOURCES and line.treatment != Treatment.RELEASE:
        yield line.fault(
            line.treatment, "stands on a gate, which a line can only open: write 'release'"
        )
    elif line.treatment == Treatment.GLOMAR:
        yield line.fault(
            line.treatment, "cannot be written: it is what a gate that no line opens gives"
        )
    elif line.treatment == Treatment.REDACT and field and not field.redactable:
        yield line.fault(line.treatment, f"needs a date; '{line.field}' has no part to show")
    elif line.treatment == Treatment.RELEASE and line.exemption != NONE:
        yield line.fault(line.exemption, "excuses nothing: a release has no exemption, write '-'")
    elif line.treatment != Treatment.RELEASE and line.exemption == NONE:
        problem = f"is no reason: '{line.treatment}' needs an exemption"
        yield line.fault(line.exemption, problem)


def _repeated(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], Line] = {}
    for line in lines:
        before = first.setdefault(line.words, line)
        if before is not line:
            yield line.fault(line.field, f"repeats line {before.number}")


def _include_faults(includes: Sequence[Include]) -> Iterator[Fault]:
    counted: Counter[tuple[str, str]] = Counter()
    for include in includes:
        pair = (include.tier, include.included)
        counted[pair] += 1
        unknowns = [word for word in pair if word not in list(Tier)]
        for word in unknowns:
            yield include.fault(word, unknown(word, "tier", list(Tier)))
        if counted[pair] > 1:
            yield include.fault(include.included, f"is included in '{include.tier}' twice")
        elif include.tier == Tier.HR and not unknowns:
            problem = "cannot be included in 'hr': personnel systems see what hr lines say, alone"
            yield include.fault(include.included, problem)
        elif include.tier in included_in(include.included, includes):
            problem = f"includes '{include.tier}' too: a circle of tiers"
            yield include.fault(include.included, problem)


def included_in(tier: str, includes: Iterable[Include]) -> set[str]:
    """The tier and all it includes, at any depth."""
    known = list(includes)
    seen, waiting = set(), [tier]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting += [i.included for i in known if i.tier == current]
    return seen


def _ground_faults(lines: Sequence[Line], grounds: Grounds) -> Iterator[Fault]:
    default = grounds.heading.default_exemption
    if default not in grounds.exemptions:
        problem = unknown(default, "exemption", grounds.exemptions)
        yield grounds.source.fault("bundle", "default_exemption", default, problem)
    used = {line.exemption for line in lines} | {default}
    for code in grounds.exemptions:
        if code not in used:
            problem = "is an exemption that no line uses: remove it"
            yield grounds.source.fault(f"exemption.{code}", "", code, problem)


def _idle_faults(lines: Sequence[Line], includes: Sequence[Include]) -> Iterator[Fault]:
    """Lines that can do nothing: somebody meant something by them."""
    gates = {(line.tier, line.field) for line in lines if line.field in RESOURCES}
    for line in lines:
        tier, resource = Tier(line.tier), line.field.partition(".")[0]
        if not any(map(CONDITIONS[line.when].holds, distinct(tier, resource))):
            problem = f"can never hold for '{tier}' and a record of '{resource}'"
            yield line.fault(line.when, problem)
        opened = any((t, resource) in gates for t in included_in(tier, includes))
        if line.treatment != Treatment.WITHHOLD and not opened:
            problem = f"is shown to nobody: no line opens '{resource}' to '{tier}'"
            yield line.fault(line.field, problem)
