"""Whether ports of this machine are free: exit code 1, and which is not, where one is taken.

Needs nothing but Python, so that `make demo` can ask before it installs anything.
"""

import socket
import sys


def main(ports: list[str]) -> int:
    """Say which of the ports is taken; 0 is none, and always free."""
    for port in ports:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", int(port)))
        except (OSError, OverflowError, ValueError) as error:
            said = f"Port {port} cannot be had ({error})."
            print(f"{said} Choose others: make demo PORT=8010 PORTAL_PORT=8011", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
