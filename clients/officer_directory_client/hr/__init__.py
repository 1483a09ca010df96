"""The command `officer-directory-hr`: deliver what a personnel system exports, by hand or cron.

A delivery is one export: a CSV, the CSVs of one folder, or what comes on standard input. It is
planned by the directory as a dry run, and then imported whole or not at all, once.
"""
