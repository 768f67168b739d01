"""The office's calendar: corrections are kept on a screen, and every count of days follows it."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.kernel.workdays import office_days
from server.people import calendar
from server.people.calendar_commands import (
    DaySaidAlready,
    add_calendar_day,
    edit_calendar_day,
    remove_calendar_day,
)
from server.people.events import CalendarChanged
from server.people.models import CalendarDay
from server.tasks.deadlines import proposed_date
from tests.live.harness import RELOADED, live_equals_reload, opened
from tests.world import hidden_fields, new_id

MONDAY, SATURDAY = date(2027, 3, 8), date(2027, 3, 13)
PHRASE = "trong 5 ngày làm việc kể từ ngày ban hành"


def works(world, day):
    return world.read(lambda db: office_days().works(day))


def add(world, who="anna", day=MONDAY, works=False, note=""):
    return world.run(who, add_calendar_day, day=day, works=works, note=note)


def row(world, day=MONDAY):
    return world.row(CalendarDay, day=day)


# --- what a correction does ----------------------------------------------------------------------


def test_a_day_off_and_a_make_up_day_count_at_once(world):
    assert works(world, MONDAY)
    add(world)
    add(world, day=SATURDAY, works=True)
    assert (works(world, MONDAY), works(world, SATURDAY)) == (False, True)
    world.run("anna", remove_calendar_day, key=row(world).key)
    assert works(world, MONDAY)


def test_deadlines_are_counted_by_it_and_those_counted_before_stay(world):
    def day():
        return world.read(lambda db: proposed_date(PHRASE, MONDAY - timedelta(days=3)))

    before = day()
    add(world)
    assert day() == before + timedelta(days=3)  # a Friday becomes the Monday after


def test_another_process_counts_by_it_too(world):
    """A reader of its own, as a worker or a second web process has one."""
    from server.kernel.db import Reader

    other = Reader(world.app.state.settings)
    assert other.run(lambda db: office_days().works(MONDAY))
    add(world)
    assert not other.run(lambda db: office_days().works(MONDAY))
    other.close()


def test_the_same_days_are_the_same_object_until_something_changes(world):
    days = world.read(lambda db: office_days())
    assert world.read(lambda db: office_days()) is days
    add(world)
    assert world.read(lambda db: office_days()) is not days


def test_a_correction_is_changed_by_two_people_at_once(world):
    add(world, note="One")
    there = row(world)
    same = {"key": there.key, "version": there.version, "base_works": False, "works": False}
    world.run("anna", edit_calendar_day, **same, base_note="One", note="Two")
    with pytest.raises(EditConflict):
        world.run("bella", edit_calendar_day, **same, base_note="One", note="Three")
    same["works"] = True
    world.run("bella", edit_calendar_day, **same, base_note="One", note="One")
    assert (row(world).works, row(world).note) == (True, "Two")


def test_what_the_calendar_says_already_is_refused(world):
    add(world)
    for wrong in ({"day": MONDAY, "works": True}, {"day": SATURDAY, "works": False}):
        with pytest.raises(DaySaidAlready):
            add(world, **wrong)
    with pytest.raises(BadForm):
        add(world, day=date(1026, 3, 9))


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "zoe"])
def test_only_the_office_keeps_it(world, who):
    with pytest.raises(NotFound):
        add(world, who)
    assert world.client(who).get("/office/calendar").status_code == 404
    assert row(world) is None


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(days, st.booleans(), max_size=12), days, st.integers(1, 30))
def test_corrections_win_and_come_back_as_they_were(world, said, start, count):
    def keep(tx):
        for old in tx.session.exec(select(CalendarDay)).all():
            tx.session.delete(old)
        tx.session.flush()
        for day, worked in said.items():
            tx.add(CalendarDay(day=day, works=worked))
        tx.emit(CalendarChanged())

    world.run(None, keep)

    def look(db):
        now = office_days()
        return now, now.after(start, count), now.between(start, now.after(start, count))

    now, after, between = world.read(look)
    assert all(now.works(day) == worked for day, worked in said.items())
    assert now.corrections.items() >= said.items()
    assert between == count
    assert now.works(after)


# --- the screen ----------------------------------------------------------------------------------


def test_the_screen_shows_a_year_and_its_forms_work(world):
    anna = world.client("anna")
    form = anna.get(f"/office/calendar/new?day={MONDAY}").text
    fields = hidden_fields(form) | {"works": "false", "note": "Letter 3", "command_id": new_id()}
    for _ in range(2):  # the same form again changes nothing more
        assert anna.post("/office/calendar", data=fields).headers["plenum-go"].endswith("2027")
    page = anna.get("/office/calendar?year=2027").text
    assert "Letter 3" in page
    assert page.count('class="month"') == 12
    key = row(world).key
    change = hidden_fields(anna.get(f"/office/calendar/{key}/edit").text)
    change |= {"works": "true", "note": "Letter 3", "command_id": new_id()}
    assert anna.post(f"/office/calendar/{key}", data=change).status_code == 200
    assert row(world).works
    gone = {"command_id": new_id()}
    for _ in range(2):
        assert anna.post(f"/office/calendar/{key}/remove", data=gone).status_code == 200
    assert row(world) is None
    assert anna.get("/office/calendar?year=3026").status_code == 404
    assert anna.get("/office/calendar/new?day=soon").status_code == 404


def test_an_open_calendar_follows(world):
    page = opened(world, "adam", "/office/calendar?year=2027")
    assert live_equals_reload(world, [page], lambda: add(world)) == [RELOADED]


def test_a_year_counts_its_days(world):
    year = world.read(calendar.year_of, world.viewer("anna"), 2027)
    add(world)
    after = world.read(calendar.year_of, world.viewer("anna"), 2027)
    assert after.working == year.working - 1
    assert [d.day for d in after.days if d.correction] == [MONDAY]
