"""A week of the schedule, far from today: its Monday is 8 March 2027."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from server.kernel.i18n import from_local
from server.meetings import commands as meetings
from server.meetings.models import Meeting
from server.people.models import Account, Body
from server.schedule import commands, weeks
from server.schedule.access import readers_of
from server.schedule.models import ScheduleEntry, SchedulePerson
from server.schedule.queries import seen_week

MONDAY = date(2027, 3, 8)
WEEK = "2027-W10"
EMPTY = {
    **{"day": MONDAY, "part": "morning", "starts": "", "ends": "", "text": "Visit", "place": ""},
    **{"vehicle": "", "prepared_by": "", "note": "", "recurring": False},
}


class Schedule:
    """Acts on the week and what somebody sees of it."""

    def __init__(self, world):
        self.world = world

    def add(self, text="Visit", who="anna", people=(), **more):
        own = {n: more.pop(n) for n in ("secret", "body_key", "meeting_key") if n in more}
        fields = EMPTY | {"text": text} | more
        return self.world.run(who, commands.add_entry, fields=fields, people=people, **own)

    def row(self, text):
        return self.world.row(ScheduleEntry, text=text)

    def edit(self, of, /, who="anna", version=None, base=None, **more):
        row = self.row(of)
        people = {n: more.pop(n) for n in ("people", "base_people") if n in more}
        base = {name: getattr(row, name) for name in EMPTY} | (base or {})
        ask = {"key": row.key, "version": version or row.version, "base": base}
        return self.world.run(who, commands.edit_entry, to=base | more, **ask, **people)

    def cancel(self, text, who="anna"):
        return self.world.run(who, commands.cancel_entry, key=self.row(text).key)

    def restore(self, text, who="anna"):
        return self.world.run(who, commands.restore_entry, key=self.row(text).key)

    def publish(self, who="anna", monday=MONDAY):
        return self.world.run(who, weeks.publish_week, monday=monday)

    def recall(self, who="anna"):
        return self.world.run(who, weeks.recall_week, monday=MONDAY)

    def names(self, text):
        entry_id = self.row(text).id

        def read(db):
            found = select(SchedulePerson).where(SchedulePerson.entry_id == entry_id)
            return {(p.role, p.name, p.account_id) for p in db.exec(found)}

        return self.world.read(read)

    def seen(self, who, leader=""):
        """What somebody sees of the week."""
        viewer = self.world.viewer(who)
        key = str(self.world.row(Account, login=leader).key) if leader else ""
        return self.world.read(lambda db: seen_week(db, readers_of(db, viewer, WEEK, key)))

    def texts(self, who, leader=""):
        return [line.text for line in self.seen(who, leader).lines]

    def clashes(self, text, who="anna"):
        """(kind, sure, words of the other) of what clashes with a line."""
        seen = self.seen(who)
        [line] = [line for line in seen.lines if line.text == text]
        return sorted((m.clash.kind, m.clash.sure, m.line.text) for m in seen.met.get(line.key, ()))

    def meeting(self, title="March session", day=0, clock="08:00", place="Hall 1", sent=True):
        """Make a meeting of the Standing Committee (Carl chairs, Mia and Noah sit there)."""
        hours, mins = map(int, clock.split(":"))
        begins = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time())
        key = self.world.run(
            "anna",
            meetings.make_meeting,
            body_key=self.world.row(Body, id=self.world.bodies["committee"]).key,
            kind="session",
            title=title,
            place=place,
            starts_at=from_local(begins.replace(hour=hours, minute=mins)),
        )
        if sent:
            self.world.run("anna", meetings.add_item, meeting_key=key, title="Budget")
            self.world.run("anna", meetings.approve_agenda, key=key)
            self.world.run("anna", meetings.send_agenda, key=key)
        return self.world.row(Meeting, title=title)


@pytest.fixture
def schedule(world):
    return Schedule(world)
