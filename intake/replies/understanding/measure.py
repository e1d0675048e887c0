"""How well labeled replies are understood: precision and recall of each intent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.replies.intents import Intent
from intake.replies.understanding.decide import using
from intake.replies.understanding.understand import understand
from locales.reply_data import LabeledReply
from locales.reply_training import lightened, meaning_model

FOLDS = 5

Pair = tuple[LabeledReply, Intent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`right` of `labeled` replies of an intent were understood; `taken` were taken for it."""

    labeled: int
    taken: int
    right: int

    @property
    def recall(self) -> float:
        """The share that was understood; 1 where there are none."""
        return self.right / self.labeled if self.labeled else 1.0

    @property
    def precision(self) -> float:
        """The share that was rightly taken for it; 1 where none was."""
        return self.right / self.taken if self.taken else 1.0

    def cells(self) -> tuple[str, str, str]:
        """As a table shows it."""
        return str(self.labeled), f"{self.precision:.3f}", f"{self.recall:.3f}"


def understood_as(reply: LabeledReply) -> Intent:
    """What the reply is taken for."""
    return understand(reply.text, reply.context).intent


def scores(
    pairs: Iterable[Pair], by: Callable[[LabeledReply], str] = lambda _: ""
) -> Mapping[tuple[str, Intent], Score]:
    """For each group and intent that occurs, in order."""
    counted = Counter((by(reply), reply.intent, intent) for reply, intent in pairs)
    groups = sorted({group for group, _, _ in counted})
    return {
        (group, intent): score
        for group in groups
        for intent in Intent
        if (score := _score(counted, group, intent)).labeled
    }


def crossed(replies: Sequence[LabeledReply]) -> list[Pair]:
    """Each reply as weights understand it that were made without it and its fifth. Raises TrainerMissing."""
    pairs: list[Pair] = []
    for fold in range(FOLDS):
        model = lightened(meaning_model([reply for reply in replies if _fold(reply) != fold]))
        with using(model):
            pairs += [(reply, understood_as(reply)) for reply in replies if _fold(reply) == fold]
    return pairs


def _fold(reply: LabeledReply) -> int:
    """By its words, so that a reply which stands in two files is never on both sides."""
    return sha256(reply.text.casefold().encode()).digest()[0] % FOLDS


def _score(counted: Mapping[tuple[str, Intent, Intent], int], group: str, intent: Intent) -> Score:
    return Score(
        labeled=sum(n for (g, label, _), n in counted.items() if (g, label) == (group, intent)),
        taken=sum(n for (g, _, taken), n in counted.items() if (g, taken) == (group, intent)),
        right=counted.get((group, intent, intent), 0),
    )
