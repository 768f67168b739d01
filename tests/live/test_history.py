"""The checker itself: broken histories are found broken, a sound one sound.

Then it is set on a server whose relay was sabotaged: what drops, repeats or leaks is found.
"""

import asyncio
import itertools
import random
from contextlib import suppress

import pytest

from server.app import build_app
from server.kernel.live import Order
from server.kernel.live.mailbox import Batch, Entry
from server.kernel.live.page import Socket
from tests.live.conftest import rename
from tests.live.history import (
    Answered,
    Command,
    Loaded,
    Log,
    Seen,
    Told,
    at_rest,
    caught_up,
    commands_kept,
    in_order,
    kept_to_themselves,
    steady,
    told_alike,
)
from tests.live.tablet import Tablet, all_are, resting, seats
from tests.world import serving

DONE, SEE = (303, "/meetings"), "meeting:1"
PAGE = '<html><body><ol id="agenda"><li id="a">old</li><li id="b">two</li></ol></body></html>'


def seen(seq, target="a", text="new", connection=1):
    return Seen(float(seq), connection, SEE, seq, target, f'<li id="{target}">{text}</li>')


def log(*records, name="mia", audience="all"):
    return Log(name, audience, [Loaded(0.0, PAGE, {SEE: 3}), *records])


@pytest.mark.parametrize(
    ("tries", "there", "broken"),
    [
        ([DONE], 1, None),
        ([None, DONE, DONE], 1, None),
        ([None, None], 0, None),
        ([None, None], 1, None),
        ([(409, "edit-conflict")], 0, None),
        ([DONE], 0, "acknowledged 1 times, there 0 times"),
        ([DONE], 2, "sent 1 times, there 2 times"),
        ([None, DONE], 2, "sent 1 times, there 2 times"),
        ([None], 2, "sent 1 times, there 2 times"),
        ([(409, "edit-conflict")], 1, "sent 0 times, there 1 times"),
        ([DONE, (303, "/elsewhere")], 1, "answered in two ways"),
        ([None, DONE, (409, "edit-conflict")], 1, "answered in two ways"),
    ],
)
def test_a_command_is_there_as_often_as_was_said(tries, there, broken):
    found = commands_kept([Command("c", "rename", tries)], {"rename": there})
    assert found == [] if broken is None else broken in found[0]


def test_seqs_rise_on_a_connection_and_nothing_older_comes_back():
    assert in_order(log(seen(4), seen(4, "b"), seen(5), seen(5, connection=2))) == []
    assert "behind 5" in in_order(log(seen(5), seen(4, "b")))[0]
    assert "older than what was shown" in in_order(log(seen(5), seen(4, connection=2)))[0]
    assert "older than what was shown" in in_order(log(seen(2)))[0]  # than the page
    anew = Loaded(6.0, PAGE, {SEE: 4})
    assert in_order(log(seen(5), anew, seen(4, connection=2))) == []


def test_one_number_has_one_meaning_for_an_audience():
    order = Seen(5.0, 1, SEE, 5, "agenda", Order(("a",), {"a": '<li id="a">other</li>'}))
    assert told_alike([log(seen(5)), log(seen(5), name="noah")]) == []
    assert told_alike([log(seen(5)), log(seen(5, text="x"), audience="guests")]) == []
    for other in (seen(5, text="other"), order):
        assert told_alike([log(seen(5)), log(other, name="noah")]) == [
            "mia and noah were told different a at meeting:1 5"
        ]


@pytest.mark.parametrize(
    ("records", "now"),
    [
        ([], "<li id='a'>old</li><li id='b'>two</li>"),
        ([seen(4), seen(4, "elsewhere")], "<li id='a'>new</li><li id='b'>two</li>"),
        ([seen(5), seen(4, text="late", connection=2)], "<li id='a'>new</li><li id='b'>two</li>"),
        (
            [
                Seen(4.0, 1, SEE, 4, "agenda", Order(("b", "a", "c"), {"c": "<li id='c'>c</li>"})),
                Seen(5.0, 1, SEE, 5, "agenda", Order(("c", "a"))),
                seen(6, "c", "see"),
            ],
            "<li id='c'>see</li><li id='a'>old</li>",
        ),
    ],
)
def test_what_is_shown_is_the_page_with_what_came(records, now):
    fresh = f"<html><body><ol id='agenda'>{now}</ol></body></html>"
    assert at_rest(log(*records), fresh) == []
    assert at_rest(log(*records), fresh.replace("</li>", "!</li>", 1)) != []
    assert at_rest(log(*records), fresh.replace("</ol>", "<li></li></ol>")) != []


def test_a_list_that_names_what_never_came_is_found():
    lacking = Seen(4.0, 1, SEE, 4, "agenda", Order(("a", "z")))
    assert "lacks z" in at_rest(log(lacking), PAGE)[0]


