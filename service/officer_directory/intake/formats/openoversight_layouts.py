"""The columns of OpenOversight's files, in its import layout and in its own export.

The state may be missing, as in older files: it is given when the file is imported.
"""

from officer_directory.intake.layout import layout

UNKNOWN_STATUS = "unknown"
NOTICES = frozenset({"active", "separated", UNKNOWN_STATUS})
"""What this directory writes as `last_employment_notice`; nobody else's is read."""

_OFFICERS = layout(
    "officers",
    required="id department_name",
    optional=(
        "department_state last_name first_name middle_initial suffix race gender employment_date"
        " birth_year unique_internal_identifier unique_identifier badge_number job_title"
        " last_employment_date last_employment_notice"
    ),
    passed_over="most_recent_salary",
)
_OFFICERS_EXPORT = layout(
    "officers",
    required="id unique_identifier last_name first_name",
    optional=(
        "middle_initial suffix gender race birth_year employment_date badge_number job_title"
    ),
    passed_over="most_recent_salary",
)
_ASSIGNMENTS = layout(
    "assignments",
    required="id officer_id job_title",
    optional=("badge_number unit_id unit_name start_date resign_date officer_unique_identifier"),
    other_names={
        "star_no": "badge_number",
        "unit_description": "unit_name",
        "end_date": "resign_date",
    },
)
_SALARIES = layout(
    "salaries",
    required="id officer_id salary year",
    optional="overtime_pay is_fiscal_year total_pay",
    passed_over="first_name last_name",
)
_INCIDENTS = layout(
    "incidents",
    required="id department_name",
    optional="department_state date report_number description city state officer_ids",
    passed_over=(
        "time street_name cross_street1 cross_street2 zip_code created_by last_updated_by"
        " creator_id last_updated_id license_plates"
    ),
)
_INCIDENTS_EXPORT = layout(
    "incidents",
    required="id report_number officers",
    optional="date description",
    passed_over="time location licenses links",
    other_names={"report_num": "report_number"},
)
_LINKS = layout(
    "links",
    required="id url",
    optional="title link_type officer_ids",
    passed_over="description author created_by creator_id incident_ids",
)
_LINKS_EXPORT = layout(
    "links",
    required="id url officers",
    optional="title link_type",
    passed_over="description author incidents",
)

LAYOUTS = (
    *(_OFFICERS, _OFFICERS_EXPORT, _ASSIGNMENTS, _SALARIES),
    *(_INCIDENTS, _INCIDENTS_EXPORT, _LINKS, _LINKS_EXPORT),
)
