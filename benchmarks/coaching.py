"""Busy beats: in simulated departments, which officers does coaching point at, and how busy are they?

`python -m benchmarks.coaching` reckons 1,000 departments in which all officers are equal and only beats, hours, types
and workloads are not; then some in which a few officers are truly better or worse. Beside it stands what Seattle's
system did: every officer against the mean of the department.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analytics.coaching.comparing import PeerComparison, compare
from analytics.coaching.material import Material
from domain.coaching.policy import CoachingRule
from domain.coaching.terms import Direction

SHIFTS, TYPES = 3, 12
DEPARTMENTS = 1000
ON_OWN_BEAT = 0.7
"""Of an officer's calls; the others are anywhere."""
Z_OF_95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """One that was simulated: its calls of a year that someone answered about, the workload of each officer (all their
    calls) and how their work truly differs, in log odds (0: as all others).
    """

    material: Material
    workload: Any
    truly: Any


def department(seed: int, *, different: float = 0.0, by: float = 0.0) -> Department:
    """An invented one; a share of its officers are truly `different` `by` so many log odds, half of them worse."""
    chance = np.random.default_rng(seed)
    officers, beats = int(chance.integers(40, 200)), int(chance.integers(4, 18))
    home, shift = chance.integers(0, beats, officers), chance.integers(0, SHIFTS, officers)
    busy = chance.lognormal(0, 0.6, beats)
    answered = np.clip(busy[home] * chance.lognormal(3.6, 0.6, officers), 5, 400).astype(int)
    workload = answered * chance.uniform(4, 5, officers)
    truly = np.zeros(officers)
    odd = chance.random(officers) < different
    truly[odd] = by * np.where(chance.random(int(odd.sum())) < 0.5, -1, 1)

    first = np.repeat(np.arange(officers), answered)
    calls = len(first)
    away = chance.random(calls) > ON_OWN_BEAT
    beat = np.where(away, chance.integers(0, beats, calls), home[first])
    mix = np.arange(1, TYPES + 1) ** -1.2
    kinds = chance.choice(TYPES, calls, p=mix / mix.sum())
    when = shift[first]
    # The busier the beat, the less content its people: the longer they wait for any officer.
    content = 1.2 - 0.5 * np.log(busy) + chance.normal(0, 0.3, beats)
    odds = content[beat] + chance.normal(0, 0.4, SHIFTS)[when] + chance.normal(0, 0.6, TYPES)[kinds]
    odds = odds + chance.normal(0, 0.3, (beats, SHIFTS, TYPES))[beat, when, kinds]

    second = _partners(chance, first, home, shift)
    has_second = (chance.random(calls) < 0.35) & (second != first)
    whose = truly[first] + np.where(has_second, truly[second], 0)
    well = chance.random(calls) < 1 / (1 + np.exp(-odds - whose / np.where(has_second, 2, 1)))
    place = np.arange(calls)
    answers = 1 + (chance.random(calls) < 0.08)
    return Department(
        material=Material(
            subjects=[f"{n:04}" for n in range(officers)],
            group_of=(beat * SHIFTS + when) * TYPES + kinds,
            well=well.astype(np.int64),
            answers=answers,
            full_marks=np.where(well, answers, 0),
            pair_call=np.concatenate([place, place[has_second]]),
            pair_subject=np.concatenate([first, second[has_second]]),
        ),
        workload=workload,
        truly=truly,
    )


def _partners(chance: np.random.Generator, first: Any, home: Any, shift: Any) -> Any:
    """For each call another officer of the same beat and shift, if there is one, else any officer."""
    drawn = chance.integers(0, len(home), (6, len(first)))
    near = (home[drawn] == home[first]) & (shift[drawn] == shift[first]) & (drawn != first)
    return drawn[near.argmax(axis=0), np.arange(len(first))]


