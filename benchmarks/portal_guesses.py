"""Guess at the portal's sign-in ten thousand times: `python -m benchmarks.portal_guesses [--attempts 10000]`.

Real server, worker, API and simulator. Most guesses come from a network of their own, so that limits let them through;
in the end one network tries, to be stopped, and one victim comes in with the code that was really sent. What is
compared between cases that exist and cases that do not: status, headers and body of every answer, and its time, in
random order. The difference of the medians is given with its 95 % interval (bootstrap).
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import httpx
import typer

from benchmarks.code_guesser import Answer, Guess, Guesser, add_cases, cases_needed, guesses, networks
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import load, median_p95, show_table
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault

RESAMPLES = 1000
WAITING = "SELECT count(*) FROM portal_attempts WHERE looked_up_at IS NULL"
FROM_ONE_NETWORK = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the guesser saw, and what really happened."""

    guesser: Guesser
    sessions: int
    codes_sent: int
    codes_expected: int
    one_network: Counter[int]
    right_code: int


async def measure(*, attempts: int, real: float, codes: int, at_once: int, seed: int) -> Outcome:
    """Guess, then knock from one network, then come in as a victim does."""
    chance = random.Random(seed)
    async with stage() as here:
        keys = KeyRing.load(here.database.parent / "keys.json")
        cases = cases_needed(attempts, real)
        async with here.transaction() as session:
            *known, (mine, _) = await add_cases(session, Vault(keys), here.stack.demo.ori, cases=cases)
        wanted = guesses(known, attempts=attempts, real=real, chance=chance)
        origin = networks()
        say(f"{attempts} attempts, {sum(guess.exists for guess in wanted)} of them for cases that exist")
        guesser, rest = Guesser(ori=here.stack.demo.ori, chance=chance), iter(wanted)

        async def one_browser(_: int) -> None:
            async with httpx.AsyncClient(base_url=here.stack.api, timeout=60) as http:
                csrf = await guesser.arrive(http)
                for guess in rest:
                    await guesser.guess(http, csrf, guess, next(origin), codes=codes)

        await asyncio.gather(*(one_browser(n) for n in range(at_once)))
        expected = sum(answer.status == httpx.codes.SEE_OTHER for answer in guesser.asked[True])
        await until(lambda: here.count(WAITING) == 0, patience=600)
        say(f"{FROM_ONE_NETWORK} more from one network")
        stopped = await _from_one_network(here, chance)
        right = await _come_in(here, mine)
        return Outcome(
            guesser=guesser,
            sessions=here.count("SELECT count(*) FROM portal_sessions"),
            codes_sent=here.count("SELECT count(*) FROM messages WHERE key = 'portal_code'") - 1,
            codes_expected=expected,
            one_network=stopped,
            right_code=right,
        )


async def _from_one_network(here: Stage, chance: random.Random) -> Counter[int]:
    """How often each status was answered."""
    async with httpx.AsyncClient(base_url=here.stack.api, timeout=60) as http:
        guesser = Guesser(ori=here.stack.demo.ori, chance=chance)
        csrf = await guesser.arrive(http)
        strange = [Guess(exists=False, case=f"x{n}", address=f"none.{n}@example.org") for n in range(FROM_ONE_NETWORK)]
        return Counter([(await guesser.guess(http, csrf, guess, "198.51.100.7", codes=0)).status for guess in strange])


async def _come_in(here: Stage, mine: Guess) -> int:
    """How the right code was answered: the right code does let in."""

    def code() -> list[str]:
        texts = " ".join(message["body"] for message in here.simulator.messages(to=mine.address))
        return re.findall(r"code is (\d{6})", texts)

    async with httpx.AsyncClient(base_url=here.stack.api, timeout=60) as http:
        guesser = Guesser(ori=here.stack.demo.ori, chance=random.Random(1))
        csrf = await guesser.arrive(http)
        await guesser.guess(http, csrf, mine, "192.0.2.7", codes=0)
        await until(lambda: bool(code()), patience=600, look=0.2)
        return (await http.post(f"{guesser.route}/code", data={"csrf": csrf, "code": code()[-1]})).status_code


def show(outcome: Outcome, chance: random.Random) -> None:
    """Who got in, what differed, and how long answers took."""
    guesser = outcome.guesser
    print(f"let in by a guess: {guesser.inside}; sessions opened: {outcome.sessions} (one by the right code)")
    print(f"the right code was answered {outcome.right_code}")
    print(f"codes sent: {outcome.codes_sent}, for {outcome.codes_expected} attempts with a case")
    print(f"from one network: {dict(outcome.one_network)}")
    statuses = Counter(answer.status for answers in guesser.asked.values() for answer in answers)
    print(f"from a network each: {dict(statuses)}")
    rows: list[Sequence[str]] = []
    for name, answers in (("ask", guesser.asked), ("enter a code", guesser.entered)):
        for exists, label in ((True, "exists"), (False, "does not")):
            these = answers[exists]
            median, p95 = median_p95([answer.milliseconds for answer in these])
            shapes = {answer.shape for answer in these}
            rows.append((name, label, str(len(these)), str(len(shapes)), f"{median:.2f}", f"{p95:.2f}"))
        different = {answer.shape for answer in answers[True]} ^ {answer.shape for answer in answers[False]}
        difference, low, high = _difference(answers[True], answers[False], chance)
        interval = f"{difference:+.2f} [{low:+.2f}, {high:+.2f}]"
        auc = f"{_told_apart(answers[True], answers[False]):.3f}"
        rows.append(("  difference", "", "", str(len(different)), interval, f"AUC {auc}"))
    show_table(("answer", "case", "n", "shapes", "median ms", "p95 ms"), rows, title=load())


def _difference(these: Sequence[Answer], those: Sequence[Answer], chance: random.Random) -> tuple[float, float, float]:
    """Of the medians, in milliseconds, with its 95 % interval."""
    mine, others = ([answer.milliseconds for answer in answers] for answers in (these, those))
    resampled = sorted(
        statistics.median(chance.choices(mine, k=len(mine))) - statistics.median(chance.choices(others, k=len(others)))
        for _ in range(RESAMPLES)
    )
    difference = statistics.median(mine) - statistics.median(others)
    return difference, resampled[RESAMPLES // 40], resampled[-RESAMPLES // 40]


def _told_apart(these: Sequence[Answer], those: Sequence[Answer]) -> float:
    """How often an answer for a case that exists takes longer than one for none: 0.5 tells nothing."""
    ranked = sorted([(a.milliseconds, True) for a in these] + [(a.milliseconds, False) for a in those])
    ranks = sum(rank for rank, (_, exists) in enumerate(ranked, start=1) if exists)
    return (ranks - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


def main(
    attempts: Annotated[int, typer.Option(min=100, help="How often to try.")] = 10_000,
    real: Annotated[float, typer.Option(min=0.01, max=0.9, help="Share that is for cases that exist.")] = 0.2,
    codes: Annotated[int, typer.Option(min=1, max=6, help="Codes guessed at each attempt.")] = 1,
    at_once: Annotated[int, typer.Option(min=1, help="Browsers side by side.")] = 4,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Measure and show."""
    outcome = asyncio.run(measure(attempts=attempts, real=real, codes=codes, at_once=at_once, seed=seed))
    show(outcome, random.Random(seed))


if __name__ == "__main__":
    typer.run(main)
