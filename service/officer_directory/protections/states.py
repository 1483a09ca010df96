"""What follows from an agency's state: its time zone and the bundle that governs it."""

from collections.abc import Collection

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

_BUNDLES = {"CA": "california"}
STRICT_BUNDLE = "us"
"""The bundle of a state that has none of its own."""


def state_code(text: str) -> str:
    """A state's two-letter code.

    Raises:
        RefusedByRuleError: it is not one.
    """
    code = text.strip().upper()
    if code not in ZONES:
        raise RefusedByRuleError("A state is given by its two-letter code, such as CA.")
    return code


def bundle_of(state: str, known: Collection[str]) -> str:
    """The bundle that governs a state: its own where there is one, else the strict one."""
    bundle = _BUNDLES.get(state, STRICT_BUNDLE)
    if bundle not in known:
        raise RefusedByRuleError(f"The policy bundle '{bundle}' of this state is not loaded.")
    return bundle
