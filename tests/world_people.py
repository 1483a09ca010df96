"""Who is in the world: three agencies, their units, officers, careers and protections."""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Named = dict[str, dict[str, Row]]
Identify = Callable[[str, str], str]

FERNHOLLOW = "Fernhollow Police Department"
BRACKWATER = "Brackwater Police Department"
MISTLAKE = "Mistlake Police Department"
YEAR, DAY = 365 * 86_400, 86_400

_UNITS = {
    # unit: (agency, name, bureau, mark)
    "patrol": ("fernhollow", "Patrol Watch Two", "Field Operations", "open"),
    "gang": ("fernhollow", "Gang Intelligence", "Special Investigations", "sensitive"),
    "decoys": ("fernhollow", "Harbor Decoy Team", "Special Investigations", "undercover"),
    "drones": ("fernhollow", "Drone Pilot Program", "Technology", None),
    "there_patrol": ("brackwater", "Patrol", "Operations", "open"),
    "there_street": ("brackwater", "Street Crimes", "Operations", "sensitive"),
    "there_buyers": ("brackwater", "Narcotics Buy Team", "Operations", "undercover"),
    "closed_patrol": ("mistlake", "Shore Patrol", "Operations", "open"),
}

_OFFICERS = {
    # officer: (unit, uid, badge, first, middle, last, rank, hired, race, gender, born, detail)
    "diaz": "patrol|30117|0012|Lucía|M|Díaz|Sergeant|2011-03-14|HISPANIC|F|1984|Active",
    "okafor": "patrol|30218|A117|Emeka||Okafor|Police Officer II|2016-07-01|BLACK|M|1990|Active",
    "obrien": "patrol|30319|0450|Niamh|R|O'Brien|Police Officer III|2009-01-20|WHITE|F|1981"
    "|Leave - medical",
    "kim": "patrol|30420|1733|Hye-jin||Kim|Police Officer I|2022-10-03|ASIAN|F|1997|Active",
    "reyes": "patrol|30521|1822|Mateo||Reyes|Detective I|2013-05-06|HISPANIC|M|1987|Light duty",
    "garcia": "patrol|30622|0077|Ángel|T|García|Lieutenant|1998-02-02|HISPANIC|M|1970|Resigned",
    "adeyemi": "patrol|30723|2210|Imani||Adeyemi|Police Officer II|2019-11-11|BLACK|F|1993|Active",
    "mueller": "gang|30824|0903|Jürgen||Müller|Detective II|2008-08-18|WHITE|M|1980|Active",
    "ibanez": "patrol|30925|2077|Inés|P|Ibáñez|Police Officer II|2018-04-09|HISPANIC|F|1992|Active",
    "nunez": "decoys|31026|0666|Raúl|V|Ñuñez|Detective I|2012-12-03|HISPANIC|M|1986|Active",
    "haddad": "patrol|31127|1414|Samir||Haddad|Police Officer III|2014-06-16|WHITE|M|1988|Active",
    "vega": "patrol|31228|0808|Simone||Rothschild-Vega|Police Officer II|2015-09-21|Other|F|1989"
    "|Leave - military",
    "tran": "patrol|31329|1999|Quang|H|Tran|Sergeant|2007-10-29|ASIAN|M|1979|Active",
    "larsen": "patrol|31430|D045|Søren||Larsen|Police Officer III|2010-02-15|WHITE|M|1983|Active",
    "singh": "drones|31531|2401|Priya||Singh|Police Officer II|2020-01-13|ASIAN|F|1994|Active",
    "moss": "there_patrol|5501|21|Darnell||Moss|Officer|2017-03-27|BLACK|M|1991|Active",
    "ortega": "there_street|5602|34|Pilar||Ortega|Officer|2013-08-12|HISPANIC|F|1987|Active",
    "adeyemi_there": "there_patrol|5703|55|Imani||Adeyemi|Officer|2015-05-04|BLACK|F|1993|Resigned",
    "vega_there": "there_buyers|5804|60|Simone||Rothschild-Vega|Officer|2021-07-19|Other|F|1989"
    "|Active",
    "quill": "closed_patrol|77|7|Wendell||Quill|Officer|2019-02-25|WHITE|M|1990|Active",
}
_LINKED = {"adeyemi_there": "adeyemi", "vega_there": "vega"}
_SEPARATED = {
    # officer: (day, reason, what the state did)
    "garcia": ("2021-09-30", "Resigned pending investigation", "Surrendered"),
    "adeyemi_there": ("2019-10-31", "Resigned to join another agency", None),
}


def people(identify: Identify, at: int) -> Named:
    """Agencies, units, officers and all that follows their careers."""
    named: Named = {
        "agency": {
            "fernhollow": _agency(identify, "fernhollow", FERNHOLLOW, at),
            "brackwater": _agency(identify, "brackwater", BRACKWATER, at),
            "mistlake": _agency(identify, "mistlake", MISTLAKE, None),
        },
        "unit": {name: _unit(identify, name, at) for name in _UNITS},
        "officer": {name: _officer(identify, name) for name in _OFFICERS},
    }
    named["assignment"] = _assignments(identify, named["officer"])
    named["employment"] = _employments(identify, named["officer"])
    named["rank_held"] = _ranks(identify, named["officer"])
    named["salary"] = _salaries(identify, named["officer"])
    named["protection"] = _protections(identify, at)
    return named


