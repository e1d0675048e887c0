"""A web server that keeps what is posted to it: the application under test, reduced to its ears."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One webhook as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body read as a form."""
        return {k: v[0] for k, v in parse_qs(self.body.decode(), keep_blank_values=True).items()}


class Receiver:
    """Listens on a free port. `answers` are given in turn: (status, body); then 200 and nothing."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.answers: list[tuple[int, str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append(Post(path=self.path, headers=dict(self.headers), body=body))
                status, answer = receiver.answers.pop(0) if receiver.answers else (200, "")
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def wait_for(self, wanted: Callable[[list[Post]], bool], *, timeout: float = 20.0) -> list[Post]:
        """Until the posts are as wanted; what came is in the error if they never are."""
        deadline = time.monotonic() + timeout
        while not wanted(self.posts):
            assert time.monotonic() < deadline, f"posts so far: {[p.body for p in self.posts]}"
            time.sleep(0.01)
        return self.posts

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
