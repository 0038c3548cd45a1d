"""A port for a server that another process will start."""

from __future__ import annotations

import random
import socket

# Below those that systems hand out by themselves: one of these could belong to another test's connection by the time
# that the server, which loads for seconds, takes it.
_PORTS = range(15_000, 32_000)


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    while True:
        # Not by the seeded generator, from which tests that run side by side would get the same ports.
        port = random.SystemRandom().choice(_PORTS)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
