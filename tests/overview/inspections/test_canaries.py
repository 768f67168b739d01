"""No word of a note, a draft, an opinion, a paper not sent or another scope reaches an inspector.

Distinctive words are put where only others read. First they are found on the secretary's pages:
they are there. Then no page that an inspector can reach says one, and nothing that is pushed does.
"""

import re
from datetime import date

import pytest
from sqlmodel import col, select

from server.conclusions import drafting, minutes, opinions
from server.conclusions.minutes_queries import seen_by
from server.conclusions.models import Minutes, Notice
from server.kernel.errors import NotFound
from server.kernel.live import screens
from server.meetings.models import AgendaItem
from server.overview.inspections.commands import end_inspection
from server.people.models import InspectionRead
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.followup import UrgedTask, UrgingLetter
from server.tasks.telling import tell
from server.urging.letters import WORDS
from tests.conclusions.drafts import Draft
from tests.live.harness import Watched, opened, pushed
from tests.materials.conftest import Papers, pdf
from tests.overview.inspections.test_inspections import Team, given, walk
from tests.programmes.test_browse import plan, put
from tests.sessions import Session, rows
from tests.tasks.follow import report

CANARY = re.compile(r"Canary-[a-z]+")
SIGNED, LETTER, ITEM, TASK = "Signed matter", "7-CV/VPTU", "Adopted item", "Build a bridge"


