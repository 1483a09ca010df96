"""The one way to write an entry or an opening: JSON with sorted keys, no spaces, UTF-8."""

import json
from collections.abc import Mapping
from typing import Any

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def canonical(content: Mapping[str, Any]) -> bytes:
    return _encode(content).encode()
