"""The hall that is filled for measuring: what `load-room` prints is enough to measure with."""

import asyncio
import json
from uuid import uuid4

import httpx2
import pytest
import websockets

from server.app import build_app
from server.demo.running import load_room
from server.kernel.db import SYSTEM, Writer
from server.kernel.secret import instance_secret
from server.migrations import migrate
from server.people.models import Instance
from tests.world import serving


def found(settings, *, demonstration):
    """Make an empty instance."""
    migrate(settings)
    writer = Writer(settings, instance_secret(settings))
    writer.run(
        SYSTEM,
        uuid4(),
        lambda tx: str(
            tx.add(Instance(name="Office", demonstration=demonstration, created_at=tx.now)).id
        ),
    )
    writer.close()


def test_a_real_office_is_not_filled(settings, capsys):
    found(settings, demonstration=False)
    assert load_room(settings, 3) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Only a demonstration" in said.err


async def test_what_it_prints_is_enough_to_follow_and_to_rename(settings, capsys):
    found(settings, demonstration=True)
    app = build_app(settings)
    with serving(app) as address:
        # The address it prints is the one the settings name; this server has a port of its own.
        port = int(address.rpartition(":")[2])
        asked = settings.model_copy(update={"port": port, "host": "127.0.0.1"})
        assert await asyncio.to_thread(load_room, asked, 20) == 0
        hall = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert len(hall["cookies"]) == 20
        origin = hall["rename"]["headers"]["Origin"]

        async def follow(cookie, ready, title):
            async with websockets.connect(
                hall["live"], origin=origin, additional_headers={"cookie": cookie}
            ) as live:
                await live.send(json.dumps(hall["hello"]))
                while "hello" not in json.loads(await live.recv()):
                    pass
                ready.release()
                while True:
                    message = json.loads(await live.recv())
                    if message.get("t") == hall["rename"]["target"] and title in message["h"]:
                        return len(json.dumps(message).encode())

        ready = asyncio.Semaphore(0)
        title = "Tên mới của nội dung"
        pages = [asyncio.create_task(follow(c, ready, title)) for c in hall["cookies"]]
        for _ in pages:
            await ready.acquire()
        async with httpx2.AsyncClient() as client:
            rename = hall["rename"]
            fields = rename["fields"] | {"title": title}
            answer = await client.request(
                rename["method"], rename["address"], headers=rename["headers"], data=fields
            )
            assert answer.status_code == 200
            async with asyncio.timeout(10):
                sizes = await asyncio.gather(*pages)
            assert max(sizes) <= 4096
            again = fields | {"command_id": uuid4().hex, "base_title": title, "title": "Lần nữa"}
            answer = await client.request(
                rename["method"], rename["address"], headers=rename["headers"], data=again
            )
            assert answer.status_code == 200
        async with httpx2.AsyncClient(headers={"cookie": hall["cookies"][0]}) as client:
            page = await client.get(f"{hall['meeting']}/tablet")
            assert "Lần nữa" in page.text


@pytest.mark.parametrize("again", [20, 30])
async def test_it_can_be_filled_again(settings, capsys, again):
    found(settings, demonstration=True)
    for delegates in (20, again):
        assert await asyncio.to_thread(load_room, settings, delegates) == 0
        hall = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert len(set(hall["cookies"])) == delegates
