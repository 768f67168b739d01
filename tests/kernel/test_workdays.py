"""Working days: the country's, the office's corrections, counted forwards and backwards."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel.workdays import DAYS_FILE, WorkingDays, read_working_days, working_days

REAL = read_working_days(DAYS_FILE)
STARTS = st.dates(date(2015, 1, 1), date(2027, 12, 1))
COUNTS = st.integers(1, 15)
untimed = settings(deadline=None)  # the first look at a year loads it


def test_working_days_skip_weekends_and_the_countrys_days_off():
    days = WorkingDays()
    assert days.after(date(2026, 7, 17), 1) == date(2026, 7, 20)
    assert days.after(date(2026, 4, 29), 1) == date(2026, 5, 4)  # 30/4, 1/5, a weekend
    assert days.before(date(2026, 5, 4), 1) == date(2026, 4, 29)
    assert days.works(date(2025, 4, 26))  # a Saturday made up for 2/5


def test_the_offices_corrections_win():
    days = working_days({"days_off": [date(2026, 7, 20)], "make_up_days": [date(2026, 7, 18)]})
    assert days.works(date(2026, 7, 18))
    assert days.after(date(2026, 7, 17), 2) == date(2026, 7, 21)
    assert days.before(date(2026, 7, 21), 1) == date(2026, 7, 18)
    with pytest.raises(TypeError):
        working_days({"days_off": ["2026-07-20"]})


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2026, 2, 23), 1, date(2026, 2, 13)),  # Tết: 14/2 to 22/2 off
        (date(2026, 2, 24), 3, date(2026, 2, 12)),
        (date(2026, 9, 3), 1, date(2026, 8, 28)),  # 2/9: 29/8 to 2/9 off,
        (date(2026, 8, 24), 1, date(2026, 8, 22)),  # made up on Saturday 22/8
        (date(2026, 1, 12), 1, date(2026, 1, 10)),  # Saturday made up for Friday 2/1
        (date(2026, 1, 5), 1, date(2025, 12, 31)),
    ],
)
def test_the_real_calendar_is_counted_backwards(day, count, before):
    assert REAL.before(day, count) == before
    assert REAL.between(before, day) == count


def test_working_days_between_two_days_count_the_last_and_not_the_first():
    assert REAL.between(date(2026, 7, 17), date(2026, 7, 17)) == 0
    assert REAL.between(date(2026, 7, 17), date(2026, 7, 19)) == 0  # a weekend
    assert REAL.between(date(2026, 7, 17), date(2026, 7, 20)) == 1
    assert REAL.between(date(2026, 7, 20), date(2026, 7, 17)) == -1


@untimed
@given(STARTS, COUNTS)
def test_counted_working_days_are_working_days_and_that_many(start, count):
    end = REAL.after(start, count)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert REAL.works(end)
    assert sum(map(REAL.works, passed)) == count == REAL.between(start, end)


@untimed
@given(STARTS, COUNTS)
def test_days_counted_backwards_are_working_days_and_that_many(end, count):
    start = REAL.before(end, count)
    passed = [start + timedelta(days=n) for n in range((end - start).days)]
    assert REAL.works(start)
    assert sum(map(REAL.works, passed)) == count


@untimed
@given(STARTS, COUNTS)
def test_counting_back_undoes_counting_on(start, count):
    if REAL.works(start):
        assert REAL.before(REAL.after(start, count), count) == start
        assert REAL.after(REAL.before(start, count), count) == start


@untimed
@given(STARTS, STARTS, STARTS)
def test_working_days_between_add_up(a, b, c):
    assert REAL.between(a, b) + REAL.between(b, c) == REAL.between(a, c)
    assert REAL.between(a, b) == -REAL.between(b, a)
