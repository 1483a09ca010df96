"""Who acts, and what they must state: the rules of `identity.names`, as protections use them."""

from officer_directory.identity.names import named, require_second_person, same_person, stated

__all__ = ["named", "require_second_person", "same_person", "stated"]
