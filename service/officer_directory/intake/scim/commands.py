"""What is written by SCIM, as a named command: answered and kept in the transaction."""

from typing import Any

from scim2_models import SCIMException

from officer_directory.commands import Answer, Arguments, Desk, command
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.single import Hand, answer_once
from officer_directory.intake.scim import serving
from officer_directory.intake.scim.refusals import refused_as_scim
from officer_directory.intake.scim.serving import Served


@command("scim.write")
def write(desk: Desk, *, call: Arguments, request: dict[str, Any]) -> Answer:
    """One request that may change something.

    Returns `status`, `headers`, `body` (text) and `named` (ids of the officers it names).
    What is refused is undone and not kept: the same request may be good the next time.
    """
    try:
        with refused_as_scim():
            return answer_once(
                desk, Call.of(call), lambda hand: _answer(serving.write(hand, request)), _once_more
            )
    except SCIMException as exception:
        return _answer(serving.refused(exception))


def _answer(served: Served) -> Answer:
    headers = {"scim": dict(served.headers), "named": list(served.named)}
    return {"status": served.status, "headers": headers, "body": served.body.decode()}


def _once_more(hand: Hand, kept: Answer) -> Answer:
    """A kept answer; what was shown under another policy is told, and not shown again."""
    if kept["headers"]["policy"] != hand.view.policy and kept["status"] < 300:
        kept["body"] = ""
        kept["headers"]["scim"].pop("Content-Type", None)
    return kept
