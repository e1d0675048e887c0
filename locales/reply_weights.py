"""The weights by which replies are understood: text files made by `caseline reply train`, read once by each process.

Lines that begin with # say from which data the file was made, the labels in their order, and the bias of each. Every
other line is a piece, its rarity in tenths and, for each label with a weight, the label's position and the weight in
tenths: `word stop`, tab, `53`, tab, `3:412 7:-80`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.replies.linear_model import LinearModel, Piece
from locales.reply_data import REPLIES

MEANING = REPLIES / "meaning.weights.txt"
"""Tells the intents apart."""

WRITTEN_IN = REPLIES / "written_in.weights.txt"
"""Tells the languages apart."""

SCALE = 10
"""Weights and rarities are stored in tenths."""

_FROM, _LABELS, _BIASES = "# made from data with checksum ", "# labels ", "# biases "


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsFile:
    """A model, and the checksum of the data that it was made from."""

    made_from: str
    model: LinearModel


@cache
def model_in(path: Path) -> LinearModel:
    """The model of a file. Raises OSError or ValueError: Caseline does not run without it."""
    return read_weights(path).model


def read_weights(path: Path) -> WeightsFile:
    """The file as it is. Raises OSError without it, ValueError if it is damaged."""
    lines = path.read_text(encoding="utf-8").split("\n")
    heads = [line for line in lines if line.startswith("# ")]
    labels = tuple(_after(_LABELS, heads).split())
    biases = tuple(float(bias) for bias in _after(_BIASES, heads).split())
    try:
        pieces = dict(_piece(line) for line in lines if line and not line.startswith("# "))
    except ValueError:
        pieces = {}
    if not labels or len(biases) != len(labels) or not pieces:
        raise ValueError(f"{path} is damaged; make it anew with `caseline reply train`")
    return WeightsFile(made_from=_after(_FROM, heads), model=LinearModel(labels=labels, biases=biases, pieces=pieces))


def write_weights(path: Path, file: WeightsFile) -> int:
    """Write it, the pieces in order, so that two versions can be compared; returns its bytes."""
    model = file.model
    lines = [
        "# Made by `caseline reply train`; do not change it by hand: change the replies in the .tsv files beside it.",
        f"{_FROM}{file.made_from}",
        f"{_LABELS}{' '.join(model.labels)}",
        f"{_BIASES}{' '.join(f'{bias:.3f}' for bias in model.biases)}",
        *(_line(name, model.pieces[name]) for name in sorted(model.pieces)),
    ]
    content = ("\n".join(lines) + "\n").encode()
    path.write_bytes(content)
    path.chmod(0o644)
    return len(content)


def stored(value: float) -> float:
    """The value as the file keeps it."""
    return round(value * SCALE) / SCALE


def _line(name: str, piece: Piece) -> str:
    cells = " ".join(f"{at}:{round(weight * SCALE)}" for at, weight in piece.weights)
    return f"{name}\t{round(piece.rarity * SCALE)}\t{cells}"


def _piece(line: str) -> tuple[str, Piece]:
    name, rarity, cells = line.split("\t")
    return name, Piece(int(rarity) / SCALE, tuple(_weights(cells)))


def _weights(cells: str) -> Iterator[tuple[int, float]]:
    for cell in cells.split():
        at, _, tenths = cell.partition(":")
        yield int(at), int(tenths) / SCALE


def _after(head: str, lines: list[str]) -> str:
    return next((line.removeprefix(head) for line in lines if line.startswith(head)), "")
