"""A session on a server of its own, and what is done to its disk."""

import ctypes
import os
import socket
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from tests.live.test_two_sockets import following
from tests.materials.conftest import pdf
from tests.meetings.conftest import March
from tests.world import hidden_fields, new_id

DISK_BYTES = 32 * 1024**2


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 32 MB under everything that this test keeps. To be asked for before `world`."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root may mount a small disk, and not in every container")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@contextmanager
def filled(folder):
    """Leave no room at all on the disk of `folder` inside the block."""
    filler = folder / "filler"
    try:
        fill(filler)
        yield
    finally:
        filler.unlink()


def fill(filler):
    """Let `filler` grow until the disk is full to the last page."""
    with filler.open("ab") as file:
        for size in (2**20, 2**12):
            with suppress(OSError):
                while True:
                    os.write(file.fileno(), bytes(size))


class Office:
    """The March meeting, opened; Anna edits it over HTTP at `address`, Mia follows."""

    def __init__(self, world, march, address):
        self.world, self.march, self.address = world, march, address
        self.item_key = march.item("Budget").key
        self.page = f"/meetings/{march.key}/tablet"
        self.http = httpx2.Client(
            base_url=address,
            headers={
                "origin": address,
                "plenum-script": "1",
                "cookie": world.cookie("anna"),
            },
            timeout=20,
        )

    def form(self, title):
        """Return the rename form, filled in."""
        fields = hidden_fields(self.http.get(f"/agenda-items/{self.item_key}/edit").text)
        fields |= {name: fields[f"base_{name}"] for name in ("presenter", "time_label")}
        return fields | {"command_id": new_id(), "title": title}

    def send(self, form):
        """Send a form."""
        return self.http.post(f"/agenda-items/{self.item_key}/edit", data=form)

    def upload(self, content=None):
        """Send a paper for the item."""
        return self.http.post(
            f"/agenda-items/{self.item_key}/papers",
            data={"command_id": new_id(), "declared": "1"},
            files={"file": ("To trinh.pdf", content or pdf(), "application/pdf")},
        )

    def following(self):
        """Open Mia's tablet."""
        return following(self.world, self.address, "mia", self.march)

    def half_files(self):
        """Return what a write has left behind that did not end well."""
        folder = self.world.app.state.settings.data_dir
        return [*(folder / "uploads").iterdir(), *folder.rglob("*.part")]


@pytest.fixture
def march(world):
    """An opened session with three lines."""
    march = March(world, "Budget", "Staff", "Roads")
    march.open()
    return march


@pytest.fixture
def office(world, march):
    """The session on a real port."""
    with world.served() as address:
        office = Office(world, march, address)
        with office.http:
            yield office


def whole(database: Path) -> bool:
    """Whether SQLite finds its file in order."""
    import pysqlite3

    with pysqlite3.connect(str(database)) as db:
        (found,) = db.execute("PRAGMA integrity_check").fetchone()
    return found == "ok"


def can_filter() -> bool:
    """Whether this machine lets a process refuse itself system calls (seccomp)."""
    libc = ctypes.CDLL(None, use_errno=True)
    return os.uname().machine in ("x86_64", "aarch64") and libc.prctl(21, 0, 0, 0, 0) == 0


@pytest.fixture
def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
