"""What was compiled for one tier under one policy: none of it depends on a value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from officer_directory.disclosure.askable import Askable

_REMEMBERED = 2_000


@dataclass
class Compiled:
    """Statements and askables remembered for one tier: they depend on no value."""

    askables: dict[str, Askable] = field(default_factory=dict)
    statements: dict[Any, Any] = field(default_factory=dict)

    def statement(self, key: Any, make: Callable[[], Any]) -> Any:
        found = self.statements.get(key)
        if found is None:
            if len(self.statements) >= _REMEMBERED:
                self.statements.clear()
            found = self.statements[key] = make()
        return found