def test_who_is_late_is_found():
    told = log(Told(4.0, 1, {SEE: 8}))
    assert caught_up(told, SEE, 8, by=5.0) == []
    assert caught_up(told, SEE, 9, by=5.0) == caught_up(told, SEE, 9, by=9.0) != []
    assert caught_up(told, SEE, 8, by=3.0) != []
    assert caught_up(told, SEE, 8, after=5.0, by=9.0) != []


def test_what_is_not_for_somebody_is_found_on_the_page_and_in_what_is_pushed():
    canaries = {"Staff": lambda log: log.name == "noah"}
    told = log(seen(4, text="Staff matters"))
    listed = log(Seen(4.0, 1, SEE, 4, "agenda", Order(("s",), {"s": "<li id='s'>Staff</li>"})))
    page = Log("mia", "all", [Loaded(0.0, PAGE.replace("two", "Staff"), {})])
    for leaked in (told, listed, page):
        assert kept_to_themselves([leaked], canaries) == ["mia was sent 'Staff'"]
        leaked.name = "noah"
        assert kept_to_themselves([leaked], canaries) == []


def test_a_failure_and_a_sign_in_are_found():
    assert steady([log(Answered(1.0, "GET /", 200), Answered(2.0, "the connection", 1012))]) == []
    for code in (500, 503, 401, 4401):
        assert steady([log(Answered(1.0, "GET /", code))]) != []
    assert steady([log(Answered(1.0, "GET /", 303, "/sign-in?next=/"))]) != []
    assert steady([], [Command("c", 1, [(503, "")])]) != []
    assert steady([], [Command("c", 1, [(303, "/sign-in?next=/")])]) != []


# --- a sabotaged relay ----------------------------------------------------------------------


SEES = {"mia": ["Budget"], "noah": ["Budget", "Staff"], "greta": []}


async def played(world, march):
    """Rename lines while Mia, Noah and Greta read, twice each; returns what is broken."""
    canaries = {
        text: lambda log, text=text: text in log.audience for text in ("Budget", "Staff", "Hidden")
    }
    settings = world.app.state.settings.model_copy(update={"live_heartbeat_seconds": 0.5})
    with serving(build_app(settings)) as address:
        tablets = [
            Tablet(
                address,
                f"/meetings/{march.key}/tablet",
                world.cookie(who),
                name=f"{who} {n}",
                audience=frozenset(SEES[who]),
                chance=random.Random(n),
            )
            for n in (1, 2)
            for who in SEES
        ]
        async with seats(tablets) as http:
            for n in range(4):
                for line in ("Budget", "Staff", "Roads"):
                    was = f"{line} {n - 1}" if n else line
                    await asyncio.to_thread(rename, march, was, f"{line} {n}")
                    await asyncio.sleep(0.1)
            last = len(march.happened())
            with suppress(TimeoutError):
                await all_are(tablets, lambda t: t.since[march.stream] >= last, seconds=10)
            broken = await resting(tablets, http)
    logs = [tablet.log for tablet in tablets]
    broken += [sentence for each in logs for sentence in in_order(each)]
    return broken + told_alike(logs) + kept_to_themselves(logs, canaries) + steady(logs)


def drop(deliver):
    """Half of what is delivered is lost on the way, though its number is told."""
    count = itertools.count()

    def sabotaged(socket, stream, seq, entries, batch):
        lost = next(count) % 2
        deliver(socket, stream, seq, [] if lost else entries, Batch([]) if lost else batch)

    return sabotaged


def adding(what):
    """Return a sabotage that adds to each delivery what `what(socket, seq, entries)` says."""

    def sabotage(deliver):
        def sabotaged(socket, stream, seq, entries, batch):
            entries = [*entries, *what(socket, seq, entries)]
            deliver(socket, stream, seq, entries, Batch(entry.message for entry in entries))

        return sabotaged

    return sabotage


def repeat(*, as_new):
    """What an element was first said to be is said again, with its own number or the newest."""
    first = {}

    def old(socket, seq, entries):
        again = []
        for entry in entries:
            was = first.setdefault((socket, entry.target), entry)
            if was is not entry:
                number = entry.seq if as_new else was.seq
                again.append(Entry.of(was.stream, number, was.target, was.state))
        return again

    return adding(old)


def leak():
    """What Noah is shown of the restricted line is sent to everybody."""
    secret = []

    def others(socket, seq, entries):
        secret.extend(entry for entry in entries if "Staff" in entry.message.text)
        return secret[-1:]

    return adding(others)


async def test_of_a_sound_relay_nothing_is_said(world, sent):
    assert await played(world, sent) == []


@pytest.mark.parametrize(
    ("sabotage", "said"),
    [
        (drop, "where the page has"),
        (repeat(as_new=False), "on one connection"),
        (repeat(as_new=True), "where the page has"),
        (leak(), "mia 1 was sent 'Staff'"),
    ],
    ids=["drops", "repeats", "repeats as new", "leaks"],
)
async def test_a_sabotaged_relay_is_found_out(world, sent, monkeypatch, sabotage, said):
    monkeypatch.setattr(Socket, "deliver", sabotage(Socket.deliver))
    assert any(said in sentence for sentence in await played(world, sent))