class Office:
    """Two sessions of the committee, one with signed minutes; Irene's decisions open some of it."""

    def __init__(self, world):
        self.world, self.session, self.before = world, Session(world), Session(world)
        self.open_matter()
        self.closed_matter()
        self.team = Team(world)  # what the Organisation Commission was given
        self.all = Team(world, bodies=[], title="Everything")

    def open_matter(self):
        self.task, _ = given(self.session, TASK)
        report(self.world, self.task)
        self.sign_minutes()
        self.item = put(self.world, plan(self.world), 1, ITEM, note="Canary-remark", lead="Ban X")
        self.other, _ = given(self.session, "Canary-other", lead_text="Văn phòng Tỉnh ủy")
        self.letter = self.world.add(
            UrgingLetter(
                from_body_id=self.world.bodies["office"],
                state="issued",
                words=dict.fromkeys(WORDS, "") | {"subject": "Canary-wording"},
                lines=[self.urged(self.task, TASK), self.urged(self.other, "Canary-other")],
                number="7",
                symbol="CV/VPTU",
                issued_on=date(2026, 4, 1),
                made_by_id=self.world.people["anna"],
                made_at=self.session.row.created_at,
            )
        )
        for key in (self.task, self.other):
            task_id = self.session.task(key).id
            self.world.add(UrgedTask(letter_id=self.letter, task_id=task_id))

    def urged(self, key, work):
        return {
            "task": self.session.task(key).id, "work": work, "lead": "Ban X", "document": "",
            "deadline": "2026-03-30", "days": 2, "state": "open", "said": "Canary-said",
        }  # fmt: skip

    def sign_minutes(self):
        """Of a session without an item that no inspection opens."""
        session, run = self.before, self.world.run

        def open_all(tx):
            of = select(AgendaItem).where(AgendaItem.meeting_id == session.row.id)
            for item in tx.session.exec(of.where(col(AgendaItem.secret) == True)):  # noqa: E712
                item.secret, item.title = False, "Other matters"

        run(None, open_all)
        said = {"speaker": "Mia Member", "text": "Canary-opinion", "topic": "Canary-topic"}
        run("anna", opinions.note_opinion, item_key=session.item("Budget").key, **said)
        conclusion = session.note("Budget", SIGNED)
        session.verdict(conclusion, "decides")
        session.agree(conclusion)
        run("anna", minutes.open_minutes, meeting_key=session.key)
        session.note("Roads", "Canary-unagreed")
        digest = self.world.read(seen_by, self.world.viewer("anna"), session.key)[0].digest
        run("carl", minutes.approve, meeting_key=session.key, seen=digest)
        copy = {"sha256": "a" * 64, "file_name": "Canary-signed.pdf"}
        run("anna", minutes.bind_signed, meeting_key=session.key, **copy)

    def closed_matter(self):
        session, run = self.session, self.world.run
        session.note("Budget", "Canary-noted")
        drafted = session.note("Roads", "Canary-draft")
        session.assign(drafted, "Canary-planned")
        session.agree(drafted)
        session.draft()
        draft = Draft(session)
        draft.words(subject="Canary-subject")
        run("anna", drafting.comment, meeting_key=session.key, text="Canary-comment")
        said = {"speaker": "Mia Member", "text": "Canary-spoken", "topic": ""}
        run("anna", opinions.note_opinion, item_key=session.item("Roads").key, **said)
        papers = Papers.__new__(Papers)
        papers.world, papers.meeting_key = self.world, session.key
        papers.key = str(session.item("Budget").key)
        papers.add("Canary-paper", pdf(1, "Canary-page"))
        run("clara", tell, key=self.task, kind="progress", text="Canary-word")
        programme = plan(self.world, "draft-2027", state="draft")
        put(self.world, programme, 1, "Canary-proposed")
        self.draft_page = f"/programmes/{programme.key}"

    def later(self):
        """Say more of the same while pages are open."""
        session, run = self.session, self.world.run
        session.note("Budget", "Canary-later")
        run("anna", drafting.comment, meeting_key=session.key, text="Canary-answer")
        run("clara", tell, key=self.task, kind="progress", text="Canary-progress")
        said = {"speaker": "Mia Member", "text": "Canary-live", "topic": ""}
        run("anna", opinions.note_opinion, item_key=session.item("Roads").key, **said)
        Draft(session).words(subject="Canary-renamed")

    def secretary(self):
        """Return all that the secretary's pages of this say."""
        anna = self.world.client("anna")
        meeting, before = f"/meetings/{self.session.key}", f"/meetings/{self.before.key}"
        items = {
            name: f"{meeting}/console?item={self.session.item(name).key}"
            for name in ("Budget", "Roads")
        }
        notices = [f"/notices/{row.key}" for row in rows(self.world, Notice)]
        letter = self.world.row(UrgingLetter, id=self.letter)
        pages = [
            *items.values(), f"{meeting}/notice", f"{before}/minutes", f"/tasks/{self.task}",
            f"{before}/console?item={self.before.item('Roads').key}", self.draft_page,
            f"/tasks/letters/{letter.key}", *notices,
            f"/programme-items/{self.world.row(ProgrammeItem, id=self.item).key}",
        ]  # fmt: skip
        found = ""
        for url in pages:
            answer = anna.get(url)
            assert answer.status_code == 200, url
            found += answer.text
        return found


@pytest.fixture
def office(world):
    return Office(world)


ALL = {
    *("noted", "draft", "planned", "subject", "comment", "spoken", "paper", "word", "proposed"),
    *("opinion", "topic", "unagreed", "other", "remark", "said", "wording"),
}


def test_the_canaries_are_on_the_secretarys_pages(office):
    found = set(CANARY.findall(office.secretary()))
    assert {f"Canary-{name}" for name in ALL} <= found


@pytest.mark.parametrize(("which", "allowed"), [("team", set()), ("all", {"Canary-other"})])
def test_no_page_that_an_inspector_reaches_says_one(office, which, allowed):
    own = getattr(office, which)
    other = office.all if which == "team" else office.team
    office.world.run("anna", end_inspection, key=other.key)
    html = walk(own.client(), own.key)
    html += "".join(own.client().get(path).text for path in ("/", "/meetings"))
    assert set(CANARY.findall(html)) == allowed
    for said in (TASK, LETTER, *((SIGNED, ITEM) if which == "all" else ())):
        assert said in html, said


