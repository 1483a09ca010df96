"""How limits are told: `RateLimit`, `RateLimit-Policy`, `Retry-After`, and in `/v1/me`.

Fields are those of draft-ietf-httpapi-ratelimit-headers-11. An answer to the anonymous may be
kept by a shared cache, so it says what the limits are and never how much of them one reader
has used; a refusal, which nobody keeps, says that too.

While more than half of a large limit is left, half is said to be left, for its whole window:
so nobody's own requests make two of their answers differ until there is something to heed.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from starlette.responses import Response

from officer_directory.http.answers import RawHeaders
from officer_directory.http.problems import QUOTA_EXCEEDED
from officer_directory.limits.gate import Admitted
from officer_directory.limits.rates import Allowance
from officer_directory.limits.refusal import QuotaExceededError
from officer_directory.limits.window import State

_LARGE = 1_000  # units, of half a limit


def headers_of(admitted: Admitted) -> RawHeaders:
    """The headers of an answer to someone who was let in."""
    policy = (b"ratelimit-policy", _policy(admitted.allowance))
    if admitted.anonymous:
        return [policy]
    return [policy, (b"ratelimit", _left(admitted.states).encode())]


def refusal(error: QuotaExceededError) -> Response:
    """The problem of a limit that is used up: only such limits are in its headers."""
    told = ", ".join(f'"{s.limit.name}";q={s.limit.quota};w={s.limit.window}' for s in error.states)
    return QUOTA_EXCEEDED.response(
        {
            "retry-after": str(error.wait),
            "ratelimit-policy": told,
            "ratelimit": _left(error.states),
        }
    )


def told(states: Sequence[State]) -> dict[str, dict[str, Any]]:
    """Limits by name, for `/v1/me`."""
    return {
        state.limit.name: {
            "limit": state.limit.quota,
            "window_s": state.limit.window,
            "left": state.left,
            "renews_s": state.renews,
        }
        for state in map(_coarse, states)
    }


def _left(states: Sequence[State]) -> str:
    return ", ".join([f'"{s.limit.name}";r={s.left};t={s.renews}' for s in map(_coarse, states)])


def _coarse(state: State) -> State:
    half = state.limit.quota // 2
    if half < _LARGE or state.left <= half:
        return state
    return State(state.limit, half, state.limit.window)


@lru_cache(maxsize=64)
def _policy(allowance: Allowance) -> bytes:
    limits = [*allowance.rates, *([allowance.budget] if allowance.budget else [])]
    return ", ".join(f'"{x.name}";q={x.quota};w={x.window}' for x in limits).encode()
