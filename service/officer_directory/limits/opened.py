"""Opening the gate: the limits that hold, what counts them, and what is known of today."""

from contextlib import ExitStack

from officer_directory.limits.chosen import limits_of
from officer_directory.limits.delivered import Delivered
from officer_directory.limits.gate import Gate
from officer_directory.limits.officers import OfficersSeen
from officer_directory.limits.shared import SharedWindows
from officer_directory.limits.sources import networks
from officer_directory.settings import Settings
from officer_directory.store.engines import Database


def open_gate(settings: Settings, database: Database, stack: ExitStack) -> Gate:
    """The gate of a process; `stack` closes what it holds.

    Raises:
        SettingError, BundleRefusedError: the limits cannot be read.
    """
    limits = limits_of(settings)
    delivered = Delivered(database)
    stack.callback(delivered.close)
    officers = OfficersSeen(settings)
    stack.callback(officers.stop)
    officers.start()
    shared = None
    if settings.redis_url:
        shared = SharedWindows(settings.redis_url, settings.redis_prefix, limits.replicas)
    return Gate(limits, delivered, officers, networks(settings.trusted_proxies), shared)
