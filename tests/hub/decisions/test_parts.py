"""A long ranked list is shown in parts; the figures count every rank."""

from types import SimpleNamespace

import pytest

from grappe.hub.decisions.tables import PART_SIZE, part_of

ROWS = [SimpleNamespace(rank=n, item=1_000 + n) for n in range(1, 251)]


@pytest.mark.parametrize(
    ("asked", "first", "last", "before", "after"),
    [
        ("", 1, 100, 0, 101),
        ("1", 1, 100, 0, 101),
        ("101", 101, 200, 1, 201),
        ("150", 101, 200, 1, 201),
        ("201", 201, 250, 101, 0),
        ("9999", 201, 250, 101, 0),
        ("0", 1, 100, 0, 101),
        ("all", 1, 250, 0, 0),
        ("-5", 1, 100, 0, 101),
        ("٣", 1, 100, 0, 101),
        ("9" * 50, 1, 100, 0, 101),
    ],
)
def test_the_rank_asked_for_says_which_part_is_shown(asked, first, last, before, after):
    shown, part = part_of(ROWS, asked)

    assert [shown[0].rank, shown[-1].rank] == [first, last] == [part.first, part.last]
    assert (part.before, part.after, part.all) == (before, after, 250)
    assert part.whole == (asked == "all")


def test_the_parts_one_after_another_hold_every_rank_once():
    ranks, at = [], 1
    while at:
        shown, part = part_of(ROWS, str(at))
        ranks += [row.rank for row in shown]
        at = part.after

    assert ranks == list(range(1, 251))
    assert PART_SIZE == 100


def test_after_a_change_the_part_with_the_changed_item_is_shown():
    shown, part = part_of(ROWS, "", near=1_150)

    assert 1_150 in {row.item for row in shown}
    assert part.first == 101


def test_a_short_list_is_whole_and_an_empty_one_too():
    assert part_of(ROWS[:100], "")[1].whole
    assert part_of([], "")[1].whole
