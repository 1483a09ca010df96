"""A synthetic city, the same for the same seed: nobody in it exists.

`city` is pure: it reads no clock, no file and no database. Its facts are rows for
`intake.bulk`, which alone writes them.
"""

from officer_directory.demo.city import Highlights, city
from officer_directory.demo.facts import Facts

__all__ = ["Facts", "Highlights", "city"]
