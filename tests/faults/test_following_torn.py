"""Following up, cut off at random points: no act is half done, done twice, or lost.

Whoever acts sends a form. Its transaction is torn at a random statement, or only its answer is
lost, and the same form comes again, as a browser sends it. In between, the database holds all of
the act or nothing of it; afterwards it holds it once.
"""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from server.conclusions.sheets import commands as sheets
from server.conclusions.sheets import queries
from server.conclusions.sheets.reading import FILLED, KIND_WORDS, Filled
from server.kernel.db import SYSTEM, Actor
from server.kernel.events import EventRow
from server.people.models import Body, IssuedNumber
from server.tasks import commands, directing, extending
from server.tasks.followup import (
    FollowUpRules,
    Reminder,
    ReminderMail,
    TaskDirective,
    TaskExtension,
    TaskSheet,
    TaskTerms,
    TaskWord,
    UrgedTask,
    UrgingLetter,
)
from server.tasks.models import Task, TaskImport, TaskImportRow, TaskReport
from server.tasks.telling import tell
from server.urging import letters
from server.urging.mailing import lease_mail, write_mails
from server.urging.reminding import make_reminders
from tests.faults.test_noting_to_task import Torn, torn
from tests.sessions import Session, rows
from tests.tasks.follow import DOCUMENT
from tests.world import new_id, today

TABLES = (
    *(Task, TaskReport, TaskExtension, TaskDirective, TaskWord, TaskTerms, TaskSheet),
    *(TaskImport, TaskImportRow, UrgingLetter, UrgedTask, IssuedNumber, Reminder, ReminderMail),
    EventRow,
)
GIVEN = ("open", "returned", "reported")
OPEN = ("open", "returned")


class Following:
    """Three tasks, and the acts of those who follow them up; `expected` counts what must be."""

    def __init__(self, world):
        self.world, self.expected = world, Counter()
        if not rows(world, Task):
            Session(world).given("Build a bridge")
            world.add(FollowUpRules(mail=True))
        base = rows(world, Task)[0].model_dump(exclude={"id", "key", "version"})
        fresh = {"state": "open", "extensions": 0, "mark": "", "reported_at": None, "done_at": None}
        self.ids = [
            world.add(
                Task(**base | fresh | {"deadline": today() - timedelta(days=late)}, key=uuid4())
            )
            for late in (5, 0, -9)
        ]
        self.began = self.counted()

    def counted(self):
        found = {table: rows(self.world, table) for table in TABLES}
        return Counter(
            reports=len(found[TaskReport]),
            more=sum(row.answer == "returned" for row in found[TaskReport]),
            confirmed=sum(row.answer == "confirmed" for row in found[TaskReport]),
            words=len(found[TaskWord]),
            requests=len(found[TaskExtension]),
            granted=sum(row.state == "granted" for row in found[TaskExtension]),
            counted=sum(row.extensions for row in found[Task]),
            directives=len(found[TaskDirective]),
            answers=sum(row.answered_at is not None for row in found[TaskDirective]),
            letters=len(found[UrgingLetter]),
            numbers=len(found[IssuedNumber]),
            sheets=len(found[TaskSheet]),
            returned=len(found[TaskImport]),
        )

    def sent(self, who, command, /, **form):
        """Send a form until it is answered: its first try is torn, or its answer lost."""
        actor = Actor(self.world.people[who]) if who else SYSTEM
        command_id, before = new_id(), self.everything()
        with torn(self.world, self.at), suppress(Torn):
            self.world.writer.run(actor, command_id, command, **form)
        between = self.everything()
        answer = self.world.writer.run(actor, command_id, command, **form)
        after = self.everything()
        assert between in (before, after), f"{command.__name__} is half done"
        return answer

    def everything(self):
        def read(db):
            return [
                db.execute(select(*table.__table__.c).order_by(*table.__table__.primary_key)).all()
                for table in TABLES
            ]

        return self.world.read(read)

    def task(self, which, *states):
        """One of the tasks in one of these states, or None."""
        found = [row for row in rows(self.world, Task) if row.id in self.ids]
        found = [row for row in found if row.state in states]
        return found[which % len(found)] if found else None

    def own(self, table, **said):
        """The last row of ours with these fields, or None."""
        found = [row for row in rows(self.world, table) if row.task_id in self.ids]
        found = [row for row in found if all(getattr(row, k) == v for k, v in said.items())]
        return found[-1] if found else None

    # --- acts: each does what is to be done, if anything is --------------------------------------

    def say(self, which):
        if task := self.task(which, *GIVEN):
            self.sent("clara", tell, key=str(task.key), kind="progress", text="Half of it stands")
            self.expected["words"] += 1

    def report(self, which):
        if task := self.task(which, *OPEN):
            self.sent("clara", commands.report_result, key=str(task.key), **DOCUMENT)
            self.expected["reports"] += 1

    def ask_more(self, which):
        if task := self.task(which, "reported"):
            said = {"key": str(task.key), "version": task.version, "reason": "Which bridge?"}
            self.sent("anna", commands.ask_for_more, **said)
            self.expected["more"] += 1

    def confirm(self, which):
        if task := self.task(which, "reported"):
            self.sent("anna", commands.confirm, key=str(task.key), version=task.version)
            self.expected["confirmed"] += 1

    def ask_later(self, which):
        task = self.task(which, *OPEN)
        if task and not self.own(TaskExtension, task_id=task.id, state="waiting"):
            wanted = max(task.deadline, today()) + timedelta(days=9)
            asked = {"key": str(task.key), "wanted": wanted, "reason": "Rain"}
            self.sent("clara", extending.ask_extension, **asked)
            self.expected["requests"] += 1

    def grant(self, _which):
        if asked := self.own(TaskExtension, state="waiting"):
            who = "stan" if asked.level == "standing" else "anna"
            day = self.world.row(Task, id=asked.task_id).deadline + timedelta(days=1)
            said = {"key": asked.key, "version": asked.version, "granted": max(day, today())}
            self.sent(who, extending.decide_extension, **said)
            self.expected.update(("granted", "counted"))

    def direct(self, which):
        if task := self.task(which, *GIVEN):
            said = {"key": str(task.key), "kind": "directive", "text": "Say why"}
            self.sent("stan", directing.direct, **said)
            self.expected["directives"] += 1

    def answer(self, _which):
        directive = self.own(TaskDirective, answered_at=None)
        if directive and self.world.row(Task, id=directive.task_id).state in GIVEN:
            self.sent("clara", directing.answer_directive, key=directive.key, text="It rained")
            self.expected["answers"] += 1

    def write_letter(self, _which):
        letter = self.world.row(UrgingLetter, state="draft")
        if letter is None:
            if not self.due():
                return
            letter_key = self.sent("anna", letters.draft_letter)
            self.expected["letters"] += 1
            letter = self.world.row(UrgingLetter, state="draft")
            assert str(letter.key) == letter_key
        if self.due():
            number = 1 + len(rows(self.world, IssuedNumber))
            given = {"number": 1000 + number, "symbol": "CV/VPTU", "issued_on": today()}
            said = {"key": str(letter.key), "version": letter.version}
            self.sent("rita", letters.issue_letter, **said | given)
            self.expected["numbers"] += 1
            urged = [row.task_id for row in rows(self.world, UrgedTask)]
            assert len(urged) >= len(self.world.row(UrgingLetter, id=letter.id).lines) > 0

    def due(self):
        last = today() + timedelta(days=3)
        return [t for t in rows(self.world, Task) if t.state in OPEN and t.deadline <= last]

    def send_sheet(self, which):
        """The sheet goes out, comes back filled and is read in, as far as a row can be taken."""
        if not [task for task in rows(self.world, Task) if task.state in OPEN]:
            return
        body = self.world.row(Body, id=self.world.bodies["commission"])
        key = self.sent("anna", sheets.make_sheet, body_key=body.key)
        lines = self.world.row(TaskSheet, key=UUID(key)).rows
        filled = [_filled(n, *line, which) for n, line in enumerate(lines.items(), 1)]
        found = {"key": key, "rest": [], "rows": filled}
        came = {"key": uuid4(), "file_name": "bieu.xlsx", "digest": new_id()}
        self.sent("anna", sheets.take_back_sheet, found=json.dumps(found), **came)
        view = self.world.read(queries.returned, self.world.viewer("anna"), key)
        ready = view.of("takes")
        take = {str(plan.position): plan.version for plan in ready}
        done = {"take": take, "import_id": view.import_id, "letter": "7-CV/BTC"}
        assert self.sent("anna", sheets.do_rows, key=key, **done) == len(ready)
        acts = Counter(act for plan in ready for act in plan.acts)
        self.expected.update(
            sheets=1,
            returned=1,
            words=acts["word"],
            reports=acts["result"],
            requests=acts["extension"],
        )

    def remind(self, which):
        """On a clock that may stand a day or two off."""
        day = today() + timedelta(days=which - 1)
        self.sent(None, make_reminders, day=day)
        self.sent(None, write_mails, day=day)
        self.sent(None, lease_mail)


