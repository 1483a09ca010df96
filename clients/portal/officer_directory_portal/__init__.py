"""Public pages over the directory's API: `create_app(directory, site)` is the application.

It asks the API as any portal would, through the client's `AsyncPublicDirectory`, and knows
nothing else of the service. Nothing of a reader is kept: no cookie, no log of requests.
"""

from officer_directory_portal.app import create_app
from officer_directory_portal.site import Settings

__all__ = ["Settings", "create_app"]
