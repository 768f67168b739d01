"""One meeting of the story as acts on the stage: drawn up, sent, held, followed up.

What story.toml leaves to a keeper's habits is decided here: an agenda is drawn up the day before
its first paper comes, approved and sent three days ahead, and a session takes its items in turn.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.conclusions import assigning, issuing
from server.conclusions import commands as conclusions
from server.conclusions.models import Conclusion
from server.demo.press import drafts_of, file_name, paper_name
from server.demo.stage import Stage
from server.materials import commands as materials
from server.materials.intake import Arrived
from server.materials.models import Paper, PaperVersion
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.programmes.commands import return_item
from server.programmes.models import Programme, ProgrammeItem
from server.room import commands as room
from server.tasks import commands as tasks
from server.tasks.models import Task

_MADE_AHEAD, _SENT_AHEAD = 7, 3  # days before the session, at the latest
_ITEM_MINUTES = 10.0  # each, in a session that is still on
_SEPARATORS = (",", ";")  # of bodies, in a task's words


class Telling:
    """The acts of one `[[meeting]]` of the story; `plan` puts them all on the stage."""

    def __init__(self, stage: Stage, cast: dict[str, Any], meeting: dict[str, Any]) -> None:
        self.stage, self.meeting = stage, meeting
        self.bodies = {body["key"]: body for body in cast["body"]}
        self.key: str = meeting["key"]
        self.keeper: str = meeting["secretaries"][0]
        self.sent = stage.moment(meeting["day"] - _SENT_AHEAD, "14:00")

    def plan(self, papers: Mapping[str, Arrived]) -> None:
        """Plan everything from the first draft of the agenda to the last task's result."""
        self._draw_up()
        self._collect(papers)
        self._hold()
        if notice := self.meeting.get("notice"):
            moment = self.stage.moment(notice["day"], "16:00")
            self.stage.at(moment, self.keeper, partial(self._issue, notice))
        for item in self.meeting["item"]:
            for task in _tasks(item):
                self._follow_up(task)

    # --- the agenda ------------------------------------------------------------------------------

    def _draw_up(self) -> None:
        stage, meeting = self.stage, self.meeting
        first = [p["day"] - len(drafts_of(p)) for i in meeting["item"] for p in i.get("paper", [])]
        made = min([*first, meeting["day"] - _MADE_AHEAD])
        stage.at(stage.moment(made, "08:30"), self.keeper, self._make)
        items = [item for item in meeting["item"] if not item.get("hidden")]
        for minutes, item in enumerate(items, 1):
            moment = stage.moment(made, "08:30", minutes)
            stage.at(moment, self.keeper, partial(self._add, item))
        before = meeting["day"] - _SENT_AHEAD
        approve, send = partial(self._of_meeting, meetings.approve_agenda), self._send_agenda
        if meeting["agenda"] != "draft":
            stage.at(stage.moment(before, "10:00"), self.keeper, approve)
        if meeting["agenda"] == "sent":
            stage.at(self.sent, self.keeper, send)

    def _make(self) -> None:
        key = meetings.make_meeting(
            self.stage.tx,
            body_key=self.stage.bodies[self.meeting["body"]],
            kind="session",
            title=self.meeting["title"],
            starts_at=self._starts(),
            place=self.meeting["place"],
        )
        self.stage.keys["meeting", self.key] = UUID(key)

    def _starts(self) -> datetime:
        return self.stage.moment(self.meeting["day"], self.meeting["starts"])

    def _meeting_key(self) -> UUID:
        return self.stage.keys["meeting", self.key]

    def _of_meeting(self, command: Any) -> None:
        command(self.stage.tx, key=self._meeting_key())

    def _send_agenda(self) -> None:
        meetings.send_agenda(self.stage.tx, key=self._meeting_key())

    def _add(self, item: dict[str, Any]) -> None:
        """Put a line on the agenda, worded and timed, for those who may see it."""
        tx, people = self.stage.tx, self.stage.people
        if name := item.get("programme_item"):
            keys = [self._take(name)]
            (key,) = meetings.add_programme_items(
                tx, meeting_key=self._meeting_key(), programme_item_keys=keys
            )
        else:
            key = meetings.add_item(
                tx,
                meeting_key=self._meeting_key(),
                title=item.get("title", ""),
                presenter=self._presenter(item),
                time_label=item.get("time_label", ""),
                secret=item.get("secret", False),
            )
        self.stage.keys["item", self.key, item["key"]] = UUID(key)
        if name:
            self._word(item)
        if restricted_to := item.get("restricted_to"):
            # The chair sees every line and is named on none.
            names = [people[login].key for login in restricted_to if login != self.meeting["chair"]]
            meetings.restrict_item(tx, key=UUID(key), names=names)
        if guests := item.get("guests"):
            meetings.set_guests(tx, key=UUID(key), names=[people[login].key for login in guests])

    def _presenter(self, item: dict[str, Any]) -> str:
        return self.stage.people[item["presenter"]].name if "presenter" in item else ""

    def _word(self, item: dict[str, Any]) -> None:
        row = self.stage.row(AgendaItem, "item", self.key, item["key"])
        meetings.edit_item(
            self.stage.tx,
            key=row.key,
            version=row.version,
            base_title=row.title,
            title=item["title"],
            base_presenter=row.presenter,
            presenter=self._presenter(item),
            base_time_label=row.time_label,
            time_label=item.get("time_label", ""),
        )

    def _take(self, name: str) -> UUID:
        """Return the programme's item; what was presented before comes before the body again."""
        tx, (programme, _, slug) = self.stage.tx, name.partition("#")
        item = tx.session.exec(
            select(ProgrammeItem)
            .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(Programme.slug == programme)
            .where(ProgrammeItem.slug == slug)
        ).one()
        if item.state == "presented":
            meeting = self.stage.row(Meeting, "meeting", self.key)
            return_item(tx, item.id, meeting.id)
        return item.key

    # --- papers ----------------------------------------------------------------------------------

    def _collect(self, papers: Mapping[str, Arrived]) -> None:
        """Each paper comes on its day, its earlier drafts the days before; it is then sent."""
        stage = self.stage
        for item in self.meeting["item"]:
            for place, paper in enumerate(item.get("paper", [])):
                drafts = drafts_of(paper)
                for draft in drafts:
                    arrived = papers[paper_name(self.key, item["key"], place, draft)]
                    moment = stage.moment(paper["day"] - len(drafts) + draft, "15:00", place)
                    act = partial(self._upload, item["key"], place, paper, draft, arrived)
                    stage.at(moment, self.keeper, act)
                if paper["state"] == "sent":
                    send = partial(self._send_paper, item["key"], place)
                    stage.at(max(moment, self.sent), self.keeper, send)

    def _upload(
        self, item: str, place: int, paper: dict[str, Any], draft: int, arrived: Arrived
    ) -> None:
        tx, keys, name = self.stage.tx, self.stage.keys, ("draft", self.key, item, str(place))
        file, facts = file_name(paper["title"]), asdict(arrived)
        if draft == 1:
            key = materials.add_paper(
                tx,
                item_key=keys["item", self.key, item],
                kind=paper["kind"],
                title=paper["title"],
                file_name=file,
                **facts,
            )
        else:
            before = self.stage.row(PaperVersion, *name)
            of = tx.session.get_one(Paper, before.paper_id)
            key = materials.add_draft(tx, key=of.key, file_name=file, **facts)
        keys[name] = UUID(key)

    def _send_paper(self, item: str, place: int) -> None:
        draft = self.stage.keys["draft", self.key, item, str(place)]
        materials.send_papers(
            self.stage.tx,
            meeting_key=self._meeting_key(),
            versions=[str(draft)],
            scans_seen=True,
        )

    # --- the session -----------------------------------------------------------------------------

    def _hold(self) -> None:
        stage, meeting = self.stage, self.meeting
        if meeting["session"] == "planned":
            return
        opens = self._starts()
        stage.at(opens, self.keeper, partial(self._of_meeting, meetings.open_session))
        taken = [item for item in meeting["item"] if item.get("state") in ("done", "current")]
        minutes = _ITEM_MINUTES
        if meeting["session"] == "ended":
            ends = stage.moment(meeting["day"], meeting["ends"])
            minutes = (ends - opens).total_seconds() / 60 / len(taken)
            stage.at(ends, self.keeper, partial(self._of_meeting, room.end_session))
        for index, item in enumerate(taken):
            begins = partial(stage.moment, meeting["day"], meeting["starts"])
            move = partial(self._move_to, item["key"])
            stage.at(begins(index * minutes), self.keeper, move)
            said = item.get("conclusion", [])
            for number, conclusion in enumerate(said):
                spoken = (index + (number + 1) / (len(said) + 1)) * minutes
                self._conclude(item["key"], number, conclusion, begins(spoken))
        for item in (item for item in meeting["item"] if item.get("hidden")):
            stage.at(begins(index * minutes), self.keeper, partial(self._add, item))

    def _move_to(self, item: str) -> None:
        meetings.move_to_item(self.stage.tx, key=self.stage.keys["item", self.key, item])

    def _conclude(
        self, item: str, number: int, conclusion: dict[str, Any], moment: datetime
    ) -> None:
        """Note a conclusion with its tasks; the chair agrees, or it is recorded that he did."""
        stage, name = self.stage, (self.key, item, str(number))
        stage.at(moment, self.keeper, partial(self._note, item, name, conclusion))
        agreed_as = conclusion.get("agreed_as")
        chair: str = self.meeting["chair"]
        if agreed_as == "chair":
            stage.at(moment, chair, partial(self._agree, name, conclusions.agree))
        elif agreed_as == "recorded":
            stage.at(moment, self.keeper, partial(self._agree, name, conclusions.record_agreed))
        for task in conclusion.get("task", []):
            if task.get("act_at_once"):
                stage.at(moment, chair, partial(self._act_at_once, task))

    def _note(self, item: str, name: tuple[str, ...], conclusion: dict[str, Any]) -> None:
        tx, keys = self.stage.tx, self.stage.keys
        item_key = keys["item", self.key, item]
        key = conclusions.note_conclusion(tx, item_key=item_key, text=conclusion["text"])
        keys["conclusion", *name] = UUID(key)
        for task in conclusion.get("task", []):
            for body in task["lead_bodies"]:
                task_key = assigning.add_task(tx, conclusion_key=key, words=self._words(task, body))
                keys["task", task["key"], body] = UUID(task_key)
        if conclusion.get("verdict", "assigns") != "assigns":
            version = self.stage.row(Conclusion, "conclusion", *name).version
            conclusions.set_verdict(tx, key=key, version=version, verdict=conclusion["verdict"])

    def _words(self, task: dict[str, Any], body: str) -> tasks.TaskWords:
        due = task.get("deadline_day")
        return tasks.TaskWords(
            work=task["work"],
            lead_text=task["lead_text"],
            lead_body=str(self.stage.bodies[body]),
            coordinating_text="; ".join(self._called(key) for key in task["coordinating"]),
            product=task.get("product", ""),
            deadline_text=task.get("deadline_text", ""),
            deadline=None if due is None else self.stage.day(due),
            condition=task.get("condition", ""),
        )

    def _called(self, key: str) -> str:
        """Return a name of a body that can stand in a list."""
        names: list[str] = [self.bodies[key]["name"], *self.bodies[key]["aliases"]]
        return next(name for name in names if not any(sign in name for sign in _SEPARATORS))

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

    def _issue(self, notice: dict[str, Any]) -> None:
        seen: dict[str, int] = {}
        for item in self.meeting["item"]:
            for number, conclusion in enumerate(item.get("conclusion", [])):
                if conclusion.get("issued"):
                    seen |= self._seen((self.key, item["key"], str(number)))
        issuing.issue(
            self.stage.tx,
            meeting_key=self._meeting_key(),
            number=notice["number"],
            symbol=notice["symbol"],
            issued_on=self.stage.day(notice["day"]),
            seen=seen,
        )

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
            tasks.confirm(tx, key=key, version=version)
        else:
            tasks.ask_for_more(tx, key=key, version=version, reason=report["answer_text"])


def _tasks(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [task for said in item.get("conclusion", []) for task in said.get("task", [])]
