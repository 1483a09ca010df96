"""Every operation that a face may use has a verb, or a written reason why not."""

import pytest

import officer_directory_client
from officer_directory.http.openapi import description
from officer_directory.http.openapi.__main__ import Shipped
from officer_directory.tiers import Tier

FACES = {Tier.PUBLIC: "PublicDirectory", Tier.PRESS: "PressDirectory", Tier.HR: "HrDirectory"}

VERBS = {
    "list_officers": "officers",
    "read_officer": "officer",
    "read_officer_by_uid": "officer_by_uid",
    "list_agencies": "agencies",
    "read_agency": "agency",
    "list_complaints": "complaints",
    "read_complaint": "complaint",
    "list_incidents": "incidents",
    "read_incident": "incident",
    "list_employments_of_officer": "related",
    "list_assignments_of_officer": "related",
    "list_salaries_of_officer": "related",
    "list_complaints_of_officer": "related",
    "list_incidents_of_officer": "related",
    "list_documents_of_officer": "related",
    "list_fields": "fields",
    "read_me": "me",
    "read_policy": "policy",
    "apply_for_key": "apply_for_key",
    "read_application": "key_application",
    "take_key": "take_key",
    "send_correction": "correct",
    "list_own_keys": "own_keys",
    "rotate_own_key": "rotate_key",
    "give_own_key_up": "give_key_up",
    "put_officer": "put_officer",
    "patch_officer": "patch_officer",
    "retire_officer": "retire_officer",
    "merge_officers": "merge_officers",
    "put_assignment": "put_assignment",
    "patch_assignment": "patch_assignment",
    "put_employment": "put_employment",
    "patch_employment": "patch_employment",
    "put_salary": "put_salary",
    "patch_salary": "patch_salary",
    "put_rank": "put_rank",
    "read_photo": "photo",
    "deliver_photo": "photo",
    "read_ledger_keys": "ledger",
    "prove": "ledger",
    "prove_published": "ledger",
    "read_stream_end": "ledger",
    "put_photo": "put_photo",
    "delete_photo": "delete_photo",
    "ask_import": "import_roster",
    "read_import": "import_roster",
}

SIGNS = "the client signs in by itself, and its token is good for five minutes"
OPERATES = "it is for whoever runs the directory"
ANYONE = "with a key it would say who hands it in; PublicDirectory hands in for anyone"
KEYLESS = "an OAuth client has no key"
AUDITS = "it is for whoever audits a log, with any client of tiles"
UNRELEASED = "no shipped policy releases a photo outside"
WITHOUT = {
    "is_alive": dict.fromkeys(FACES, OPERATES),
    "is_ready": dict.fromkeys(FACES, OPERATES),
    "issue_token": dict.fromkeys(FACES, SIGNS),
    "revoke_token": dict.fromkeys(FACES, SIGNS),
    "read_keys": dict.fromkeys(FACES, "it is for whoever verifies a token of the directory's"),
    "read_issuer": dict.fromkeys(FACES, SIGNS),
    "read_resource": dict.fromkeys(FACES, SIGNS),
    "read_checkpoint": dict.fromkeys(FACES, "a proof brings the checkpoint that covers it"),
    "read_log_head": dict.fromkeys(
        FACES, "it is for whoever audits a log, with any client of tiles"
    ),
    "read_tile": dict.fromkeys(FACES, "it is for whoever audits a log, with any client of tiles"),
    "read_photo": dict.fromkeys((Tier.PUBLIC, Tier.PRESS), UNRELEASED),
    "apply_for_key": {Tier.PRESS: "whoever has a key rotates it"},
    "read_application": {Tier.PRESS: ANYONE},
    "take_key": {Tier.PRESS: ANYONE},
    "send_correction": {Tier.PRESS: ANYONE},
    **{
        name: {Tier.PUBLIC: "a portal's key is replaced by whoever runs it", Tier.HR: KEYLESS}
        for name in ("list_own_keys", "rotate_own_key", "give_own_key_up")
    },
}
"""Operation → face → why it has no verb there."""


def operations(loaded, tier):
    """What the description of a tier has, as any generator reads it."""
    methods = ("get", "put", "post", "patch", "delete")
    items = description.of(Shipped(loaded, tier))["paths"].values()
    return {item[method]["operationId"] for item in items for method in methods if method in item}


@pytest.mark.parametrize("tier", FACES)
def test_each_operation_has_a_verb_or_a_reason_and_never_both(loaded, tier):
    face = getattr(officer_directory_client, FACES[tier])
    for name in operations(loaded, tier):
        reason = WITHOUT.get(name, {}).get(tier)
        assert hasattr(face, VERBS.get(name, "")) == (reason is None), name


def test_no_verb_and_no_reason_outlives_its_operation(loaded):
    offered = {tier: operations(loaded, tier) for tier in FACES}
    assert set(VERBS) <= set().union(*offered.values())
    for name, reasons in WITHOUT.items():
        assert all(name in offered[tier] for tier in reasons), name
