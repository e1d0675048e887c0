"""Guess at the portal's sign-in ten thousand times: `python -m benchmarks.portal_guesses [--attempts 10000]`.

Real server, worker, API and simulator. Most guesses come from a network of their own; each address is asked for twice
as often as codes are sent there. Meanwhile victims come in, half of them with a number that is being asked for. In the
end one network goes on after it was refused. Three things are shown:

- no guess gets in, and no victim is locked out or refused;
- what the refused network asks for changes nothing: no attempt and no counter of any other kind is stored;
- cases that exist and cases that do not are answered alike: status, headers and body of every answer, and its time, in
  random order. The difference of the medians is given with its 95 % interval (bootstrap).

Exit code 1 if a guess got in, a victim did not, or answers differ.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import httpx
import typer

from benchmarks.code_guesser import Answer, Guess, Guesser, add_cases, cases_needed, guesses, networks
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import load, median_p95, show_table
from benchmarks.portal_victims import Arrival, Victim, Way
from db.encryption.keyring import KeyRing
from db.encryption.vault import Vault

RESAMPLES = 1000
WAITING = "SELECT count(*) FROM portal_attempts WHERE looked_up_at IS NULL"
STORED = ("SELECT count(*) FROM portal_attempts", "SELECT count(*) FROM rate_counts")
ALLOWED_OF_ONE_NETWORK = 30
REFUSED_OF_ONE_NETWORK = 300


@dataclass(kw_only=True)
class Outcome:
    """What the guesser saw, what the victims met, and what really happened."""

    guesser: Guesser
    victims: list[Arrival] = field(default_factory=list)
    codes_sent: int = 0
    one_network: Counter[int] = field(default_factory=Counter)
    changed_by_refused: int = 0
    """Attempts and counters stored while one network was refused."""

    @property
    def differences(self) -> int:
        """How many shapes of answers only one of the two kinds of case has."""
        kinds = (self.guesser.asked, self.guesser.entered)
        return sum(len({a.shape for a in each[True]} ^ {a.shape for a in each[False]}) for each in kinds)

    @property
    def holds(self) -> bool:
        """True if no guess got in, every victim did, no refused request changed anything and no answer told."""
        shut_out = [each for each in self.victims if each.way is Way.NONE or each.refused]
        return not (self.guesser.inside or shut_out or self.changed_by_refused or self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is tried: `codes` guessed at each attempt, by so many browsers, while so many victims come in."""

    attempts: int
    real: float
    codes: int
    at_once: int
    victims: int
    seed: int


async def measure(plan: Plan) -> Outcome:
    """Guess while victims come in, then go on from one network that is refused."""
    chance = random.Random(plan.seed)
    async with stage() as here:
        keys = KeyRing.load(here.database.parent / "keys.json")
        needed = cases_needed(plan.attempts, plan.real)
        async with here.transaction() as session:
            known = await add_cases(session, Vault(keys), here.stack.demo.ori, cases=needed + plan.victims)
        wanted = guesses(known[:needed], attempts=plan.attempts, real=plan.real, chance=chance)
        say(f"{plan.attempts} attempts, {sum(guess.exists for guess in wanted)} of them for cases that exist")
        outcome = Outcome(guesser=Guesser(ori=here.stack.demo.ori, chance=chance))
        asked_for = [guess for guess in dict.fromkeys(wanted) if guess.exists and "@" not in guess.address]
        half = asked_for[: plan.victims // 2]  # who come last, when no more codes are sent to them by the form
        coming = [*(by_phone for by_phone, _ in known[needed : len(known) - len(half)]), *half]
        await _attack(here, outcome, wanted, coming, plan)
        await until(lambda: here.count(WAITING) == 0, patience=600)
        say(f"{REFUSED_OF_ONE_NETWORK} more from one network that is refused")
        await _go_on_from_one_network(here, outcome, [by_phone for by_phone, _ in known])
        outcome.codes_sent = here.count("SELECT count(*) FROM messages WHERE key = 'portal_code'")
        return outcome


async def _attack(here: Stage, outcome: Outcome, wanted: list[Guess], coming: list[Guess], plan: Plan) -> None:
    """All guesses, by some browsers; the victims come one after another, spread over the whole time."""
    origin, rest = networks(), iter(wanted)
    arrivals: list[asyncio.Task[Arrival]] = []

    async def one_browser(_: int) -> None:
        async with httpx.AsyncClient(base_url=here.stack.api, timeout=60) as http:
            csrf = await outcome.guesser.arrive(http)
            for guess in rest:
                await outcome.guesser.guess(http, csrf, guess, next(origin), codes=plan.codes)

    async def let_victims_come(victims: Iterator[tuple[int, Guess]]) -> None:
        for n, mine in victims:
            due = len(wanted) * (n + 1) // (len(coming) + 1)
            await until(lambda due=due: outcome.guesser.attempts >= due, patience=3600, look=0.2)  # type: ignore[misc]  # mypy infers no type for it
            victim = Victim(here=here, mine=mine, network=f"192.0.{n}.7")
            arrivals.append(asyncio.create_task(victim.come_in()))

    victims = asyncio.create_task(let_victims_come(iter(enumerate(coming))))
    await asyncio.gather(*(one_browser(n) for n in range(plan.at_once)))
    await victims
    outcome.victims = list(await asyncio.gather(*arrivals))


async def _go_on_from_one_network(here: Stage, outcome: Outcome, known: list[Guess]) -> None:
    """Ask as often as it may, then go on with cases and phones that exist, and see that nothing comes of it."""
    async with httpx.AsyncClient(base_url=here.stack.api, timeout=60) as http:
        guesser = Guesser(ori=here.stack.demo.ori, chance=random.Random(1))
        csrf = await guesser.arrive(http)

        async def ask(guess: Guess) -> None:
            answer = await guesser.guess(http, csrf, guess, "198.51.100.7", codes=0)
            outcome.one_network[answer.status] += 1

        for n in range(ALLOWED_OF_ONE_NETWORK):
            await ask(Guess(exists=False, case=f"x{n}", address=f"stranger.{n}@example.org"))
        await until(lambda: here.count(WAITING) == 0, patience=600)
        await ask(known[0])  # the counters of the network itself are there from here on
        before = [here.count(statement) for statement in STORED]
        for n in range(REFUSED_OF_ONE_NETWORK - 1):
            await ask(known[n % len(known)])
        outcome.changed_by_refused = sum(here.count(s) for s in STORED) - sum(before)


def show(outcome: Outcome, chance: random.Random) -> None:
    """Who got in, what differed, and how long answers took."""
    guesser = outcome.guesser
    ways = Counter(str(each.way) for each in outcome.victims)
    seconds = sorted(each.seconds for each in outcome.victims)
    print(f"let in by a guess: {guesser.inside}")
    print(f"victims: {dict(ways)}; refused: {sum(each.refused for each in outcome.victims)}")
    if seconds:
        print(f"they were in after {statistics.median(seconds):.1f} s (median), {seconds[-1]:.1f} s at most")
    print(f"codes sent: {outcome.codes_sent}")
    print(f"from one network: {dict(outcome.one_network)}; stored while refused: {outcome.changed_by_refused}")
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
    victims: Annotated[int, typer.Option(min=0, max=200, help="Victims who come in meanwhile.")] = 24,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    """Measure and show."""
    plan = Plan(attempts=attempts, real=real, codes=codes, at_once=at_once, victims=victims, seed=seed)
    outcome = asyncio.run(measure(plan))
    show(outcome, random.Random(seed))
    raise typer.Exit(0 if outcome.holds else 1)


if __name__ == "__main__":
    typer.run(main)
