"""The embedded issuer (RFC 6749): short-lived tokens for the clients that are ours."""
