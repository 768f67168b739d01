"""Every act on conclusions and tasks, on every page that shows them: live equals reload."""

import pytest

from server.conclusions import assigning, commands
from server.meetings import commands as meetings
from server.room.commands import complete_file, end_session
from server.tasks import commands as tasks
from tests.live.harness import GONE, SAME, live_equals_reload, opened
from tests.room.test_ending import settle

NOTED = "Adopt <b>& go on"


class Story:
    """A session with a conclusion in each state and a task in most."""

    def __init__(self, world, session):
        self.world, self.session = world, session
        self.noted = session.note("Budget", NOTED)
        self.agreed = session.note("Budget", "Agreed words")
        self.task = session.assign(self.agreed, "Planned work")
        session.agree(self.agreed)
        self.open = session.given("Open work", "Budget")
        self.reported = session.given("Reported work", "Staff")
        self.report(self.reported)

    def do(self, who, command, **more):
        return self.world.run(who, command, **more)

    def report(self, task):
        evidence = {"evidence_kind": "minutes", "evidence_text": "Minutes 3"}
        self.do("clara", tasks.report_result, key=task, text="Done", **evidence)

    def answer(self, command, **more):
        version = self.session.task(self.reported).version
        self.do("bella", command, key=self.reported, version=version, **more)

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
    "issue": lambda s: s.session.issue(s.agreed),
    "report": lambda s: s.report(s.open),
    "confirm": lambda s: s.answer(tasks.confirm),
    "return": lambda s: s.answer(tasks.ask_for_more, reason="More"),
    "end": lambda s: s.do("anna", end_session, key=s.session.key),
    "rename": lambda s: s.do("anna", meetings.hide_item, key=s.session.item("Budget").key),
}


def pages(world, story):
    """Open every kind of page that shows conclusions or tasks."""
    meeting = f"/meetings/{story.session.key}"
    budget, roads = (story.session.item(title).key for title in ("Budget", "Roads"))
    asked = [
        ("anna", f"{meeting}/console?item={budget}"),
        ("anna", f"{meeting}/console?item={roads}"),
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
        ("anna", f"/tasks/{story.reported}"),
        ("stan", f"/tasks/{story.reported}"),
    ]
    return [opened(world, who, url) for who, url in asked]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_live_equals_reload(world, story, act):
    outcome = live_equals_reload(world, pages(world, story), lambda: act(story))
    assert set(outcome) <= {SAME, GONE}


def test_the_list_after_a_session_empties_and_the_file_is_completed(world, session):
    world.run("anna", end_session, key=session.key)
    after = [opened(world, who, f"/meetings/{session.key}/after") for who in ("anna", "carl")]
    assert live_equals_reload(world, after, lambda: settle(world, session)) == [SAME, SAME]
    done = [opened(world, who, f"/meetings/{session.key}/after") for who in ("anna", "carl")]
    complete = {"key": session.key}
    outcome = live_equals_reload(world, done, lambda: world.run("anna", complete_file, **complete))
    assert outcome == [SAME, SAME]
