"""From the secretary's form to the last of a thousand tablets, beside a bare broadcast.

`./dev bench room` starts a real server (its own process, SQLite, a fresh DATA_DIR) and connects
sockets of three audiences to one meeting: delegates, delegates named on a restricted item, and
guests of the item that is renamed. Each round renames that item through the HTTP route and waits
for the last tablet. The peer is the `websockets` library's broadcast of the same bytes, in the
same run and to the same client. Where the machine has two cores, server and tablets have one
each. The last line printed is JSON.
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import websockets

from benchmarks.tablets import Hall
from server.kernel.db import SYSTEM, Actor, Reader, Tx, Writer, seqs
from server.kernel.secret import instance_secret
from server.kernel.settings import Settings
from server.kernel.types import now
from server.meetings import commands
from server.meetings.models import AgendaItem, Meeting
from server.migrations import migrate
from server.people.models import Account, Body, Instance, Membership, SignInSession
from server.people.secrets import new_token, token_hash
from server.people.sessions import COOKIE

TICKS = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_kib(pid: int) -> int:
    """Return a process's resident memory, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS")


@contextmanager
def running(
    arguments: list[str], port: int, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server process on the first core until the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env=os.environ | environment, stderr=subprocess.DEVNULL
    )
    os.sched_setaffinity(process.pid, {CORES[0]})
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(15)


