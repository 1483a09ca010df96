"""Why a token is not taken is nobody's business but ours: one error, without a reason."""


class RefusedError(Exception):
    """A token, a proof or a client that is not good; it becomes the one 401 there is."""
