"""Every act on conclusions and tasks, on every page that shows them: live equals reload."""

import pytest

from server.conclusions import assigning, commands
from server.conclusions.correcting import correct
from server.conclusions.models import Conclusion, Notice
from server.kernel.live.screens import rights_of
from server.meetings import commands as meetings
from server.people.models import Account, Body
from server.room.commands import complete_file, end_session
from server.tasks import commands as tasks
from server.tasks.events import TaskTakenBack
from tests.live.harness import GONE, SAME, live_equals_reload, opened
from tests.room.test_ending import settle
from tests.sessions import MORNING

NOTED = "Adopt <b>& go on"


class Story:
    """A session with a conclusion in each state and a task in most."""

    def __init__(self, world, session):
        self.world, self.session = world, session
        self.noted = session.note("Budget", NOTED)
        self.agreed = session.note("Budget", "Agreed words")
        self.task = session.assign(self.agreed, "Planned work")
        session.agree(self.agreed)
        self.drafted = session.note("Staff", "As agreed at the session")
        self.at_once = session.assign(self.drafted, "Urgent work")
        session.agree(self.drafted)
        session.draft()
        session.edit(self.drafted, "As the draft has it")
        world.run("carl", assigning.act_at_once, task_key=self.at_once)
        self.unclear = session.assign(self.agreed, "Unclear", lead_text="ai đó", deadline_text="")
        session.agree(self.agreed)
        self.open = session.given("Open work", "Budget")
        self.reported = session.given("Reported work", "Staff")
        self.report(self.reported)
        issued = world.row(Conclusion, id=session.task(self.reported).conclusion_id)
        self.notice = world.row(Notice, id=issued.notice_id).key

    def do(self, who, command, **more):
        return self.world.run(who, command, **more)

    def report(self, task):
        evidence = {"evidence_kind": "minutes", "evidence_text": "Minutes 3"}
        self.do("clara", tasks.report_result, key=task, text="Done", **evidence)

    def answer(self, command, **more):
        version = self.session.task(self.reported).version
        self.do("bella", command, key=self.reported, version=version, **more)

    def settle(self, task):
        body = self.world.row(Body, id=self.world.bodies["commission"])
        more = {"lead_body": str(body.key), "deadline": MORNING.date()}
        self.do("bella", tasks.settle_task, key=task, **more)

    def correct(self):
        task = self.session.task(self.reported)
        key = self.world.row(Conclusion, id=task.conclusion_id).key
        words = {"text": "Read so", "reason": "A slip", "issued_on": MORNING.date()}
        self.do("bella", correct, key=key, number=1, **words)

    def issue_draft(self):
        self.session.agree(self.drafted)
        self.session.issue(self.drafted, self.agreed)

    def edit(self):
        words = {"base_text": NOTED, "text": "Other words"}
        self.do("bella", commands.edit_conclusion, key=self.noted, version=1, **words)

    def remove_and_restore(self):
        self.do("anna", commands.remove_conclusion, key=self.noted)
        self.do("bella", commands.restore_conclusion, key=self.noted)


@pytest.fixture
def story(world, session):
    return Story(world, session)


