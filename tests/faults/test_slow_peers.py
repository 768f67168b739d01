"""Peers that hold a connection without moving on are let go; a slow line is none of them."""

import asyncio
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import pytest

from server.app import build_app
from tests.materials.conftest import Papers, pdf
from tests.world import new_id, serving

HELD = 200
HEAD_SECONDS, BODY_SECONDS = 1.5, 1.5
ANSWER_BYTES = 24 * 1024**2  # more than the kernel keeps for a connection


@pytest.fixture
def address(world):
    limits = {"slow_head_seconds": HEAD_SECONDS, "slow_body_seconds": BODY_SECONDS}
    with serving(build_app(world.app.state.settings), **limits) as address:
        yield address


def connected(address, *, small=False):
    """Open a plain connection; a `small` one lets the kernel keep little of what comes."""
    place = urlsplit(address)
    line = socket.socket()
    if small:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    line.settimeout(5)
    line.connect((place.hostname, place.port))
    return line


def received(line, seconds=8):
    """Read until the server hangs up; returns how many bytes. Fails when it does not in time."""
    line.settimeout(seconds)
    taken = 0
    try:
        while said := line.recv(65536):
            taken += len(said)
    except ConnectionError:
        pass
    return taken


def drip(line, piece, every, seconds):
    """Send `piece` again and again; returns how many went out before the server hung up."""
    begun, sent = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        try:
            sent += line.send(piece)
        except OSError:
            return sent
        time.sleep(every)
    raise AssertionError("still connected")


def long_paper(world):
    """Store a paper of ANSWER_BYTES; returns the request for it."""
    papers = Papers(world)
    file = world.app.state.settings.upload_dir / "long"
    file.write_bytes(bytes(ANSWER_BYTES))
    paper = papers.add("Long", sha256=world.app.state.blobs.put(file), size_bytes=ANSWER_BYTES)
    line = f"GET /papers/{paper.key}/file?original=1 HTTP/1.1"
    cookie = f"Cookie: {world.cookie('anna')}"
    return "\r\n".join([line, "Host: localhost", "Connection: close", cookie, "", ""]).encode()


HEAD = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n"
FORM = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
)


STOPS = {"nothing": b"", "half a head": HEAD, "half a body": FORM + b"login=a"}


@pytest.mark.parametrize("said", STOPS)
def test_who_stops_in_the_middle_is_let_go(address, said):
    with connected(address) as line:
        line.sendall(STOPS[said])
        received(line)


DRIPS = {
    "a head": (HEAD, b"X-a: b\r\n"),
    "a body": (FORM, b"a"),
    "nothing but blank lines": (HEAD + b"\r\n", b"\r\n"),
}


@pytest.mark.parametrize("what", DRIPS)
def test_what_only_drips_is_let_go_though_bytes_come(address, what):
    first, piece = DRIPS[what]
    with connected(address) as line:
        line.sendall(first)
        drip(line, piece, 0.2, seconds=8)


def test_an_endless_head_is_cut_before_it_fills_the_memory(address):
    with connected(address) as line:
        line.sendall(HEAD)
        sent = drip(line, b"X-a: " + b"b" * 8000 + b"\r\n", 0, seconds=HEAD_SECONDS)
        assert sent < 16 * 1024**2  # what the kernel's own buffers hold; the server keeps 64 kB


def test_a_paper_over_a_slow_line_arrives(world, address):
    """Some 6 kB a second, longer than any limit: bytes come, so it goes on."""
    papers = Papers(world)
    content = pdf()
    pieces = 14
    size = len(content) // pieces + 1

    def dripping():
        for start in range(0, len(body), size):
            yield body[start : start + size]
            time.sleep(0.25)

    shell = httpx2.Request(
        "POST",
        f"{address}/agenda-items/{papers.key}/papers",
        data={"command_id": new_id(), "declared": "1"},
        files={"file": ("a.pdf", content, "application/pdf")},
    )
    body = shell.read()
    headers = {"origin": address, "cookie": world.cookie("anna"), "plenum-script": "1"}
    headers["content-type"] = shell.headers["content-type"]
    with httpx2.Client(timeout=30) as http:
        begun = time.monotonic()
        answer = http.post(shell.url, content=dripping(), headers=headers)
    assert time.monotonic() - begun > 2 * BODY_SECONDS
    assert answer.status_code == 200, answer.text


def test_who_does_not_read_an_answer_is_let_go(world, address):
    with connected(address, small=True) as line:
        line.sendall(long_paper(world))
        assert b" 200 " in line.recv(1000)
        time.sleep(BODY_SECONDS + 2.5)
        assert 0 < received(line) < ANSWER_BYTES // 2


def test_who_reads_slowly_gets_the_whole_answer(world, address):
    with connected(address, small=True) as line:
        line.sendall(long_paper(world))
        taken = 0
        begun = time.monotonic()
        while time.monotonic() - begun < 3 * BODY_SECONDS:
            taken += len(line.recv(8192))
            time.sleep(0.2)
        assert taken < 1024**2  # slower than the kernel's buffer empties
        assert taken + received(line) > ANSWER_BYTES


async def test_two_hundred_held_connections_hinder_nobody(world, address):
    """Half of them mid-head, half mid-body: others are answered as before, and all are let go."""
    cookie = {"cookie": world.cookie("mia")}
    async with httpx2.AsyncClient(base_url=address, headers=cookie, timeout=10) as http:
        alone = await latency(http)
        with ExitStack() as held:
            lines = [held.enter_context(connected(address)) for _ in range(HELD)]
            for place, line in enumerate(lines):
                line.sendall(HEAD if place % 2 else FORM + b"login=")
            among = await latency(http)
            assert among < max(0.2, 3 * alone)
            waits = (asyncio.to_thread(received, line, 12) for line in lines)
            await asyncio.gather(*waits)


async def latency(http):
    """Return the second slowest of twenty pages, in seconds."""
    found = []
    for _ in range(20):
        begun = time.monotonic()
        assert (await http.get("/account")).status_code == 200
        found.append(time.monotonic() - begun)
    return sorted(found)[-2]
