"""How every connection to PostgreSQL is made, so that a server that vanished is noticed.

What was sent and is not acknowledged within two seconds, and a connection on which nothing
is heard of the other side for as long, is broken; so is waiting to be connected. A server
that is there and takes its time is another matter: each use has time limits of its own.
"""

from typing import Any, Final

NOTICED_SECONDS: Final = 2

REACHING: Final[dict[str, Any]] = {
    "connect_timeout": NOTICED_SECONDS,
    "tcp_user_timeout": 1000 * NOTICED_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": NOTICED_SECONDS,
}
"""Parameters of libpq, as keywords of a driver's `connect`."""
