"""The Spanish catalogue of the portal: `python -m tools.portal_catalogue` brings it up to date.

A message is what a template or a module of the portal says, and what the shipped policies and
fields say in plain words, which the portal shows as the directory gives it. New messages are
added without a translation; those that nothing says any more are dropped.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from officer_directory.disclosure.fields import RESOURCES
from officer_directory.disclosure.policy import load
from officer_directory.store.bundled import bundled_folder

PORTAL: Final = Path(__file__).parents[1] / "clients" / "portal" / "officer_directory_portal"
CATALOGUE: Final = PORTAL / "locale" / "es.po"
_WRITTEN: Final = datetime(2026, 11, 28, tzinfo=UTC)
_METHODS: Final = [("**.py", "python"), ("templates/**.html", "jinja2")]
_OPTIONS: Final = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}


def ours() -> list[str | tuple[str, ...]]:
    """What the pages themselves say; a plural is a pair."""
    found = extract_from_dir(PORTAL, _METHODS, _OPTIONS, strip_comment_tags=True)
    return list(dict.fromkeys(message for _, _, message, *_ in found))


def told() -> list[str]:
    """What the directory says in plain words, as it is shipped."""
    said = [field.meaning.replace("`", "") for each in RESOURCES.values() for field in each]
    for bundle in load(bundled_folder("policies")).bundles.values():
        said.append(bundle.title)
        for exemption in bundle.exemptions.values():
            said += [exemption.citation, exemption.words, exemption.remedy]
            said += [text for text in (exemption.decided_by, exemption.finding) if text]
    return list(dict.fromkeys(said))


def wanted() -> Catalog:
    """Every message, without translations."""
    catalogue = Catalog(
        locale="es",
        charset="utf-8",
        fuzzy=False,
        header_comment="# What the pages say, in Spanish. `python -m tools.portal_catalogue`",
        project="officer-directory-portal",
        version="0",
        msgid_bugs_address="none",
        last_translator="none",
        language_team="es",
        creation_date=_WRITTEN,
        revision_date=_WRITTEN,
    )
    for message in (*ours(), *told()):
        catalogue.add(message)
    return catalogue


def kept() -> Catalog:
    """The catalogue as it is."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="es")


def main() -> None:
    """Write the catalogue again: what is new, and without what is stale."""
    old, new = kept(), wanted()
    for message in new:
        if message.id and message.id in old:
            message.string = old[message.id].string
    with CATALOGUE.open("wb") as file:
        write_po(file, new, width=100, omit_header=False, sort_output=False, no_location=True)


if __name__ == "__main__":
    main()
