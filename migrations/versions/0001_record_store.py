"""Facts are kept by agency and uid, with where they came from and who recorded them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOREVER = "9223372036854775807"
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")
INSTANT = sa.BigInteger()

TABLES = (
    *("agency", "officer", "officer_name", "spelling", "unit", "employment", "assignment"),
    *("rank_held", "salary", "complaint", "incident", "involvement", "document"),
    *("protection", "incident_order", "proposal"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    agencies()
    officers()
    careers()
    cases()
    protections()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def agencies() -> None:
    op.create_table(
        "agency",
        key(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT),
        *provenance(),
        sa.UniqueConstraint("name_key"),
    )


def officers() -> None:
    op.create_table(
        "officer",
        key(),
        refers_to("agency", nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *words("uid first_name middle_name last_name suffix badge_number rank"),
        *words("status status_detail"),
        *days("hire_date separation_date"),
        *words("separation_reason race gender"),
        sa.Column("birth_year", sa.Integer()),
        *words("certification_action hr_id"),
        sa.Column("photo_id", ID),
        sa.Column("retired_at", INSTANT),
        *provenance(),
        sa.UniqueConstraint("agency_id", "uid_key"),
    )
    index("ix_officer_person_id", "officer", "person_id")
    for name, *columns in (
        ("name", "last_name_key", "first_name_key", "id"),
        ("hire_date", "hire_date", "id"),
        ("rank", "rank_key", "last_name_key", "id"),
        ("status", "status_key", "last_name_key", "id"),
        ("badge", "badge_number_key"),
    ):
        index(f"ix_officer_agency_{name}", "officer", "agency_id", *columns)
    op.create_table(
        "officer_name",
        sa.Column("token", BYTEWISE, primary_key=True),
        refers_to("officer", primary_key=True),
    )
    index("ix_officer_name_officer_id", "officer_name", "officer_id")
    op.create_table(
        "spelling",
        sa.Column("variant", BYTEWISE, primary_key=True),
        sa.Column("token", BYTEWISE, primary_key=True),
    )


def careers() -> None:
    op.create_table(
        "unit",
        key(),
        refers_to("agency", nullable=False),
        *words("name bureau"),
        sa.Column("mark", sa.Text()),
        sa.Column("marked_by", sa.Text()),
        sa.Column("marked_at", INSTANT),
        sa.Column("justification", sa.Text()),
        sa.UniqueConstraint("agency_id", "name_key"),
    )
    of_officer(
        "employment",
        *words("employer rank"),
        *days("start_date end_date"),
        *words("status status_detail separation_reason"),
    )
    of_officer(
        "assignment",
        refers_to("unit"),
        *words("title badge_number"),
        *days("start_date end_date"),
        sa.Column("protects_from", INSTANT, nullable=False, server_default="0"),
        sa.Column("protects_until", INSTANT, nullable=False, server_default=FOREVER),
    )
    index("ix_assignment_unit_id", "assignment", "unit_id")
    of_officer("rank_held", *words("rank badge_number"), *days("start_date"))
    of_officer(
        "salary",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_fiscal_year", sa.Boolean()),
        *(sa.Column(f"{pay}_pay", sa.BigInteger()) for pay in ("base", "overtime", "total")),
    )


def cases() -> None:
    op.create_table(
        "complaint",
        key(),
        refers_to("agency", nullable=False),
        refers_to("officer"),
        *words("number"),
        *days("received_date closed_date"),
        *words("category condition allegation finding disposition penalty"),
        *reviewed("narrative"),
        *provenance(),
    )
    index("ix_complaint_agency_id", "complaint", "agency_id")
    index("ix_complaint_officer_id", "complaint", "officer_id")
    op.create_table(
        "incident",
        key(),
        refers_to("agency", nullable=False),
        *words("number"),
        *days("date"),
        *words("category condition city state"),
        *reviewed("narrative"),
        *provenance(),
    )
    index("ix_incident_agency_id", "incident", "agency_id")
    op.create_table(
        "involvement",
        refers_to("incident", primary_key=True),
        refers_to("officer", primary_key=True),
        *provenance(),
    )
    index("ix_involvement_officer_id", "involvement", "officer_id")
    of_officer(
        "document",
        sa.Column("title", sa.Text()),
        *words("kind"),
        *days("date"),
        *reviewed("url"),
    )


def protections() -> None:
    of_officer(
        "protection",
        *words("kind protection_class"),
        sa.Column("justification", sa.Text()),
        *words("author"),
        *span(),
        *days("review_date"),
    )
    op.create_table(
        "incident_order",
        key(),
        refers_to("incident", nullable=False),
        sa.Column("justification", sa.Text()),
        sa.Column("author", sa.Text()),
        *span(),
        *provenance(),
    )
    index("ix_incident_order_incident_id", "incident_order", "incident_id")
    op.create_table(
        "proposal",
        key(),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("kind", "subject", "detail", "reason", "proposed_by")
        ),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("approved_by", sa.Text()),
        sa.Column("approved_at", INSTANT),
    )
    index("ix_proposal_subject", "proposal", "subject")


def of_officer(name: str, *columns: Any) -> None:
    op.create_table(name, key(), refers_to("officer", nullable=False), *columns, *provenance())
    index(f"ix_{name}_officer_id", name, "officer_id")


def index(name: str, of_table: str, *columns: str) -> None:
    op.create_index(name, of_table, list(columns))


def key() -> sa.Column[Any]:
    return sa.Column("id", ID, primary_key=True)


def refers_to(other: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(f"{other}_id", ID, sa.ForeignKey(f"{other}.id"), **options)


def words(names: str) -> list[sa.Column[Any]]:
    return [
        column
        for name in names.split()
        for column in (sa.Column(name, sa.Text()), sa.Column(f"{name}_key", BYTEWISE))
    ]


def days(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, DAY) for name in names.split()]


def reviewed(prose: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(prose, sa.Text()),
        sa.Column("reviewed_by", sa.Text()),
        sa.Column("reviewed_at", INSTANT),
    ]


def span() -> list[sa.Column[Any]]:
    return [
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False, server_default=FOREVER),
    ]


def provenance() -> list[sa.Column[Any]]:
    return [
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
    ]
