"""A policy put in force while readers ask: does anyone fail, or wait long?

Done on a copy, because it rewrites the publication; the policy differs from the one in
force in the words of one exemption, so that nothing widens and everything is rewritten.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.build import built
from benchmarks.compare import Loader, Side
from benchmarks.reading import officers
from benchmarks.servers import ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_MOST_OFFICERS = 50_000
_PIECE_SECONDS = 2.0
# Without cursors: those of another policy are expired, as they should be.
_PAGES = [f"/v1/officers?last_name__startswith={letter}" for letter in "bcdfghjklmnoprstvwyz"]


def measure(load: Loader, _settings: Settings, sizes: Sizes) -> None:
    """One officer or page at a time until the new policy is in force, and the slowest of all."""
    number = min(sizes.officers, _MOST_OFFICERS)
    copy = sizes.folder / "activation"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(built(sizes.folder, number).data, copy)
    with ours(Settings(data=copy)) as server:
        side = Side(server, officers(server, 100) + _PAGES, connections=1)
        calm = load.run(side, 100_000, _PIECE_SECONDS)
        policy = json.loads(server.get("/v1/policy"))["policy"]
        began = time.monotonic()
        activating = _activate(_changed(copy), Settings(data=copy).data / "ours", copy)
        slowest, answered, late = 0.0, 0.0, 0
        while activating.poll() is None:
            found = load.run(side, 100_000, _PIECE_SECONDS)
            slowest, late = max(slowest, found.slowest), late + found.late
            answered += found.per_second * _PIECE_SECONDS
        took = time.monotonic() - began
        if activating.returncode:
            raise RuntimeError("the policy was not activated")
        in_force = json.loads(server.get("/v1/policy"))["policy"]
    print(
        f"{f'activation on {number:,} officers':<34} wanted ≤ 100 ms, no failure"
        f"   slowest {1e3 * slowest:.0f} ms of {answered:,.0f} requests in {took:.0f} s"
        f", {late} of them later than 100 ms"
        f" (calm: slowest {1e3 * calm.slowest:.0f} ms, {calm.late} late); policy"
        f" {'is the new one' if in_force != policy else 'DID NOT CHANGE'}",
        flush=True,
    )


def _changed(copy: Path) -> Path:
    folder = copy / "policies"
    shutil.copytree(Settings().policies, folder)
    file = folder / "california" / "exemptions.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace('words = "', 'words = "Reworded: ', 1), "utf-8")
    return folder


def _activate(policies: Path, data: Path, copy: Path) -> "subprocess.Popen[bytes]":
    database = f"sqlite:///{copy / 'directory.db'}"
    environment = {
        "OFFICER_DIRECTORY_DATA": str(data),
        "OFFICER_DIRECTORY_DATABASE_URL": database,
        "OFFICER_DIRECTORY_POLICIES": str(policies),
    }
    command = [sys.executable, "-c", "from officer_directory.cli import main; main()"]
    return subprocess.Popen([*command, "policy", "activate", "--by", "Bench"], env=environment)
