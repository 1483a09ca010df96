"""The envelope of one record as JSON, and the tag of the bytes that are emitted.

Here and not at the edge, because a write keeps its answer in its own transaction.
"""

from hashlib import sha256

from officer_directory.disclosure.view import View
from officer_directory.disclosure.written import json_object


def single(view: View, resource: str, record: bytes) -> bytes:
    """One record in its envelope: `{"officer": {...}, "withheld": …, "policy": …}`."""
    return b"".join((b'{"', resource.encode(), b'":', record, tail(view, resource)))


def tag_of(body: bytes) -> str:
    """The entity tag of emitted bytes (RFC 9110, 8.8.3), strong."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def tail(view: View, resource: str) -> bytes:
    """What every envelope of a resource ends with, for this view."""
    made: bytes = view.remembered(("tail", resource), lambda: _make_tail(view, resource))
    return made


def _make_tail(view: View, resource: str) -> bytes:
    redacted = view.redacted(resource)
    made = b',"withheld":' + json_object(view.withheld(resource))
    if sometimes := view.may_be_withheld(resource):
        made += b',"may_be_withheld":' + json_object(sometimes)
    if redacted:
        made += b',"redacted":' + json_object(redacted)
    return made + b',"policy":"' + view.policy.encode() + b'"}'
