"""A paper that is withdrawn, and one whose line is hidden, leave every open page at once."""

import json
import time
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.kernel.db import seqs
from server.materials import urgent
from server.meetings import commands as meetings
from server.people.models import Account
from tests.live.harness import GONE, SAME, live_equals_reload, opened
from tests.materials.conftest import Papers, pdf

PROMPT_SECONDS = 2.0
SURE = {"reason": "secret", "sure": True}


@pytest.fixture
def papers(world):
    return Papers(world)


@pytest.fixture
def plan(papers):
    """A paper of the line that everybody sees, sent."""
    plan = papers.add("Plan", pdf(2))
    papers.send(plan)
    return plan


def pages(papers, plan):
    """Open every kind of page that shows the paper."""
    meeting = f"/meetings/{papers.meeting_key}"
    asked = [
        ("anna", f"{meeting}/console?item={papers.key}"),
        *((who, f"{meeting}/tablet") for who in ("anna", "carl", "mia", "noah", "greta")),
        ("carl", f"{meeting}/chair"),
        ("adam", "/admin/withdrawals"),
        ("bella", "/admin/withdrawals"),
        *((who, f"/papers/{plan.key}") for who in ("anna", "carl", "mia")),
    ]
    return [opened(papers.world, who, url) for who, url in asked]


def withdraw(papers, plan):
    return papers.world.run("anna", urgent.withdraw_urgently, key=plan.key, **SURE)


def test_a_withdrawn_paper_leaves_every_page(world, papers, plan):
    watched = pages(papers, plan)
    outcome = live_equals_reload(world, watched, lambda: withdraw(papers, plan))
    assert outcome == [SAME] * 9 + [GONE] * 3


def test_a_tick_reaches_everybody_who_keeps_the_register(world, papers, plan):
    backup = world.run(None, urgent.remember_backup, folder="2027-03-05")
    row = withdraw(papers, plan)
    watched = [opened(world, who, "/admin/withdrawals") for who in ("anna", "adam")]

    def tick():
        world.run("adam", urgent.settle_backup, key=row, backup_key=backup, settled=True)

    assert live_equals_reload(world, watched, tick) == [SAME, SAME]
    assert live_equals_reload(world, watched, tick) == [SAME, SAME]


def test_hiding_a_line_ends_its_papers_page_for_delegates(world, papers, plan):
    item = papers.item("Budget").key
    watched = [opened(world, who, f"/papers/{plan.key}") for who in ("mia", "carl", "anna")]
    outcome = live_equals_reload(
        world, watched, lambda: world.run("anna", meetings.hide_item, key=item)
    )
    assert outcome == [GONE, SAME, SAME]


# --- over real sockets ----------------------------------------------------------------------------


@contextmanager
def reading(world, address, who, plan):
    """Open the socket of a paper's page, as the page would; yields it after its hello."""
    page = opened(world, who, f"/papers/{plan.key}")
    with connect(
        address.replace("http", "ws") + "/live",
        origin=address,
        additional_headers={"cookie": world.cookie(who)},
    ) as socket:
        socket.send(json.dumps(page.live))
        while "hello" not in json.loads(socket.recv(timeout=PROMPT_SECONDS)):
            pass
        yield socket


def ended(socket):
    """Wait for the end of a page; returns the code it was closed with."""
    end = time.monotonic() + PROMPT_SECONDS
    while True:
        try:
            socket.recv(timeout=end - time.monotonic())
        except ConnectionClosed as closed:
            return closed.rcvd.code


def restrict(world, papers):
    noah = world.row(Account, login="noah").key
    world.run("anna", meetings.restrict_item, key=papers.item("Budget").key, names=[noah])


ENDS = {
    "withdrawn": lambda world, papers, plan: withdraw(papers, plan),
    "hidden": lambda world, papers, plan: world.run(
        "anna", meetings.hide_item, key=papers.item("Budget").key
    ),
    "restricted": lambda world, papers, plan: restrict(world, papers),
}


@pytest.mark.parametrize("act", ENDS.values(), ids=ENDS)
def test_an_open_page_of_the_paper_ends_within_two_seconds(world, papers, plan, act):
    with world.served() as address, reading(world, address, "mia", plan) as mia:
        act(world, papers, plan)
        assert ended(mia) == 4404


def test_a_move_ends_nobodys_page(world, papers, plan):
    with world.served() as address, reading(world, address, "mia", plan) as mia:
        world.run("anna", meetings.move_item, key=papers.item("Staff").key, after=None)
        papers.add("Appendix")
        told = world.read(seqs, [papers.stream])
        heard = {}
        while heard.get("seqs", {}).get(papers.stream) != told[papers.stream]:
            heard = json.loads(mia.recv(timeout=6))  # longer than a heartbeat
            assert "reload" not in heard
