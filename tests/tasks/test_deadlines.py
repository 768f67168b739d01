"""Deadlines as written, the day they name, and how late a task is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.workdays import WorkingDays, office_days, set_office_days
from server.tasks.deadlines import (
    Lateness,
    counts_from_notice,
    kind_of,
    lateness,
    proposed_date,
)
from server.tasks.queries import missing

NAMED = [
    ("trước ngày 30/4/2026", date(2026, 4, 30)),
    ("Trước ngày 30/04/2026.", date(2026, 4, 30)),
    ("trước 5/9/2026", date(2026, 9, 5)),
    ("chậm nhất ngày 05/9/2026", date(2026, 9, 5)),
    ("Chậm nhất là ngày 05/9/2026", date(2026, 9, 5)),
    ("chậm nhất đến ngày 05-09-2026", date(2026, 9, 5)),
    ("hoàn thành trước ngày 15 tháng 8 năm 2026", date(2026, 8, 15)),
    ("trong ngày 16/7/2026", date(2026, 7, 16)),
    ("trong tháng 7/2026", date(2026, 7, 31)),
    ("Trong tháng 02 năm 2028", date(2028, 2, 29)),
    ("trước 17 giờ ngày 30/4/2026", date(2026, 4, 30)),
    ("quý III/2026", date(2026, 9, 30)),
    ("trước ngày 01/11/2026", date(2026, 11, 1)),  # a Sunday: a stated date is never moved
]
GUESSES = [
    "",
    "thường xuyên",
    "trước ngày 30/4",  # no year
    "trong tháng 7",
    "kỳ họp thứ 11",
    "trước ngày 31/4/2026",  # no such day
    "trong tháng 13/2026",
    "trước ngày 30/4/2026 hoặc 15/5/2026",
    "sau ngày 30/4/2026",
    "10 ngày kể từ ngày ký",
    "trước tháng 7/2026",
]


@pytest.mark.parametrize(("phrase", "day"), NAMED)
def test_a_phrase_that_names_a_day_proposes_it(phrase, day):
    assert proposed_date(phrase) == day


@pytest.mark.parametrize("phrase", GUESSES)
def test_a_day_that_could_not_be_read_must_be_determined(phrase):
    gaps = [] if phrase == "thường xuyên" else ["deadline"]
    assert missing(1, None, phrase, "") == gaps
    assert missing(1, None, phrase, "when the law is in force") == []
    assert missing(1, date(2026, 4, 30), phrase, "") == []


@pytest.mark.parametrize("phrase", GUESSES)
def test_nothing_is_guessed(phrase):
    assert proposed_date(phrase) is None


@given(st.text())
def test_no_phrase_is_too_strange(phrase):
    assert proposed_date(phrase) is None or len(phrase) > 8


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_before_x_is_x(day):
    assert proposed_date(f"trước ngày {day.day}/{day.month}/{day.year}") == day


THE_DAY_BEFORE = [  # phrase -> the day where "trước ngày X" leaves until the day before X
    ("trước ngày 30/4/2026", date(2026, 4, 29)),
    ("xong trước 5/9/2026", date(2026, 9, 4)),
    ("trước ngày 01/11/2026", date(2026, 10, 31)),
    ("trước ngày 02/11/2026", date(2026, 11, 1)),  # a Sunday: not moved
    ("trước 17 giờ ngày 30/4/2026", date(2026, 4, 30)),
    ("trước 17h00 ngày 30/4/2026", date(2026, 4, 30)),
    ("đến hết ngày 30/4/2026", date(2026, 4, 30)),
    ("trước hết ngày 30/4/2026", date(2026, 4, 30)),
    ("chậm nhất ngày 30/4/2026", date(2026, 4, 30)),
    ("trong ngày 30/4/2026", date(2026, 4, 30)),
    ("trong tháng 7/2026", date(2026, 7, 31)),
]


@pytest.fixture
def day_before():
    """An office that counts "trước ngày X" as the day before X."""
    usual = office_days()
    set_office_days(WorkingDays(day_before=True))
    yield
    set_office_days(usual)


@pytest.mark.parametrize(("phrase", "day"), THE_DAY_BEFORE)
def test_an_office_may_count_before_x_as_the_day_before(day_before, phrase, day):
    assert proposed_date(phrase) == day


FROM_NOTICE = [
    ("10 ngày kể từ ngày ký", date(2026, 7, 27)),
    ("trong 05 ngày làm việc kể từ ngày nhận được Thông báo", date(2026, 7, 24)),
    ("trước ngày 30/9", date(2026, 9, 30)),
    ("trong tháng này", date(2026, 7, 31)),
]


@pytest.mark.parametrize(("phrase", "day"), FROM_NOTICE)
def test_what_counts_from_the_notice_needs_its_date(phrase, day):
    assert proposed_date(phrase) is None
    assert proposed_date(phrase, date(2026, 7, 17)) == day
    assert counts_from_notice(phrase) == ("kể từ" in phrase)


KINDS = [
    ("trước ngày 30/4/2026", "date"),
    ("quý III/2026", "period"),
    ("tại kỳ họp thứ 11", "meeting"),
    ("hằng quý", "recurring"),
    ("thường xuyên", "ongoing"),
    ("sớm", ""),
    ("", ""),
]


@pytest.mark.parametrize(("phrase", "kind"), KINDS)
def test_a_phrase_says_its_kind(phrase, kind):
    assert kind_of(phrase) == kind


TODAY = date(2026, 5, 10)
LATE = [  # state, deadline, reported on -> lateness
    ("open", date(2026, 5, 1), None, Lateness("overdue", 9)),
    ("open", date(2026, 5, 9), None, Lateness("overdue", 1)),
    ("open", date(2026, 5, 10), None, Lateness("due-soon", 0)),
    ("open", date(2026, 5, 13), None, Lateness("due-soon", 3)),
    ("open", date(2026, 5, 14), None, Lateness("on-time", 4)),
    ("open", None, None, Lateness("no-deadline")),
    ("planned", date(2026, 5, 1), None, Lateness("overdue", 9)),
    ("reported", date(2026, 5, 1), date(2026, 5, 1), Lateness("on-time", 0)),
    ("reported", date(2026, 5, 1), date(2026, 5, 4), Lateness("overdue", 3)),
    ("returned", date(2026, 5, 1), date(2026, 4, 1), Lateness("overdue", 9)),  # as good as none
    ("done", date(2026, 5, 1), date(2026, 5, 1), Lateness("done")),
    ("done", date(2026, 5, 1), date(2026, 5, 3), Lateness("done-late", 2)),
    ("done", None, date(2026, 5, 3), Lateness("done")),
]


@pytest.mark.parametrize(("state", "deadline", "reported", "expected"), LATE)
def test_lateness_is_computed(state, deadline, reported, expected):
    assert lateness(state, deadline, reported, TODAY) == expected