def test_minutes_letters_and_items_are_opened_and_each_reading_is_noted(office):
    irene, key = office.all.client(), office.all.key
    minutes_key = office.world.row(Minutes).key
    letter = office.world.row(UrgingLetter, id=office.letter).key
    item = office.world.row(ProgrammeItem, id=office.item).key
    for path, said in (
        (f"minutes/{minutes_key}", SIGNED),
        (f"letters/{letter}", LETTER),
        (f"items/{item}", ITEM),
    ):
        answer = irene.get(f"/inspection/{key}/{path}")
        assert answer.status_code == 200
        assert said in answer.text
    read = [(row.page, row.key) for row in rows(office.world, InspectionRead)]
    assert read == [
        ("inspected_minutes", str(minutes_key)),
        ("inspected_letter", str(letter)),
        ("inspected_item", str(item)),
    ]
    narrow = office.team
    for path in (f"minutes/{minutes_key}", f"items/{item}"):
        assert narrow.client().get(f"/inspection/{narrow.key}/{path}").status_code == 404
    shown = narrow.client().get(f"/inspection/{narrow.key}/letters/{letter}").text
    assert TASK in shown
    assert "Chỉ hiện các nhiệm vụ thuộc phạm vi quyết định." in shown


def test_minutes_that_are_not_signed_and_letters_not_issued_are_not_there(office):
    def back(tx):
        tx.session.get_one(Minutes, office.world.row(Minutes).id).state = "approved"
        tx.session.get_one(UrgingLetter, office.letter).issued_on = None
        row = tx.session.get_one(ProgrammeItem, office.item)
        tx.session.get_one(Programme, row.programme_id).state = "approved"

    office.world.run(None, back)
    irene, key = office.all.client(), office.all.key
    letter = office.world.row(UrgingLetter, id=office.letter).key
    item = office.world.row(ProgrammeItem, id=office.item).key
    for path in (f"minutes/{office.world.row(Minutes).key}", f"letters/{letter}", f"items/{item}"):
        assert irene.get(f"/inspection/{key}/{path}").status_code == 404


def test_nothing_that_is_pushed_says_one(office):
    pages = [
        "/",
        "/meetings",
        "/inspection",
        f"/inspection/{office.all.key}",
        f"/inspection/{office.team.key}",
    ]
    pages += [f"/inspection/{office.all.key}/tasks/{office.task}"]
    pages += [f"/inspection/{office.all.key}/minutes/{office.world.row(Minutes).key}"]
    watched = [opened(office.world, "irene", url) for url in pages]
    secretary = opened(office.world, "anna", f"/meetings/{office.session.key}/notice")
    office.later()
    for page in watched:
        assert not CANARY.findall(repr(pushed(office.world, page))), page.url
    assert "Canary-answer" in repr(pushed(office.world, secretary))


def test_whatever_socket_takes_an_inspector_pushes_none(office):
    """All that has happened, pushed to every live page that is asked for by its name."""
    office.later()
    world = office.world
    matter = [row for table in (Notice, Minutes, UrgingLetter) for row in rows(world, table)]
    subjects = [str(row.key) for row in matter]
    subjects += [office.session.key, office.before.key, office.task, office.team.key, "", "me"]

    def seated(name, subject):
        def ask(db):
            try:
                return screens.screen_named(name).seat(db, world.viewer("irene"), subject)
            except (NotFound, ValueError, LookupError):
                return None  # closed to her, or no subject of such a page

        return world.read(ask)

    taken = set()
    for name in sorted(screens._screens):
        for subject in subjects:
            if (seat := seated(name, subject)) is not None:
                taken.add(name)
                live = {"screen": name, "subject": subject, "since": dict.fromkeys(seat.streams, 0)}
                page = Watched("irene", name, None, None, live, seat.audience)
                assert not CANARY.findall(repr(pushed(world, page))), (name, subject)
    assert "own" in taken
