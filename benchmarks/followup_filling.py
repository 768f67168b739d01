"""Twenty years of tasks for measuring: invented bodies, people, sessions and what they gave."""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from server.kernel.db import Tx
from server.kernel.i18n import fold, today
from server.meetings.models import Meeting
from server.people.models import Account, Body, Membership
from server.tasks.followup import TaskDirective, TaskExtension
from server.tasks.models import Task, TaskBody

YEARS = 20
LEADS, SESSIONS, FIELDS = 60, 1000, 12
UNDER_WAY = 10  # one task in so many is not done
_OPEN = ("open", "open", "open", "returned", "reported")


@dataclass(frozen=True)
class Filled:
    """Ids of what was made: the standing body, the bodies that lead tasks."""

    standing: int
    leads: tuple[int, ...]


def fill(tx: Tx, *, tasks: int, due: int, seed: int = 1) -> Filled:
    """Make `tasks` tasks over YEARS, led by LEADS bodies with a clerk and a head each.

    One in UNDER_WAY is not done. `due` of those have a day within the office's thresholds, or one
    that has gone by; those of the rest lie ahead. The same `seed` gives the same tasks.
    """
    tx.take_time()
    chance = random.Random(seed)
    day = today(tx.now)
    standing = _body(tx, "Thường trực đo tải", "standing", "chair", "delegate")
    leads = [
        _body(tx, f"Cơ quan đo tải số {n + 1}", "agency", "clerk", "chair") for n in range(LEADS)
    ]
    step = YEARS * 365 / SESSIONS
    sessions = [
        tx.add(
            Meeting(
                body_id=standing,
                title=f"Phiên họp số {SESSIONS - n}",
                starts_at=tx.now - timedelta(days=step * n),
                session_state="complete",
                created_at=tx.now,
            )
        ).id
        for n in range(SESSIONS)
    ]
    under_way = tasks // UNDER_WAY
    rows: list[dict[str, Any]] = []
    for n in range(tasks):
        state = chance.choice(_OPEN) if n < under_way else "done"
        late = n < due
        if late:
            state = "open" if chance.random() < 0.9 else "returned"
        age = chance.randrange(10, 300) if state != "done" else chance.randrange(YEARS * 365)
        opened = tx.now - timedelta(days=age)
        deadline = (opened + timedelta(days=chance.randrange(5, 90))).date()
        if n < under_way:
            ahead = chance.randrange(-40, 3) if late else chance.randrange(10, 200)
            deadline = day + timedelta(days=ahead)
        reported = None if state == "open" else opened + timedelta(days=chance.randrange(1, 100))
        work = f"Xây dựng đề án số {n + 1} về nội dung {chance.randrange(9999)}"
        rows.append(
            {
                "key": uuid4(),
                "version": 1,
                "meeting_id": sessions[min(SESSIONS - 1, int(age / step))],
                "position": 1,
                "work": work,
                "folded": fold(work),
                "product": "Đề án",
                "lead_text": "Cơ quan đo tải",
                "lead_body_id": chance.choice(leads),
                "assigner_body_id": standing,
                "field": f"Lĩnh vực {chance.randrange(FIELDS) + 1}",
                "deadline": deadline if late or chance.random() < 0.8 else None,
                "deadline_kind": "date",
                "state": state,
                "opened_as": "notice",
                "opened_at": opened,
                "reported_at": reported and min(reported, tx.now),
                "done_at": reported if state == "done" else None,
                "created_at": opened,
                "coordinating_text": "",
                "receiver": "",
                "deadline_text": "",
                "condition": "",
                "goal": "",
                "rhythm": "",
                "extensions": 0,
                "mark": "",
            }
        )
    tx.session.execute(insert(Task), rows)
    first = tx.session.execute(Task.__table__.select().limit(1)).one().id  # type: ignore[attr-defined]
    helping = [
        {"task_id": first + n, "body_id": chance.choice(leads), "name": "Cơ quan đo tải"}
        for n in range(0, tasks, 2)
    ]
    tx.session.execute(insert(TaskBody), helping)
    _asked(tx, chance, first, under_way)
    return Filled(standing, tuple(leads))


def _body(tx: Tx, name: str, kind: str, *roles: str) -> int:
    """A body and one person in each of `roles`, each with an address."""
    body = tx.add(Body(name=name, kind=kind))
    for role in roles:
        login = f"{role}-{body.id}"
        account = tx.add(
            Account(login=login, name=login, email=f"{login}@example.vn", created_at=tx.now)
        )
        since = today(tx.now) - timedelta(days=400)
        tx.add(Membership(account_id=account.id, body_id=body.id, role=role, since=since))
    return body.id


def _asked(tx: Tx, chance: random.Random, first: int, under_way: int) -> None:
    """Requests for a later day and directives, some of which wait."""
    day = today(tx.now)
    extensions, directives = [], []
    for n in range(0, under_way, 50):
        extensions.append(
            {
                "key": uuid4(),
                "version": 1,
                "task_id": first + n,
                "state": chance.choice(("waiting", "granted", "refused")),
                "level": chance.choice(("office", "standing")),
                "wanted": day + timedelta(days=30),
                "reason": "Chờ số liệu",
                "letter": "",
                "asked_by_id": 1,
                "asked_at": tx.now,
                "answer": "",
                "decided_at": tx.now,
            }
        )
        directives.append(
            {
                "key": uuid4(),
                "version": 1,
                "task_id": first + n + 1,
                "kind": "directive",
                "text": "Báo cáo rõ nguyên nhân",
                "answer_by": day + timedelta(days=chance.randrange(-5, 5)),
                "said_by_id": 1,
                "said_at": tx.now,
                "answer": "",
            }
        )
    tx.session.execute(insert(TaskExtension), extensions)
    tx.session.execute(insert(TaskDirective), directives)
