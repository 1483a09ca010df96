"""Columns that may not be held, known by name in their usual spellings.

Home address, personal phone and e-mail, family members, schools, social security and
driver numbers, and the full birth date: the safest field is the one that is not held. A
birth *year* may be held. Names are compared without case, spaces, dots or digits, and
`HomeAddress` is read as `home address`.
"""

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_WORDS: dict[str, str] = {
    **dict.fromkeys(("ssn", "ssan", "ss", "sss"), "a social security number"),
    **dict.fromkeys(("dob", "bday", "bdate", "birthdate", "birthday"), "a birth date"),
    **dict.fromkeys(("zip", "addr", "residence", "domicile"), "a home address"),
    **dict.fromkeys(("cell", "mobile", "phone", "telephone", "tel", "fax"), "a phone number"),
    **dict.fromkeys(("email", "emails"), "an e-mail address"),
    **dict.fromkeys(("wife", "husband", "child", "kid", "kids", "daughter"), "family"),
    **dict.fromkeys(("fiance", "fiancee", "siblings", "parents", "mother"), "family"),
    **dict.fromkeys(("father", "spouses", "mothers", "fathers", "relatives"), "family"),
    **dict.fromkeys(("dl", "dln", "cdl", "dlnumber", "dlno"), "a driver's licence number"),
}

_PARTS: dict[str, str] = {
    **dict.fromkeys(
        ("socialsecurity", "socsec", "socialsec", "ssnum", "ssno"), "a social security number"
    ),
    **dict.fromkeys(
        ("dateofbirth", "birthdate", "birthday", "birthdt", "dateborn"), "a birth date"
    ),
    **dict.fromkeys(("monthofbirth", "dayofbirth", "birthmonth", "borndate"), "a birth date"),
    **dict.fromkeys(
        ("address", "zipcode", "postalcode", "postcode", "homestreet"), "a home address"
    ),
    **dict.fromkeys(
        ("homecity", "streetname", "crossstreet", "streetno", "streetnum"), "a home address"
    ),
    **dict.fromkeys(
        ("phone", "cellnumber", "cellno", "mobilenumber", "mobileno"), "a phone number"
    ),
    **dict.fromkeys(("email",), "an e-mail address"),
    **dict.fromkeys(("spouse", "children", "nextofkin", "familymember", "dependent"), "family"),
    **dict.fromkeys(("dependant", "marital", "maidenname", "emergencycontact"), "family"),
    **dict.fromkeys(("mothersname", "fathersname", "domesticpartner"), "family"),
    **dict.fromkeys(("school",), "a school"),
    **dict.fromkeys(
        ("driverlic", "driverslic", "driverno", "drivernum"), "a driver's licence number"
    ),
    **dict.fromkeys(
        ("driversnum", "driversno", "drivinglic", "operatorlic"), "a driver's licence number"
    ),
    **dict.fromkeys(("licenseplate", "licenceplate", "plateno", "platenum"), "a vehicle's plate"),
    **dict.fromkeys(("passport",), "a passport number"),
}

_EXACT = {
    "birth": "a birth date",
    "born": "a birth date",
    "street": "a home address",
    "social": "a social security number",
    "family": "family",
    "driverlicense": "a driver's licence number",
    "dateofbirthdt": "a birth date",
}


def may_not_be_held(header: str) -> str | None:
    """What a column of this name would hold that may not be held, or None."""
    words = [word.lower() for word in _WORD.findall(header)]
    together = "".join(words)
    if together in _EXACT:
        return _EXACT[together]
    for word in (*words, together):
        if word in _WORDS:
            return _WORDS[word]
    initials = "".join(words) if all(len(word) == 1 for word in words) else ""
    if initials in _WORDS:
        return _WORDS[initials]
    return next((what for part, what in _PARTS.items() if part in together), None)
