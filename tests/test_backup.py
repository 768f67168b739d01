"""What is backed up comes back the same, on either engine."""

import json

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool
from sqlmodel import select

from server import migrations
from server.backup import BackupProblem, backup, restore, state_of
from server.cli import main
from server.kernel.blobs import Blobs, StoreDown, digest
from server.kernel.db import Reader, sqlite_url
from server.materials.models import BackupTaken, PaperVersion
from server.migrations import metadata
from server.people.models import Body
from tests.engines import fresh_settings
from tests.filling import fill
from tests.stores import IN_S3, ON_BOTH_STORES, environment


@pytest.fixture
def filled(world, tmp_path):
    """A world with a row in every table and two papers."""
    fill(world)
    world.add(Body(name="Old name", successor_id=world.bodies["office"]))
    blobs = Blobs(world.app.state.settings)
    names = []
    for text in ("first", "second", "nobody's"):
        file = tmp_path / text
        file.write_text(text)
        names.append(blobs.put(file))

    def name(tx):
        version = tx.session.exec(select(PaperVersion)).first()
        version.sha256, version.rendition_sha256 = names[:2]

    world.run(None, name)
    return world


@ON_BOTH_STORES
def test_state_and_every_papers_hash_come_back_equal(filled, tmp_path):
    manifest = backup(filled.app.state.settings, tmp_path / "backup")
    assert all(manifest["tables"][t.name]["rows"] for t in metadata().sorted_tables), (
        "a table without a row proves nothing"
    )
    with fresh_settings(tmp_path / "elsewhere") as settings:
        restored = restore(settings, tmp_path / "backup")
        assert restored["state"] == manifest["state"]
        assert restored["state"] == filled.read(lambda db: state_of(db.connection()))
        assert _papers(settings) == manifest["blobs"]


def _papers(settings):
    """Return the names of the stored papers; each is what its name says."""
    blobs = Blobs(settings)
    for name in blobs.all():
        with blobs.local(name) as file:
            assert digest(file) == name
    return sorted(blobs.all())


def test_papers_move_from_disk_into_a_store(filled, tmp_path, bucket):
    manifest = backup(filled.app.state.settings, tmp_path / "backup")
    with fresh_settings(tmp_path / "elsewhere", **bucket) as settings:
        restore(settings, tmp_path / "backup")
        assert len(manifest["blobs"]) == 2
        assert _papers(settings) == manifest["blobs"]
        assert not settings.blob_dir.exists()


def test_a_restore_whose_store_goes_away_can_be_begun_again(filled, tmp_path, bucket, line):
    backup(filled.app.state.settings, tmp_path / "backup")
    with fresh_settings(tmp_path / "elsewhere", **bucket) as settings:
        line.cut()
        with pytest.raises(StoreDown):
            restore(settings, tmp_path / "backup")
        line.state = "open"
        restore(settings, tmp_path / "backup")
        assert len(_papers(settings)) == 2


@IN_S3
def test_operators_are_told_that_the_store_does_not_answer(
    filled, tmp_path, line, monkeypatch, capsys
):
    for name, value in environment(filled.app.state.settings).items():
        monkeypatch.setenv(name, value)
    line.cut()
    for verb in (["backup", str(tmp_path / "backup")], ["sweep-blobs"]):
        assert main(verb) == 1
        said = capsys.readouterr().err
        assert "the store of papers does not answer" in said
        assert "Traceback" not in said


def test_files_that_no_row_names_stay_behind(filled, tmp_path):
    manifest = backup(filled.app.state.settings, tmp_path / "backup")
    version = filled.row(PaperVersion)
    assert set(manifest["blobs"]) == {version.sha256, version.rendition_sha256}


def test_a_backup_is_remembered_before_it_reads(filled, tmp_path):
    """Whatever becomes of it: one that stops half-way may hold papers as well."""
    backup(filled.app.state.settings, tmp_path / "2027-03-05")
    assert '"2027-03-05"' in (tmp_path / "2027-03-05" / "rows" / "backup_taken.jsonl").read_text()
    assert filled.row(BackupTaken, folder="2027-03-05") is not None


def test_a_backup_of_the_first_release_comes_back(filled, tmp_path):
    """What later releases added is empty, as after a migration."""
    folder = tmp_path / "backup"
    manifest = backup(filled.app.state.settings, folder)
    with fresh_settings(tmp_path / "old") as old:
        migrations.migrate(old, "0001")
        engine = create_engine(old.database_url or sqlite_url(old), poolclass=NullPool)
        there = inspect(engine)
        columns = {t: {c["name"] for c in there.get_columns(t)} for t in there.get_table_names()}
        engine.dispose()
    manifest["revision"] = "0001"
    manifest["tables"] = {t: f for t, f in manifest["tables"].items() if t in columns}
    for file in (folder / "rows").iterdir():
        if file.stem not in columns:
            file.unlink()
            continue
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        kept = [{c: row[c] for c in row if c in columns[file.stem]} for row in rows]
        file.write_text("".join(json.dumps(row) + "\n" for row in kept))
        manifest["tables"][file.stem]["sha256"] = digest(file)
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with fresh_settings(tmp_path / "elsewhere") as settings:
        restore(settings, folder)
        reader = Reader(settings)
        bodies = reader.run(lambda db: db.exec(select(Body.name)).all())
        assert bodies == filled.read(lambda db: db.exec(select(Body.name)).all())
        assert reader.run(lambda db: db.exec(select(BackupTaken)).all()) == []
        reader.close()


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
