"""Casbin behind one typed door: it evaluates, and never reads a file or logs a request.

Casbin fails open where a file is misread, so it is given only lines that were parsed
strictly, under a model that must be, word for word, the allow-only one below.
"""

import logging
import threading
from collections.abc import Iterable
from itertools import zip_longest

from casbin import Enforcer
from casbin.model import Model

from officer_directory.disclosure.conditions import CONDITIONS, Situation
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.faults import Fault, refuse
from officer_directory.tiers import Tier, Treatment

MODEL = """\
[request_definition]
r = tier, field, treatment, situation
[policy_definition]
p = tier, field, treatment, when, exemption
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.field == p.field && r.treatment == p.treatment && g(r.tier, p.tier) \
&& holds(p.when, r.situation)
"""

_ALONE = threading.Lock()
"""Casbin reads its matcher by `ast.parse`, where two threads disturb one another: before
Python 3.11.8 and 3.12.2 one of them gets a SystemError."""


def check(text: str, file: str) -> None:
    """Hold a `model.conf` to the one model that is understood.

    Raises:
        BundleRefusedError: it differs in a word; names the line.
    """
    refuse(_model_faults(text, file))


def _model_faults(text: str, file: str) -> Iterable[Fault]:
    lines = [
        (number, line.split())
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip(" \t") and not line.startswith("#")
    ]
    last = text.count("\n")
    wanted = [line.split() for line in MODEL.splitlines()]
    lines += [(last, [])] * (len(wanted) - len(lines))
    wanted += [[]] * (len(lines) - len(wanted))
    for (number, words), expected in zip(lines, wanted, strict=True):
        for word, right in zip_longest(words, expected, fillvalue=""):
            if word != right:
                must = f"'{right}' must stand here" if right else "nothing more may stand here"
                problem = f"is not the allow-only model: {must}"
                yield Fault(file, number, word, problem)
                return


class Policy:
    """A set of policy lines that can be asked, in the language of Casbin."""

    def __init__(self, lines: Iterable[Line], includes: Iterable[Include]) -> None:
        model = Model()
        model.load_model_from_text(MODEL)
        # Sorted, so that which of two equal answers is named depends on no order of lines.
        for words in sorted({line.words for line in lines}):
            model.add_policy("p", "p", list(words))
        for pair in sorted({(include.tier, include.included) for include in includes}):
            model.add_policy("g", "g", list(pair))
        self._enforcer = Enforcer(model)
        self._enforcer.add_function("holds", _holds)
        self._enforcer.build_role_links()
        _silence()

    def allows(self, tier: Tier, name: str, treatment: Treatment, situation: Situation) -> bool:
        """Whether some line gives this treatment."""
        request = (tier.value, name, treatment.value, situation)
        with _ALONE:
            return bool(self._enforcer.enforce(*request))

    def line_for(
        self, tier: Tier, name: str, treatment: Treatment, situation: Situation
    ) -> tuple[str, ...] | None:
        """The words of a line that gives this treatment; None: no line does."""
        with _ALONE:
            allowed, words = self._enforcer.enforce_ex(tier.value, name, treatment.value, situation)
        return tuple(words) if allowed else None


def _holds(when: str, situation: Situation) -> bool:
    return CONDITIONS[when].holds(situation)


def _silence() -> None:
    """Casbin logs each refusal with its arguments; no record is ever made of them."""
    for name in ("casbin", "casbin.enforcer", "casbin.policy", "casbin.role"):
        logger = logging.getLogger(name)
        logger.disabled = True
        logger.propagate = False


_silence()
