"""A core for a process that is measured, and its place before what else the machine does."""

import os
from pathlib import Path


def take(core: int) -> None:
    """Stay on one core; with AHEAD set (as a nice value, -15), in a session scheduled first.

    Linux schedules sessions before the processes in them, so nice alone changes little. It
    takes the superuser, and takes time from everyone else on the machine.
    """
    os.sched_setaffinity(0, {core})
    if ahead := os.environ.get("AHEAD"):
        os.setsid()
        Path("/proc/self/autogroup").write_text(ahead)
