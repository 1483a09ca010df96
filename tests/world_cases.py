"""What happened in the world: complaints, incidents, orders on incidents, documents."""

from typing import Any

from tests.world_people import DAY, YEAR, Identify, Named, Row

_COMPLAINTS = {
    # complaint: agency|officer|number|received|category|condition|disposition|reviewed
    "force": "fernhollow|diaz|C-2001|2018-04-02|excessive_force|sustained_final|sustained|yes",
    "same_case": "fernhollow|nunez|C-2001|2018-04-02|failure_to_intervene|sustained_final"
    "|sustained|yes",
    "hidden_lie": "fernhollow|nunez|C-2002|2019-01-15|dishonesty|sustained_final|sustained|",
    "held_bias": "fernhollow|tran|C-2003|2020-02-20|bias|resigned_before_finding||yes",
    "shooting": "fernhollow|obrien|C-2004|2017-07-07|shooting|||",
    "delayed": "fernhollow|obrien|C-2005|2024-11-11|shooting|delayed||",
    "assault": "fernhollow||C-2006|2016-06-06|sexual_assault|sustained_final|sustained|yes",
    "unsustained": "fernhollow|okafor|C-2007|2021-03-03|bias||not sustained|yes",
    "rude": "fernhollow|okafor|C-2008|2022-08-08|other||unfounded|",
    "hidden_rude": "fernhollow|haddad|C-2009|2022-09-09|other||exonerated|yes",
    "resigned": "fernhollow|garcia|C-2010|2021-08-01|unlawful_arrest_or_search"
    "|resigned_before_finding||yes",
    "linked": "fernhollow|vega|C-2011|2019-05-05|great_bodily_injury|||yes",
    "unmarked": "fernhollow|singh|C-2012|2023-01-09|excessive_force|sustained_final|sustained|",
    "future": "fernhollow|kim|C-2013|2024-02-02|dishonesty|sustained_final|sustained|yes",
    "there": "brackwater|moss|17|2020-10-10|excessive_force|sustained_final|sustained|yes",
    "there_hidden": "brackwater|vega_there|18|2022-12-12|shooting|||yes",
    "closed": "mistlake|quill|1|2022-05-05|shooting|||yes",
}
_INCIDENTS = {
    # incident: agency|officers|number|date|category|condition|reviewed
    "mixed": "fernhollow|obrien nunez diaz|R-101|2017-07-07|shooting||yes",
    "ordered": "fernhollow|okafor reyes|R-102|2022-03-17|shooting||yes",
    "only_hidden": "fernhollow|nunez|R-103|2020-06-01|great_bodily_injury||yes",
    "not_reviewed": "fernhollow|diaz ibanez|R-104|2021-12-24|great_bodily_injury||",
    "delayed": "fernhollow|adeyemi|R-105|2024-12-01|shooting|delayed|yes",
    "other": "fernhollow|okafor diaz|R-106|2023-02-14|other||yes",
    "with_neighbours": "fernhollow|diaz moss vega_there|R-107|2022-10-31|shooting||yes",
    "order_to_come": "fernhollow|reyes garcia|R-108|2019-09-19|shooting||yes",
    "order_ended": "fernhollow|obrien kim|R-109|2023-08-08|shooting||yes",
    "there": "brackwater|moss ortega|B-1|2021-01-01|shooting||yes",
    "closed": "mistlake|quill|M-1|2021-01-01|shooting||yes",
}
_DOCUMENTS = {
    # document: officer|kind|date|reviewed
    "diaz_reviewed": "diaz|commendation|2015-05-15|yes",
    "diaz_not": "diaz|disciplinary_memo|2018-10-01|",
    "mueller_reviewed": "mueller|training_certificate|2016-03-03|yes",
    "nunez_reviewed": "nunez|commendation|2019-11-11|yes",
    "quill_reviewed": "quill|commendation|2020-01-01|yes",
}


def cases(identify: Identify, at: int) -> Named:
    """Complaints, incidents with who was in them, orders and documents."""
    return {
        "complaint": {name: _complaint(identify, name, at) for name in _COMPLAINTS},
        "incident": {name: _incident(identify, name, at) for name in _INCIDENTS},
        "involvement": {
            f"{name}/{officer}": {
                "incident_id": identify("incident", name),
                "officer_id": identify("officer", officer),
            }
            for name, line in _INCIDENTS.items()
            for officer in line.split("|")[1].split()
        },
        "incident_order": {
            "ordered": _order(identify, "ordered", starts_at=at),
            "order_to_come": _order(identify, "order_to_come", starts_at=at + YEAR),
            "order_ended": _order(identify, "order_ended", starts_at=at - YEAR, ends_at=at - DAY),
        },
        "document": {name: _document(identify, name, at) for name in _DOCUMENTS},
    }


def _review(reviewed: str | None, at: int) -> Row:
    return {"reviewed_by": "w.marsh", "reviewed_at": at} if reviewed else {}


def _complaint(identify: Identify, name: str, at: int) -> Row:
    cells = [cell or None for cell in _COMPLAINTS[name].split("|")]
    agency, officer, number, received, category, condition, disposition, reviewed = cells
    return {
        "id": identify("complaint", name),
        "agency_id": identify("agency", str(agency)),
        "officer_id": identify("officer", officer) if officer else None,
        "number": number,
        "received_date": received,
        "category": category,
        "condition": condition,
        "allegation": f"Allegation of {str(category).replace('_', ' ')}",
        "finding": disposition,
        "disposition": disposition,
        "penalty": "Suspension, 5 days" if disposition == "sustained" else None,
        "narrative": f"What happened in {number}, as told to the sergeant on duty ({name}).",
        **_review(reviewed, at),
    }


def _incident(identify: Identify, name: str, at: int) -> Row:
    cells = [cell or None for cell in _INCIDENTS[name].split("|")]
    agency, _, number, date, category, condition, reviewed = cells
    return {
        "id": identify("incident", name),
        "agency_id": identify("agency", str(agency)),
        "number": number,
        "date": date,
        "category": category,
        "condition": condition,
        "city": str(agency).title(),
        "state": "CA",
        "narrative": f"What happened in {number}, as told to the sergeant on duty ({name}).",
        **_review(reviewed, at),
    }


def _order(identify: Identify, incident: str, **dates: Any) -> Row:
    return {
        "id": identify("incident_order", incident),
        "incident_id": identify("incident", incident),
        "justification": "Temporary restraining order (invented).",
        "author": "Superior Court of Fernhollow",
        **dates,
    }


def _document(identify: Identify, name: str, at: int) -> Row:
    officer, kind, date, reviewed = _DOCUMENTS[name].split("|")
    return {
        "id": identify("document", name),
        "officer_id": identify("officer", officer),
        "title": f"A {kind.replace('_', ' ')} about {officer}",
        "kind": kind,
        "date": date,
        "url": f"https://records.fernhollow.example/{name}",
        **_review(reviewed, at),
    }
