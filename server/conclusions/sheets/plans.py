"""What each row of a sheet that came back would do, beside the tasks as they are now.

A row does what can be read surely; what cannot is a problem, said in so many words, and does
nothing. A task that changed since the sheet went out is stale: its row is shown with what happened,
and may be taken all the same as long as the task is still open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from server.conclusions.sheets.reading import KIND_WORDS
from server.people.succession import succession
from server.tasks.followup import TaskExtension, TaskSheet
from server.tasks.models import Task
from server.tasks.results import Result
from server.tasks.tracking.cells import read_evidence

OPEN = ("open", "returned")
UNDER_WAY = (*OPEN, "reported")
ACTS = ("word", "result", "extension")


@dataclass(frozen=True)
class Plan:
    """What a row would do: `acts`, of ACTS; `problems` are codes of why (a part of) it does
    nothing; `stale` what changed since it went out: state, deadline; `changed` printed columns that
    somebody wrote over. `done`: it was taken already. `at` is the row in the file."""

    position: int
    sheet: str
    at: int
    task_id: int | None
    key: str
    version: int
    code: str
    work: str
    state: str
    deadline: date | None
    said: Mapping[str, str]
    acts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    evidence_kind: str = ""
    evidence_on: date | None = None
    wanted_on: date | None = None
    read_kind: bool = False
    done: bool = False

    @property
    def kind(self) -> str:
        """Where the row stands: done, problem, takes (something to do) or nothing."""
        if self.done:
            return "done"
        return "problem" if self.problems else "takes" if self.acts else "nothing"

    @property
    def text(self) -> str:
        """What is reported as the result."""
        return self.said["result"] or self.said["word"] or self.said["evidence_text"]


def plans(
    db: Session, sheet: TaskSheet, rows: Sequence[tuple[int, dict[str, Any]]], day: date
) -> list[Plan]:
    """Return what rows at their positions would do on `day`, for a caller that sees the tasks."""
    by_code = _by_code(sheet.rows)
    keys = [row["key"] or by_code.get(row["code"], "") for _position, row in rows]
    known = {key: said for key, said in sheet.rows.items() if key in keys}
    tasks = _tasks(db, list(known))
    waiting = set(
        db.exec(
            select(TaskExtension.task_id)
            .where(TaskExtension.state == "waiting")
            .where(col(TaskExtension.task_id).in_([task.id for task in tasks.values()]))
        )
    )
    family = succession(db).family(sheet.body_id)
    found = []
    for (position, row), key in zip(rows, keys, strict=True):
        task = tasks.get(key)
        twice = bool(key) and keys.count(key) > 1
        if task is None or task.lead_body_id not in family:
            code = "gone" if key in known else "unknown"
            found.append(_unmatched(position, row, code))
        else:
            found.append(_plan(position, row, known[key], task, task.id in waiting, twice, day))
    return found


def _by_code(rows: Mapping[str, Any]) -> dict[str, str]:
    """Keys by code, where one task alone has it."""
    codes = [said["code"] for said in rows.values()]
    return {said["code"]: key for key, said in rows.items() if codes.count(said["code"]) == 1}


def _tasks(db: Session, keys: list[str]) -> dict[str, Task]:
    rows = db.exec(select(Task).where(col(Task.key).in_([UUID(key) for key in keys])))
    return {str(row.key): row for row in rows}


def _unmatched(position: int, row: dict[str, Any], problem: str) -> Plan:
    said = any(row["said"].values())
    return Plan(
        position=position,
        sheet=row["sheet"],
        at=row["row"],
        task_id=None,
        key="",
        version=0,
        code=row["code"],
        work=row["printed"].get("work", ""),
        state="",
        deadline=None,
        said=row["said"],
        problems=(problem,) if said else (),
        done=bool(row.get("done")),
    )


def _plan(
    position: int,
    row: dict[str, Any],
    sent: dict[str, str],
    task: Task,
    waiting: bool,
    twice: bool,
    day: date,
) -> Plan:
    said = row["said"]
    kind, evidence_on, read_kind = row["evidence_kind"], _day(row["evidence_on"]), False
    if not kind and not said["evidence_kind"] and (read := read_evidence(said["evidence_text"])):
        kind, read_kind = read.kind, True
        evidence_on = evidence_on or (None if said["evidence_day"] else read.day)
    wanted = _day(row["wanted_on"])
    result = Result(
        text=said["result"],
        evidence_kind=kind,
        evidence_text=said["evidence_text"],
        evidence_date=evidence_on,
    )
    acts, problems = [], ["twice"] if twice and any(said.values()) else []
    proves = any(said[name] for name in ("evidence_kind", "evidence_text", "evidence_day"))
    if proves:
        acts.append("result")
        problems += _of_result(result, said, task, day)
        if said["word"] and said["result"]:
            acts.insert(0, "word")
    elif said["word"] or said["result"]:
        acts.append("word")  # what was done, and nothing that proves it
        problems += [] if task.state in UNDER_WAY else ["closed"]
    if said["wanted"] or said["reason"]:
        acts.append("extension")
        problems += _of_extension(wanted, said, task, waiting, proves, day)
    return Plan(
        position=position,
        sheet=row["sheet"],
        at=row["row"],
        task_id=task.id,
        key=str(task.key),
        version=task.version,
        code=sent["code"],
        work=task.work,
        state=task.state,
        deadline=task.deadline,
        said=said,
        acts=tuple(acts),
        problems=tuple(dict.fromkeys(problems)),
        stale=_stale(sent, task),
        changed=tuple(
            name for name in ("work", "product") if _said_otherwise(row["printed"], sent, name)
        ),
        evidence_kind=kind,
        evidence_on=evidence_on,
        wanted_on=wanted,
        read_kind=read_kind,
        done=bool(row.get("done")),
    )


def _of_result(result: Result, said: dict[str, str], task: Task, day: date) -> list[str]:
    found = [] if task.state in OPEN else ["closed"]
    if said["evidence_kind"] and result.evidence_kind not in KIND_WORDS:
        found.append("evidence-kind")
    elif result.evidence_kind not in KIND_WORDS or not result.evidence_text:
        found.append("evidence")
    if said["evidence_day"] and result.evidence_date is None:
        found.append("evidence-day")
    elif result.evidence_date is None and result.evidence_kind in ("document", "figure"):
        found.append("evidence-undated")
    elif result.evidence_date and result.evidence_date > day:
        found.append("evidence-ahead")
    return found


def _of_extension(
    wanted: date | None, said: dict[str, str], task: Task, waiting: bool, proves: bool, day: date
) -> list[str]:
    found = ["both"] if proves else []
    if task.state not in OPEN or task.deadline is None:
        found.append("no-day" if task.state in OPEN else "closed")
    elif wanted is None:
        found.append("wanted-day" if said["wanted"] else "wanted-missing")
    elif wanted <= max(day, task.deadline):
        found.append("not-later")
    if not said["reason"]:
        found.append("reason")
    return [*found, "waits"] if waiting else found


def _stale(sent: dict[str, str], task: Task) -> tuple[str, ...]:
    now = {"state": task.state, "deadline": task.deadline.isoformat() if task.deadline else ""}
    was = {"state": sent["was_state"], "deadline": sent["was_deadline"]}
    return tuple(name for name in was if was[name] != now[name])


def _said_otherwise(printed: dict[str, str], sent: dict[str, str], name: str) -> bool:
    here = " ".join(printed.get(name, "").split())
    return bool(here) and here != " ".join(sent.get(name, "").split())


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