@dataclass(slots=True, kw_only=True)
class Findings:
    """What became of all officers of all departments that are shown; workloads are by department, mean 0, spread 1."""

    workload: list[float] = field(default_factory=list)
    pointed: list[bool] = field(default_factory=list)
    estimate: list[float] = field(default_factory=list)
    naive: list[bool] = field(default_factory=list)
    truly: list[float] = field(default_factory=list)
    compared: list[int] = field(default_factory=list)
    right_way: list[bool] = field(default_factory=list)
    departments_pointing: int = 0

    def add(self, made: Department, found: Sequence[PeerComparison]) -> None:
        """What was found in one department."""
        busy = np.log(made.workload)
        busy = (busy - busy.mean()) / busy.std()
        naive = _against_the_mean(made.material)
        for each in found:
            number = int(each.subject)
            self.workload.append(float(busy[number]))
            self.pointed.append(each.direction is not None)
            self.estimate.append(each.share - each.expected)
            self.naive.append(bool(naive[number]))
            self.truly.append(float(made.truly[number]))
            self.compared.append(each.compared)
            up = each.direction is Direction.PRAISE
            self.right_way.append(each.direction is not None and up == (made.truly[number] > 0))
        self.departments_pointing += any(each.direction for each in found)

    @property
    def share_pointed(self) -> float:
        """Of officers, 0 to 1."""
        return float(np.mean(self.pointed))

    def with_workload(self, values: Sequence[float] | Sequence[bool]) -> float:
        """The correlation of something with workload; 0 if it is the same for all."""
        given = np.asarray(values, dtype=float)
        return float(np.corrcoef(given, self.workload)[0, 1]) if given.std() else 0.0


def _against_the_mean(material: Material) -> Any:
    """Seattle's flaw: every officer against the mean of the whole department, two standard errors off."""
    count = len(material.subjects)
    calls = np.bincount(material.pair_subject, minlength=count)
    well = np.bincount(material.pair_subject, weights=material.well[material.pair_call], minlength=count)
    mean = material.well.mean()
    return abs(well - calls * mean) > Z_OF_95 * np.sqrt(calls * mean * (1 - mean))


def busy_beats(departments: int, *, seed: int = 1, different: float = 0.0, by: float = 0.0) -> Findings:
    """So many departments, each compared by the default rule."""
    findings, rule = Findings(), CoachingRule()
    for number in range(departments):
        made = department(seed * 1_000_000 + number, different=different, by=by)
        findings.add(made, compare(made.material, rule))
    return findings


def main() -> None:
    """Print what was found."""
    began = time.perf_counter()
    equal = busy_beats(DEPARTMENTS)
    print(f"{DEPARTMENTS} departments of equal officers, {len(equal.pointed)} officers shown:")
    print(f"  pointed at: {equal.share_pointed:.3%} of officers, in {equal.departments_pointing} departments")
    print(f"  correlation with workload: pointed at {equal.with_workload(equal.pointed):+.4f}, ", end="")
    print(f"estimate {equal.with_workload(equal.estimate):+.4f}")
    print(f"  by the mean of the department: {np.mean(equal.naive):.1%} pointed at, ", end="")
    print(f"correlation with workload {equal.with_workload(equal.naive):+.3f}")
    print(f"  {time.perf_counter() - began:.1f} s")
    for by in (0.5, 1.0, 1.5):
        found = busy_beats(DEPARTMENTS // 10, seed=2, different=0.05, by=by)
        _print_power(by, found)


def _print_power(by: float, found: Findings) -> None:
    odd, compared = np.asarray(found.truly) != 0, np.asarray(found.compared)
    pointed, right = np.asarray(found.pointed), np.asarray(found.right_way)
    print(f"5 % of officers truly different by {by} log odds (of 75 in 100: {_share(-by)} or {_share(by)}):")
    for least, most in ((5, 25), (25, 50), (50, 100), (100, 200), (200, 10_000)):
        some = odd & (compared >= least) & (compared < most)
        print(f"  {least:>4} to {most:>5} compared calls: {pointed[some].mean():.0%} of {some.sum()} found")
    print(f"  of pointers, {1 - right[pointed].mean():.1%} at equal officers or the wrong way", end="; ")
    print(f"correlation of pointers with workload {found.with_workload(found.pointed):+.3f}")


def _share(by: float) -> str:
    odds = np.log(3) + by
    return f"{100 / (1 + np.exp(-odds)):.0f}"


if __name__ == "__main__":
    main()
