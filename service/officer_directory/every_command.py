"""Importing this registers every named command, the same in the command line and the server."""

from importlib import import_module
from importlib.util import find_spec

_PARTS = (
    "intake.commands",
    "protections.commands",
    "protections.activations",
    "identity.commands",
    "disclosure.commands",
)
for _part in _PARTS:
    if find_spec(f"officer_directory.{_part}"):
        import_module(f"officer_directory.{_part}")
