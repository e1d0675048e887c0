"""The process that draws: a line of JSON in, the length of a drawing and the drawing out, until nothing comes in."""

from __future__ import annotations

import signal
import sys
from typing import BinaryIO

from pydantic import BaseModel

from analytics.plots.drawn import svg_of
from analytics.plots.look import PlotWidth
from analytics.plots.shapes import Plot


class Order(BaseModel):
    """What to draw."""

    plot: Plot
    width: PlotWidth


def serve(orders: BinaryIO, drawings: BinaryIO) -> None:
    """Draw each; one that cannot be drawn has no length, and says why on the error stream."""
    for line in orders:
        try:
            order = Order.model_validate_json(line)
            drawing = svg_of(order.plot, order.width).encode()
        except Exception as error:
            print(f"not drawn: {type(error).__name__}", file=sys.stderr)
            drawing = b""
        drawings.write(b"%d\n" % len(drawing) + drawing)
        drawings.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us: we end with it
    serve(sys.stdin.buffer, sys.stdout.buffer)
