"""A page that takes long to render holds nobody up, and comes to what is newest at once."""

import asyncio
import threading

import pytest
from sqlmodel import col, select

from server.kernel.live import screens
from server.kernel.live.screens import Fragment, Seat
from server.people.models import Body
from tests.kernel.test_live import (  # noqa: F401
    Board,
    about,
    address,
    closed,
    drop_membership,
    hello,
    page,
    set_body,
    since,
    until,
)

GATE = threading.Event()
RENDERED: list[str] = []


class Sums(Board):
    """All names in one line, which takes as long as the gate is shut."""

    name = "test-sums"

    def seat(self, db, viewer, subject) -> Seat:
        return super().seat(db, viewer, subject)

    def fragments(self, happened):
        return [Fragment("sums", names, lambda found, audience: f'<p id="sums">{found}</p>')]


def names(db):
    found = ", ".join(db.scalars(select(Body.name).order_by(col(Body.id))))
    RENDERED.append(found)
    GATE.wait(5)
    return found


screens.register(Sums(), takes_long=True)


@pytest.fixture(autouse=True)
def gate():
    """Shut the gate; open again for whoever comes next."""
    GATE.clear()
    RENDERED.clear()
    yield
    GATE.set()


async def test_rows_do_not_wait_for_sums_which_then_come_once(world, address):  # noqa: F811
    async with (
        page(world, address, "anna", since(world, "anna"), screen="test-sums") as sums,
        page(world, address, "mia", since(world, "mia")) as rows,
    ):
        await until(sums, hello)
        await until(rows, hello)
        for name in ("First", "Second", "Third", "Fourth"):
            await asyncio.to_thread(world.run, None, set_body, body_id=1, name=name)
            *_, row = await until(rows, about("body-1"))
            assert name in row["h"]
        GATE.set()
        *read, newest = await until(sums, lambda m: m.get("t") == "sums" and "Fourth" in m["h"])
        assert newest["q"] == 4
        assert len([m for m in read if m.get("t") == "sums"]) == 1
        assert len(RENDERED) == 2


async def test_a_heartbeat_says_no_more_than_the_sums_that_came(world, address):  # noqa: F811
    async with page(world, address, "anna", since(world, "anna"), screen="test-sums") as sums:
        await until(sums, hello)
        await asyncio.to_thread(world.run, None, set_body, body_id=1, name="First")
        *_, beat = await until(sums, lambda m: "seqs" in m, seconds=10)
        assert beat["seqs"]["board:1"] == 0
        GATE.set()
        *_, found = await until(sums, about("sums"))
        assert found["q"] == 1


async def test_who_lost_the_right_is_put_out_of_a_page_that_takes_long(world, address):  # noqa: F811
    GATE.set()
    async with page(world, address, "anna", since(world, "anna"), screen="test-sums") as sums:
        await until(sums, hello)
        world.run(None, set_body, body_id=1, name="First")
        await until(sums, about("sums"))
        world.run(None, drop_membership, account_id=world.people["anna"])
        assert await closed(sums, seconds=2.0) == 4404
