"""Every act of following up, on every page that shows the task: live equals reload."""

from datetime import date

import pytest

from server.people.models import Account, Body
from server.tasks import commands
from server.tasks.closing_together import report_together
from server.tasks.correcting import (
    Terms,
    agree_correction,
    correct_task,
    refuse_correction,
    terms_of,
)
from server.tasks.directing import answer_directive, direct
from server.tasks.extending import ask_extension, decide_extension, withdraw_extension
from server.tasks.facts import Facts, add_part, facts_of, set_facts
from server.tasks.followup import FollowUpRules, TaskCorrection, TaskExtension
from server.tasks.models import Task
from server.tasks.results import Result
from server.tasks.telling import tell
from server.tasks.words import TaskWords
from tests.live.harness import GONE, SAME, live_equals_reload, opened
from tests.sessions import COMMISSION, rows
from tests.tasks.follow import DOCUMENT, confirm, report

WANTED = date(2099, 6, 30)


class Story:
    """A whole with a part, another task, and something that waits for an answer of each kind."""

    def __init__(self, world, session):
        self.world, self.session = world, session
        self.whole = session.given("Whole")
        words = TaskWords(work="Part", lead_text="Ban Tổ chức Tỉnh ủy", deadline=date(2099, 1, 1))
        self.part = world.run("anna", add_part, key=self.whole, words=words)
        self.other = session.given("Other")
        asked = {"key": self.other, "wanted": WANTED, "reason": "Rain"}
        self.extension = world.run("clara", ask_extension, **asked)
        self.directive = world.run("stan", direct, key=self.other, kind="directive", text="Hurry")
        report(world, self.part)
        world.add(FollowUpRules(second_person=True))
        self.correct(self.other, goal="90%")
        self.correction = rows(world, TaskCorrection)[0].key

    def row(self, key):
        return self.session.task(key)

    def correct(self, key, who="anna", **changes):
        base = self.world.read(lambda db: terms_of(db, db.get(Task, self.row(key).id)))
        given = {"key": key, "base": base, "to": Terms(**{**base.__dict__, **changes})}
        self.world.run(who, correct_task, **given, reason="A slip")

    def put(self, key, **changes):
        base = self.world.read(lambda db: facts_of(db, db.get(Task, self.row(key).id)))
        given = {"key": key, "version": self.row(key).version, "base": base}
        self.world.run("bella", set_facts, **given, to=Facts(**{**base.__dict__, **changes}))

    def decide(self, granted, **more):
        version = rows(self.world, TaskExtension)[0].version
        given = {"key": self.extension, "version": version, "granted": granted}
        self.world.run("bella", decide_extension, **given, **more)

    def key(self, table, **where):
        return str(self.world.row(table, **where).key)


ACTS = {
    "tell": lambda s: s.world.run("clara", tell, key=s.whole, kind="progress", text="Half"),
    "tell for": lambda s: s.world.run("bella", tell, key=s.whole, kind="read", for_lead=True),
    "ask": lambda s: s.world.run(
        "clara", ask_extension, key=s.whole, wanted=WANTED, reason="Rain"
    ),
    "grant": lambda s: s.decide(WANTED),
    "refuse": lambda s: s.decide(None, answer="No"),
    "withdraw": lambda s: s.world.run("clara", withdraw_extension, key=s.extension),
    "direct": lambda s: s.world.run(
        "carl", direct, key=s.whole, kind="directive", text="Now", deadline=date(2098, 1, 1)
    ),
    "opinion": lambda s: s.world.run("carl", direct, key=s.part, kind="opinion", text="Good"),
    "answer": lambda s: s.world.run("clara", answer_directive, key=s.directive, text="We do"),
    "ask to correct": lambda s: s.correct(s.whole, deadline=date(2098, 2, 2)),
    "agree to correct": lambda s: s.world.run("bella", agree_correction, key=s.correction),
    "refuse to correct": lambda s: s.world.run("bella", refuse_correction, key=s.correction),
    "watch": lambda s: s.put(s.whole, watcher=s.key(Account, login="bella"), field="Staff"),
    "rhythm": lambda s: s.put(s.other, rhythm="monthly", receiver="Thường trực"),
    "confirmer": lambda s: s.put(s.part, confirmer=s.key(Body, id=s.world.bodies["standing"])),
    "part of": lambda s: s.put(s.other, parent=s.whole),
    "no part of": lambda s: (s.put(s.other, parent=s.whole), s.put(s.other, parent="")),
    "give a part": lambda s: s.world.run(
        "bella", add_part, key=s.other, words=TaskWords(work="P", lead_text=COMMISSION)
    ),
    "together": lambda s: s.world.run(
        "clara", report_together, keys=[s.whole, s.other], result=Result(**DOCUMENT)
    ),
    "confirm a part": lambda s: confirm(s.world, s.session, s.part, mark="excellent"),
    "return a part": lambda s: s.world.run(
        "bella", commands.ask_for_more, key=s.part, version=s.row(s.part).version, reason="x",
        mark="failed",
    ),
}  # fmt: skip


@pytest.fixture
def story(world, session):
    return Story(world, session)


def pages(world, story):
    who = ("anna", "stan", "clara")
    tasks = (story.whole, story.part, story.other)
    return [
        *(opened(world, one, f"/tasks/{task}") for one in who for task in tasks),
        opened(world, "clara", "/tasks/mine"),
        opened(world, "stan", "/tasks"),
    ]


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_live_equals_reload(world, story, act):
    assert set(live_equals_reload(world, pages(world, story), lambda: act(story))) == {SAME}


def test_whose_body_has_it_no_longer_loses_the_page(world, session):
    task = session.given()
    watched = [opened(world, who, f"/tasks/{task}") for who in ("clara", "stan", "anna")]
    base = world.read(lambda db: terms_of(db, db.get(Task, session.task(task).id)))
    office = str(world.row(Body, id=world.bodies["office"]).key)
    to = Terms(**{**base.__dict__, "lead_body": office})

    def act():
        world.run("anna", correct_task, key=task, base=base, to=to, reason="Another lead")

    assert live_equals_reload(world, watched, act) == [GONE, SAME, SAME]


def test_a_chair_no_longer_named_to_confirm_loses_the_page(world, session):
    chair = world.bodies["elsewhere"]
    from server.people.models import Membership
    from tests.world import today

    since = today()
    world.add(Membership(account_id=world.people["zoe"], body_id=chair, role="chair", since=since))
    task = session.given()
    assert world.client("zoe").get(f"/tasks/{task}").status_code == 404
    base = Facts()

    def put(confirmer):
        now_is = world.read(lambda db: facts_of(db, db.get(Task, session.task(task).id)))
        given = {"version": session.task(task).version, "base": now_is}
        to = Facts(**{**now_is.__dict__, "confirmer": confirmer})
        world.run("anna", set_facts, key=task, **given, to=to)

    assert base.confirmer == ""
    put(str(world.row(Body, id=chair).key))
    watched = [opened(world, "zoe", f"/tasks/{task}")]
    assert live_equals_reload(world, watched, lambda: put("")) == [GONE]
