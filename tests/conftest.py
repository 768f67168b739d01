"""The small world that tests live in, on the engine of this run."""

import server  # noqa: F401, I001  # first: it decides which SQLite the process has

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.engines", "tests.stores"]

_OWN = "HOST PORT DATA_DIR LOCALE PUBLIC_ORIGIN TLS_CERT TLS_KEY BLOBS_URL"
for name in _OWN.split():
    os.environ.pop(name, None)  # a developer's own settings are not a test's
os.environ["DISK_RESERVE_BYTES"] = "1048576"  # each test's instance has one

# With many workers a long file begun late keeps one of them busy alone: the longest first.
LONG = (
    *("journeys/test_screens.py", "journeys/test_story.py", "live/test_agenda.py"),
    *("access/test_matrix.py", "demo/test_load.py", "overview/test_live_pages.py"),
    *("live/test_nothing_leaks.py", "materials/test_upload.py", "journeys/test_programme.py"),
)


# Modules that start instances without a fixture: a test that uses them may meet either engine.
STARTERS = {"tests.engines", "tests.live.processes", "subprocess"}


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of long files first; mark those that meet no database as one engine's."""
    order = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path, len(LONG)))
    for item in items:
        names = vars(item.module).values()  # type: ignore[attr-defined]
        started = {getattr(name, "__module__", None) or str(name) for name in names}
        if "migrated" not in item.fixturenames and not started & STARTERS:  # type: ignore[attr-defined]
            item.add_marker("one_engine")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An instance with an empty, current database, to be copied."""
    from server.migrations import migrate
    from tests.engines import fresh_settings

    with fresh_settings(tmp_path_factory.mktemp("template") / "var") as settings:
        migrate(settings)
        yield settings


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory, migrated: Any) -> Iterator[Any]:
    """An instance with the office of tests/world.py and its people, to be copied."""
    from tests.engines import fresh_settings
    from tests.world import people

    with fresh_settings(tmp_path_factory.mktemp("people") / "var", migrated) as settings:
        people(settings)
        yield settings


@pytest.fixture(scope="session")
def demonstrated(migrated: Any) -> Any:
    """An instance with the demonstration of today, its papers of a page each, to be copied."""
    from server.demo.load import make_demonstration
    from tests.engines import made_once

    return made_once("demonstration", migrated, partial(make_demonstration, longest_pages=1))


@pytest.fixture
def settings(tmp_path: Path, migrated: Any, store: Any) -> Iterator[Any]:
    """Settings of an instance of this test's own, with nobody in it."""
    from tests.engines import fresh_settings

    with fresh_settings(tmp_path / "var", migrated, **store) as settings:
        yield settings


@pytest.fixture
def world(tmp_path: Path, peopled: Any, store: Any) -> Iterator[Any]:
    """An office on an ordinary morning, its server running (tests/world.py says who is who)."""
    from starlette.testclient import TestClient

    from server.app import build_app
    from tests.engines import fresh_settings
    from tests.world import World

    with fresh_settings(tmp_path / "world", peopled, **store) as settings:
        app = build_app(settings)
        with TestClient(app, base_url="http://localhost") as server:
            yield World(app, server.portal)
