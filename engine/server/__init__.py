"""The development server of Temporal: find or build its binary, start it, stop it.

    server = find_server(sources, say)      # ServerAddress (use it) or ServerBinary (run it)
    binary = install(sources, say)          # a binary in any case, for `caseline temporal install`
    async with running(binary.path, ServerOptions(port=0, headless=True)) as server: ...

ServerNotFound   no way of getting a binary worked; the message lists all of them and says what to do
PortTaken        names the port and the setting that changes it
ProcessFailed    (engine.processes) the process ended or was not ready in time; ends with the tail of its log
"""

from engine.server.find import ServerNotFound, examine, find_server, install
from engine.server.ports import PortTaken, claim, free_port, next_free_port
from engine.server.process import RunningServer, ServerOptions, running, start
from engine.server.sources import Progress, ServerAddress, ServerBinary, Sources, silent

__all__ = [
    "PortTaken",
    "Progress",
    "RunningServer",
    "ServerAddress",
    "ServerBinary",
    "ServerNotFound",
    "ServerOptions",
    "Sources",
    "claim",
    "examine",
    "find_server",
    "free_port",
    "install",
    "next_free_port",
    "running",
    "silent",
    "start",
]
