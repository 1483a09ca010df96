"""Facts into the record store: compared with what is there, written in one transaction.

Each kind of fact is read once for the whole agency, compared in memory, and written in
batches. The same facts again change nothing.
"""
