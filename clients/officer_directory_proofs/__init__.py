"""What the officer directory's ledger proves, checked by whoever it was given to.

Needs the standard library and `cryptography`, and nothing of the directory or its client, so
that it can be read in an afternoon and still runs when the directory is gone.
"""
