"""Free ports: pick one when asked to, and say which is taken and what to set when one is not."""

from __future__ import annotations

import errno
import socket
from random import SystemRandom

LOCALHOST = "127.0.0.1"

NEARBY = 20
"""How many ports after a taken one are tried, so that the address stays close to the usual one."""


class PortTaken(Exception):
    """A port we were told to use is in use; the message names it and the setting that changes it."""

    def __init__(self, *, port: int, setting: str, purpose: str) -> None:
        self.port = port
        self.setting = setting
        super().__init__(
            f"Port {port}, wanted for {purpose}, is taken by another process. Stop that process, or set "
            f"{setting} to another port (0 picks a free one)."
        )


SELDOM_TAKEN = range(20000, 32000)
"""Below the ports that systems give to outgoing connections (Linux: from 32768 on): it takes seconds until a server
listens on a port that was free, and meanwhile any connection of any process may get one of those."""


def free_port(host: str = LOCALHOST) -> int:
    """A port that is free at this moment, and likely to stay so until a server listens on it."""
    chosen = SystemRandom().sample(SELDOM_TAKEN, NEARBY)
    return next((port for port in chosen if _is_free(port, host)), 0) or _any_free_port(host)


def next_free_port(port: int, host: str = LOCALHOST) -> int:
    """The first free one of this port and the few after it, else any that is free."""
    return next((near for near in range(port, port + NEARBY) if _is_free(near, host)), 0) or free_port(host)


def claim(port: int, *, setting: str, purpose: str, host: str = LOCALHOST) -> int:
    """`port` itself when it is free, a free one when it is 0; otherwise `PortTaken`."""
    if port == 0:
        return free_port(host)
    if not _is_free(port, host):
        raise PortTaken(port=port, setting=setting, purpose=purpose)
    return port


def _any_free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int, host: str) -> bool:
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT from our own last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            return False
    return True
