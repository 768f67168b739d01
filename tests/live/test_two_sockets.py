"""Real sockets beside each other: what one secretary does is on the others' screens."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.meetings import commands
from tests.live.conftest import rename
from tests.live.harness import opened

PROMPT_SECONDS = 2.0


@pytest.fixture
def address(world):
    with world.served() as address:
        yield address


@contextmanager
def connected(world, address, who, live):
    """Open a socket as `who` and say `live` first, as a page does; yields the socket."""
    with connect(
        address.replace("http", "ws") + "/live",
        origin=address,
        additional_headers={"cookie": world.cookie(who)},
    ) as socket:
        socket.send(json.dumps(live))
        yield socket


@contextmanager
def following(world, address, who, march):
    """Open the tablet's socket of `who`, as the page would; yields it after its hello."""
    page = opened(world, who, f"/meetings/{march.key}/tablet")
    with connected(world, address, who, page.live) as socket:
        while "hello" not in heard(socket):
            pass
        yield socket


def heard(socket):
    return json.loads(socket.recv(timeout=PROMPT_SECONDS))


def until(socket, sought):
    """Return the first message that `sought` accepts; heartbeats and others are passed over."""
    end = time.monotonic() + PROMPT_SECONDS
    while time.monotonic() < end:
        message = heard(socket)
        if sought(message):
            return message
    raise AssertionError("it did not arrive in time")


def test_a_new_title_arrives_and_a_hidden_line_goes(world, sent, address):
    budget = f"item-{sent.item('Budget').key}"
    line = budget.replace("item-", "line-")
    with (
        following(world, address, "mia", sent) as mia,
        following(world, address, "greta", sent) as greta,
    ):
        rename(sent, "Budget", "Budget 2027")
        assert "Budget 2027" in until(mia, lambda m: m.get("t") == line)["h"]
        sent.do(commands.hide_item, "Budget 2027")
        assert budget not in until(mia, lambda m: m.get("t") == "agenda")["o"]
        mine = until(greta, lambda m: m.get("t") == "agenda")
        assert mine["o"] == [f"item-{sent.item('Roads').key}"]
        assert "Budget" not in json.dumps(mine)


def test_whoever_missed_something_is_brought_up_to_date(world, sent, address):
    page = opened(world, "mia", f"/meetings/{sent.key}/tablet")
    budget = f"line-{sent.item('Budget').key}"
    rename(sent, "Budget", "Budget 2027")
    with connected(world, address, "mia", page.live) as socket:
        missed = until(socket, lambda m: m.get("t") == budget)
        assert "Budget 2027" in missed["h"]


def coming_back(world, address, who, page):
    """Open the socket of a page that was away; returns all it is told up to hello or reload."""
    with connected(world, address, who, page.live) as socket:
        told = [heard(socket)]
        while told[-1].keys().isdisjoint({"hello", "reload"}):
            told.append(heard(socket))
        return told


def test_only_whose_rights_have_changed_meanwhile_fetches_the_page_again(world, sent, address):
    there = ("mia", "noah", "greta")
    pages = {who: opened(world, who, f"/meetings/{sent.key}/tablet") for who in there}
    names = {"names": sent.people("mia", "noah"), "base": sent.people("noah")}
    sent.do(commands.restrict_item, "Staff", **names)  # mia gets it, too
    rename(sent, "Budget", "Budget 2027")
    sent.do(commands.hide_item, "Roads")
    told = {who: coming_back(world, address, who, page) for who, page in pages.items()}
    assert told["mia"] == [{"reload": "behind"}]
    assert "hello" in told["noah"][-1]
    [order] = [m for m in told["noah"] if m.get("t") == "agenda"]
    assert f"item-{sent.item('Roads').key}" not in order["o"]
    assert f"item-{sent.item('Staff').key}" in order["o"]
    assert "Budget 2027" in json.dumps(told["noah"])
    assert "Budget" not in json.dumps(told["greta"])


def test_a_seat_has_the_same_mark_in_every_process():
    """Sets of texts come in another order in each."""
    code = (
        "from server.kernel.live.screens import Seat;"
        "print(Seat(('a', 'b'), ({'x': frozenset(('p', 'q', 'r'))}, frozenset(('s', 't')))).mark)"
    )
    marks = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in range(1, 5)
    }
    assert len(marks) == 1


def test_a_page_that_does_not_say_whom_it_was_made_for_is_fetched_again(world, sent, address):
    page = opened(world, "noah", f"/meetings/{sent.key}/tablet")
    assert page.live.pop("seat")
    names = {"names": sent.people("mia", "noah"), "base": sent.people("noah")}
    sent.do(commands.restrict_item, "Staff", **names)
    assert coming_back(world, address, "noah", page) == [{"reload": "behind"}]


def test_a_change_of_rights_is_felt_at_once(world, sent, address):
    with (
        following(world, address, "noah", sent) as noah,
        following(world, address, "greta", sent) as greta,
        following(world, address, "mia", sent) as mia,
    ):
        names = {"names": sent.people("mia"), "base": sent.people("noah")}
        sent.do(commands.restrict_item, "Staff", **names)
        assert until(noah, lambda m: "reload" in m)["reload"] == "rights"
        assert until(mia, lambda m: "reload" in m)["reload"] == "rights"
        sent.do(commands.set_guests, "Roads", names=[], base=sent.people("greta"))
        with pytest.raises(ConnectionClosed) as closed:
            until(greta, lambda m: False)
        assert closed.value.rcvd.code == 4404
