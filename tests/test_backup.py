"""What is backed up comes back the same, on either engine."""

import json

import pytest

from server.backup import BackupProblem, backup, restore, state_of
from server.kernel.blobs import Blobs, digest
from server.migrations import metadata
from server.people.models import Body
from tests.engines import fresh_settings
from tests.filling import fill


@pytest.fixture
def filled(world, tmp_path):
    """A world with a row in every table and two papers."""
    fill(world)
    world.add(Body(name="Old name", successor_id=world.bodies["office"]))
    blobs = Blobs(world.app.state.settings.blob_dir)
    for text in ("first", "second"):
        file = tmp_path / text
        file.write_text(text)
        blobs.put(file)
    return world


def test_state_and_every_papers_hash_come_back_equal(filled, tmp_path):
    manifest = backup(filled.app.state.settings, tmp_path / "backup")
    assert all(manifest["tables"][t.name]["rows"] for t in metadata().sorted_tables), (
        "a table without a row proves nothing"
    )
    with fresh_settings(tmp_path / "elsewhere") as settings:
        restored = restore(settings, tmp_path / "backup")
        assert restored["state"] == manifest["state"]
        assert restored["state"] == filled.read(lambda db: state_of(db.connection()))
        blobs = Blobs(settings.blob_dir)
        assert sorted(blobs.all()) == manifest["blobs"]
        assert all(digest(blobs.path(name)) == name for name in blobs.all())


def test_a_damaged_backup_is_refused(filled, tmp_path):
    backup(filled.app.state.settings, tmp_path / "backup")
    rows = tmp_path / "backup" / "rows" / "account.jsonl"
    rows.write_text(rows.read_text().replace("Anna", "Anne"))
    with (
        fresh_settings(tmp_path / "elsewhere") as settings,
        pytest.raises(BackupProblem, match="damaged"),
    ):
        restore(settings, tmp_path / "backup")


def test_a_restore_never_touches_a_database_that_holds_something(filled, tmp_path):
    backup(filled.app.state.settings, tmp_path / "backup")
    with pytest.raises(BackupProblem, match="not empty"):
        restore(filled.app.state.settings, tmp_path / "backup")
    assert json.loads((tmp_path / "backup" / "manifest.json").read_text())["blobs"]
