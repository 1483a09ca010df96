"""Facts that a personnel system writes one by one, by the rules of an import.

No HTTP here: the functions take JSON values and give what the writer may be shown. Whoever
writes sees the personnel facts of its own agencies and never a protection, so that nothing
here answers differently where there is one.
"""
