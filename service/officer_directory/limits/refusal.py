"""That a limit is used up: which, and when some of it is back."""

from collections.abc import Sequence

from officer_directory.errors import DirectoryError
from officer_directory.limits.window import State


class QuotaExceededError(DirectoryError):
    """One or more limits have not so much left; `states` are of those, and never empty."""

    def __init__(self, states: Sequence[State]) -> None:
        super().__init__("A limit is used up; some of it comes back by itself.")
        self.states = tuple(states)

    @property
    def wait(self) -> int:
        """Seconds after which the same may be asked again; never before a limit renews."""
        return max(state.renews for state in self.states)
