"""Templates made into text: everything is escaped, and a name that is not there is an error."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from officer_directory_portal import words
from officer_directory_portal.languages import Language

_HERE: Final = Path(__file__).parent
STYLE: Final = (_HERE / "static" / "portal.css").read_bytes()
ICON: Final = (_HERE / "static" / "icon.svg").read_bytes()
STYLE_PATH: Final = f"/portal.{hashlib.sha256(STYLE).hexdigest()[:12]}.css"
ICON_PATH: Final = f"/icon.{hashlib.sha256(ICON).hexdigest()[:12]}.svg"


def rendered(template: str, language: Language, **shown: Any) -> str:
    """A page as text, in a language."""
    return _environment(language).get_template(template).render(**shown)


@cache
def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"language": language, "style": STYLE_PATH, "icon": ICON_PATH, "words": words}
    made.filters |= {
        "day": language.day,
        "dollars": language.dollars,
        "number": language.number,
        "share": language.share,
        "size": language.size,
        "told": language.told,
        "say": language.say,
    }
    return made
