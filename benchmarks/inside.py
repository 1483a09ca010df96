"""What a key or token, the ledger, limits and the inside view cost: each beside doing without."""

import json
from contextlib import ExitStack
from dataclasses import replace

from joserfc.jwk import ECKey

from benchmarks import credentials
from benchmarks.compare import Loader, Side, interleaved, report
from benchmarks.reading import officers, pages
from benchmarks.servers import Server, ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_SAMPLE = 300


def measure(load: Loader, settings: Settings, sizes: Sizes) -> None:
    """Human resources of one agency: one officer and a page, with one and with many asking."""
    signer = ECKey.generate_key("P-256", {"kid": "benchmark"})
    issuers = credentials.issuers_file(sizes.folder / "issuers", signer)
    settings = replace(settings, issuers=issuers)
    with ExitStack() as stack:
        public = stack.enter_context(ours(settings))
        agencies = json.loads(public.get("/v1/agencies"))["agencies"]
        headers = credentials.issue(settings, "hr", [agencies[3]["id"]])
        bare = stack.enter_context(ours(settings, "bare"))
        silent = stack.enter_context(ours(settings, "no-ledger"))
        one, page = _targets(public, headers)
        one_public = officers(public, _SAMPLE)
        held = credentials.token(settings, signer, "hr", [agencies[3]["id"]])
        for what, targets, at_least in (
            ("inside officer with a cached token, 8 in flight", one, 0.70),
            ("inside page of 50 with a cached token, 8 in flight", page, 0.80),
        ):
            sides = [Side(s, targets, held, 8) for s in (public, bare)]
            _compare(load, sizes, what, sides, at_least, "bare query")
        for what, targets, number, at_least in (
            ("inside officer, 8 in flight", one, 8, 0.70),
            ("inside page of 50, 8 in flight", page, 8, 0.80),
            ("inside officer, 1 at a time", one, 1, None),
        ):
            sides = [Side(s, targets, headers, number) for s in (public, bare)]
            _compare(load, sizes, what, sides, at_least, "bare query")
        unlimited = stack.enter_context(ours(settings, "no-limits"))
        for what, targets in (("inside officer", one), ("inside page of 50", page)):
            sides = [Side(s, targets, headers, 8) for s in (public, unlimited)]
            _compare(load, sizes, f"{what}, limits", sides, None, "no limits")
        everyone = [Side(s, one_public, {}, 8) for s in (public, unlimited)]
        _compare(load, sizes, "public officer, limits", everyone, None, "no limits")
        for number, at_least in ((16, 0.80), (64, 0.90)):
            sides = [Side(s, one, headers, number) for s in (public, silent)]
            _compare(
                load, sizes, f"inside officer, {number} in flight", sides, at_least, "no ledger"
            )


def _targets(server: Server, headers: dict[str, str]) -> tuple[list[str], list[str]]:
    page = pages(server, _SAMPLE // 50, headers=headers)
    found = [o["id"] for p in page for o in json.loads(server.get(p, headers))["officers"]]
    return [f"/v1/officers/{officer}" for officer in found], page


def _compare(
    load: Loader, sizes: Sizes, what: str, sides: list[Side], at_least: float | None, name: str
) -> None:
    found = interleaved(
        load,
        *sides,
        rounds=sizes.rounds,
        requests=sizes.single_requests if "officer" in what else sizes.page_requests,
        seconds=sizes.seconds,
    )
    report(what, *found, at_least, name)
