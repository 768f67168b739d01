"""The schema's history: from empty it gives the models, and a filled database loses nothing."""

import shutil
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from server import migrations
from server.kernel.db import sqlite_url
from tests.engines import ENGINE
from tests.filling import fill

REBUILD = '''"""Every table that others refer to is rebuilt."""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9001", "{head}"

def upgrade() -> None:
    for table in ("body", "account", "meeting", "agenda_item", "conclusion", "programme_item"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("remark", sa.String(), server_default="", nullable=False))
'''
ORPHANS = '''"""A mistake: parents go, children stay."""
from alembic import op

revision, down_revision = "9002", "9001"

def upgrade() -> None:
    op.execute("DELETE FROM agenda_item")
'''


@contextmanager
def connection(settings):
    engine = create_engine(settings.database_url or sqlite_url(settings), poolclass=NullPool)
    with engine.connect() as db:
        yield db
    engine.dispose()


def counts(settings):
    with connection(settings) as db:
        return {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in migrations.metadata().sorted_tables
        }


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A copy of the history to which later revisions can be added."""
    head = migrations.head()
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.HERE, folder)
    monkeypatch.setattr(migrations, "HERE", folder)

    def add(name, text):
        recreate = "always" if ENGINE == "sqlite" else "auto"
        text = text.replace("{head}", head).replace("{recreate}", recreate)
        (folder / "versions" / f"{name}.py").write_text(text)

    return add


def test_the_history_from_empty_gives_the_models(settings):
    def include(thing, name, kind, reflected, compare_to):
        return not (kind == "table" and name.startswith("jobs_"))

    with connection(settings) as db:
        context = MigrationContext.configure(db, opts={"include_object": include})
        assert compare_metadata(context, migrations.metadata()) == []


def test_the_history_is_one_line(settings):
    assert len(ScriptDirectory.from_config(migrations.config()).get_heads()) == 1


def test_migrating_again_changes_nothing(world):
    fill(world)
    before = counts(world.app.state.settings)
    migrations.migrate(world.app.state.settings)
    assert counts(world.app.state.settings) == before


def test_a_rebuild_of_parents_loses_no_child(world, later):
    fill(world)
    settings = world.app.state.settings
    before = counts(settings)
    assert all(before.values())
    later("9001_rebuild", REBUILD)
    migrations.migrate(settings)
    assert counts(settings) == before
    with connection(settings) as db:
        assert migrations.current(db) == "9001"


def test_a_migration_that_leaves_orphans_is_undone_whole(world, later):
    fill(world)
    settings = world.app.state.settings
    before = counts(settings)
    later("9001_rebuild", REBUILD)
    later("9002_orphans", ORPHANS)
    with pytest.raises(Exception, match=r"without parents|foreign key"):
        migrations.migrate(settings)
    assert counts(settings) == before
    with connection(settings) as db:
        assert migrations.current(db) not in ("9001", "9002")
