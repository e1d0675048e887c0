"""When calls come: said only if it is more than chance, and as people say it."""

from __future__ import annotations

import random

from analytics.hot_spots.best_hours import BestHours, at_least, best_hours

FRIDAY, SATURDAY, SUNDAY = 5, 6, 7


def test_calls_of_weekend_nights_are_said_so_with_nights_that_go_over_midnight() -> None:
    nights = [(FRIDAY, 22), (FRIDAY, 23), (SATURDAY, 0), (SATURDAY, 1), (SATURDAY, 22), (SATURDAY, 23), (SUNDAY, 1)]
    assert best_hours(nights * 5) == BestHours(hours=(22, 1), days=(FRIDAY, SATURDAY))


def test_calls_at_all_times_alike_have_no_best_hours() -> None:
    even = [(day, hour) for day in range(1, 8) for hour in range(24)]
    assert best_hours(even) == BestHours()


def test_few_calls_say_nothing_of_when() -> None:
    assert best_hours([(FRIDAY, 22)] * 19) == BestHours()
    assert best_hours([(FRIDAY, 22)] * 20) == BestHours(hours=(22, 23), days=(FRIDAY,))


def test_chance_alone_hardly_ever_gives_best_hours() -> None:
    chance = random.Random(3)
    alike = [[(chance.randint(1, 7), chance.randrange(24)) for _ in range(40)] for _ in range(500)]
    said = [found for found in map(best_hours, alike) if found != BestHours()]
    assert len(said) <= 10


def test_hours_of_the_day_alone_are_said_without_days() -> None:
    found = best_hours([(day, hour) for day in range(1, 8) for hour in (8, 9, 10)] * 3)
    assert found == BestHours(hours=(8, 10), days=None)


def test_the_chance_of_two_heads_or_three_in_three_throws_is_one_half() -> None:
    assert at_least(2, 3, 0.5) == 0.5