ACTS = {
    "note": lambda s: s.session.note("Budget", "A new one"),
    "edit": lambda s: s.edit(),
    "remove": lambda s: s.do("anna", commands.remove_conclusion, key=s.noted),
    "remove and restore": lambda s: s.remove_and_restore(),
    "agree": lambda s: s.session.agree(s.noted),
    "record": lambda s: s.session.agree(s.noted, who="anna"),
    "verdict": lambda s: s.session.verdict(s.noted, "decides"),
    "nothing arises": lambda s: s.do(
        "anna", commands.say_nothing_arises, item_key=s.session.item("Roads").key
    ),
    "assign": lambda s: s.session.assign(s.noted, "New work"),
    "remove task": lambda s: s.do("anna", assigning.remove_task, task_key=s.task),
    "at once": lambda s: s.do("carl", assigning.act_at_once, task_key=s.task),
    "stop": lambda s: s.do("carl", assigning.stop, task_key=s.at_once),
    "draft": lambda s: (s.session.agree(s.noted), s.session.draft()),
    "edit draft": lambda s: s.session.edit(s.drafted, "As it is now", who="bella"),
    "agree to draft": lambda s: s.session.agree(s.drafted),
    "issue": lambda s: s.session.issue(s.agreed),
    "issue draft": lambda s: s.issue_draft(),
    "correct": lambda s: s.correct(),
    "report": lambda s: s.report(s.open),
    "confirm": lambda s: s.answer(tasks.confirm),
    "return": lambda s: s.answer(tasks.ask_for_more, reason="More"),
    "end": lambda s: s.do("anna", end_session, key=s.session.key),
    "rename": lambda s: s.do("anna", meetings.hide_item, key=s.session.item("Budget").key),
}


def pages(world, story):
    """Open every kind of page that shows conclusions or tasks, but for the first page (below)."""
    meeting = f"/meetings/{story.session.key}"
    titles = ("Budget", "Roads", "Staff")
    budget, roads, staff = (story.session.item(title).key for title in titles)
    asked = [
        ("anna", f"{meeting}/console?item={budget}"),
        ("anna", f"{meeting}/console?item={roads}"),
        ("anna", f"{meeting}/console?item={staff}"),
        ("anna", f"{meeting}/notice"),
        *((who, f"/notices/{story.notice}") for who in ("anna", "mia", "stan")),
        ("carl", f"{meeting}/chair"),
        ("anna", f"{meeting}/chair"),
        ("mia", f"{meeting}/tablet"),
        ("anna", f"{meeting}/after"),
        ("carl", f"{meeting}/after"),
        ("anna", "/tasks"),
        ("anna", "/tasks?state=waiting"),
        ("stan", "/tasks"),
        ("stan", "/tasks?sort=actor"),
        ("clara", "/tasks/mine"),
        ("clara", f"/tasks/{story.open}"),
        ("clara", f"/tasks/{story.reported}"),
        ("anna", f"/tasks/{story.reported}"),
        ("stan", f"/tasks/{story.reported}"),
    ]
    return [opened(world, who, url) for who, url in asked]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_live_equals_reload(world, story, act):
    outcome = live_equals_reload(world, pages(world, story), lambda: act(story))
    assert set(outcome) <= {SAME, GONE}


# What happens to a task that its body has, or that is settled on its own page.
OF_TASKS = {
    "settle": lambda s: s.settle(s.unclear),
    "report at once": lambda s: s.report(s.at_once),
}


@pytest.mark.parametrize("act", OF_TASKS.values(), ids=OF_TASKS)
def test_what_is_done_to_a_task_reaches_desk_and_draft(world, story, act):
    watched = [*pages(world, story), opened(world, "clara", f"/tasks/{story.at_once}")]
    assert set(live_equals_reload(world, watched, lambda: act(story))) == {SAME}


def test_a_task_that_is_stopped_is_gone_for_its_body(world, story):
    watched = [opened(world, who, f"/tasks/{story.at_once}") for who in ("clara", "stan", "anna")]
    assert live_equals_reload(world, watched, lambda: ACTS["stop"](story)) == [GONE, GONE, SAME]
    assert TaskTakenBack.name in rights_of("task")


# The first page and the list of meetings, before a session, in it and after it.
PERSONAL = ("anna", "bella", "carl", "mia", "stan", "greta", "zoe")
MEETINGS = ("/?stay=1", "/meetings")


def make(world, **more):
    """Make one more meeting of the committee, which Carl chairs; returns its key."""
    given = {"kind": "session", "title": "April session", "starts_at": MORNING} | more
    body = world.row(Body, id=world.bodies["committee"]).key
    return world.run("anna", meetings.make_meeting, body_key=body, **given)


