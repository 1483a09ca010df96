"""`python -m officer_directory_client.hr`: the same command, where it is not on the path."""

from officer_directory_client.hr.command import main

main()
