"""Who could see an officer, asked of whoever there is and is not."""

from collections.abc import Iterator
from urllib.parse import quote

from officer_directory.disclosure.fields import FIELDS
from tests.noninterference.exposed import PATH
from tests.noninterference.observing import Asking
from tests.noninterference.secrets import Secrets

_FORMS = ("", ".csv", ".html")
_MORE = {
    "": _FORMS,
    "&field=rank": (".csv",),
    "&field=hr_id&since=2020-01-01": (".html",),
    "&field=secret": ("",),
}


def questions(secrets: Secrets) -> Iterator[Asking]:
    """Officers, units and fields of both worlds, in every form."""
    asked = [("", f"officer={officer}") for officer in secrets.ids("officer", 3)]
    units = secrets.values(FIELDS["officer.unit"], 3)
    asked += [("/units", f"unit={quote(unit)}") for unit in units]
    asked += [("/policies", f"policy={'0' * 64}"), ("", "limit=1"), ("", "officer=x")]
    for path, query in asked:
        for more, forms in _MORE.items():
            for form in forms:
                yield Asking("GET", PATH + f"{path}{form}".encode(), (query + more).encode())
    yield Asking("HEAD", PATH, asked[0][1].encode())
