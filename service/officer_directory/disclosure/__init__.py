"""The heart: which fields a tier sees, as a compiled policy, a view and a publication."""