def attend(world, key, chair, delegates=(), was=("carl", ())):
    keys = {who: world.row(Account, login=who).key for who in PERSONAL}
    world.run(
        "anna",
        meetings.set_attendees,
        key=key,
        chair=keys[chair],
        delegates=[keys[who] for who in delegates],
        base_chair=keys[was[0]],
        base_delegates=[keys[who] for who in was[1]],
    )


def edit_head(world, key):
    head = {"base_place": "", "place": "Hall 2", "base_starts_at": MORNING, "starts_at": MORNING}
    titles = {"base_title": "April session", "title": "Session of April"}
    world.run("anna", meetings.edit_meeting, key=key, version=1, **head, **titles)


OF_MEETINGS = {
    "make": lambda w, s, key: make(w, title="May session"),
    "edit": lambda w, s, key: edit_head(w, key),
    "name another chair before sending": lambda w, s, key: attend(w, key, "stan"),
    "approve": lambda w, s, key: w.run("anna", meetings.approve_agenda, key=key),
    "approve and send": lambda w, s, key: (
        w.run("anna", meetings.approve_agenda, key=key),
        w.run("anna", meetings.send_agenda, key=key),
    ),
    "open": lambda w, s, key: w.run("anna", meetings.open_session, key=key),
    "take somebody off": lambda w, s, key: attend(w, s.key, "carl", [], was=("carl", ["mia"])),
    "note": lambda w, s, key: s.note("Budget", "Noted"),
    "end": lambda w, s, key: w.run("anna", end_session, key=s.key),
    "end and note": lambda w, s, key: (
        w.run("anna", end_session, key=s.key),
        s.note("Budget", "Noted after the end"),
    ),
}


@pytest.mark.parametrize("act", OF_MEETINGS.values(), ids=OF_MEETINGS)
def test_first_page_and_list_follow_meetings(world, session, act):
    key = make(world)
    watched = [opened(world, who, url) for who in PERSONAL for url in MEETINGS]
    assert set(live_equals_reload(world, watched, lambda: act(world, session, key))) == {SAME}


AFTER_THE_END = {
    "note": lambda w, s: s.note("Budget", "Noted"),
    "agree": lambda w, s: s.agree(s.noted),
    "nothing arises": lambda w, s: settle(w, s, "Staff"),
    "complete": lambda w, s: s.world.run("anna", complete_file, key=s.key),
}


@pytest.mark.parametrize("act", AFTER_THE_END.values(), ids=AFTER_THE_END)
def test_first_page_and_list_follow_a_meeting_that_has_ended(world, session, act):
    if act is AFTER_THE_END["complete"]:
        settle(world, session)
    else:
        session.noted = session.note("Roads", "So concluded")
    world.run("anna", end_session, key=session.key)
    for month in range(9):  # the page shows eight that come
        make(world, title=f"Session {month}")
    watched = [opened(world, who, url) for who in PERSONAL for url in MEETINGS]
    assert set(live_equals_reload(world, watched, lambda: act(world, session))) == {SAME}


def test_the_list_of_one_year_stays_the_list_of_that_year(world, session):
    world.run("anna", end_session, key=session.key)
    watched = [opened(world, "anna", f"/meetings?year={year}") for year in (2026, 2020, "x")]
    assert set(live_equals_reload(world, watched, lambda: make(world))) == {SAME}


def test_the_list_after_a_session_empties_and_the_file_is_completed(world, session):
    world.run("anna", end_session, key=session.key)
    after = [opened(world, who, f"/meetings/{session.key}/after") for who in ("anna", "carl")]
    assert live_equals_reload(world, after, lambda: settle(world, session)) == [SAME, SAME]
    done = [opened(world, who, f"/meetings/{session.key}/after") for who in ("anna", "carl")]
    complete = {"key": session.key}
    outcome = live_equals_reload(world, done, lambda: world.run("anna", complete_file, **complete))
    assert outcome == [SAME, SAME]
