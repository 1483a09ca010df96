"""Somebody else's check of SCIM servers, against a running one."""

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server
from tests.http.test_description import listening
from tests.scim.asked import ENTERPRISE, OFFICER

# A unit begins an assignment, and is immutable (RFC 7643, 7). The tester adds to it once more when
# it has a value, takes away the extension that holds it, and the one whose department follows
# from it: all are refused, or change nothing.
AGREED_OTHERWISE = (
    f"check_add_attribute: Failed to add attribute '{OFFICER}:unit'",
    f"check_remove_attribute: Attribute '{ENTERPRISE}' was not removed",
    f"check_remove_attribute: Failed to remove attribute '{OFFICER}'",
)


def test_scim2_tester_finds_no_error_but_that_a_unit_stays(ask):
    hr = ask("hr")
    headers = {"Authorization": f"Bearer {hr.key}"}
    with (
        listening(hr.app) as address,
        httpx2.Client(base_url=f"{address}/scim/v2", headers=headers) as http,
    ):
        results = check_server(SyncSCIMClient(http))
    wrong = [
        f"{one.title}: {one.reason} {one.data}"
        for one in results
        if one.status not in (Status.SUCCESS, Status.SKIPPED)
    ]
    assert len(wrong) == len(AGREED_OTHERWISE)
    for said, begins in zip(sorted(wrong), AGREED_OTHERWISE, strict=True):
        assert said.startswith(begins)
    assert sum(one.status is Status.SUCCESS for one in results) > 50
