"""What follows from an agency's state: its time zone."""

from officer_directory.errors import RefusedByRuleError

_BY_ZONE = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
ZONES = {state: zone for zone, states in _BY_ZONE.items() for state in states.split()}
"""Two-letter code of a state or territory → the IANA zone most of it keeps."""


def state_code(text: str) -> str:
    """A state's two-letter code.

    Raises:
        RefusedByRuleError: it is not one.
    """
    code = text.strip().upper()
    if code not in ZONES:
        raise RefusedByRuleError("A state is given by its two-letter code, such as CA.")
    return code
