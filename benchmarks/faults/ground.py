"""A server of its own process with a full hall, its secretary's forms and somebody who reads."""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from benchmarks.processes import free_port, resident_kib, running
from benchmarks.room import entrances, office, percentile
from benchmarks.tablets import Hall as Tablets
from server.demo.hall import Hall
from server.kernel.settings import Settings


def need(*commands: str) -> None:
    """End with a sentence where a command that injects the fault is not installed."""
    missing = [command for command in commands if shutil.which(command) is None]
    if missing:
        sys.exit(f"this machine has no {', '.join(missing)}: install it, then try again")


class Ground:
    """One hall, served. `port`, `process` and the secretary's `http`."""

    def __init__(
        self, settings: Settings, hall: Hall, port: int, process: "subprocess.Popen[bytes]"
    ) -> None:
        self.settings, self.hall, self.port, self.process = settings, hall, port, process
        self.origin = f"http://localhost:{port}"
        self._rename = hall.described(self.origin)["rename"]
        self.http = httpx2.Client(
            base_url=self.origin,
            headers=self._rename["headers"],
            timeout=30,
            limits=httpx2.Limits(max_connections=None),
        )
        self.page = f"/meetings/{hall.meeting_key}/tablet"

    def form(self, title: str) -> dict[str, str]:
        """Return the form that renames the item, as it stands."""
        return self.hall.fields(title)

    def send(self, form: dict[str, str]) -> tuple[int, float]:
        """Send a form; returns the status and the seconds it took."""
        began = time.perf_counter()
        path = httpx2.URL(self._rename["address"]).path
        status = self.http.post(path, data=form).status_code
        return status, time.perf_counter() - began

    def write(self, title: str | None = None) -> tuple[int, float]:
        """Rename the item; returns the status and the seconds it took."""
        return self.send(self.form(title or uuid4().hex))

    def upload(self, content: Any, *, announced: bool = True) -> tuple[int, float]:
        """Send a paper of raw bytes; returns the status (0: cut off) and the seconds."""
        began = time.perf_counter()
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        if announced:
            headers["Content-Length"] = str(2 * 1024**3)
        try:
            answer = self.http.post(
                f"/agenda-items/{self.hall.renamed}/papers", content=content, headers=headers
            )
            status = answer.status_code
        except httpx2.TransportError:
            status = 0
        return status, time.perf_counter() - began

    def client(self) -> httpx2.Client:
        """Return a delegate's browser."""
        cookie = self.hall.cookie(self.hall.delegates[0][2])
        return httpx2.Client(base_url=self.origin, headers={"Cookie": cookie}, timeout=30)

    def reads(self, number: int) -> dict[str, float]:
        """Fetch the tablet's page again and again; returns figures in milliseconds."""
        with self.client() as http:
            return figures([read(http, self.page) for _ in range(number)], "read")

    @contextmanager
    def reading(self) -> Iterator[list[float]]:
        """Read inside the block, in a thread; the list has the seconds each page took."""
        found: list[float] = []
        stop = threading.Event()

        def go_on() -> None:
            with self.client() as http:
                while not stop.wait(0.01):
                    found.append(read(http, self.page))

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield found
        finally:
            stop.set()
            thread.join()

    def memory_mib(self) -> float:
        """Return the server's resident memory."""
        return resident_kib(self.process.pid) / 1024

    def pushes(self, writes: int) -> list[float]:
        """Rename with every tablet listening; returns the seconds from the answer to the last.

        Negative: the push was there before the answer.
        """

        async def measure() -> list[float]:
            everybody = Tablets(("localhost", self.port))
            await everybody.fill("/live", entrances(self.hall))
            found = []
            for _ in range(writes):
                title = uuid4().hex
                everybody.expect(title, len(self.hall.delegates))
                status, _seconds = await asyncio.to_thread(self.write, title)
                answered = time.perf_counter()
                if status == 200:
                    found.append(await everybody.last() - answered)
            everybody.close()
            return found

        return asyncio.run(measure())


def read(http: httpx2.Client, page: str) -> float:
    """Return the seconds a page takes. Raises where it is not answered."""
    began = time.perf_counter()
    http.get(page).raise_for_status()
    return time.perf_counter() - began


def figures(seconds: Sequence[float], name: str) -> dict[str, float]:
    """Return median and p99 in milliseconds."""
    return {
        f"{name}_p50_ms": round(statistics.median(seconds) * 1000, 1),
        f"{name}_p99_ms": round(percentile(seconds, 0.99) * 1000, 1),
    }


@contextmanager
def served(
    *, delegates: int = 50, folder: Path | None = None, more: Mapping[str, str] | None = None
) -> Iterator[Ground]:
    """Serve a hall from `folder` (None: a fresh one), with `more` in the environment."""
    own = Path(tempfile.mkdtemp(prefix="plenum-faults-"))
    settings = Settings(data_dir=folder or own, database_url=None)
    port = free_port()
    environment = {"DATA_DIR": str(settings.data_dir), "PORT": str(port), "LOG_LEVEL": "ERROR"}
    try:
        office(settings)
        hall = Hall(settings, delegates=delegates, audiences=3, items=20, papers=0)
        command = [sys.executable, "-m", "server", "serve"]
        with running(command, port, **(environment | dict(more or {}))) as process:
            ground = Ground(settings, hall, port, process)
            with ground.http:
                yield ground
        hall.close()
    finally:
        shutil.rmtree(own, ignore_errors=True)


@contextmanager
def traced(process: "subprocess.Popen[bytes]", inject: str) -> Iterator[None]:
    """Inject into a running server's system calls with strace (needs root or its own child)."""
    calls = inject.partition(":")[0]
    tracer = subprocess.Popen(
        [
            *("strace", "-f", "-q", "-o", "/dev/null", "-p", str(process.pid)),
            *("-e", f"trace={calls}", "-e", f"inject={inject}"),
        ],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(1.0)  # until it holds every thread
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait(10)
