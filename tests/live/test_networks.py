"""Networks that fail: lost without a word, cut every second, and peers that never read."""

import asyncio
import json
import random
import socket
from contextlib import AsyncExitStack
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.tablets import masked
from server.meetings import commands
from tests.live.conftest import rename
from tests.live.history import caught_up, in_order, steady, told_alike
from tests.live.processes import served
from tests.live.proxy import in_front_of
from tests.live.secretary import titles
from tests.live.storm import full_hall, stream_of, tablets_of
from tests.live.tablet import Tablet, all_are, resting, seats
from tests.live.transports import query

AWAY = 12.0  # seconds without Wi-Fi
BACK = 5.0  # seconds until a tablet is right again (quality: F9)


async def test_a_lost_network_and_a_proxy_that_cuts_leave_nothing_old(world, sent):
    clock = asyncio.get_running_loop().time
    async with AsyncExitStack() as stack:
        address = stack.enter_context(world.served())
        port = int(address.rpartition(":")[2])
        lost, lost_at = await stack.enter_async_context(in_front_of(port))
        cutter, cutter_at = await stack.enter_async_context(in_front_of(port))
        tablets = [
            Tablet(
                at,
                f"/meetings/{sent.key}/tablet",
                world.cookie("mia"),
                name=f"{name} ({travel})",
                audience="mia",
                chance=random.Random(n),
                travel=travel,
            )
            for n, (name, at) in enumerate(
                [("steady", address), ("away", lost_at), ("cut", cutter_at)] * 2
            )
            for travel in ("websocket", "events")
        ]
        http = await stack.enter_async_context(seats(tablets))
        lost.lose()
        ended = clock() + AWAY
        title = "Budget"
        while clock() < ended:
            was, title = title, f"Budget at {clock():.1f}"
            await asyncio.to_thread(rename, sent, was, title)
            await asyncio.to_thread(sent.do, commands.move_item, "Roads", after=None)
            await asyncio.sleep(1)
            cutter.cut()
            await asyncio.to_thread(sent.do, commands.move_item, title, after=None)
        away = [tablet for tablet in tablets if tablet.log.name.startswith("away")]
        assert not any(tablet.connected for tablet in away), "they say that they are not"
        lost.restore()
        returned, last = clock(), len(sent.happened())
        await all_are(tablets, lambda tablet: tablet.since[sent.stream] >= last)
        broken = await resting(tablets, http)
    for tablet in tablets:
        broken += caught_up(tablet.log, sent.stream, last, by=returned + BACK)
        broken += in_order(tablet.log)
    logs = [tablet.log for tablet in tablets]
    assert broken + told_alike(logs) + steady(logs) == []


STALL_SECONDS = 2
NEVER_READ = 20


async def test_twenty_tablets_that_never_read_are_let_go_and_the_others_are_unharmed(settings):
    hall = await asyncio.to_thread(full_hall, settings, 32)
    stream, clock = stream_of(hall), asyncio.get_running_loop().time
    stall = {"LIVE_STALL_SECONDS": str(STALL_SECONDS), "LIVE_HEARTBEAT_SECONDS": "0.5"}
    async with served(settings, **stall) as server:
        everybody = tablets_of(hall, server.address, random.Random(1))
        everybody.sort(key=lambda tablet: -len(tablet.log.audience))  # guests are shown too little
        stuck, good = everybody[:NEVER_READ], everybody[NEVER_READ:]
        async with seats(good) as http:
            for tablet in stuck:
                await tablet.load(http)
            raw = [
                await asyncio.to_thread(never_reading, server.port, tablet, n % 2 == 0)
                for n, tablet in enumerate(stuck)
            ]
            async with asyncio.timeout(10):
                while await asyncio.to_thread(server.sockets) < len(everybody):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            known = titles(hall)
            async with asyncio.timeout(60):
                while await asyncio.to_thread(server.sockets) > len(good):
                    await asyncio.to_thread(write_much, hall, known)
            last, finished = hall.streams()[stream], clock()
            await all_are(good, lambda tablet: tablet.since[stream] >= last)
            broken = await resting(good, http)
        for connection in raw:
            connection.close()
    for tablet in good:
        broken += caught_up(tablet.log, stream, last, by=finished + BACK) + in_order(tablet.log)
        assert len({r.connection for r in tablet.log.records if hasattr(r, "connection")}) == 1
    logs = [tablet.log for tablet in good]
    hall.close()
    assert broken + told_alike(logs) + steady(logs) == []


def never_reading(port, tablet, over_events):
    """Open a tablet's page by hand, over events or a WebSocket, and never read what is pushed."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    headers = f"Host: localhost:{port}\r\nCookie: {tablet.cookie}\r\n"
    if over_events:
        raw.sendall(f"GET /live/events?{urlencode(query(tablet.hello))} HTTP/1.1\r\n".encode())
        raw.sendall(f"{headers}\r\n".encode())
        return raw
    raw.sendall(
        f"GET /live HTTP/1.1\r\n{headers}Origin: http://localhost:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert b" 101 " in raw.recv(1024)
    raw.sendall(masked(json.dumps(tablet.hello)))
    return raw


def write_much(hall, known):
    """Give every line another title, as long as titles may be."""
    for key, was in known.items():
        words = {f"{b}{f}": "" for b in ("base_", "") for f in ("presenter", "time_label")}
        known[key] = title = f"{was[:30]}{'ệ' * 900}{uuid4().hex}"
        words |= {"version": 1, "base_title": was, "title": title}
        hall.run(commands.edit_item, key=key, **words)
