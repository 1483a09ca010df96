"""A client of the officer directory, with three faces: the public, the press, personnel systems.

>>> from officer_directory_client import PublicDirectory
>>> with PublicDirectory(api) as directory:
...     [officer.badge_number for officer in directory.officers(q="diaz")]
['0012']
"""

from officer_directory_client import errors
from officer_directory_client._dpop import DpopKey
from officer_directory_client._importing import Import, ImportRefusedError
from officer_directory_client._photos import Photo
from officer_directory_client._retrying import Patience
from officer_directory_client._version import __version__
from officer_directory_client._writing import Conditions, Written
from officer_directory_client.about import Bundle, Exemption, Field, Fields, Me, Policy
from officer_directory_client.asking import Applied, KeyApplication, TakenKey
from officer_directory_client.async_outside import AsyncPressDirectory, AsyncPublicDirectory
from officer_directory_client.async_personnel import AsyncHrDirectory
from officer_directory_client.credentials import ClientSecret, PrivateKeyJwt
from officer_directory_client.downloads import Download, Piece
from officer_directory_client.errors import (
    DirectoryError,
    FieldWithheldError,
    NoAnswerError,
    Problem,
    ProblemError,
    SignInError,
    TruncatedError,
    UnexpectedAnswerError,
)
from officer_directory_client.keys import Key, Rotated
from officer_directory_client.ledger import AsyncLedger, Ledger
from officer_directory_client.limits import Limit
from officer_directory_client.outside import PressDirectory, PublicDirectory
from officer_directory_client.pages import AsyncPages, Pages
from officer_directory_client.personnel import HrDirectory
from officer_directory_client.records import (
    Agency,
    Assignment,
    Complaint,
    Document,
    Employment,
    Incident,
    Officer,
    Page,
    Record,
    Salary,
    Terms,
    Treatment,
)

__all__ = [
    "Agency",
    "Applied",
    "Assignment",
    "AsyncHrDirectory",
    "AsyncLedger",
    "AsyncPages",
    "AsyncPressDirectory",
    "AsyncPublicDirectory",
    "Bundle",
    "ClientSecret",
    "Complaint",
    "Conditions",
    "DirectoryError",
    "Document",
    "Download",
    "DpopKey",
    "Employment",
    "Exemption",
    "Field",
    "FieldWithheldError",
    "Fields",
    "HrDirectory",
    "Import",
    "ImportRefusedError",
    "Incident",
    "Key",
    "KeyApplication",
    "Ledger",
    "Limit",
    "Me",
    "NoAnswerError",
    "Officer",
    "Page",
    "Pages",
    "Patience",
    "Photo",
    "Piece",
    "Policy",
    "PressDirectory",
    "PrivateKeyJwt",
    "Problem",
    "ProblemError",
    "PublicDirectory",
    "Record",
    "Rotated",
    "Salary",
    "SignInError",
    "TakenKey",
    "Terms",
    "Treatment",
    "TruncatedError",
    "UnexpectedAnswerError",
    "Written",
    "__version__",
    "errors",
]
