"""A meeting of the story is held: its items taken in turn, concluded and followed up."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from server.conclusions import aside, assigning, opinions, planning_terms
from server.conclusions import commands as conclusions
from server.conclusions.models import Conclusion
from server.demo.stage import Stage
from server.meetings import commands as meetings
from server.room import commands as room
from server.tasks import commands as tasks
from server.tasks.models import Task
from server.tasks.words import TaskWords

_ITEM_MINUTES = 10.0  # each, in a session that is still on


class Session:
    """The acts of one `[[meeting]]` of the story from its opening to the last task's result.

    `add` puts a line on its agenda.
    """

    def __init__(
        self,
        stage: Stage,
        cast: dict[str, Any],
        meeting: dict[str, Any],
        add: Callable[[dict[str, Any]], None],
    ) -> None:
        self.stage, self.meeting, self.add = stage, meeting, add
        self.bodies = {body["key"]: body for body in cast["body"]}
        self.key: str = meeting["key"]
        self.chair: str = meeting["chair"]
        self.keeper: str = meeting["secretaries"][0]

    def plan(self) -> None:
        """Plan the session, and what came of its tasks."""
        if self.meeting["session"] != "planned":
            self._hold()
        for item in self.meeting["item"]:
            for conclusion in item.get("conclusion", []):
                for task in conclusion.get("task", []):
                    self._follow_up(task)

    def _hold(self) -> None:
        stage, meeting = self.stage, self.meeting
        begins = partial(stage.moment, meeting["day"], meeting["starts"])  # and so many minutes
        stage.at(begins(), self.keeper, self._open)
        taken = [item for item in meeting["item"] if item.get("state") in ("done", "current")]
        minutes = _ITEM_MINUTES
        if meeting["session"] == "ended":
            ends = stage.moment(meeting["day"], meeting["ends"])
            minutes = (ends - begins()).total_seconds() / 60 / len(taken)
            stage.at(ends, self.keeper, self._end)
            if "completed" in meeting:
                stage.at(stage.moment(meeting["completed"], "15:00"), self.keeper, self._complete)
        for index, item in enumerate(taken):
            moment = begins(index * minutes)
            stage.at(moment, self.keeper, partial(self._move_to, item["key"]))
            self._speak(item, begins, index * minutes, minutes)
        for item in (item for item in meeting["item"] if item.get("hidden")):
            stage.at(moment, self.keeper, partial(self.add, item))  # late, so nobody sees it yet
        for item in (item for item in meeting["item"] if item.get("aside")):
            stage.at(moment, self.keeper, partial(self._open_aside, item))
            self._speak(item, begins, index * minutes, minutes)

    def _speak(
        self,
        item: dict[str, Any],
        begins: Callable[[float], datetime],
        since: float,
        minutes: float,
    ) -> None:
        """Plan what is said at an item within its minutes; what has a `day` is noted on it."""
        for opinion in item.get("opinion", []):
            note = partial(self._note_opinion, item["key"], opinion)
            self.stage.at(begins(since + 1), self.keeper, note)
        said = item.get("conclusion", [])
        for number, conclusion in enumerate(said):
            moment = begins(since + (number + 1) / (len(said) + 1) * minutes)
            if "day" in conclusion:
                moment = self.stage.moment(conclusion["day"], "09:00")
            self._conclude(item["key"], number, conclusion, moment)

    def _meeting_key(self) -> UUID:
        return self.stage.keys["meeting", self.key]

    def _open(self) -> None:
        meetings.open_session(self.stage.tx, key=self._meeting_key())

    def _end(self) -> None:
        room.end_session(self.stage.tx, key=self._meeting_key())

    def _complete(self) -> None:
        room.complete_file(self.stage.tx, key=self._meeting_key())

    def _open_aside(self, item: dict[str, Any]) -> None:
        key = aside.open_aside(self.stage.tx, meeting_key=self._meeting_key(), title=item["title"])
        self.stage.keys["item", self.key, item["key"]] = UUID(key)

    def _note_opinion(self, item: str, told: dict[str, Any]) -> None:
        opinions.note_opinion(
            self.stage.tx,
            item_key=self.stage.keys["item", self.key, item],
            speaker=self.stage.people[told["speaker"]].name,
            text=told["text"],
            topic=told.get("topic", ""),
        )

    def _move_to(self, item: str) -> None:
        meetings.move_to_item(self.stage.tx, key=self.stage.keys["item", self.key, item])

    def _conclude(
        self, item: str, number: int, conclusion: dict[str, Any], moment: datetime
    ) -> None:
        """Note a conclusion with its tasks; the chair agrees, or it is recorded that he did."""
        stage, name = self.stage, (self.key, item, str(number))
        stage.at(moment, self.keeper, partial(self._note, item, name, conclusion))
        agreed_as = conclusion.get("agreed_as")
        if agreed_as == "chair":
            stage.at(moment, self.chair, partial(self._agree, name, conclusions.agree))
        elif agreed_as == "recorded":
            stage.at(moment, self.keeper, partial(self._agree, name, conclusions.record_agreed))
        for task in conclusion.get("task", []):
            if task.get("act_at_once"):
                stage.at(moment, self.chair, partial(self._act_at_once, task))

    def _note(self, item: str, name: tuple[str, ...], conclusion: dict[str, Any]) -> None:
        tx, keys = self.stage.tx, self.stage.keys
        item_key = keys["item", self.key, item]
        key = conclusions.note_conclusion(tx, item_key=item_key, text=conclusion["text"])
        keys["conclusion", *name] = UUID(key)
        for task in conclusion.get("task", []):
            for body in task["lead_bodies"]:
                task_key = assigning.add_task(tx, conclusion_key=key, words=self._words(task, body))
                keys["task", task["key"], body] = UUID(task_key)
        for change in conclusion.get("changes", []):
            planning_terms.plan_terms(
                tx,
                conclusion_key=key,
                task_key=keys["task", change["task"], change["body"]],
                deadline_text=change["deadline_text"],
                deadline=self.stage.day(change["deadline_day"]),
            )
        if conclusion.get("verdict", "assigns") != "assigns":
            tx.session.flush()
            version = self.stage.row(Conclusion, "conclusion", *name).version
            conclusions.set_verdict(tx, key=key, version=version, verdict=conclusion["verdict"])

    def _words(self, task: dict[str, Any], body: str) -> TaskWords:
        due = task.get("deadline_day")
        return TaskWords(
            work=task["work"],
            lead_text=task["lead_text"],
            lead_body=str(self.stage.bodies[body]),
            coordinating_text="; ".join(self.bodies[key]["name"] for key in task["coordinating"]),
            product=task.get("product", ""),
            deadline_text=task.get("deadline_text", ""),
            deadline=None if due is None else self.stage.day(due),
            condition=task.get("condition", ""),
        )

    def _seen(self, name: tuple[str, ...]) -> dict[str, int]:
        row = self.stage.row(Conclusion, "conclusion", *name)
        self.stage.tx.session.flush()  # which gives a changed row its new version
        return {str(row.key): row.version}

    def _agree(self, name: tuple[str, ...], command: Any) -> None:
        command(self.stage.tx, meeting_key=self._meeting_key(), seen=self._seen(name))

    def _act_at_once(self, task: dict[str, Any]) -> None:
        for body in task["lead_bodies"]:
            key = self.stage.keys["task", task["key"], body]
            assigning.act_at_once(self.stage.tx, task_key=key)

    # --- afterwards ------------------------------------------------------------------------------

    def _follow_up(self, task: dict[str, Any]) -> None:
        for report in task.get("report", []):
            for body in task["lead_bodies"]:
                name = ("task", task["key"], body)
                reported = self.stage.moment(report["day"], "10:00")
                self.stage.at(reported, report["by"], partial(self._report, name, report))
                if "answer" in report:
                    answered = self.stage.moment(report["answer_day"], "16:00")
                    answer = partial(self._answer, name, report)
                    self.stage.at(answered, report["answered_by"], answer)

    def _report(self, name: tuple[str, ...], report: dict[str, Any]) -> None:
        tasks.report_result(
            self.stage.tx,
            key=str(self.stage.keys[name]),
            text=report["text"],
            evidence_kind=report["evidence_kind"],
            evidence_text=report["evidence_text"],
            evidence_date=self.stage.day(report["evidence_day"]),
        )

    def _answer(self, name: tuple[str, ...], report: dict[str, Any]) -> None:
        tx, task = self.stage.tx, self.stage.row(Task, *name)
        tx.session.flush()
        key, version = str(task.key), task.version
        if report["answer"] == "confirmed":
            tasks.confirm(tx, key=key, version=version, mark=report.get("mark", "passed"))
        else:
            tasks.ask_for_more(tx, key=key, version=version, reason=report["answer_text"])
