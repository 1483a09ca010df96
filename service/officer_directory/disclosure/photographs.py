"""Whose photo a view shows: decided anew each time, by the treatment of `officer.photo`.

No outside view ever shows one (`policy_invariants.NEVER_OUTSIDE`); an inside view shows
that of an officer it knows of, where the record's own cell is released.
"""

import json
from dataclasses import dataclass
from enum import Enum

from officer_directory.disclosure.askable import bound
from officer_directory.disclosure.beside import Beside
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.view import View
from officer_directory.photos.kept import Kept
from officer_directory.store.records import agency, photo

_P = photo.c
_COLUMNS = (_P.id, _P.salt, _P.key_id, _P.width, _P.height, agency.c.bundle)
_OF_OFFICER = (_P.officer_id == bound("p_officer"), _P.salt.is_not(None))


class Without(Enum):
    """Why there is no photo to show."""

    RECORD = "there is no such record, or no photo"
    WITHHELD = "it is withheld"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photo that this view shows, and whether it is given without a mark."""

    kept: Kept
    unmarked: bool


def photograph_of(view: View, officer_id: str) -> Photograph | Without:
    """The photo of an officer as far as the view reaches.

    To whom photos are withheld the answer is the same for every officer whom they know of.
    """
    record = view.one("officer", officer_id)
    if record is None:
        return Without.RECORD
    told = json.loads(record)
    if "photo" not in told or not isinstance(view, InsideView):
        return Without.WITHHELD
    if told["photo"] is None:
        return Without.RECORD
    wanted = Beside(photo, _P.officer_id, _COLUMNS, _OF_OFFICER, (_P.id,))
    found = view.beside(wanted, {"p_officer": officer_id, "limit": 1})
    if not found:
        return Without.RECORD
    *kept, bundle = found[0]
    unmarked = view.tier in view.snapshot.bundles[bundle].photos_unmarked_for
    return Photograph(Kept(*kept), unmarked)
