"""Importing this registers every named command, the same in the command line and the server."""

from officer_directory.corrections import commands as corrections_commands
from officer_directory.disclosure import commands as disclosure_commands
from officer_directory.identity import commands as identity_commands
from officer_directory.identity.issuing import commands as issuing_commands
from officer_directory.intake import commands as intake_commands
from officer_directory.intake import photo_import
from officer_directory.intake.hr import commands as hr_commands
from officer_directory.intake.hr import photo_commands
from officer_directory.intake.scim import commands as scim_commands
from officer_directory.ledger import commands as ledger_commands
from officer_directory.protections import (
    activations,
    adding,
    application_commands,
    client_commands,
    keeping_commands,
    key_commands,
    repairs,
)
from officer_directory.protections import commands as protections_commands

__all__ = [
    "activations",
    "adding",
    "application_commands",
    "client_commands",
    "corrections_commands",
    "disclosure_commands",
    "hr_commands",
    "identity_commands",
    "intake_commands",
    "issuing_commands",
    "keeping_commands",
    "key_commands",
    "ledger_commands",
    "photo_commands",
    "photo_import",
    "protections_commands",
    "repairs",
    "scim_commands",
]
