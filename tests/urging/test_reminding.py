"""Who is reminded of what: louder as a day passes, to more, and once."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from server.kernel.errors import NotFound
from server.kernel.types import now
from server.people.models import Membership
from server.tasks.followup import Reminder, TaskDirective
from server.tasks.models import Task
from server.urging.queries import reminders_of
from server.urging.reminding import make_reminders, moved, read_reminders
from tests.world import today


def head(office, who="zoe", body="commission", role="chair"):
    """Let somebody head Clara's body, or take a seat elsewhere."""
    since = today() - timedelta(days=10)
    account_id, body_id = office.world.people[who], office.world.bodies[body]
    office.world.add(Membership(account_id=account_id, body_id=body_id, role=role, since=since))


def test_yellow_is_told_to_the_clerk(office):
    head(office)
    office.task(-3)
    assert office.remind() == 1
    assert office.reminders() == [("clara", "yellow")]


def test_a_task_with_days_left_calls_nobody(office):
    office.task(-4)
    assert office.remind() == 0


def test_red_is_told_to_the_head_as_well(office):
    head(office)
    office.task(1)
    office.remind()
    assert office.reminders() == [("clara", "red"), ("zoe", "red")]


def test_special_is_told_to_the_assigning_level_as_well(office):
    head(office)
    office.task(3)
    office.remind()
    assert [who for who, _ in office.reminders()] == ["carl", "clara", "zoe"]
    assert {alert for _, alert in office.reminders()} == {"special"}


def test_of_the_assigning_level_its_standing_members_hear_too(office):
    head(office, "stan", body="committee", role="delegate")
    office.task(3)
    office.remind()
    assert [who for who, _ in office.reminders()] == ["carl", "clara", "stan"]


def test_where_nobody_said_who_assigned_the_standing_body_hears(office):
    office.task(3, assigner_body_id=None)
    office.remind()
    assert [who for who, _ in office.reminders()] == ["carl", "clara", "stan"]


def test_a_reminder_is_made_once_and_again_for_another_day(office):
    key = office.task(1)
    office.remind()
    assert office.remind() == 0
    assert office.remind(later=-1) == 1  # a clock put back: yesterday it was only due
    assert office.remind() == 0
    office.world.run(None, redate, key=key, day=today() + timedelta(days=2))
    assert office.remind() == 1


def redate(tx, *, key, day):
    tx.session.exec(select(Task).where(Task.key == UUID(key))).one().deadline = day


def test_what_was_reported_calls_nobody(office):
    office.task(5, state="reported")
    assert office.remind() == 0


def test_an_unanswered_directive_calls_its_body_then_its_head_and_who_gave_it(office):
    head(office)
    key = office.task(-90)
    office.world.add(
        TaskDirective(
            task_id=office.session.task(key).id,
            kind="directive",
            text="Say why",
            answer_by=today(),
            said_by_id=office.world.people["stan"],
            said_at=now(),
        )
    )
    office.remind()
    assert office.reminders() == [("clara", "directive")]
    office.remind(later=1)
    late = [who for who, alert in office.reminders() if alert == "unanswered"]
    assert late == ["clara", "stan", "zoe"]


def test_a_change_is_noticed_and_then_done_with(office):
    read = office.world.read
    office.remind()
    assert not read(moved, today())
    assert read(moved, today() + timedelta(days=1))
    office.session.given("Another")
    assert read(moved, today())


def test_a_person_sees_the_loudest_and_marks_it_seen(office):
    office.task(1)
    office.remind(later=-1)
    office.remind()
    seen = office.world.read(reminders_of, office.world.viewer("clara"))
    assert [line.alert for line in seen.lines] == ["red"]
    assert seen.lines[0].opens
    marked = office.world.run("clara", read_reminders, until=seen.until)
    assert marked == 2
    assert office.world.read(reminders_of, office.world.viewer("clara")).count == 0
    assert office.world.happened(f"user:{office.world.people['clara']}").count("reminded") == 2


def test_a_reminder_is_gone_once_its_task_is_reported_or_its_person_left(office):
    office.task(1)
    office.remind()

    def leave(tx):
        for row in tx.session.exec(
            select(Membership).where(Membership.account_id == office.world.people["clara"])
        ):
            row.until = today() - timedelta(days=1)

    office.world.run(None, leave)
    assert office.world.read(reminders_of, office.world.viewer("clara")).count == 0


def test_nobody_marks_anothers_reminder_nor_makes_any(office):
    office.task(1)
    office.remind()
    assert office.world.run("zoe", read_reminders, until=10**6) == 0
    with pytest.raises(NotFound):
        office.world.run("anna", make_reminders, day=today())


class Broken(Exception):
    """The machine went down."""


def broken(tx, *, day):
    make_reminders(tx, day=day)
    raise Broken


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.integers(-5, 6), st.booleans()), min_size=1, max_size=8))
def test_whatever_the_clock_does_and_whenever_it_breaks_each_is_made_once(office, days):
    if not office.world.row(Task):
        office.task(0)
        office.task(2)
    for moved_by, breaks in days:
        if breaks:
            with pytest.raises(Broken):
                office.world.run(None, broken, day=today() + timedelta(days=moved_by))
        else:
            office.remind(later=moved_by)
    office.remind(later=6)

    def all_rows(db):
        return [(r.task_id, r.alert, r.deadline, r.account_id) for r in db.exec(select(Reminder))]

    rows = office.world.read(all_rows)
    assert len(rows) == len(set(rows))
    assert len([r for r in rows if r[1] == "special"]) == 4  # Clara and Carl, of two tasks
