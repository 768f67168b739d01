"""The one write path: a form counts once, whatever is sent twice, lost or raced."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import pytest
from sqlmodel import col, func, select

from server.kernel.db import SYSTEM, Actor, Writer
from server.kernel.errors import Busy, CommandReused, DomainError, EditConflict
from server.kernel.events import Event, EventRow, Receipt, Stream
from server.people.models import Body
from tests.world import new_id


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """Something happened in this test."""

    name: ClassVar[str] = "test-noted"
    body_id: int
    on: str = "test:1"

    @property
    def stream(self) -> str:
        return self.on


class Refused(DomainError):
    code = "refused"


def found_body(tx, *, name, streams=("test:1",)):
    body = tx.add(Body(name=name))
    for stream in streams:
        tx.emit(Noted(body_id=body.id, on=stream), name=name)
    return body.id


def rename_body(tx, *, body_id, version, base, to):
    tx.lock("test:1")
    body = tx.session.get_one(Body, body_id)
    changed = tx.edit(body, version, base=base, to=to)
    if changed:
        tx.emit(Noted(body_id=body_id), **changed)
    return body_id


def refuse(tx):
    tx.add(Body(name="half done"))
    raise Refused


def count_up(tx, *, body_id):
    """Read, think, write: without the lock or the version counter updates would be lost."""
    body = tx.session.get_one(Body, body_id)
    body.position += 1
    tx.emit(Noted(body_id=body_id))


def test_three_hundred_forms_sent_three_times_each_count_three_hundred_times(world):
    forms = [(new_id(), f"Body {n}") for n in range(300)]

    def send(form):
        command_id, name = form
        return world.writer.run(Actor(1), command_id, found_body, name=name)

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(send, forms * 3))

    assert answers[:300] == answers[300:600] == answers[600:]
    assert len(set(answers)) == 300
    seqs = world.read(
        lambda db: db.exec(
            select(EventRow.seq).where(EventRow.stream == "test:1").order_by(col(EventRow.seq))
        ).all()
    )
    assert seqs == list(range(1, 301))
    assert world.row(Stream, name="test:1").seq == 300


def test_streams_taken_in_any_order_never_deadlock_for_good(world):
    def send(n):
        streams = ("test:1", "test:2", "test:3") if n % 2 else ("test:3", "test:2", "test:1")
        world.writer.run(SYSTEM, new_id(), found_body, name=f"Body {n}", streams=streams)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(send, range(120)))
    for stream in ("test:1", "test:2", "test:3"):
        assert world.happened(stream) == ["test-noted"] * 120
        assert world.row(Stream, name=stream).seq == 120


def test_two_who_change_the_same_row_at_once_both_count(world):
    body_id = world.run(None, found_body, name="Counted")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: patient(world, body_id), range(40)))
    assert world.row(Body, id=body_id).position == 40


def patient(world, body_id):
    """Send a form until it is taken, as a person does who reads *busy*."""
    command_id = new_id()
    for _ in range(50):
        try:
            return world.writer.run(SYSTEM, command_id, count_up, body_id=body_id)
        except Busy:
            continue
    raise AssertionError("never taken")


def test_the_same_id_with_other_words_is_refused_and_changes_nothing(world):
    command_id = new_id()
    body_id = world.writer.run(SYSTEM, command_id, found_body, name="First")
    with pytest.raises(CommandReused):
        world.writer.run(SYSTEM, command_id, found_body, name="Second")
    assert world.row(Body, id=body_id).name == "First"
    assert world.row(Body, name="Second") is None


def test_the_same_id_of_another_person_is_another_form(world):
    command_id = new_id()
    first = world.writer.run(Actor(1), command_id, found_body, name="First")
    second = world.writer.run(Actor(2), command_id, found_body, name="Second")
    assert first != second


def test_a_refusal_leaves_neither_rows_nor_receipt(world):
    command_id = new_id()
    for _ in range(2):
        with pytest.raises(Refused):
            world.writer.run(SYSTEM, command_id, refuse)
    assert world.row(Body, name="half done") is None
    assert world.row(Receipt, command_id=command_id) is None


def test_another_field_changed_meanwhile_is_no_conflict(world):
    body_id = world.run(None, found_body, name="Old")
    world.run(
        None, rename_body, body_id=body_id, version=1, base={"symbol": ""}, to={"symbol": "TU"}
    )
    world.run(
        None, rename_body, body_id=body_id, version=1, base={"name": "Old"}, to={"name": "New"}
    )
    body = world.row(Body, id=body_id)
    assert (body.name, body.symbol, body.version) == ("New", "TU", 3)


def test_the_same_field_changed_meanwhile_gives_both_texts_back(world):
    body_id = world.run(None, found_body, name="Old")
    rename = {"body_id": body_id, "version": 1, "base": {"name": "Old"}}
    world.run(None, rename_body, **rename, to={"name": "Hers"})
    with pytest.raises(EditConflict) as conflict:
        world.run(None, rename_body, **rename, to={"name": "His"})
    assert conflict.value.theirs == {"name": "Hers"}
    assert conflict.value.yours == {"name": "His"}
    assert world.row(Body, id=body_id).name == "Hers"


def test_the_log_keeps_before_and_after_and_who_and_where_from(world):
    body_id = world.run(None, found_body, name="Old")
    rename = {"body_id": body_id, "version": 1, "base": {"name": "Old"}, "to": {"name": "New"}}
    world.writer.run(Actor(7, "10.0.0.9"), new_id(), rename_body, **rename)
    row = world.row(EventRow, stream="test:1", seq=2)
    assert row.detail == {"name": ["Old", "New"]}
    assert (row.actor_id, row.source, row.ids["body_id"]) == (7, "10.0.0.9", body_id)
    assert "Old" not in json.dumps(row.ids)


def test_seqs_stay_gapless_when_commands_fail_between(world):
    for n in range(20):
        world.run(None, found_body, name=f"Body {n}")
        with pytest.raises(Refused):
            world.run(None, refuse)
    numbers = world.read(
        lambda db: db.exec(select(EventRow.seq).where(EventRow.stream == "test:1")).all()
    )
    assert all(b - a == 1 for a, b in pairwise(sorted(numbers)))
    count = world.read(lambda db: db.exec(select(func.count()).select_from(Receipt)).one())
    assert count >= 20


async def test_a_queue_that_is_full_says_so(settings):
    writer = Writer(settings.model_copy(update={"writer_queue": 0}), b"secret")
    try:
        with pytest.raises(Busy):
            await writer.submit(SYSTEM, new_id(), refuse)
    finally:
        writer.close()
