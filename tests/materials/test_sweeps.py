"""What nobody needs any more goes; what a row names stays."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server import worker
from server.kernel.blobs import Blobs
from server.kernel.events import Receipt
from server.kernel.jobs import Workshop
from server.kernel.types import now
from server.materials.models import PaperVersion
from server.materials.renditions import make_rendition
from server.people.models import SignInFailure, SignInSession
from tests.materials.conftest import Papers, pdf
from tests.stores import ON_BOTH_STORES, aged, half, left


@pytest.fixture
def shop(papers: Papers) -> Workshop:
    """What a job has at hand, of the world's own server."""
    state = papers.world.app.state
    return Workshop(state.settings, state.writer, state.reader, state.blobs)


def _put(blobs: Blobs, folder: Path, content: bytes) -> str:
    path = folder / "arriving"
    path.write_bytes(content)
    return blobs.put(path)


@ON_BOTH_STORES
def test_an_orphan_goes_after_a_day_and_papers_stay(papers: Papers, shop: Workshop) -> None:
    """A crash between storing a file and writing its row leaves an orphan."""
    plan = papers.add("Plan", pdf(2))
    make_rendition(shop, str(papers.world.row(PaperVersion, paper_id=plan.id).key))
    orphan = _put(shop.blobs, shop.settings.upload_dir, b"never referred to")
    young = _put(shop.blobs, shop.settings.upload_dir, b"a command is about to name it")
    half(shop.settings, f"{orphan[:2]}/{orphan}.1234.part")
    for key in left(shop.settings) - {f"{young[:2]}/{young}"}:
        aged(shop.settings, key, hours=25)

    assert worker.sweep_blobs(shop) == 2

    version = papers.world.row(PaperVersion, paper_id=plan.id)
    assert set(shop.blobs.all()) == {version.sha256, version.rendition_sha256, young}
    assert len(left(shop.settings)) == 3
    assert worker.sweep_blobs(shop) == 0


@ON_BOTH_STORES
def test_an_old_orphan_that_is_uploaded_again_is_safe(shop: Workshop) -> None:
    orphan = _put(shop.blobs, shop.settings.upload_dir, b"again")
    aged(shop.settings, f"{orphan[:2]}/{orphan}", hours=25)

    _put(shop.blobs, shop.settings.upload_dir, b"again")  # its row is about to be written

    assert worker.sweep_blobs(shop) == 0
    assert left(shop.settings) == {f"{orphan[:2]}/{orphan}"}


def test_evidence_of_tasks_is_no_orphan(papers: Papers) -> None:
    """Whatever feature keeps files: a column's name says so."""
    from server.migrations import metadata

    names = {
        f"{table.name}.{column.name}"
        for table in metadata().sorted_tables
        for column in table.columns
        if "sha256" in column.name
    }
    assert {"paper_version.sha256", "paper_version.rendition_sha256"} < names
    plan = papers.add("Plan", pdf(2))
    sha256 = papers.world.row(PaperVersion, paper_id=plan.id).sha256
    assert sha256 in papers.world.read(worker.referenced_blobs)


def test_old_receipts_sessions_and_failures_are_forgotten(papers: Papers, shop: Workshop) -> None:
    moment = now()

    def fill(tx: Any) -> None:
        for days in (1, 31, 40):
            tx.add(Receipt(actor_id=7, command_id=f"c{days}", digest="x", at=_ago(days)))
            tx.add(SignInFailure(login=f"l{days}", source="s", at=_ago(days)))
            tx.add(
                SignInSession(
                    key=f"k{days}",
                    token_hash=f"h{days}",
                    account_id=papers.world.people["mia"],
                    created_at=_ago(days),
                    seen_at=_ago(days),
                    expires_at=_ago(days),
                )
            )

    def _ago(days: int) -> Any:
        return moment - timedelta(days=days)

    papers.world.run(None, fill)
    old = shop.settings.upload_dir / "cut-off.pdf"
    old.write_bytes(b"%PDF-")
    then = time.time() - 25 * 3600
    os.utime(old, (then, then))

    worker.sweep(shop)

    assert papers.world.row(Receipt, command_id="c1") is not None
    assert papers.world.row(Receipt, command_id="c31") is None
    assert papers.world.row(SignInSession, key="k1") is not None
    assert papers.world.row(SignInSession, key="k40") is None
    assert papers.world.row(SignInFailure, login="l1") is not None
    assert papers.world.row(SignInFailure, login="l31") is None
    assert not old.exists()
