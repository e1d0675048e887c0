"""`python -m simulator --port 8025`: run the simulator until it is told to stop."""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

import uvicorn

from simulator.app import create_app
from simulator.config import SimulatorConfig


def arguments() -> argparse.ArgumentParser:
    """Every field of the config is an option: `--receipt-delay-seconds 0`."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8025, help="0 picks a free one (default: %(default)s)")
    parser.add_argument("--store", type=Path, help="JSON lines file that keeps the threads over a restart")
    parser.add_argument("--event-key", type=Path, help="PEM file: private key that signs SendGrid's events")
    for name in SimulatorConfig.model_fields:
        parser.add_argument("--" + name.replace("_", "-"), default=argparse.SUPPRESS)
    return parser


def main() -> None:
    """Listen, say where on one line of standard output, and serve."""
    options = vars(arguments().parse_args())
    host, port = options.pop("host"), options.pop("port")
    store, event_key = options.pop("store"), options.pop("event_key")
    app = create_app(
        SimulatorConfig.model_validate(options),
        store_path=store,
        event_key_pem=event_key.read_bytes() if event_key else None,
    )
    # With the protocol named asyncio switches Nagle's algorithm off; else every answer takes 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise SystemExit(f"cannot listen on {host}:{port}: {error.strerror}") from None
        listener.listen(2048)
        print(f"simulator listening on http://{host}:{listener.getsockname()[1]}", flush=True)
        server = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        uvicorn.Server(server).run(sockets=[listener])


if __name__ == "__main__":
    main()
