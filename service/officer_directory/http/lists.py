"""Lists and single records, of every noun alike: asked over the view, and disclosed."""

from collections.abc import Iterator

from starlette.responses import Response

from officer_directory.disclosure.asking import Ask, Page
from officer_directory.disclosure.fields import PLURALS
from officer_directory.disclosure.given import Chunk, Found
from officer_directory.disclosure.written import csv_line
from officer_directory.errors import NoSuchRecordError, NotUnderstoodError
from officer_directory.http.answers import listed, next_address, single
from officer_directory.http.asked import NOT_SHOWN, AskedBy
from officer_directory.http.cutting import at_most
from officer_directory.http.formats import Form, form_of_list
from officer_directory.http.naming import naming
from officer_directory.http.problems import WITHHELD, ProblemError
from officer_directory.http.query import NOT_UNDERSTOOD, parse
from officer_directory.http.streaming import disclose_stream
from officer_directory.tiers import INSIDE


async def disclose_list(asked: AskedBy, resource: str) -> Response:
    """Every record of a resource that matches, by page or as a stream."""
    form = form_of_list(asked.scope)
    return await _disclose(asked, form, resource, asked.ask(resource), None)


async def disclose_list_of(asked: AskedBy, resource: str) -> Response:
    """What belongs to one officer; where all of it is withheld, an empty list that says so.

    The question is understood before it is looked whether there is such an officer.
    """
    form = form_of_list(asked.scope)
    ask = parse(resource, asked.pairs, asked.view.shown(resource))
    officer_id = asked.path("id")
    if not await asked.quickly(asked.view.exists, "officer", officer_id):
        raise NoSuchRecordError(NOT_SHOWN)
    if asked.view.shown(resource):
        return await _disclose(asked, form, resource, ask, officer_id)
    if form is not Form.JSON:
        raise ProblemError(WITHHELD)
    return await asked.disclose(listed(asked.view, resource, Page([], None), None))


async def disclose_one(asked: AskedBy, resource: str) -> Response:
    """One record, by its id."""
    asked.takes_nothing()
    if not asked.view.shown(resource):
        raise NoSuchRecordError(NOT_SHOWN)
    found = await asked.quickly(asked.view.look_up, resource, asked.path("id"))
    return await disclose_found(asked, resource, found)


async def disclose_found(asked: AskedBy, resource: str, found: Found | None) -> Response:
    if found is None:
        raise NoSuchRecordError(NOT_SHOWN)
    answer = single(asked.view, resource, found.object)
    if asked.view.tier in INSIDE:
        answer = naming(answer, resource, [found.object], None)._replace(given=found.given)
    return await asked.disclose(answer)


async def _disclose(
    asked: AskedBy, form: Form, resource: str, ask: Ask, under: str | None
) -> Response:
    if form is not Form.JSON:
        return await _stream(asked, form, resource, ask, under)
    await asked.ask_more(search=ask.q is not None, count=ask.count)
    view = asked.view
    if view.inline(resource, ask, under):
        page = view.page(resource, ask, under)
    else:
        page = await asked.aside(view.page, resource, ask, under)
    address = None
    if page.next_after is not None:
        path = asked.scope["raw_path"].decode("ascii")
        address = next_address(asked.running.root, path, asked.pairs, page.next_after)
    answer = listed(view, resource, page, address)
    if view.tier in INSIDE:
        answer = naming(answer, resource, page.rows, under)._replace(given=page.given)
    return await asked.disclose(answer)


async def _stream(
    asked: AskedBy, form: Form, resource: str, ask: Ask, under: str | None
) -> Response:
    """Everything that matches; a stream has no pages, so no cursor and no count."""
    named = {name for name, _ in asked.pairs}
    if named & {"after", "count"}:
        raise NotUnderstoodError(NOT_UNDERSTOOD)
    chunks: Iterator[Chunk] = asked.view.chunks(resource, ask, form.word, under)
    if "limit" in named:
        chunks = at_most(ask.limit, chunks)
    header = b""
    if form is Form.CSV:
        header = csv_line(asked.view.csv_columns(resource, ask.fields))
    return await disclose_stream(asked, form, header, chunks, PLURALS[resource])
