"""The log of a server: one JSON object on each line of standard error.

Whatever reaches it, a line is a line (what controls a terminal, and every character that is
not ASCII, is escaped), no field is longer than 2,000 characters, and nothing in it is a
key, a token or a password.
"""

import logging
import logging.config
import re
from typing import Any, Final

import structlog

MOST_CHARACTERS: Final = 2_000
_HIDDEN: Final = "[hidden]"
_SECRETS: Final = (
    re.compile(r"\bod[a-z]{3}_[0-9A-Za-z]+"),  # an API key, or what is left of one
    re.compile(r"\beyJ[\w-]*\.[\w-]+\.?[\w-]*"),  # a JSON Web Token (RFC 7519)
    re.compile(r"(?i)\b(?:bearer|basic|dpop) +[\w+/=.~-]{8,}"),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/]*(?=@)"),  # name and password in an address
    re.compile(r"(?i)\b(?:password|passwd|secret|pepper|token)\b['\"]?\s*[=:]\s*\S+"),
)


def log_as_json() -> None:
    """Have every logger of this process write such lines, and nothing else."""
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _harmless,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {name: {"handlers": [], "propagate": True} for name in _UVICORNS}
            | {_SERVING: {"level": "INFO"}},
        }
    )


_SERVING: Final = "officer_directory.cli.serve"  # where the server is reached is no warning
_UVICORNS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")


def _harmless(_logger: Any, _method: str, event: Any) -> dict[str, Any]:
    return {_text(key): _text(value) for key, value in event.items()}


def _text(value: object) -> str:
    """The text of a field, without secrets, and the end of one that is too long."""
    text = str(value)
    for secret in _SECRETS:
        text = secret.sub(_HIDDEN, text)
    if len(text) > MOST_CHARACTERS:  # the end of a traceback says what went wrong
        text = f"… {text[-MOST_CHARACTERS:]}"
    return text
