"""The record store: officer facts, which nobody outside may query.

Only `disclosure`, `intake` and `protections` may import this module (enforced by
import-linter). A record belongs to an agency and its `uid`; people are linked across
agencies by `person_id`, over which the protection class is taken.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from officer_directory.store.columns import (
    BINARY_TEXT,
    FOREVER,
    ID,
    INSTANT,
    days,
    identifier,
    metadata,
    prose,
    provenance,
    words,
)

agency = Table(
    "agency",
    metadata,
    identifier(),
    Column("name", Text, nullable=False),
    Column("name_key", BINARY_TEXT, nullable=False, unique=True),
    Column("state", String(2), nullable=False),
    Column("zone", Text, nullable=False),  # IANA, e.g. America/Los_Angeles
    Column("bundle", Text, nullable=False),  # the policy bundle its state binds it to
    Column("opened_at", INSTANT),  # null: closed to outside tiers
    *provenance(),
)

officer = Table(
    "officer",
    metadata,
    identifier(),
    Column("agency_id", ID, ForeignKey("agency.id"), nullable=False),
    Column("person_id", ID, nullable=False, index=True),
    *words("uid first_name middle_name last_name suffix badge_number rank status status_detail"),
    *days("hire_date separation_date"),
    *words("separation_reason race gender"),
    Column("birth_year", Integer),
    *words("certification_action hr_id"),
    Column("photo_id", ID),
    Column("retired_at", INSTANT),  # no longer in the agency's own file
    *provenance(),
    UniqueConstraint("agency_id", "uid_key"),
    Index("ix_officer_agency_name", "agency_id", "last_name_key", "first_name_key", "id"),
    Index("ix_officer_agency_hire_date", "agency_id", "hire_date", "id"),
    Index("ix_officer_agency_rank", "agency_id", "rank_key", "last_name_key", "id"),
    Index("ix_officer_agency_status", "agency_id", "status_key", "last_name_key", "id"),
    Index("ix_officer_agency_badge", "agency_id", "badge_number_key"),
)

# A photo is an officer's, or nobody's: one that is being received, or one that was taken away
# and whose objects are still to be removed. Without its salt nobody can open those any more.
photo = Table(
    "photo",
    metadata,
    identifier(),  # under which its objects lie; it shows nowhere
    Column("officer_id", ID, ForeignKey("officer.id"), unique=True),
    Column("salt", Text),
    Column("key_id", Text, nullable=False),
    Column("digest", Text, nullable=False),  # keyed, of the file that was sent
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    *provenance(),
)

officer_name = Table(
    "officer_name",
    metadata,
    Column("token", BINARY_TEXT, primary_key=True),
    Column("officer_id", ID, ForeignKey("officer.id"), primary_key=True),
    Index("ix_officer_name_officer_id", "officer_id"),
)

spelling = Table(
    "spelling",
    metadata,
    Column("variant", BINARY_TEXT, primary_key=True),
    Column("token", BINARY_TEXT, primary_key=True),
)

unit = Table(
    "unit",
    metadata,
    identifier(),
    Column("agency_id", ID, ForeignKey("agency.id"), nullable=False),
    *words("name bureau"),
    Column("mark", Text),  # open, sensitive, undercover; null: nobody has looked at it yet
    Column("marked_by", Text),
    Column("marked_at", INSTANT),
    Column("justification", Text),
    UniqueConstraint("agency_id", "name_key"),
)

employment = Table(
    "employment",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    *words("employer rank"),
    *days("start_date end_date"),
    *words("status status_detail separation_reason"),
    *provenance(),
)

assignment = Table(
    "assignment",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    Column("unit_id", ID, ForeignKey("unit.id"), index=True),
    *words("title badge_number"),
    *days("start_date end_date"),
    # The span in which a marked unit protects: from the start (0: already) until a person
    # says otherwise. An end that was past when first recorded ends it; a later one never does.
    Column("protects_from", INSTANT, nullable=False, default=0, server_default="0"),
    Column(
        "protects_until",
        INSTANT,
        nullable=False,
        default=FOREVER,
        server_default=str(FOREVER),
    ),
    *provenance(),
)

rank_held = Table(
    "rank_held",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    *words("rank badge_number"),
    *days("start_date"),
    *provenance(),
)

salary = Table(
    "salary",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("is_fiscal_year", Boolean(create_constraint=False)),
    Column("base_pay", BigInteger),
    Column("overtime_pay", BigInteger),
    Column("total_pay", BigInteger),
    *provenance(),
)

complaint = Table(
    "complaint",
    metadata,
    identifier(),
    Column("agency_id", ID, ForeignKey("agency.id"), nullable=False, index=True),
    Column("officer_id", ID, ForeignKey("officer.id"), index=True),
    *words("number"),
    *days("received_date closed_date"),
    *words("category condition allegation finding disposition penalty"),
    *prose("narrative"),
    Column("reviewed_by", Text),
    Column("reviewed_at", INSTANT),
    *provenance(),
)

incident = Table(
    "incident",
    metadata,
    identifier(),
    Column("agency_id", ID, ForeignKey("agency.id"), nullable=False, index=True),
    *words("number"),
    *days("date"),
    *words("category condition city state"),
    *prose("narrative"),
    Column("reviewed_by", Text),
    Column("reviewed_at", INSTANT),
    *provenance(),
)

involvement = Table(
    "involvement",
    metadata,
    Column("incident_id", ID, ForeignKey("incident.id"), primary_key=True),
    Column("officer_id", ID, ForeignKey("officer.id"), primary_key=True),
    *provenance(),
    Index("ix_involvement_officer_id", "officer_id"),
)

document = Table(
    "document",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    *prose("title"),
    *words("kind"),
    *days("date"),
    *prose("url"),
    Column("reviewed_by", Text),
    Column("reviewed_at", INSTANT),
    *provenance(),
)

protection = Table(
    "protection",
    metadata,
    identifier(),
    Column("officer_id", ID, ForeignKey("officer.id"), nullable=False, index=True),
    *words("kind protection_class"),  # kind: finding, hold, order, carried
    *prose("justification"),
    *words("author"),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False, default=FOREVER, server_default=str(FOREVER)),
    *days("review_date"),
    *provenance(),
)

incident_order = Table(
    "incident_order",
    metadata,
    identifier(),
    Column("incident_id", ID, ForeignKey("incident.id"), nullable=False, index=True),
    *prose("justification author"),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False, default=FOREVER, server_default=str(FOREVER)),
    *provenance(),
)

proposal = Table(
    "proposal",
    metadata,
    identifier(),
    Column("kind", Text, nullable=False),  # open_agency, mark_unit, lift_protection, …
    Column("subject", Text, nullable=False),  # id of the agency, unit, protection or assignment
    Column("detail", Text, nullable=False),  # JSON: what approving it would set
    Column("reason", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", INSTANT, nullable=False),
    Column("due_at", INSTANT),
    Column("approved_by", Text),
    Column("approved_at", INSTANT),
    Index("ix_proposal_subject", "subject"),
)
