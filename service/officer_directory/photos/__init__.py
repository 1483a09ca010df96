"""Photos: rebuilt from their pixels, encrypted, kept as objects, marked when they are given.

Nothing here knows whose face it is or who may see it. A photo is an id that tells nothing,
a random salt without which its objects cannot be opened, and how large it is.
"""
