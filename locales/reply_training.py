"""Train the two models of replies with scikit-learn: what a reply means, and in which language it is written.

Logistic regression over the pieces of `domain.replies.pieces`, weighted by rarity, each text of length one. It is
fitted twice: on all pieces, to find those that matter, and on those alone, so that the files stay small.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.replies.intents import Intent
from domain.replies.linear_model import LinearModel, Piece
from domain.replies.pieces import NO_CONTEXT, ReplyContext, pieces_of
from locales.reply_data import LabeledReply
from locales.reply_weights import stored

MOST_PIECES, MOST_PIECES_OF_LANGUAGE = 60_000, 4_000
SEEN_AT_LEAST = 2
"""A piece that occurs in one reply only teaches a name or a typing error."""

STRENGTH = 30.0
"""How closely the model follows the examples; chosen on another series of replies than it was trained on."""

SMALLEST_WEIGHT = 0.3

ONE_OF = 3
_TALK = frozenset({Intent.OTHER, Intent.THANKS})


class TrainerMissing(Exception):
    """scikit-learn is not installed."""

    def __init__(self) -> None:
        super().__init__("Training needs scikit-learn. Install it with: uv sync --group train")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The pieces of a reply, and its label."""

    pieces: frozenset[str]
    label: str


def meaning_model(replies: Sequence[LabeledReply]) -> LinearModel:
    """Tells intents apart, purposes of an opt-out and languages asked for. Raises TrainerMissing."""
    examples = [Example(pieces=pieces_of(each.text, each.context), label=each.label) for each in replies]
    return fit([*examples, *_after_a_survey(replies)], most=MOST_PIECES)


def written_in_model(replies: Sequence[LabeledReply]) -> LinearModel:
    """Tells apart in which language a reply is written. Raises TrainerMissing."""
    examples = [Example(pieces=pieces_of(each.text), label=each.written_in) for each in replies]
    return fit(examples, most=MOST_PIECES_OF_LANGUAGE)


def fit(examples: Sequence[Example], *, most: int) -> LinearModel:
    """The weights that explain the examples best, of `most` pieces. Raises TrainerMissing."""
    try:
        import numpy as np  # noqa: PLC0415  only this command needs it
        from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415
    except ModuleNotFoundError:
        raise TrainerMissing from None
    vectors = CountVectorizer(analyzer=_sorted, binary=True, min_df=SEEN_AT_LEAST, dtype=np.float64)
    counts = vectors.fit_transform([each.pieces for each in examples])
    names = vectors.get_feature_names_out()
    seen = np.asarray(counts.sum(axis=0)).ravel()
    # The square of the usual inverse frequency heard strangers' replies better; a fiftieth lets tenths be stored.
    rarity = np.log(1 + len(examples) / seen) ** 2 / 50
    labels = [each.label for each in examples]
    matters = (np.abs(_fitted(counts, rarity, labels).coef_) * rarity).max(axis=0) * np.sqrt(seen)
    kept = np.sort(np.argsort(-matters, kind="stable")[:most])
    trained = _fitted(counts[:, kept], rarity[kept], labels)
    return _model([str(name) for name in names[kept]], rarity[kept], trained)


def _fitted(counts: Any, rarity: Any, labels: Sequence[str]) -> Any:
    from scipy.sparse import diags  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.preprocessing import normalize  # noqa: PLC0415

    return LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3).fit(normalize(counts @ diags(rarity)), labels)


def _model(names: Sequence[str], rarity: Any, trained: Any) -> LinearModel:
    import numpy as np  # noqa: PLC0415

    two_labels = len(trained.classes_) == 2  # then only the second has a row
    weights = (np.vstack([-trained.coef_, trained.coef_]) / 2 if two_labels else trained.coef_) * rarity
    pieces = {
        name: Piece(float(rarity[at]), tuple((label, float(weight)) for label, weight in enumerate(weights[:, at])))
        for at, name in enumerate(names)
    }
    intercepts = np.hstack([-trained.intercept_, trained.intercept_]) / 2 if two_labels else trained.intercept_
    biases = tuple(round(float(bias), 3) for bias in intercepts)
    return LinearModel(labels=tuple(map(str, trained.classes_)), biases=biases, pieces=pieces)


def lightened(model: LinearModel) -> LinearModel:
    """Without the weights that hardly weigh, and as a file keeps the others: a quarter of it, understood alike."""
    pieces = {
        name: Piece(
            stored(piece.rarity),
            tuple((label, stored(weight)) for label, weight in piece.weights if abs(weight) >= SMALLEST_WEIGHT),
        )
        for name, piece in model.pieces.items()
    }
    return LinearModel(labels=model.labels, biases=model.biases, pieces=pieces)


def _after_a_survey(replies: Sequence[LabeledReply]) -> Iterator[Example]:
    """Talk and a part of the rest once more, as if a survey question came before: then talk is a comment."""
    for reply in replies:
        is_talk = reply.intent in _TALK
        if reply.context == NO_CONTEXT and (is_talk or zlib.crc32(reply.text.encode("utf-8", "replace")) % ONE_OF == 0):
            label = str(Intent.SURVEY_ANSWER) if is_talk else reply.label
            yield Example(pieces=pieces_of(reply.text, ReplyContext(survey=True)), label=label)


def _sorted(pieces: frozenset[str]) -> list[str]:
    return sorted(pieces)
