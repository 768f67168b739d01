"""What follows the sessions of the demonstration: follow.toml tells it, in order of time."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import select

from server.conclusions.sheets.commands import make_sheet
from server.demo.stage import Stage
from server.overview.inspections.commands import Decision, Person, note_read, open_inspection
from server.overview.matters.commands import raise_found, raise_task
from server.overview.matters.finding import to_raise
from server.people.document_commands import keep_documents
from server.people.documents import CHOICES, TEXTS, settings_of
from server.people.models import Account, Body
from server.people.secrets import hash_password
from server.tasks import commands as tasks
from server.tasks import directing, extending, facts, telling
from server.tasks.closing_together import report_together
from server.tasks.followup import TaskExtension, UrgingLetter
from server.tasks.models import Task
from server.tasks.results import Result
from server.tasks.words import TaskWords
from server.urging.letters import draft_letter, issue_letter
from server.urging.reminding import make_reminders

_TERM_SINCE = -1000  # documents bear the term's numbers, whatever day it is
_CLOCK = {"facts": "16:30", "answer": "14:30", "decide": "15:00"}  # others: in the morning


class Following:
    """The acts of follow.toml, told as of today."""

    def __init__(self, stage: Stage, told: dict[str, Any]) -> None:
        self.stage, self.told = stage, told

    def keep_documents(self) -> None:
        """Say how bodies write their documents; by who acts now."""
        tx = self.stage.tx
        for said in self.told["document"]:
            key = self.stage.bodies[said["body"]]
            body = tx.session.exec(select(Body).where(Body.key == key)).one()
            settings = settings_of(tx.session, body.id, "")
            base = {name: getattr(settings, name) for name in (*TEXTS, *CHOICES)}
            to = base | {name: said[name].strip() for name in TEXTS if name in said}
            to |= {"own_series": True, "term_since": self.stage.day(_TERM_SINCE)}
            keep_documents(tx, key=key, kind="", version=0, base=base, to=to)

    def plan(self) -> None:
        """Plan what was said of tasks, the letters and the inspection."""
        for act in self.told["act"]:
            do = getattr(self, f"_{act['do']}")
            moment = self.stage.moment(act["day"], _CLOCK.get(act["do"], "09:00"))
            self.stage.at(moment, act["by"], partial(do, act))
            if "answer_day" in act:
                moment = self.stage.moment(act["answer_day"], "15:30")
                self.stage.at(moment, act["answered_by"], partial(self._confirm, act))
            if "number" in act:
                moment = self.stage.moment(act["day"], "10:30")
                self.stage.at(moment, act["numbered_by"], partial(self._number_letter, act))
        told = self.told["inspection"]
        inspect = partial(self._inspect, told)
        self.stage.at(self.stage.moment(told["day"], "14:00"), told["by"], inspect)
        for minutes, read in enumerate(told["read"]):
            moment = self.stage.moment(read["day"], "09:20", 7 * minutes)
            self.stage.at(moment, read["by"], partial(self._note_read, read))

    def end(self) -> None:
        """Raise and remind as the worker does; as the system, now."""
        for finding in to_raise(self.stage.tx.session):
            raise_found(self.stage.tx, finding=finding)
        make_reminders(self.stage.tx, day=self.stage.today)

    # --- tasks -----------------------------------------------------------------------------------

    def _key(self, act: dict[str, Any], task: str = "") -> str:
        """The key of the act's task; a part is known by what it was called."""
        name = (
            ("task", task or act["task"], act["body"]) if "body" in act else ("part", act["task"])
        )
        return str(self.stage.keys[name])

    def _row(self, key: str) -> Task:
        self.stage.tx.session.flush()
        return self.stage.tx.session.exec(select(Task).where(Task.key == UUID(key))).one()

    def _facts(self, act: dict[str, Any]) -> None:
        key = self._key(act)
        row, people = self._row(key), self.stage.people
        base = facts.facts_of(self.stage.tx.session, row)
        to = replace(base, field=act["field"], rhythm=act.get("rhythm", ""))
        to = replace(to, watcher=str(people[act["watcher"]].key))
        if confirmer := act.get("confirmer"):
            to = replace(to, confirmer=str(self.stage.bodies[confirmer]))
        facts.set_facts(self.stage.tx, key=key, version=row.version, base=base, to=to)

    def _part(self, act: dict[str, Any]) -> None:
        names = ("work", "lead_text", "product", "deadline_text")
        words = {name: act[name] for name in names}
        due = self.stage.day(act["deadline_day"])
        part = facts.add_part(
            self.stage.tx, key=self._key(act), words=TaskWords(**words, deadline=due)
        )
        self.stage.keys["part", act["called"]] = UUID(part)

    def _tell(self, act: dict[str, Any]) -> None:
        said = {name: act[name] for name in ("text", "for_lead") if name in act}
        telling.tell(self.stage.tx, key=self._key(act), kind=act["kind"], **said)

    def _keys(self, act: dict[str, Any]) -> list[str]:
        return [self._key(act, task) for task in act.get("tasks", [""])]

    def _report(self, act: dict[str, Any]) -> None:
        names = ("text", "evidence_kind", "evidence_text")
        day = self.stage.day(act["day"])
        result = Result(**{name: act[name] for name in names}, evidence_date=day)
        report_together(self.stage.tx, keys=self._keys(act), result=result)

    def _confirm(self, act: dict[str, Any]) -> None:
        first, *others = (self._row(key) for key in self._keys(act))
        tasks.confirm(
            self.stage.tx,
            key=str(first.key),
            version=first.version,
            mark=act["mark"],
            note=act.get("note", ""),
            others={str(row.key): row.version for row in others},
        )

    def _ask(self, act: dict[str, Any]) -> None:
        key = extending.ask_extension(
            self.stage.tx,
            key=self._key(act),
            wanted=self.stage.day(act["wanted_day"]),
            reason=act["reason"],
            letter=act.get("letter", ""),
        )
        self.stage.keys["request", act["called"]] = UUID(key)

    def _decide(self, act: dict[str, Any]) -> None:
        self.stage.tx.session.flush()
        row = self.stage.row(TaskExtension, "request", act["request"])
        extending.decide_extension(
            self.stage.tx,
            key=row.key,
            version=row.version,
            granted=self.stage.day(act["granted_day"]),
            answer=act["answer"],
        )

    def _direct(self, act: dict[str, Any]) -> None:
        key = directing.direct(
            self.stage.tx, key=self._key(act), kind=act["kind"], text=act["text"]
        )
        self.stage.keys["directive", act.get("called", key)] = UUID(key)

    def _answer(self, act: dict[str, Any]) -> None:
        key = self.stage.keys["directive", act["directive"]]
        directing.answer_directive(self.stage.tx, key=key, text=act["text"])

    def _raise(self, act: dict[str, Any]) -> None:
        raise_task(self.stage.tx, key=self._key(act))

    # --- sheets, letters, an inspection ----------------------------------------------------------

    def _sheet(self, act: dict[str, Any]) -> None:
        make_sheet(self.stage.tx, body_key=self.stage.bodies[act["body"]])

    def _letter(self, act: dict[str, Any]) -> None:
        key = draft_letter(self.stage.tx, body=str(self.stage.bodies[act["body"]]))
        self.stage.keys["letter", act["body"]] = UUID(key)

    def _number_letter(self, act: dict[str, Any]) -> None:
        self.stage.tx.session.flush()
        row = self.stage.row(UrgingLetter, "letter", act["body"])
        issue_letter(
            self.stage.tx,
            key=row.key,
            version=row.version,
            number=act["number"],
            symbol="CV/VPTU",
            issued_on=self.stage.day(act["day"]),
        )

    def _inspect(self, told: dict[str, Any]) -> None:
        day, bodies = self.stage.day, self.stage.bodies
        decision = Decision(
            **{name: told[name] for name in ("number", "issuer", "title")},
            decided_on=day(told["decided"]),
            bodies=[str(bodies[key]) for key in told["bodies"]],
            fields=(),
            matter_since=day(told["matter_since"]),
            matter_until=day(told["matter_until"]),
            since=day(told["since"]),
            until=day(told["until"]),
        )
        people = [
            Person(login=p["login"], name=p["name"], title=p["position"]) for p in told["person"]
        ]
        key = open_inspection(self.stage.tx, decision=decision, people=people)
        self.stage.keys[("inspection",)] = UUID(key)
        for person in people:
            asked = select(Account).where(Account.login == person.login)
            account = self.stage.tx.session.exec(asked).one()
            account.locale = "vi"
            secret = hash_password(self.told["password"], f"demonstration {person.login}")
            account.password_hash = secret
            self.stage.people[person.login] = account

    def _note_read(self, read: dict[str, Any]) -> None:
        task = self._row(self._key(read))
        note_read(
            self.stage.tx,
            key=self.stage.keys[("inspection",)],
            page="inspected_task",
            target=str(task.key),
            words=task.work,
        )
