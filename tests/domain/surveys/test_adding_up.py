"""A period's invitations, added up: what is shown of it, and that it survives being stored."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.surveys.csv_rows import HEADER, defused, rows
from domain.surveys.figures import GroupFigures, figures
from domain.surveys.groups import TOTAL, Group
from domain.surveys.questions import QuestionSet
from domain.surveys.results import By, Results, from_facts, items_of, to_facts
from domain.surveys.suppression import LEAST
from domain.surveys.tally import Invited, SurveyTally
from policies.files import load_question_sets

SETS = load_question_sets()
CAME, BY_PHONE = SETS["officer_came.1"], SETS["by_phone.1"]
ALL_FIVE = {item.id: 4 for item in CAME.items}


def invited(
    n: int, *, beat: str = "C2", answers: dict[str, int] | None = None, of: QuestionSet = CAME
) -> list[Invited]:
    """So many who answered so, one of them a little otherwise."""
    ratings = {item.id: 4 for item in of.items} if answers is None else answers
    one = Invited(
        values={By.BEAT: beat, By.OUTCOME: of.outcome},
        question_set=of.key,
        ratings=ratings,
        began=bool(ratings),
        opted_out=False,
        delivered=True,
    )
    other = replace(one, ratings=dict.fromkeys(ratings, 1))
    return [other, *[one] * (n - 1)]


def added_up(*people: list[Invited]) -> Results:
    adding_up = SurveyTally(SETS.values())
    for each in (one for some in people for one in some):
        adding_up.add(each)
    return adding_up.results()


def of(results: Results, group: Group) -> GroupFigures:
    return next(figures(each) for each in results.groups if each.group == group)


def test_a_group_has_its_response_rates_and_each_item_its_mean_and_distribution() -> None:
    total = of(added_up(invited(20), invited(10, answers={}), invited(10, answers={"overall": 5})), TOTAL)
    assert total.response is not None
    assert (total.response.invited, total.response.answered, total.response.complete) == (40, 30, 20)
    assert (total.response.break_off, total.response.no_answer) == (10, 10)
    assert total.response.rr1.value == total.response.rr2.value == 0.5
    overall = next(item for item in total.items if item.item == "overall")
    assert (overall.n, [each.n for each in overall.ratings]) == (30, [2, 0, 0, 19, 9])
    assert overall.mean is not None
    assert overall.mean.value == pytest.approx((2 + 19 * 4 + 9 * 5) / 30)


def test_an_item_that_fewer_than_ten_answered_is_hidden_where_its_group_is_not() -> None:
    total = of(added_up(invited(9), invited(20, answers={"overall": 5})), TOTAL)
    shown = {item.item: item.shown for item in total.items}
    assert shown["overall"]
    assert not shown["told_next"]


def test_an_item_counts_over_all_sets_that_ask_it_in_the_same_words_and_only_where_it_was_asked() -> None:
    results = added_up(invited(20), invited(15, of=BY_PHONE))
    by_item = {item.item: item.n for item in of(results, TOTAL).items}
    assert (by_item["overall"], by_item["officers_listened"], by_item["call_taker_listened"]) == (35, 20, 15)
    assert "officers_listened" not in {item.item for item in of(results, ("outcome", "by_phone")).items}
    overall = next(item for item in results.items if item.key == "overall")
    assert overall.sets == ("by_phone.1", "nobody_came.1", "officer_came.1")


def test_an_id_that_asks_in_other_words_is_an_item_of_its_own() -> None:
    asks_otherwise = replace(CAME.items[-1], text={**CAME.items[-1].text, "fa": "دیگر"})
    second = replace(CAME, version=2, items=(*CAME.items[:-1], asks_otherwise))
    items = items_of([second, *SETS.values()])
    assert items["officer_came.1"]["overall"].key == "overall"
    assert items["officer_came.2"]["overall"].key == "overall@officer_came.2"
    assert items["officer_came.2"]["told_next"] is items["officer_came.1"]["told_next"]


def test_of_a_set_that_is_no_longer_there_nothing_is_told() -> None:
    gone = replace(invited(1)[0], question_set="gone.1")
    total = of(added_up(invited(20), [gone]), TOTAL)
    assert total.response is not None
    assert (total.response.invited, total.response.answered, total.response.break_off) == (21, 20, 1)


def test_nothing_of_a_hidden_group_is_kept() -> None:
    results = added_up(invited(30), invited(20, beat="C3"), invited(3, beat="C4"))
    hidden = [each for each in results.groups if each.group in {("beat", "C3"), ("beat", "C4")}]
    for group in hidden:
        assert (group.dispositions, group.answered, {*group.ratings.values()}) == (None, None, {None})
        assert figures(group).response is None


def test_nobody_was_invited() -> None:
    assert added_up() == Results(invited=0, items=(), groups=())


PEOPLE = st.lists(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(list(SETS.values())), st.integers(0, 14), st.integers(0, 5)),
    max_size=10,
)


@given(PEOPLE)
def test_what_is_released_has_no_figure_of_fewer_than_ten(people: list[tuple[str, QuestionSet, int, int]]) -> None:
    some = [
        invited(n, beat=beat, of=asked, answers={item.id: 5 for item in asked.items[:answered]})
        for beat, asked, n, answered in people
        if n
    ]
    results = added_up(*some)
    assert from_facts(json.loads(json.dumps(to_facts(results)))) == results
    for group in results.groups:
        assert group.answered is None or group.answered >= LEAST
        assert all(counts is None or sum(counts) >= LEAST for counts in group.ratings.values())
        assert group.answered is not None or not any(group.ratings.values())


def test_a_spreadsheet_has_a_row_for_each_group_and_item_and_no_figure_where_it_is_hidden() -> None:
    results = added_up(invited(30, beat="=1+1"), invited(9, beat="C3"))
    table = [dict(zip(HEADER, row, strict=True)) for row in rows("WASPD0000", "2026-Q3", map(figures, results.groups))]
    assert len(table) == 5 * len(results.groups)
    total = table[0]
    assert (total["by"], total["hidden"], total["n"], total["rated_4"]) == ("total", "", "39", "37")
    hidden = next(row for row in table if row["value"] == "'=1+1")
    assert hidden["hidden"] == "group"
    assert {hidden[name] for name in HEADER[6:]} == {""}


@pytest.mark.parametrize("value", ["=cmd", "+1", "-1", "@x", "\t=x", "\r=x"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_defused(value: str) -> None:
    assert defused(value) == f"'{value}"
    assert defused("C2") == "C2"
