"""Importing this registers every named command, the same in the command line and the server."""

from importlib import import_module
from importlib.util import find_spec

for _part in ("intake", "protections", "identity", "disclosure"):
    _name = f"officer_directory.{_part}.commands"
    if find_spec(_name):
        import_module(_name)
