"""Why a tier sees what it sees: the verdict, the line that gives it, the ground in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from officer_directory.disclosure.conditions import CONDITIONS, Situation
from officer_directory.disclosure.decide import Verdict, decide
from officer_directory.disclosure.exemptions import Basis, Exemption
from officer_directory.disclosure.policy_lines import Line
from officer_directory.disclosure.policy_words import included_in
from officer_directory.disclosure.tables import Bundle
from officer_directory.tiers import Tier, Treatment

BASIS_WORDS = {
    Basis.STATUTE: "a statute",
    Basis.CASE: "a court decision",
    Basis.AGENCY_POLICY: "a decision of the agency, not a statute",
    Basis.BALANCING: "a weighing of interests, not a rule for this field",
}
TREATMENT_WORDS = {
    Treatment.RELEASE: "released: shown whole",
    Treatment.REDACT: "redacted: shown in part",
    Treatment.WITHHOLD: "withheld: the field is known to exist, nothing of it is shown",
    Treatment.GLOMAR: "glomar: the same answer as if there were no such record",
}


@dataclass(frozen=True, slots=True)
class Explanation:
    verdict: Verdict
    lines: tuple[Line, ...]  # that give the verdict; none: nothing says otherwise
    exemption: Exemption | None


def lines_behind(bundle: Bundle, tier: Tier, name: str, situation: Situation) -> Iterator[Line]:
    """The lines on a field or gate that hold for the tier, its included tiers' as well."""
    sees = included_in(tier, bundle.includes)
    for line in bundle.lines:
        if line.tier in sees and line.field == name and CONDITIONS[line.when].holds(situation):
            yield line


def explain(bundle: Bundle, tier: Tier, full_name: str, situation: Situation) -> Explanation:
    """The verdict on a field in a situation, and what in the bundle gives it."""
    verdict = decide(bundle.tables[tier], full_name, situation)
    name = full_name.partition(".")[0] if verdict.treatment is Treatment.GLOMAR else full_name
    lines = tuple(lines_behind(bundle, tier, name, situation))
    exemption = bundle.exemption(verdict.exemption) if verdict.exemption else None
    return Explanation(verdict, lines, exemption)


def in_words(bundle: Bundle, tier: Tier, full_name: str, situation: Situation) -> str:
    """The explanation as a few lines of text."""
    found = explain(bundle, tier, full_name, situation)
    verdict = TREATMENT_WORDS[found.verdict.treatment]
    said = [f"{bundle.title}: for {tier}, {full_name} is {verdict}."]
    said += [f"  {line.place}: {line.text}" for line in found.lines]
    said += [f"    {line.when}: {CONDITIONS[line.when].meaning}" for line in found.lines]
    if not found.lines:
        said.append(f"  {_unsaid(found.verdict, full_name)}")
    if found.exemption:
        said += ground_in_words(found.exemption)
    return "\n".join(said)


def ground_in_words(exemption: Exemption) -> list[str]:
    """Everything an exemption says, a line each."""
    unverified = "" if exemption.verified else " (not verified in a source)"
    said = [
        f"  Exemption {exemption.code}: {exemption.words}",
        f"    Citation: {exemption.citation}{unverified}",
        f"    Rests on {BASIS_WORDS[exemption.basis]}.",
    ]
    if exemption.decided_by and exemption.decided_on:
        said.append(f"    Decided by {exemption.decided_by} on {exemption.decided_on}.")
    if exemption.finding:
        said.append(f"    Finding: {exemption.finding}")
    return [*said, f"    To challenge it: {exemption.remedy}"]


def _unsaid(verdict: Verdict, full_name: str) -> str:
    if verdict.treatment is Treatment.GLOMAR:
        resource = full_name.partition(".")[0]
        return f"No line opens '{resource}' here; what no line opens is not known to exist."
    return f"No line says anything of '{full_name}' here; what is not released is withheld."
