"""English and Spanish: what the pages say, and how days, numbers and dollars are written.

The messages are English; `locale/es.po` has each in Spanish. Text that comes from the
directory is looked up too: what the catalogue does not have stays as it is, and is marked
as English for whoever hears it read.
"""

import gettext
import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent
from markupsafe import Markup

CODES: Final = ("en", "es")
DEFAULT: Final = "en"
CATALOGUES: Final = Path(__file__).parent / "locale"


class Language:
    """One of the languages of the pages."""

    def __init__(self, code: str, translations: gettext.NullTranslations) -> None:
        self.code = code
        self.translations = translations
        self._locale = Locale(code, "US")

    def say(self, message: str, **values: object) -> str:
        """A message of ours; `values` are filled in as `%(name)s`."""
        said = self.translations.gettext(message) if message else ""
        return said % values if values else said

    def told(self, text: str) -> str | Markup:
        """A text that the directory gave in English: in this language if the catalogue has it."""
        if self.code == DEFAULT or not text:
            return text
        said = self.translations.gettext(text)
        return said if said != text else Markup('<span lang="en">{}</span>').format(text)

    def day(self, iso: str | None) -> str:
        """`2020-07-11` as people write it; a year alone, or what is no day, as it is."""
        try:
            return format_date(date.fromisoformat(iso or ""), "long", self._locale)
        except ValueError:
            return iso or ""

    def dollars(self, amount: float) -> str:
        """An amount in whole dollars."""
        written = format_currency(
            round(amount), "USD", "¤#,##0", self._locale, currency_digits=False
        )
        return str(written)

    def number(self, number: int) -> str:
        """A whole number."""
        return str(format_decimal(number, locale=self._locale))

    def share(self, part: float) -> str:
        """A part of one, in whole percent."""
        return str(format_percent(part, locale=self._locale))

    def size(self, length: int) -> str:
        """A number of bytes, as file managers show it."""
        for unit, power in (("GB", 3), ("MB", 2), ("kB", 1)):
            if length >= 1000**power:
                return (
                    f"{format_decimal(round(length / 1000**power, 1), locale=self._locale)} {unit}"
                )
        return f"{length} B"


@cache
def language_of(code: str) -> Language:
    """A language by its code."""
    return Language(code, _translations(code))


def _translations(code: str) -> gettext.NullTranslations:
    if code == DEFAULT:
        return gettext.NullTranslations()
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def preferred(accepted: str | None) -> str:
    """The code of the language that `Accept-Language` (RFC 9110, 12.5.4) likes best.

    >>> preferred("fr, es-MX;q=0.8, en;q=0.5")
    'es'
    """
    best, most = DEFAULT, 0.0
    for choice in (accepted or "")[:500].split(","):
        tag, _, weight = choice.partition(";")
        code = tag.strip().lower().split("-")[0]
        liked = _weight(weight)
        if code in CODES and liked > most:
            best, most = code, liked
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0


def marked(message: str, **_: Any) -> str:
    """A message that is said later: it is marked so that the catalogue has it."""
    return message
