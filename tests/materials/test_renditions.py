"""The reading rendition: the same pages, quicker to open, without what nobody asked for."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest

from server.kernel.jobs import Workshop, enqueue
from server.kernel.types import now
from server.materials.models import Paper, PaperVersion
from server.materials.renditions import make_rendition, stale
from tests.materials.conftest import Papers, changed, pdf
from tests.stores import ON_BOTH_STORES, environment

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shop(papers: Papers) -> Workshop:
    """What a job has at hand, of the world's own server."""
    state = papers.world.app.state
    return Workshop(state.settings, state.writer, state.reader, state.blobs)


def _version(papers: Papers, paper: Paper) -> PaperVersion:
    return papers.world.row(PaperVersion, paper_id=paper.id)


def _scripted(opened: pikepdf.Pdf) -> None:
    alert = opened.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    )
    opened.Root.OpenAction = alert
    opened.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), alert]))
    )
    opened.docinfo["/Author"] = "CANARY the author"
    with opened.open_metadata() as metadata:
        metadata["dc:creator"] = ["CANARY the author"]
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=alert
    )
    opened.pages[0].Annots = pikepdf.Array([opened.make_indirect(note)])
    opened.attachments["secret.txt"] = b"CANARY attached"


@ON_BOTH_STORES
def test_readers_get_the_rendition_and_the_original_stays(papers: Papers, shop: Workshop) -> None:
    original = changed(pdf(12), _scripted)
    plan = papers.add("Plan", original)
    papers.send(plan)
    told = papers.changes()

    make_rendition(shop, str(_version(papers, plan).key))

    version = _version(papers, plan)
    assert version.rendition_state == "ready"
    assert version.rendition_sha256 not in (None, version.sha256)
    assert papers.changes() == told  # the same pages: nobody is told
    mia = papers.world.client("mia")
    assert mia.get(f"/papers/{plan.key}/file?original=1").content == original
    answer = mia.get(f"/papers/{plan.key}/file", headers={"accept-encoding": "identity"})
    assert answer.headers["etag"] == f'"{version.rendition_sha256}"'
    made = answer.content
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 12
        everything = "".join(str(thing) for thing in opened.objects)
        names = set(opened.Root.keys())
        assert "/Info" not in opened.trailer
    assert not names & {"/OpenAction", "/Metadata"}
    assert "JavaScript" not in everything
    assert b"CANARY" not in _unpacked(made)
    assert not list(shop.settings.upload_dir.iterdir())


def _unpacked(content: bytes) -> bytes:
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as opened:
        opened.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return plain.getvalue()


def test_the_job_may_run_twice(papers: Papers, shop: Workshop) -> None:
    plan = papers.add("Plan", pdf(2))
    key = str(_version(papers, plan).key)
    make_rendition(shop, key)
    first = _version(papers, plan)

    make_rendition(shop, key)

    assert _version(papers, plan) == first


def test_a_file_that_cannot_be_rewritten_is_read_as_it_is(papers: Papers, shop: Workshop) -> None:
    content = b"%PDF-1.7 no more"
    path = shop.settings.upload_dir / "x"
    path.write_bytes(content)
    plan = papers.add("Plan", sha256=shop.blobs.put(path))
    papers.send(plan)

    make_rendition(shop, str(_version(papers, plan).key))

    assert _version(papers, plan).rendition_state == "failed"
    assert papers.world.client("mia").get(f"/papers/{plan.key}/file").content == content


def test_a_draft_that_was_dropped_meanwhile_needs_none(papers: Papers, shop: Workshop) -> None:
    make_rendition(shop, "01a2013c-e8a9-7083-abe9-f802d20f849d")


def test_what_waited_too_long_is_asked_for_again(papers: Papers) -> None:
    plan = papers.add("Plan")
    assert papers.world.read(stale) == []  # new: a worker is about to take it on

    def at(uploaded: float, lease: float | None) -> list[str]:
        def age(tx: Any) -> None:
            version = tx.session.get(PaperVersion, _version(papers, plan).id)
            version.uploaded_at = now() + timedelta(minutes=uploaded)
            version.rendition_lease = None if lease is None else now() + timedelta(minutes=lease)

        papers.world.run(None, age)
        return papers.world.read(stale)

    key = str(_version(papers, plan).key)
    assert at(-10, None) == [key]
    assert at(-10, lease=4) == []  # somebody is at it
    assert at(-10, lease=-1) == [key]  # and was killed


@ON_BOTH_STORES
def test_the_worker_process_does_what_the_web_process_asks_for(papers: Papers) -> None:
    settings = papers.world.app.state.settings
    plan = papers.add("Plan", pdf(2))
    enqueue(settings, make_rendition, str(_version(papers, plan).key))

    worker = subprocess.Popen(
        [sys.executable, "-m", "server", "work"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LOG_LEVEL": "INFO"} | environment(settings),
        stderr=subprocess.PIPE,
    )
    try:
        patience = time.monotonic() + 90
        while _version(papers, plan).rendition_state == "pending":
            assert time.monotonic() < patience
            assert worker.poll() is None
            time.sleep(0.1)
        assert _version(papers, plan).rendition_state == "ready"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
    finally:
        worker.kill()
        said = worker.communicate()[1].decode()
    assert "Traceback" not in said, said


def test_a_queue_that_does_not_answer_stops_no_upload(papers: Papers, settings: Any) -> None:
    broken = settings.model_copy(update={"data_dir": Path("/dev/null/nowhere")})
    if broken.database_url:
        broken = broken.model_copy(
            update={"database_url": "postgresql+psycopg://nobody@localhost:1/nothing"}
        )

    enqueue(broken, make_rendition, str(UUID(int=1)))
