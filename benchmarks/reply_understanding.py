"""How fast a reply is understood, and what that takes: `python -m benchmarks.reply_understanding [--times 20]`.

On the blind replies of the tests, one after another in one process. How well is said by `caseline reply measure`.
"""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.progress import track

from benchmarks.output import Out, load, median_p95, show_table, write_json
from domain.replies.normalize import clauses
from intake.replies.understanding.decide import load as load_weights
from intake.replies.understanding.understand import explain
from locales.reply_weights import MEANING, WRITTEN_IN
from tests.intake.replies.summary import blind_replies

app = typer.Typer(add_completion=False)


@app.command()
def main(
    times: Annotated[int, typer.Option(min=1, help="How often each reply is understood.")] = 20, out: Out = None
) -> None:
    """Print milliseconds per reply, beside what only folding its letters takes, and the bytes of the weights."""
    started = time.perf_counter()
    load_weights()
    loading = time.perf_counter() - started
    replies = blind_replies()
    folded, understood = [], []
    for reply in track(replies * times, description="Understanding", transient=True):
        began = time.perf_counter()
        clauses(reply.text)
        half_way = time.perf_counter()
        explain(reply.text, reply.context)
        folded.append(half_way - began)
        understood.append(time.perf_counter() - half_way)
    rows = {"understood": median_p95(understood), "only folded": median_p95(folded)}
    table = ((name, *(f"{1000 * seconds:.2f}" for seconds in each)) for name, each in rows.items())
    show_table(("Per reply, in ms", "median", "95th"), table, title=f"{len(replies)} replies, {times} times; {load()}")
    size = MEANING.stat().st_size + WRITTEN_IN.stat().st_size
    ratio = rows["understood"][0] / rows["only folded"][0]
    typer.echo(f"Weights: {size / 1e6:.1f} MB, read in {loading:.2f} s. Understood/folded: {ratio:.0f}.")
    write_json(out, {"ratio": ratio, "bytes": size, "loading_seconds": loading})


if __name__ == "__main__":
    app()
