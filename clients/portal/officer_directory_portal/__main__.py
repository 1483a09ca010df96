"""`python -m officer_directory_portal`."""

from officer_directory_portal.cli import main

main()
