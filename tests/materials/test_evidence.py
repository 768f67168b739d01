"""Papers, sessions and notices note themselves on the items of the programme they stand for."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from server.kernel.i18n import today
from server.kernel.types import now
from server.materials import commands as papers
from server.materials import urgent
from server.materials.models import Paper, PaperVersion
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem
from server.people.models import Body
from server.programmes.models import ProgrammeItem
from server.room.commands import end_session
from tests.programmes.test_browse import plan, put
from tests.sessions import MORNING

HELD, TODAY = today(MORNING).isoformat(), today(now()).isoformat()


class Tabled:
    """A meeting of the committee whose agenda has one item of the programme."""

    def __init__(self, world, kind="submission"):
        self.world = world
        self.item_id = put(world, plan(world, state="adopted"), 1, "Report", kind=kind)
        self.meeting = world.run(
            "anna",
            meetings.make_meeting,
            body_key=world.row(Body, id=world.bodies["committee"]).key,
            kind="session",
            title="March session",
            starts_at=MORNING,
            programme_item_keys=[self.item.key],
        )

    @property
    def item(self):
        return self.world.row(ProgrammeItem, id=self.item_id)

    @property
    def line(self):
        return self.world.row(AgendaItem, programme_item_id=self.item_id)

    def do(self, command, **more):
        return self.world.run("anna", command, **more)

    def paper(self, kind="report"):
        file = {"file_name": "a.pdf", "sha256": kind * 4, "size_bytes": 1, "page_count": 1}
        more = {"kind": kind, "title": kind, "scanned_pages": 0}
        key = self.do(papers.add_paper, item_key=self.line.key, **more, **file)
        version = self.world.row(PaperVersion, key=UUID(key))
        return self.world.row(Paper, id=version.paper_id).key, key

    def send(self, *versions):
        sent = {"versions": list(versions), "scans_seen": True}
        return self.do(papers.send_papers, meeting_key=self.meeting, **sent)

    def open_and_end(self):
        for step in (meetings.approve_agenda, meetings.send_agenda, meetings.open_session):
            self.do(step, key=self.meeting)
        self.do(meetings.move_to_item, key=self.line.key)
        self.do(end_session, key=self.meeting)


@pytest.fixture
def tabled(world):
    return Tabled(world)


def test_a_draft_an_appraisal_and_papers_note_themselves_and_taking_away_undoes(tabled):
    _reference, _version = tabled.paper("reference")
    assert tabled.item.steps == {}
    report, version = tabled.paper()
    assert tabled.item.steps == {"draft": TODAY}
    appraisal, second = tabled.paper("appraisal")
    assert tabled.item.steps == {"draft": TODAY, "appraisal": TODAY}
    tabled.send(version)
    assert tabled.item.steps["papers"] == TODAY
    tabled.do(papers.recall_paper, key=report)
    tabled.do(papers.drop_draft, key=appraisal, draft=second)
    assert tabled.item.steps == {"draft": TODAY}
    tabled.do(urgent.withdraw_urgently, key=report, reason="secret", sure=True)
    assert tabled.item.steps == {}


def test_a_paper_that_becomes_another_kind_shows_something_else(tabled):
    key, _version = tabled.paper()
    row = tabled.world.row(Paper, key=key)
    form = {"base_title": row.title, "title": row.title, "base_kind": "report"}
    tabled.do(papers.edit_paper, key=key, version=row.version, kind="appraisal", **form)
    assert tabled.item.steps == {"appraisal": TODAY}


def test_the_day_of_the_session_follows_the_meeting(tabled):
    assert tabled.item.session_on == today(MORNING)
    head = {"base_title": "March session", "title": "March session", "base_place": "", "place": ""}
    moved = {"base_starts_at": MORNING, "starts_at": MORNING + timedelta(days=5)}
    tabled.do(meetings.edit_meeting, key=tabled.meeting, version=1, **head, **moved)
    assert tabled.item.session_on == today(MORNING) + timedelta(days=5)
    tabled.do(meetings.defer_item, key=tabled.line.key)
    assert tabled.item.session_on is None
    tabled.do(meetings.restore_item, key=tabled.line.key)
    assert tabled.item.session_on == today(MORNING) + timedelta(days=5)


def test_what_a_session_dealt_with_was_presented_on_its_day(tabled):
    tabled.open_and_end()
    item = tabled.item
    assert (item.state, item.steps) == ("presented", {"presented": HELD})
    assert item.settled_on == date.fromisoformat(HELD)
    tabled.do(meetings.defer_item, key=tabled.line.key)
    assert (tabled.item.steps, tabled.item.settled_on) == ({}, None)


def test_one_event_tells_of_it_and_lists_over_all_programmes_hear(tabled):
    before = len(tabled.world.happened("all-programmes"))
    tabled.paper()
    assert tabled.world.happened(f"programme:{tabled.item.programme_id}")[-1] == (
        "programme-item-changed"
    )
    assert len(tabled.world.happened("all-programmes")) == before + 1


def test_a_notice_issues_a_document_of_the_programme(world):
    from tests.sessions import Session

    session = Session(world)
    item_id = put(world, plan(world, state="adopted"), 1, "Conclusion", kind="document")
    key = world.row(ProgrammeItem, id=item_id).key
    more = {"meeting_key": session.key, "programme_item_keys": [key]}
    world.run("anna", meetings.add_programme_items, **more)
    session.given("Build", "Conclusion")
    assert "issued" in world.row(ProgrammeItem, id=item_id).steps
