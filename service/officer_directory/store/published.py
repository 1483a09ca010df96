"""The publication: for each outside tier, tables that hold only what its view releases.

A row is one version of one record, valid in `[valid_from, valid_until)`, with the keys it
may be filtered and sorted by (folded, redacted where the tier sees it redacted, null where
unknown or withheld) and its finished JSON and CSV bytes. The outside reader is granted the
views alone, which join `now` and the active generation.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table

from officer_directory.store.columns import BINARY_TEXT, BYTES, ID, INSTANT, metadata
from officer_directory.tiers import OUTSIDE

KEYS: dict[str, tuple[str, str]] = {
    # resource: (text keys, number keys); held equal to `disclosure.fields` by a test
    "officer": (
        "uid first_name middle_name last_name suffix badge_number rank agency status"
        " status_detail hire_date separation_date separation_reason race gender"
        " certification_action unit bureau photo hr_id protection_class",
        "birth_year",
    ),
    "employment": (
        "officer_id employer rank start_date end_date status status_detail separation_reason",
        "",
    ),
    "assignment": ("officer_id unit bureau title badge_number start_date end_date", ""),
    "salary": ("officer_id", "year is_fiscal_year base_pay overtime_pay total_pay"),
    "complaint": (
        "number agency officer_id received_date closed_date category condition allegation"
        " finding disposition penalty",
        "",
    ),
    "incident": ("number agency date category condition city state", ""),
    "document": ("officer_id kind date", ""),
    "agency": ("name state jurisdiction", "complaints_not_listed"),
}

# Each index starts with the generation and ends with the id, so that a page is one range.
_INDEXED: dict[str, tuple[tuple[str, ...], ...]] = {
    "officer": (
        ("in_order",),
        ("last_name",),
        ("first_name",),
        ("hire_date",),
        ("rank", "in_order"),
        ("agency", "in_order"),
        ("status", "in_order"),
        ("agency", "last_name"),
        ("agency", "hire_date"),
        ("agency", "rank", "in_order"),
        ("agency", "status", "in_order"),
        ("uid", "in_order"),
        ("badge_number", "in_order"),
    ),
    "employment": (("officer_id", "in_order"),),
    "assignment": (("officer_id", "in_order"),),
    "salary": (("officer_id", "in_order"),),
    "complaint": (
        ("in_order",),
        ("officer_id", "in_order"),
        ("agency", "in_order"),
        ("category", "in_order"),
        ("received_date",),
        ("number", "in_order"),
    ),
    "incident": (
        ("in_order",),
        ("agency", "in_order"),
        ("category", "in_order"),
        ("date",),
        ("number", "in_order"),
    ),
    "document": (("officer_id", "in_order"),),
    "agency": (("in_order",),),
}


def _version_columns() -> list[Column[Any]]:
    return [
        Column("generation", Integer, nullable=False),
        Column("id", ID, nullable=False),
        Column("valid_from", INSTANT, nullable=False),
        Column("valid_until", INSTANT, nullable=False),
    ]


def _published(tier: str, resource: str) -> Table:
    text_keys, number_keys = (names.split() for names in KEYS[resource])
    name = f"published_{tier}_{resource}"
    table = Table(
        name,
        metadata,
        *_version_columns(),
        Column("agency_id", ID, nullable=False),
        Column("bundle", BINARY_TEXT, nullable=False),
        Column("in_order", BINARY_TEXT, nullable=False),  # the default order, of shown keys
        *(Column(key, BINARY_TEXT) for key in text_keys),
        *(Column(key, BigInteger) for key in number_keys),
        Column("json", BYTES, nullable=False),
        Column("csv", BYTES, nullable=False),
        PrimaryKeyConstraint("generation", "id", "valid_from", name=f"pk_{name}"),
    )
    for columns in _INDEXED[resource]:
        keys = [table.c[column] for column in columns]
        Index(f"ix_{name}_{'_'.join(columns)}", table.c.generation, *keys, table.c.id)
    return table


published: dict[str, dict[str, Table]] = {
    tier: {resource: _published(tier, resource) for resource in KEYS} for tier in OUTSIDE
}
"""tier → resource → table."""

published_name: dict[str, Table] = {}
published_spelling: dict[str, Table] = {}
published_involvement: dict[str, Table] = {}
published_tally: dict[str, Table] = {}

for _tier in OUTSIDE:
    published_name[_tier] = Table(
        f"published_{_tier}_name",
        metadata,
        *_version_columns(),  # id: the officer's
        Column("token", BINARY_TEXT, nullable=False),
        PrimaryKeyConstraint(
            "generation", "token", "id", "valid_from", name=f"pk_published_{_tier}_name"
        ),
        Index(f"ix_published_{_tier}_name_id", "generation", "id"),
    )
    published_spelling[_tier] = Table(
        f"published_{_tier}_spelling",
        metadata,
        Column("variant", BINARY_TEXT, nullable=False),
        Column("token", BINARY_TEXT, nullable=False),
        PrimaryKeyConstraint("variant", "token", name=f"pk_published_{_tier}_spelling"),
    )
    published_involvement[_tier] = Table(
        f"published_{_tier}_involvement",
        metadata,
        *_version_columns(),  # id: the incident's
        Column("officer_id", ID, nullable=False),
        PrimaryKeyConstraint(
            "generation",
            "officer_id",
            "id",
            "valid_from",
            name=f"pk_published_{_tier}_involvement",
        ),
        Index(f"ix_published_{_tier}_involvement_id", "generation", "id"),
    )
    # A complaint that is not open record by record, counted in its agency's total only.
    published_tally[_tier] = Table(
        f"published_{_tier}_tally",
        metadata,
        *_version_columns(),  # id: the complaint's
        Column("agency_id", ID, nullable=False),
        PrimaryKeyConstraint("generation", "id", "valid_from", name=f"pk_published_{_tier}_tally"),
        Index(f"ix_published_{_tier}_tally_agency", "generation", "agency_id"),
    )

publication_state = Table(
    "publication_state",
    metadata,
    Column("one", Integer, primary_key=True),  # always 1: there is one row
    Column("generation", Integer, nullable=False),  # the one that is read
    Column("building", Integer),  # the next one, while it is being built
    Column("policy", BINARY_TEXT, nullable=False),  # hash of the active bundles
    Column("building_policy", BINARY_TEXT),
    Column("activated_by", BINARY_TEXT),
    Column("activated_at", INSTANT),
    # From when on the generation that is read holds, while its changes are not all recorded.
    Column("unrecorded_since", INSTANT),
    Column("unrecorded_after", BigInteger),  # the last change's number before it did
)
