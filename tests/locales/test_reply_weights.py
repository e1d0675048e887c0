"""The weights: written and read again they answer alike, and a damaged file is refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.linear_model import LinearModel, Piece
from locales.reply_weights import MEANING, WRITTEN_IN, WeightsFile, read_weights, write_weights

LABELS = ("opt_out", "other", "thanks")
TENTHS = st.integers(-900, 900).map(lambda tenths: tenths / 10)
PIECES = st.builds(
    Piece,
    rarity=st.integers(0, 99).map(lambda tenths: tenths / 10),
    weights=st.lists(st.tuples(st.integers(0, 2), TENTHS), max_size=3, unique_by=lambda each: each[0]).map(tuple),
)
NAMES = st.sampled_from(["word stop", "letters  st", "pair ^ stop", "emoji 🛑", "word توقف", "near a b"])
MODELS = st.builds(
    LinearModel,
    labels=st.just(LABELS),
    biases=st.tuples(TENTHS, TENTHS, TENTHS),
    pieces=st.dictionaries(NAMES, PIECES, min_size=1),
)


@given(model=MODELS, found=st.lists(NAMES))
def test_what_is_written_and_read_again_answers_alike(
    tmp_path_factory: pytest.TempPathFactory, model: LinearModel, found: list[str]
) -> None:
    path = tmp_path_factory.mktemp("weights") / "meaning.txt"
    write_weights(path, WeightsFile(made_from="abc", model=model))
    again = read_weights(path)
    assert (again.made_from, again.model.labels) == ("abc", LABELS)
    assert again.model.probabilities(set(found)) == pytest.approx(model.probabilities(set(found)))


@given(model=MODELS, found=st.sets(NAMES))
def test_probabilities_are_one_together_and_follow_the_sums(model: LinearModel, found: set[str]) -> None:
    """The oracle adds the weights up label by label."""
    known = [model.pieces[name] for name in found if name in model.pieces]
    length = math.sqrt(sum(piece.rarity**2 for piece in known)) or 1
    sums = [
        bias + sum(weight for piece in known for at, weight in piece.weights if at == position) / length
        for position, bias in enumerate(model.biases)
    ]
    probabilities = model.probabilities(found)
    assert sum(probabilities.values()) == pytest.approx(1)
    best = max(probabilities, key=probabilities.__getitem__)
    assert sums[LABELS.index(best)] == pytest.approx(max(sums))


def test_the_reasons_are_the_pieces_that_tell_two_labels_apart() -> None:
    model = LinearModel(
        labels=("stop", "other"),
        biases=(0.0, 0.0),
        pieces={"word a": Piece(3.0, ((0, 6.0),)), "word b": Piece(4.0, ((0, 2.0), (1, 9.0)))},
    )
    assert model.reasons(["word b", "word a", "word c"], "stop", "other", most=5) == [("word a", 6.0 / 5)]
    assert model.reasons(["word a", "word b"], "other", "stop", most=5) == [("word b", 7.0 / 5)]


@pytest.mark.parametrize(
    "content", ["", "# labels a b\n", "# labels a b\n# biases 0 0\nword a\t3\n", "word a\t3\t0:4\n"]
)
def test_a_damaged_file_is_refused_and_says_how_it_is_made_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "meaning.weights.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="make it anew with `caseline reply train`"):
        read_weights(path)


def test_the_weights_that_we_ship_fit_in_a_few_megabytes() -> None:
    assert MEANING.stat().st_size + WRITTEN_IN.stat().st_size < 4_000_000
