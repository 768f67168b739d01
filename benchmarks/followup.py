"""100,000 tasks of twenty years: the pages that follow them up beside the bare queries.

`./dev bench followup` fills an instance (SQLite) and reads the standing body's page, the list and a
body's page as the product does, and as plain SQL that fetches the same rows and sums over the same
connection; processor seconds, the best of several, the two in turn; and what a night looks at for
matters to raise, the first time and after a busy day. Then it makes the reminders of the tasks that
are due, twice (the second time there is nobody left to tell), and delivers the digests to a mail
server of its own. The last line printed is JSON.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from benchmarks.followup_filling import Filled, fill
from benchmarks.followup_reminding import reminding
from benchmarks.room import office
from server.kernel.db import SYSTEM, Reader, Writer, seqs
from server.kernel.i18n import today
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.types import now
from server.overview import owed, queries
from server.overview.matters import finding
from server.overview.standing import board
from server.programmes.wording import wording
from server.tasks.access import TaskReaders
from server.tasks.events import STREAM, TaskChanged
from server.tasks.models import Task

_OPEN = "state IN ('open', 'returned')"
_GIVEN = "state IN ('open', 'returned', 'reported')"
_REPORTED = "date(reported_at, '+7 hours')"
_LATE = f"({_OPEN} AND deadline < :day OR state = 'reported' AND deadline < {_REPORTED})"
_UNCLEAR = (
    "(lead_body_id IS NULL OR deadline IS NULL AND condition = '' AND deadline_kind NOT IN"
    " ('ongoing', 'recurring', 'conditional', 'none') AND NOT (deadline_text != ''))"
)
_SUMS = (
    f"count(*), sum({_LATE}), sum({_OPEN} AND deadline <= :special),"
    f" min(CASE WHEN {_OPEN} AND deadline < :day THEN deadline END), sum(state = 'reported'),"
    f" sum({_UNCLEAR})"
)
_ORDER = (
    "ORDER BY CASE WHEN deadline IS NULL THEN 3 WHEN deadline < CASE state WHEN 'reported' THEN"
    f" {_REPORTED} ELSE :day END THEN 0 WHEN deadline <= :soon THEN 1 ELSE 2 END,"
    " deadline, id"
)
_BESIDE = (  # what a line of a list shows beside its task
    "SELECT * FROM task_body WHERE task_id IN (SELECT id FROM task {0})",
    "SELECT id, key, title FROM meeting WHERE id IN (SELECT meeting_id FROM task {0})",
    "SELECT * FROM task_source WHERE task_id IN (SELECT id FROM task {0})",
)
_FIGURES = [
    f"SELECT sum({_LATE}), count(DISTINCT CASE WHEN {_LATE} THEN lead_body_id END),"
    f" sum({_OPEN} AND deadline BETWEEN :day AND :soon), sum(state = 'reported'),"
    f" sum({_UNCLEAR}) FROM task WHERE {_GIVEN}"
]


def plain_lines(condition: str, limit: int, order: str = _ORDER) -> list[str]:
    """The count, a page of rows in order, and what stands beside them."""
    shown = f"WHERE {condition} {order} LIMIT {limit}"
    rows = f"WHERE id IN (SELECT id FROM task {shown})"
    return [
        f"SELECT count(*) FROM task WHERE {condition}",
        f"SELECT * FROM task {shown}",
        *(each.format(rows) for each in _BESIDE),
    ]


def plain_board() -> list[str]:
    """Figures, the table by body, what must be decided, and the months."""
    silent = (
        f"{_OPEN} AND deadline <= :special AND NOT EXISTS (SELECT 1 FROM task_extension e WHERE"
        " e.task_id = task.id AND e.state = 'waiting') AND NOT EXISTS (SELECT 1 FROM task_directive"
        " d WHERE d.task_id = task.id AND d.kind = 'directive' AND d.answered_at IS NULL)"
    )
    month = "substr(date({0}, '+7 hours'), 1, 7)"
    return [
        *_FIGURES,
        f"SELECT lead_body_id, {_SUMS} FROM task WHERE {_GIVEN} GROUP BY 1",
        *plain_lines(silent, board.SHOWN),
        "SELECT count(*) FROM task_extension WHERE state = 'waiting'",
        "SELECT e.*, t.* FROM task_extension e JOIN task t ON t.id = e.task_id"
        f" WHERE e.state = 'waiting' ORDER BY e.level != 'standing', e.id LIMIT {board.SHOWN}",
        "SELECT d.*, t.* FROM task_directive d JOIN task t ON t.id = d.task_id"
        " WHERE d.kind = 'directive' AND d.answered_at IS NULL AND d.answer_by < :day"
        f" ORDER BY d.answer_by, d.id LIMIT {board.SHOWN}",
        f"SELECT {month.format('opened_at')}, count(*) FROM task"
        " WHERE opened_at >= :year GROUP BY 1",
        f"SELECT {month.format('done_at')}, count(*) FROM task"
        " WHERE state = 'done' AND done_at >= :year GROUP BY 1",
        f"SELECT substr(deadline, 1, 7), {month.format('reported_at')}, count(*) FROM task"
        f" WHERE ({_GIVEN} OR state = 'done' AND done_at >= :year) AND deadline IS NOT NULL"
        " GROUP BY 1, 2",
    ]


def plain_list() -> list[str]:
    """Figures, a page of rows, and what the list can be narrowed to."""
    return [
        *_FIGURES,
        *plain_lines(_GIVEN, queries.A_PAGE),
        "SELECT key, name FROM body WHERE id IN (SELECT lead_body_id FROM task)",
        "SELECT key, title, starts_at FROM meeting WHERE id IN (SELECT meeting_id FROM task)"
        " ORDER BY starts_at DESC LIMIT 100",
    ]


def plain_owed() -> list[str]:
    """Each part of what a body leads, what it helps with, and what was asked."""
    parts = [
        each
        for state in ("returned", "open", "reported", "done")
        for each in plain_lines(
            f"lead_body_id = :body AND state = '{state}'",
            owed.FIRST,
            "ORDER BY done_at DESC, id DESC" if state == "done" else _ORDER,
        )
    ]
    helps = (
        f"{_GIVEN} AND lead_body_id != :body"
        " AND id IN (SELECT task_id FROM task_body WHERE body_id = :body)"
    )
    joined = "JOIN task t ON t.id = a.task_id WHERE t.lead_body_id = :body"
    return [
        *parts,
        *plain_lines(helps, owed.FIRST),
        f"SELECT a.*, t.work FROM task_directive a {joined} AND a.answered_at IS NULL",
        f"SELECT a.*, t.work FROM task_extension a {joined}",
    ]


class Office:
    """An instance with many tasks, on SQLite."""

    def __init__(self, settings: Settings, tasks: int, due: int) -> None:
        office(settings)
        self.settings = settings
        self.writer = Writer(settings, instance_secret(settings))
        self.reader = Reader(settings)
        self.filled: Filled

        def run(tx: Any) -> None:
            self.filled = fill(tx, tasks=tasks, due=due)

        self.writer.run(SYSTEM, uuid4().hex, run)

    def a_day(self, tasks: int = 100) -> int:
        """Let as many tasks change as on a busy day; returns the number of what was before."""

        def run(tx: Any) -> int:
            since = seqs(tx.session, [STREAM]).get(STREAM, 0)
            asked = select(Task).where(col(Task.state) == "open").order_by(func.random())
            for task in tx.session.exec(asked.limit(tasks)):
                tx.emit(TaskChanged.of(task))
            return since

        found: int = self.writer.run(SYSTEM, uuid4().hex, run)
        return found

    def close(self) -> None:
        """Close the database."""
        self.reader.close()
        self.writer.close()


def reading(instance: Office, tries: int) -> dict[str, float]:
    """Return milliseconds of processor of each page, of the bare queries, and how often as long."""
    body = instance.filled.leads[0]
    standing = TaskReaders("standing", "vi", directs=True)
    clerk = TaskReaders("body", "vi", frozenset((body,)))
    day = today(now())
    params = {
        "day": day.isoformat(),
        "soon": (day + timedelta(days=3)).isoformat(),
        "special": (day - timedelta(days=3)).isoformat(),
        "year": f"{day.year - 1}-{day.month:02}-01",
        "body": body,
    }
    compared: dict[str, tuple[Callable[[Session], Any], list[str]]] = {
        "standing": (lambda db: board.board(db, standing), plain_board()),
        "list": (lambda db: queries.seen_follow_up(db, standing), plain_list()),
        "body": (lambda db: owed.owed(db, clerk), plain_owed()),
    }
    found: dict[str, float] = {}
    for name, (ours, plain) in compared.items():
        best, bare = _both(instance.reader, ours, plain, params, tries)
        found |= {f"{name}_ms": best * 1000, f"bare_{name}_ms": bare * 1000}
        found[f"ratio_{name}"] = best / bare
    found["first_to_raise_ms"] = instance.reader.run(_timed, finding.to_raise)[0] * 1000
    since = instance.a_day()
    wording.cache_clear()  # as a worker that has just begun
    asked = partial(finding.to_raise, since=since)
    found["to_raise_ms"] = instance.reader.run(_timed, asked)[0] * 1000
    return found


def _both(
    reader: Reader,
    ours: Callable[[Session], Any],
    plain: list[str],
    params: dict[str, Any],
    tries: int,
) -> tuple[float, float]:
    """The best processor seconds of ours and of plain SQL, in turn, a transaction each."""

    def bare(db: Session) -> None:
        for statement in plain:
            names = {name: said for name, said in params.items() if f":{name}" in statement}
            db.execute(text(statement), names).all()

    best = [float("inf"), float("inf")]
    for _ in range(tries + 1):
        for place, call in enumerate((ours, bare)):
            best[place] = min(best[place], reader.run(_timed, call)[0])
    return best[0], best[1]


def _timed(db: Session, call: Callable[[Session], Any]) -> tuple[float, Any]:
    began = time.thread_time()
    found = call(db)
    return time.thread_time() - began, found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=5_000)
    parser.add_argument("--tries", type=int, default=7)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="plenum-bench-"))
    try:
        instance = Office(Settings(data_dir=folder, database_url=None), args.tasks, args.due)
        figures = reading(instance, args.tries)
        figures |= reminding(instance.settings, instance.writer, instance.reader)
        instance.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{args.tasks} tasks, {args.due} of them due")
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
