"""`officer-directory-press`: the directory in a newsroom, as files of the reader's own.

What it keeps is owner-only and stays on this machine: what somebody watches is never asked of
the directory, it is computed here from what was given before.
"""
