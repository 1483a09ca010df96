"""Exposures: who could see, or was given, what of an officer, when, and by which policy."""