def _filled(row, key, printed, which):
    """A row as it came back: a word, and by turns a result or a wish for another day."""
    said = dict.fromkeys(FILLED, "") | {"word": "They telephoned"}
    filled = Filled(
        sheet="Nhiệm vụ",
        row=row,
        key=key,
        code=printed["code"],
        said=said,
        printed={},
        evidence_kind="",
        evidence_on=None,
        wanted_on=None,
    )
    found = asdict(filled)
    if (row + which) % 3 == 0:
        said |= {"result": "Built", "evidence_kind": KIND_WORDS["document"]}
        said |= {"evidence_text": "15-BC/BTC", "evidence_day": "02/04/2026"}
        found |= {"evidence_kind": "document", "evidence_on": "2026-04-02"}
    elif (row + which) % 3 == 1:
        said |= {"wanted": "30/06/2099", "reason": "Rain"}
        found |= {"wanted_on": date(2099, 6, 30).isoformat()}
    return found | {"said": said}


ACTS = (
    *("say", "report", "report", "ask_more", "confirm", "ask_later", "grant", "direct", "answer"),
    *("write_letter", "send_sheet", "remind"),
)


@given(
    st.lists(
        st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(1, 40)),
        min_size=8,
        max_size=20,
    )
)
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_torn_each_act_of_following_up_is_done_once(world, acts):
    following = Following(world)
    for act, which, following.at in acts:
        getattr(following, act)(which)
    assert following.counted() - following.began == +following.expected
    promised = [
        (row.task_id, row.alert, row.deadline, row.account_id) for row in rows(world, Reminder)
    ]
    assert len(promised) == len(set(promised))
    mailed = [(row.account_id, row.day) for row in rows(world, ReminderMail)]
    assert len(mailed) == len(set(mailed))
    numbers = [(row.kind, row.number) for row in rows(world, IssuedNumber)]
    assert len(numbers) == len(set(numbers))
