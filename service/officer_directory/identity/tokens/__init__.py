"""Tokens of issuers we know: read strictly, verified, and bound to a client of ours.

A token never says what its bearer may see: it says which client of which issuer asks, and
the database says what that client is to us.
"""
