"""Which tiers could see what, from when to when: publications and policies, cut together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from officer_directory.disclosure.assigned import placed
from officer_directory.disclosure.policies_when import (
    InForce,
    in_force_when,
    snapshot_of,
    treated,
)
from officer_directory.disclosure.published_when import Published, published_when
from officer_directory.exposures.question import Question
from officer_directory.tiers import Tier

INSIDE = (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT)
Span = tuple[int, int | None]


@dataclass(frozen=True, slots=True, order=True)
class CouldSee:
    """A tier could see these fields, where one of these conditions held, in an interval."""

    tier: str
    since: int
    until: int | None
    policy: str
    bundle: str
    treatment: str
    when: tuple[str, ...]
    fields: tuple[str, ...]


def of_officers(
    connection: Connection,
    told: Iterable[tuple[str, int]],
    officers: list[str],
    question: Question,
    now: int,
) -> list[CouldSee]:
    """Of any of these officers; `told` are the policies that the publication log tells of."""
    in_force = in_force_when(connection, told)
    bundles = {one: bundle for one, (_, bundle) in placed(connection, officers).items()}
    asked = question.begin, question.end(now)
    found: set[CouldSee] = set()
    for one in published_when(connection, officers):
        for span, by in _under(one, in_force):
            bundle = bundles.get(one.officer)
            if bundle and (cut := _within(span, asked, now)):
                found.update(_seen(connection, one.publication, cut, by, bundle, question))
    for tier in INSIDE:
        for policy in in_force:
            if cut := _within((policy.since, policy.until), asked, now):
                for bundle in set(bundles.values()):
                    found.update(_seen(connection, tier, cut, policy.policy, bundle, question))
    return together(found)


def under_policy(
    connection: Connection,
    told: Iterable[tuple[str, int]],
    policy: str,
    question: Question,
    now: int,
) -> list[CouldSee]:
    """What each tier could see of anyone while a policy was in force."""
    asked = question.begin, question.end(now)
    found: set[CouldSee] = set()
    for one in in_force_when(connection, told):
        cut = _within((one.since, one.until), asked, now) if one.policy == policy else None
        for bundle in snapshot_of(connection, policy).bundles if cut else ():
            for tier in (Tier.PUBLIC, Tier.PRESS, *INSIDE):
                found.update(_seen(connection, tier, cut, policy, bundle, question))
    return together(found)


def together(found: Iterable[CouldSee]) -> list[CouldSee]:
    """Intervals that touch or overlap, of the same fields by the same policy, as one."""
    alike: dict[object, list[CouldSee]] = {}
    for one in sorted(found, key=lambda seen: seen.since):
        key = one.tier, one.policy, one.bundle, one.treatment, one.when, one.fields
        mine = alike.setdefault(key, [])
        last = mine[-1] if mine else None
        if last is None or (last.until is not None and last.until < one.since):
            mine.append(one)
        elif last.until is not None:
            until = None if one.until is None else max(last.until, one.until)
            mine[-1] = CouldSee(
                *(last.tier, last.since, until, last.policy, last.bundle),
                *(last.treatment, last.when, last.fields),
            )
    order = {tier: place for place, tier in enumerate(Tier)}
    merged = [one for mine in alike.values() for one in mine]
    return sorted(merged, key=lambda one: (order[Tier(one.tier)], one.since, one.fields))


def _under(one: Published, in_force: list[InForce]) -> Iterator[tuple[Span, str]]:
    """The parts of an interval by the policy then in force; before all that is known, its own."""
    begun = min((policy.since for policy in in_force), default=None)
    if begun is None or one.since < begun:
        yield (one.since, one.until if begun is None else _earlier(one.until, begun)), one.policy
    for policy in in_force:
        since, until = max(one.since, policy.since), _earlier(one.until, policy.until)
        if until is None or since < until:
            yield (since, until), policy.policy


def _earlier(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def _within(span: Span, asked: tuple[int, int], now: int) -> Span | None:
    """The part of an interval that was asked for; what lasts until now has no end."""
    since, until = max(span[0], asked[0]), _earlier(span[1], asked[1])
    assert until is not None
    if since >= until:
        return None
    return since, None if until > now else until


def _seen(
    connection: Connection, tier: str, span: Span | None, policy: str, bundle: str, asked: Question
) -> Iterator[CouldSee]:
    snapshot = snapshot_of(connection, policy)
    if span is None or bundle not in snapshot.bundles:
        return
    for one in treated(snapshot.table(bundle, Tier(tier)), asked.field):
        yield CouldSee(tier, *span, policy, bundle, one.treatment.value, one.when, one.fields)
