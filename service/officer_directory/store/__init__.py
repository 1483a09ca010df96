"""Tables and engines: records, publication, identity, ledger; and nothing else."""