class Office:
    """A meeting with its people, made by the product's own commands."""

    def __init__(self, settings: Settings, tablets: int, items: int) -> None:
        self.settings = settings
        migrate(settings)
        self.writer = Writer(settings, instance_secret(settings))
        self.reader = Reader(settings)
        self.tokens: dict[int, str] = {}
        keys: dict[int, Any] = {}

        def people(tx: Tx) -> list[int]:
            tx.add(Instance(name="Benchmark", created_at=tx.now))
            office = tx.add(Body(name="Office", kind="office"))
            body = tx.add(Body(name="Committee", kind="committee"))
            self.body_key = body.key
            found = []
            for n in range(tablets + 1):
                account = Account(login=f"p{n}", name=f"Person {n}", created_at=tx.now)
                account = tx.add(account)
                body_id, role = body.id, "delegate"
                if n == 0:
                    body_id, role = office.id, "secretariat"
                elif n % 10 == 9:
                    role = "guest"
                since = (tx.now - timedelta(days=9)).date()
                tx.session.add(
                    Membership(account_id=account.id, body_id=body_id, role=role, since=since)
                )
                token = new_token()
                tx.session.add(
                    SignInSession(
                        key=uuid4().hex,
                        token_hash=token_hash(token),
                        account_id=account.id,
                        created_at=tx.now,
                        seen_at=tx.now,
                        expires_at=tx.now + timedelta(hours=3),
                    )
                )
                self.tokens[account.id] = token
                keys[account.id] = account.key
                found.append(account.id)
            return found

        self.secretary, *self.delegates = self.run(SYSTEM, people)
        self.actor = Actor(self.secretary)
        made = self.run(
            self.actor,
            commands.make_meeting,
            body_key=self.body_key,
            kind="session",
            title="Benchmark",
            starts_at=now(),
            place="",
            programme_item_keys=[],
        )
        self.meeting_key = UUID(made)
        guests = [d for n, d in enumerate(self.delegates, 1) if n % 10 == 9]
        named = [d for n, d in enumerate(self.delegates, 1) if n % 10 < 3]
        self.items = [
            UUID(
                self.run(
                    self.actor,
                    commands.add_item,
                    meeting_key=self.meeting_key,
                    title=f"Item {n} of the agenda, with a title as long as they usually are",
                )
            )
            for n in range(items)
        ]
        self.renamed = self.items[items // 2]
        if guests:
            self.run(
                self.actor,
                commands.set_guests,
                key=self.renamed,
                names=[keys[d] for d in guests],
            )
        self.run(
            self.actor,
            commands.restrict_item,
            key=self.items[0],
            names=[keys[d] for d in named],
        )
        self.run(self.actor, commands.approve_agenda, key=self.meeting_key)
        self.run(self.actor, commands.send_agenda, key=self.meeting_key)

    def run(self, actor: Actor, command: Any, **arguments: Any) -> Any:
        """Run a command."""
        return self.writer.run(actor, uuid4().hex, command, **arguments)

    def entrances(self) -> list[tuple[str, str]]:
        """Return (cookie, hello) of every tablet, up to date."""
        from sqlmodel import select

        def meeting_id(db: Any) -> int:
            return int(db.exec(select(Meeting.id).where(Meeting.key == self.meeting_key)).one())

        meeting = f"meeting:{self.reader.run(meeting_id)}"
        users = [f"user:{d}" for d in self.delegates]
        at = self.reader.run(seqs, [meeting, *users])
        found = []
        for account_id in self.delegates:
            since = {meeting: at[meeting], f"user:{account_id}": at[f"user:{account_id}"]}
            hello = {"screen": "tablet", "subject": str(self.meeting_key), "since": since}
            found.append((f"{COOKIE}={self.tokens[account_id]}", json.dumps(hello)))
        return found

    def item(self) -> AgendaItem:
        """Return the item that is renamed, as it stands."""
        from sqlmodel import select

        return self.reader.run(
            lambda db: db.exec(select(AgendaItem).where(AgendaItem.key == self.renamed)).one()
        )


class Form:
    """The rename form, sent over one kept-alive connection as the secretary's browser does."""

    def __init__(self, office: Office, port: int) -> None:
        self.office, self.port = office, port

    async def open(self) -> None:
        """Connect."""
        self.reader, self.stream = await asyncio.open_connection("127.0.0.1", self.port)

    def request(self, title: str) -> bytes:
        """Return the request that renames the item to `title`."""
        item = self.office.item()
        fields = {
            "command_id": uuid4().hex,
            "version": item.version,
            "base_title": item.title,
            "title": title,
            "base_presenter": "",
            "presenter": "",
            "base_time_label": "",
            "time_label": "",
        }
        body = urllib.parse.urlencode(fields)
        origin = f"http://localhost:{self.port}"
        return (
            f"POST /agenda-items/{item.key}/edit HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
            f"Origin: {origin}\r\nCookie: {COOKIE}={self.office.tokens[self.office.secretary]}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nplenum-script: 1\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    async def answer(self) -> None:
        """Read the answer; raises RuntimeError unless it is 200."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        if " 200 " not in head.splitlines()[0]:
            raise RuntimeError(head)
        for line in head.lower().splitlines():
            if line.startswith("content-length:"):
                await self.reader.readexactly(int(line.split(":")[1]))


async def plenum(office: Office, tablets: int, rounds: int) -> tuple[dict[str, float], str]:
    """Measure Plenum; returns the figures and one message as it was sent."""
    port = free_port()
    environment = {
        "DATA_DIR": str(office.settings.data_dir),
        "PORT": str(port),
        "HOST": "127.0.0.1",
    }
    with running(["-m", "server", "serve"], port, **environment) as process:
        hall = Hall(("localhost", port))
        form = Form(office, port)
        before = resident_kib(process.pid)
        await hall.fill("/live", office.entrances(), greet=True)
        await form.open()
        memory = (resident_kib(process.pid) - before) / tablets
        lasts, answers, cpu = [], [], 0.0
        for n in range(-3, rounds):
            if n % 40 == 0:
                hall.ping()
            title = f"Renamed in round {n} {uuid4().hex}"
            request = form.request(title)
            hall.expect(title, tablets)
            sent_bytes, cpu_before = hall.bytes, cpu_seconds(process.pid)
            started = time.perf_counter()
            form.stream.write(request)
            answered = asyncio.ensure_future(_timed(form.answer()))
            last = await hall.last()
            answered_at = await answered
            if n >= 0:
                lasts.append(last - started)
                answers.append(answered_at - started)
                cpu += cpu_seconds(process.pid) - cpu_before
                size = (hall.bytes - sent_bytes) / tablets
            await asyncio.sleep(0.05)
        hall.close()
        form.stream.close()
    sample = json.dumps({"s": "meeting:1", "q": 9999, "t": f"item-{office.renamed}", "h": ""})
    sample += "x" * max(0, int(size) - len(sample))
    return {
        "last_tablet_ms": statistics.median(lasts) * 1000,
        "last_tablet_p99_ms": sorted(lasts)[int(len(lasts) * 0.99) - 1] * 1000,
        "commit_ms": statistics.median(answers) * 1000,
        "cpu_us_per_message": cpu / rounds / tablets * 1e6,
        "kib_per_connection": memory,
        "bytes_per_tablet": size,
    }, sample


async def _timed(answer: Any) -> float:
    await answer
    return time.perf_counter()


async def bare(sample: str, tablets: int, rounds: int) -> dict[str, float]:
    """Measure the websockets library's broadcast of messages as long as Plenum's."""
    port = free_port()
    with running(["-m", "benchmarks.bare", str(port)], port) as process:
        hall = Hall(("localhost", port))
        before = resident_kib(process.pid)
        await hall.fill("/", [("", "")] * tablets, greet=False)
        memory = (resident_kib(process.pid) - before) / tablets
        lasts, cpu = [], 0.0
        async with websockets.connect(f"ws://localhost:{port}/control") as control:
            for n in range(-3, rounds):
                mark = uuid4().hex
                hall.expect(mark, tablets)
                cpu_before, started = cpu_seconds(process.pid), time.perf_counter()
                await control.send(mark + sample[len(mark) :])
                last = await hall.last()
                if n >= 0:
                    lasts.append(last - started)
                    cpu += cpu_seconds(process.pid) - cpu_before
                await asyncio.sleep(0.05)
        hall.close()
    return {
        "bare_last_tablet_ms": statistics.median(lasts) * 1000,
        "bare_cpu_us_per_message": cpu / rounds / tablets * 1e6,
        "bare_kib_per_connection": memory,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tablets", type=int, default=1000)
    parser.add_argument("--items", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=60)
    args = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    folder = Path(tempfile.mkdtemp(prefix="plenum-bench-"))
    try:
        office = Office(Settings(data_dir=folder, database_url=None), args.tablets, args.items)
        figures, sample = asyncio.run(plenum(office, args.tablets, args.rounds))
        figures |= asyncio.run(bare(sample, args.tablets, args.rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    figures["ratio_last_tablet"] = figures["last_tablet_ms"] / figures["bare_last_tablet_ms"]
    figures["tablets"] = args.tablets
    print(f"{args.tablets} tablets, {args.items} items, {args.rounds} rounds, {len(CORES)} cores")
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
