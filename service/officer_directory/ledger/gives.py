"""What an answer gave of whom, as the agency's part of an entry says it.

`given` is a list of groups: the fields, as `officer:id uid rank`, and the places in `officers`
of those who are given them; without places it is of all of them.
"""

from collections.abc import Sequence

Groups = Sequence[tuple[str, Sequence[str]]]
"""Fields, and the ids of the officers whose they are."""


def places(officers: Sequence[str], given: Groups) -> tuple[Sequence[str], list[list[object]]]:
    """Everyone who is named, once each, and the groups by their places."""
    if not given:
        return officers, []
    if len(given) == 1 and given[0][1] == officers:
        return officers, [[given[0][0]]]
    everyone = dict.fromkeys(officers)
    for _, named in given:
        everyone |= dict.fromkeys(named)
    place = {officer: at for at, officer in enumerate(everyone)}
    groups: list[list[object]] = []
    for fields, named in given:
        of = [place[officer] for officer in named]
        groups.append([fields] if len(of) == len(place) else [fields, of])
    return list(place), groups