def _agency(identify: Identify, name: str, title: str, opened_at: int | None) -> Row:
    return {
        "id": identify("agency", name),
        "name": title,
        "state": "CA",
        "zone": "America/Los_Angeles",
        "bundle": "california",
        "opened_at": opened_at,
    }


def _unit(identify: Identify, name: str, at: int) -> Row:
    agency, title, bureau, mark = _UNITS[name]
    row = {
        "id": identify("unit", name),
        "agency_id": identify("agency", agency),
        "name": title,
        "bureau": bureau,
        "mark": mark,
    }
    if mark:
        row |= {"marked_by": "w.marsh", "marked_at": at, "justification": "Looked at in person."}
    return row


def _officer(identify: Identify, name: str) -> Row:
    cells = [cell or None for cell in _OFFICERS[name].split("|")]
    unit, uid, badge, first, middle, last, rank, hired, race, gender, born, detail = cells
    left = _SEPARATED.get(name)
    return {
        "id": identify("officer", name),
        "agency_id": identify("agency", _UNITS[str(unit)][0]),
        "person_id": identify("person", _LINKED.get(name, name)),
        "uid": uid,
        "first_name": first,
        "middle_name": middle,
        "last_name": last,
        "badge_number": badge,
        "rank": rank,
        "hire_date": hired,
        "race": race,
        "gender": gender,
        "birth_year": int(str(born)),
        "hr_id": f"PAY-{uid}",
        "photo_id": identify("photo", name),
        "status": "separated" if left else "active",
        "status_detail": detail,
        "separation_date": left[0] if left else None,
        "separation_reason": left[1] if left else None,
        "certification_action": left[2] if left else None,
    }


def _assignments(identify: Identify, officers: dict[str, Row]) -> dict[str, Row]:
    """Each to the present unit; García was under cover once, and that ended long ago."""
    found = {
        name: {
            "id": identify("assignment", name),
            "officer_id": row["id"],
            "unit_id": identify("unit", _OFFICERS[name].split("|")[0]),
            "title": row["rank"],
            "badge_number": row["badge_number"],
            "start_date": row["hire_date"],
            "end_date": row["separation_date"],
        }
        for name, row in officers.items()
    }
    found["garcia"]["start_date"] = "2006-01-01"
    found["garcia_before"] = found["garcia"] | {
        "id": identify("assignment", "garcia_before"),
        "unit_id": identify("unit", "decoys"),
        "start_date": "1998-02-02",
        "end_date": "2005-12-31",
    }
    return found


def _employments(identify: Identify, officers: dict[str, Row]) -> dict[str, Row]:
    employers = {"fernhollow": FERNHOLLOW, "brackwater": BRACKWATER, "mistlake": MISTLAKE}
    found = {
        name: {
            "id": identify("employment", name),
            "officer_id": row["id"],
            "employer": employers[_UNITS[_OFFICERS[name].split("|")[0]][0]],
            "rank": row["rank"],
            "start_date": row["hire_date"],
            "end_date": row["separation_date"],
            "status": row["status"],
            "status_detail": row["status_detail"],
            "separation_reason": row["separation_reason"],
        }
        for name, row in officers.items()
    }
    for name in ("diaz", "nunez"):  # both worked elsewhere before
        found[f"{name}_before"] = found[name] | {
            "id": identify("employment", f"{name}_before"),
            "employer": "Quillhaven Police Department",
            "start_date": "2007-01-08",
            "end_date": "2010-12-31",
            "status": "separated",
            "status_detail": "Resigned",
            "separation_reason": "Resigned to join another agency",
        }
    return found


def _ranks(identify: Identify, officers: dict[str, Row]) -> dict[str, Row]:
    return {
        name: {
            "id": identify("rank_held", name),
            "officer_id": row["id"],
            "rank": row["rank"],
            "badge_number": row["badge_number"],
            "start_date": row["hire_date"],
        }
        for name, row in officers.items()
    }


def _salaries(identify: Identify, officers: dict[str, Row]) -> dict[str, Row]:
    """Two years each; every amount occurs once, so that it gives its officer away."""
    found: dict[str, Row] = {}
    for place, (name, row) in enumerate(officers.items()):
        for year in (2019, 2020):
            base = 9_000_000 + place * 100_711 + year
            found[f"{name}_{year}"] = {
                "id": identify("salary", f"{name}_{year}"),
                "officer_id": row["id"],
                "year": year,
                "is_fiscal_year": False,
                "base_pay": base,
                "overtime_pay": 1_000_000 + place * 7_013,
                "total_pay": base + 1_000_000 + place * 7_013,
            }
    return found


def _protections(identify: Identify, at: int) -> dict[str, Row]:
    def protection(name: str, kind: str, held: str, **dates: Any) -> Row:
        return {
            "id": identify("protection", name),
            "officer_id": identify("officer", name),
            "kind": kind,
            "protection_class": held,
            "justification": f"Particular to {name}: a credible threat, on file.",
            "author": "w.marsh",
            "starts_at": at,
            **dates,
        }

    return {
        "haddad": protection("haddad", "finding", "undercover", review_date="2027-01-31"),
        "ibanez": protection("ibanez", "finding", "sensitive", review_date="2027-01-31"),
        "kim": protection("kim", "finding", "undercover", starts_at=at + YEAR),
        "reyes": protection(
            "reyes", "finding", "undercover", starts_at=at - YEAR, ends_at=at - DAY
        ),
        "tran": protection("tran", "hold", "held", ends_at=at + 3 * DAY),
        "larsen": protection("larsen", "order", "held"),
    }
