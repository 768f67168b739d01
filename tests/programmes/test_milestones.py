"""Milestones are counted back in working days; how an item stands follows from evidence alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel.i18n import LOCALES, known, speaking
from server.kernel.workdays import DAYS_FILE, read_working_days
from server.programmes.errors import LeadTimesRefused
from server.programmes.milestones import (
    STEPS,
    Evidence,
    LeadTimes,
    Milestone,
    milestones,
    standing,
    target_day,
)
from server.programmes.models import KINDS
from server.programmes.standings import Prepared

DAYS = read_working_days(DAYS_FILE)
BODY = LeadTimes(draft=15, opinions=10, appraisal=7, papers=5)
SESSION = date(2026, 3, 3)
FINISHES = ("presented", "issued", "held", "done")
SEVERITY = {"none": 0, "green": 0, "amber": 1, "red": 2}

kinds = st.sampled_from((*KINDS, ""))
some_days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
targets = st.one_of(st.none(), some_days)
counts = st.lists(st.integers(1, 30), min_size=4, max_size=4).map(lambda n: sorted(n, reverse=True))
lead_times = st.builds(
    lambda n, said: LeadTimes(**dict(zip(STEPS, n, strict=False), **dict.fromkeys(said))),
    counts,
    st.sets(st.sampled_from(STEPS[:4])),
)
evidences = st.builds(Evidence, **{step: st.one_of(st.none(), some_days) for step in STEPS})
untimed = settings(deadline=None)  # the first look at a year loads it


def stands(kind="submission", target=SESSION, leads=BODY, *, today, **evidence):
    return standing(kind, target, Evidence(**evidence), leads, today=today, days=DAYS)


# --- milestones ---------------------------------------------------------------------------------


def test_a_submission_is_counted_back_over_tet():
    assert milestones("submission", SESSION, BODY, DAYS) == (
        Milestone("draft", date(2026, 2, 3)),
        Milestone("opinions", date(2026, 2, 10)),
        Milestone("appraisal", date(2026, 2, 13)),  # 14/2 to 22/2 are off
        Milestone("papers", date(2026, 2, 24)),
        Milestone("presented", SESSION),
    )


@pytest.mark.parametrize(
    ("session", "papers"),
    [
        (date(2026, 9, 7), date(2026, 8, 26)),  # 29/8 to 2/9 are off
        (date(2026, 1, 13), date(2026, 1, 7)),  # Saturday 10/1 is worked
        (date(2026, 5, 31), date(2026, 5, 25)),  # a Sunday, the last day of its month
    ],
)
def test_papers_are_due_five_working_days_before_on_the_real_calendar(session, papers):
    assert milestones("submission", session, BODY, DAYS)[-2:] == (
        Milestone("papers", papers),
        Milestone("presented", session),
    )


def test_a_body_that_says_nothing_of_a_step_has_no_milestone_for_it():
    line = milestones("submission", SESSION, LeadTimes(papers=3), DAYS)
    assert [m.step for m in line] == ["papers", "presented"]


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("document", ["draft", "opinions", "appraisal", "issued"]),
        ("activity", ["done"]),
        ("meeting", ["held"]),
        ("", ["done"]),
    ],
)
def test_only_a_submission_must_be_tabled(kind, steps):
    assert [m.step for m in milestones(kind, SESSION, BODY, DAYS)] == steps


def test_the_session_goes_before_the_period_and_no_time_is_no_day():
    assert target_day(SESSION, "2026-03-31") == SESSION
    assert target_day(None, "2026-03-31") == date(2026, 3, 31)
    assert target_day(None, "2026-03-05T07:30") == date(2026, 3, 5)
    assert target_day(None, None) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"papers": 0},
        {"draft": -1},
        {"draft": 251},
        {"draft": 5, "papers": 7},
        {"opinions": 3, "appraisal": 4},
    ],
)
def test_lead_times_out_of_order_or_without_sense_are_refused(wrong):
    with pytest.raises(LeadTimesRefused):
        LeadTimes(**wrong)
    with pytest.raises(LeadTimesRefused):
        replace(LeadTimes(), **wrong)


@untimed
@given(kinds, some_days, lead_times)
def test_milestones_are_in_order_on_working_days_and_exact(kind, target, leads):
    *counted, last = milestones(kind, target, leads, DAYS)
    assert last.day == target
    days = [m.day for m in (*counted, last)]
    assert days == sorted(days)
    assert [m.step for m in counted] == sorted((m.step for m in counted), key=STEPS.index)
    for milestone in counted:
        span = range((target - milestone.day).days)
        assert DAYS.works(milestone.day)
        worked = sum(DAYS.works(milestone.day + timedelta(days=n)) for n in span)
        assert worked == getattr(leads, milestone.step)


# --- standing -----------------------------------------------------------------------------------


def test_an_item_turns_amber_by_itself_the_day_after_its_draft_was_due():
    due, late = stands(today=date(2026, 2, 3)), stands(today=date(2026, 2, 4))
    assert (due.colour, due.reason.code) == ("none", "standing-next-draft")
    assert (late.colour, late.reason.code) == ("amber", "standing-late-draft")
    assert late.reason.params == {"day": "03/02/2026"}
    assert late.next == due.next == Milestone("draft", date(2026, 2, 3))


def test_evidence_that_came_late_turns_it_back():
    day = date(2026, 2, 9)
    assert stands(today=day, draft=date(2026, 2, 10)).colour == "amber"  # not there yet
    found = stands(today=day, draft=day)
    assert (found.colour, found.reason.code) == ("green", "standing-next-opinions")


def test_later_evidence_shows_the_steps_before_it():
    found = stands(today=date(2026, 2, 24), papers=date(2026, 2, 24))
    assert (found.colour, found.next) == ("green", Milestone("presented", SESSION))


def test_a_session_that_passed_without_it_is_red_and_says_what_to_chase():
    assert stands(today=SESSION, papers=date(2026, 2, 24)).colour == "green"
    found = stands(today=date(2026, 3, 4), draft=date(2026, 2, 3))
    assert (found.colour, found.reason.code) == ("red", "standing-late-presented")
    assert found.reason.params == {"day": "03/03/2026"}
    assert found.next == Milestone("opinions", date(2026, 2, 10))


def test_what_was_presented_is_finished_and_says_when_it_was_late():
    found = stands(today=date(2026, 6, 1), presented=SESSION)
    assert (found.colour, found.reason.code, found.next) == ("green", "standing-presented", None)
    late = stands(today=date(2026, 6, 1), presented=date(2026, 3, 10))
    assert (late.colour, late.reason.code) == ("green", "standing-presented-late")
    assert late.reason.params == {"day": "10/03/2026", "target": "03/03/2026"}


def test_an_activity_is_done_by_its_evidence_and_a_meeting_by_the_meeting():
    after = date(2026, 3, 4)
    assert stands("activity", today=after, presented=SESSION).colour == "red"
    assert stands("activity", today=after, done=SESSION).reason.code == "standing-done"
    assert stands("meeting", today=after, done=SESSION).colour == "red"
    assert stands("meeting", today=after, held=SESSION).reason.code == "standing-held"
    assert stands("document", today=after, presented=SESSION).colour == "red"
    assert stands("document", today=after, issued=SESSION).reason.code == "standing-issued"


def test_an_item_without_a_day_has_no_light_until_it_is_finished():
    early = date(2026, 2, 1)
    found = stands(target=None, today=SESSION, draft=early)
    assert (found.colour, found.reason.code, found.next) == ("none", "standing-no-day", None)
    assert stands(target=None, today=SESSION, presented=early).colour == "green"


@untimed
@given(kinds, targets, lead_times, some_days)
def test_nothing_turns_green_without_evidence(kind, target, leads, today):
    assert stands(kind, target, leads, today=today).colour != "green"


@untimed
@given(kinds, targets, lead_times, evidences, some_days)
def test_a_green_item_has_evidence_and_nothing_due_is_lacking(kind, target, leads, evidence, today):
    found = standing(kind, target, evidence, leads, today=today, days=DAYS)
    if found.colour == "green":
        assert any(day and day <= today for day in vars(evidence).values())
        assert found.next is None or found.next.day >= today


@untimed
@given(kinds, targets, lead_times, evidences, some_days, st.integers(0, 400))
def test_without_new_evidence_an_item_never_stands_better_later(
    kind, target, leads, evidence, today, more
):
    there = {s: d if d and d <= today else None for s, d in vars(evidence).items()}
    now, then = (
        stands(kind, target, leads, today=day, **there)
        for day in (today, today + timedelta(days=more))
    )
    assert SEVERITY[then.colour] >= SEVERITY[now.colour]
    assert (then.colour == "green") <= (now.colour == "green")
    assert then.next == now.next


@untimed
@given(kinds, targets, lead_times, evidences, some_days, st.sampled_from(STEPS))
def test_more_evidence_never_makes_it_worse(kind, target, leads, evidence, today, step):
    was = standing(kind, target, evidence, leads, today=today, days=DAYS)
    more = replace(evidence, **{step: min(today, getattr(evidence, step) or today)})
    found = standing(kind, target, more, leads, today=today, days=DAYS)
    assert SEVERITY[found.colour] <= SEVERITY[was.colour]


@untimed
@given(kinds, targets, lead_times, evidences, some_days)
def test_every_reason_and_every_step_has_its_words(kind, target, leads, evidence, today):
    found = standing(kind, target, evidence, leads, today=today, days=DAYS)
    for locale in LOCALES:
        with speaking(locale):
            assert known(found.reason.code)
            assert "%(" not in found.reason.sentence
            assert found.next is None or known(found.next.code)


def test_what_comes_before_a_later_session_again_is_not_presented_yet():
    again = Prepared(
        kind="submission",
        state="on-agenda",
        session_on=date(2026, 11, 23),
        last=None,
        steps={"papers": "2026-11-06", "presented": "2026-11-09"},
        body_id=1,
        adopted=True,
    )
    assert (again.evidence.papers, again.evidence.presented) == (date(2026, 11, 6), None)
    held = replace(again, session_on=date(2026, 11, 9))
    assert held.evidence.presented == date(2026, 11, 9)
    over = replace(again, state="presented", session_on=None)
    assert over.evidence.presented == date(2026, 11, 9)
