"""The small world that tests live in, on the engine of this run."""

import server  # noqa: F401, I001  # first: it decides which SQLite the process has

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.engines"]

for name in ("HOST", "PORT", "DATA_DIR", "LOCALE", "PUBLIC_ORIGIN", "TLS_CERT", "TLS_KEY"):
    os.environ.pop(name, None)  # a developer's own settings are not a test's
os.environ["DISK_RESERVE_BYTES"] = "1048576"  # each test's instance has one


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An instance with an empty, current database; every test gets a copy."""
    from server.migrations import migrate
    from tests.engines import fresh_settings

    with fresh_settings(tmp_path_factory.mktemp("template") / "var") as settings:
        migrate(settings)
        yield settings


@pytest.fixture
def settings(tmp_path: Path, migrated: Any) -> Iterator[Any]:
    """Settings of this test's own instance."""
    from tests.engines import fresh_settings

    with fresh_settings(tmp_path / "var", migrated) as settings:
        yield settings


@pytest.fixture
def world(settings: Any) -> Iterator[Any]:
    """An office on an ordinary morning, its server running (tests/world.py says who is who)."""
    from starlette.testclient import TestClient

    from server.app import build_app
    from tests.world import World

    app = build_app(settings)
    with TestClient(app, base_url="http://localhost") as client:
        yield World(app, client)
