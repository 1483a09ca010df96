"""A synthetic city, the same for the same seed: nobody in it exists.

`city` is pure: it reads no clock, no file and no database. `filled` puts its
facts into a database, through intake as anything else, and `credentials` gives each kind of
requester a key.
"""

from officer_directory.demo.city import Highlights, city
from officer_directory.demo.facts import Facts

__all__ = ["Facts", "Highlights", "city"]
