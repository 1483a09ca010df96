"""A small witness (c2sp.org/tlog-witness): it signs a log's head when it grew from the last one.

Somewhere else than the directory, run by somebody else, it keeps the directory from showing
different people different ledgers, or an older one.
"""
