"""Where SCIM reads and writes: the hr view, and the writes of personnel systems.

Whoever has been retired is deleted to SCIM: not found, not listed, and taken back with the
same id where the userName is created again. Separation alone is `active: false`.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, Final

from scim2_models import (
    ForbiddenException,
    NotFoundException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from officer_directory.disclosure import envelope
from officer_directory.disclosure.asking import Ask, Filter
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.locks import lock_subjects
from officer_directory.errors import ChangedMeanwhileError
from officer_directory.intake.hr.officers import patch_officer, put_officer, retire_officer
from officer_directory.intake.hr.single import Hand
from officer_directory.intake.scim import mapping
from officer_directory.intake.scim.filters import filters_of
from officer_directory.intake.scim.refusals import refused_as_scim
from officer_directory.store.folding import fold

_FARTHEST: Final = 2**31 - 1  # beyond it is nobody, and a number that no database takes


class Officers(ScimStorage):
    """The officers of a view; with a hand, they can be written, and with `may_place`
    be placed in a unit, who is in none.

    `named` are those shown.
    """

    def __init__(self, view: InsideView, hand: Hand | None = None, may_place: bool = False) -> None:
        self._whole = view
        self._view = view.serving()
        self._hand = hand
        self._may_place = may_place
        self.named: list[str] = []

    @contextmanager
    def operation(self) -> Iterator[None]:
        """One operation, undone alone where it is refused among others."""
        connection = self._hand and self._hand.connection
        with refused_as_scim(), connection.begin_nested() if connection else nullcontext():
            yield

    def get(
        self,
        resource_type: ResourceType,  # noqa: ARG002
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,  # noqa: ARG002
    ) -> Resource[Any]:
        if self._hand is not None:  # what is written is derived from what is read here
            lock_subjects(self._hand.connection, (resource_id,))
        return self._one(resource_id)

    def search(
        self,
        resource_types: list[ResourceType],  # noqa: ARG002
        search_request: SearchRequest[Any],
        *,
        position: Any = None,  # noqa: ARG002
    ) -> SearchPage:
        filters: tuple[Filter, ...] = ()
        if search_request.filter is not None:
            filters = filters_of(search_request.filter, self._view.shown("officer"))
        wanted = search_request.count or 0
        ask = Ask(
            filters=filters,
            limit=max(wanted, 1),
            count=True,
            skip=min(search_request.start_index_0 or 0, _FARTHEST),
        )
        page = self._view.page("officer", ask)
        return SearchPage(page.count, [self._resource(row) for row in page.rows[:wanted]])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:  # noqa: ARG002
        stated = self._allowed(mapping.stated(resource))
        uid = str(stated["uid"])
        known = self._whole.by_uid(fold(uid), None)
        hand = self._writing()
        if known is None:
            hand = replace(hand, call=replace(hand.call, only_new=True))
        elif self._view.by_uid(fold(uid), None) is not None:
            raise UniquenessException
        try:
            return self._one(put_officer(hand, uid, None, stated).id)
        except ChangedMeanwhileError:  # someone else made it since
            raise UniquenessException from None

    def update(
        self,
        resource_type: ResourceType,  # noqa: ARG002
        resource: Resource[Any],
        *,
        expected_version: str | None = None,  # noqa: ARG002
    ) -> Resource[Any]:
        """State what is another than it was: it was read under a lock, so none is between."""
        officer_id = str(resource.id)
        stated = self._allowed(mapping.changed(self._one(officer_id), resource))
        placed = {"unit": stated.pop("unit")} if "unit" in stated else None
        if stated or placed is None:
            patch_officer(self._writing(), officer_id, stated)
        if placed is not None:
            put_officer(self._writing(), str(mapping.number_of(resource)), None, placed)
        return self._one(officer_id)

    def delete(
        self,
        resource_type: ResourceType,  # noqa: ARG002
        resource_id: str,
        *,
        expected_version: str | None = None,  # noqa: ARG002
    ) -> None:
        retire_officer(self._writing(), resource_id)

    def _allowed(self, stated: dict[str, Any]) -> dict[str, Any]:
        """What is stated, where the credential may state a unit or none is."""
        if "unit" in stated and not self._may_place:
            raise ForbiddenException
        return stated

    def _writing(self) -> Hand:
        assert self._hand is not None
        return self._hand

    def _one(self, officer_id: str) -> Resource[Any]:
        record = self._view.one("officer", officer_id)
        if record is None:
            raise NotFoundException
        return self._resource(record)

    def _resource(self, record: bytes) -> Resource[Any]:
        made = mapping.resource(
            record, envelope.tag_of(envelope.single(self._whole, "officer", record))
        )
        self.named.append(str(made.id))
        return made
