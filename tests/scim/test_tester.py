"""Somebody else's check of SCIM servers, against a running one."""

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server
from tests.http.test_description import listening


def test_scim2_tester_finds_no_error(ask):
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
    assert wrong == []
    assert sum(one.status is Status.SUCCESS for one in results) > 50
