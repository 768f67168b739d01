"""Documents of notices and minutes are drawn and stored with the file, which holds them by hash."""

import io
import json
import zipfile

import pypdf
import pytest

from server.conclusions import minutes, opinions
from server.conclusions.commands import say_nothing_arises
from server.conclusions.minutes_queries import seen_by
from server.conclusions.models import Minutes, Notice, SessionFile
from server.conclusions.publishing import bind_signed
from server.kernel.errors import NotFound
from server.meetings.access import FileComplete
from server.overview.filing.checking import problems
from server.room.commands import end_session
from tests.conclusions.drafts import pdf
from tests.sessions import plain, rows
from tests.world import new_id

CANARY = "Canary opinion"


@pytest.fixture
def settled(world, session):
    """A session that is over and settled: a notice without its signed copy, signed minutes."""
    said = {"speaker": "Mia Member", "topic": "", "text": CANARY}
    world.run("anna", opinions.note_opinion, item_key=session.item("Budget").key, **said)
    session.given()
    for title in ("Staff", "Roads"):
        world.run("anna", say_nothing_arises, item_key=session.item(title).key)
    world.run("anna", minutes.open_minutes, meeting_key=session.key)
    world.run("anna", end_session, key=session.key)
    seen = world.read(seen_by, world.viewer("anna"), session.key)[0].digest
    world.run("carl", minutes.approve, meeting_key=session.key, seen=seen)
    signed = {"sha256": stored(world), "file_name": "bb.pdf"}
    world.run("anna", minutes.bind_signed, meeting_key=session.key, **signed)
    return session


def stored(world, pages=1):
    path = world.app.state.settings.upload_dir / f"signed-{pages}.pdf"
    pdf(path, pages)
    return world.app.state.blobs.put(path)


def post(world, session, what):
    return world.client("anna").post(
        f"/meetings/{session.key}/{what}", data={"command_id": new_id()}
    )


def made(world, session):
    """Make the file; return the ZIP."""
    assert post(world, session, "file").status_code < 400
    row = max(rows(world, SessionFile), key=lambda row: row.id)
    return io.BytesIO(world.client("anna").get(f"/session-files/{row.key}").content)


def complete(world, session):
    answer = post(world, session, "complete")
    assert answer.status_code < 400, answer.text


def test_they_are_stored_when_the_file_is_completed(world, settled):
    assert world.row(Notice).pdf_sha256 is None
    complete(world, settled)
    notice, kept = world.row(Notice), world.row(Minutes)
    hashes = [notice.pdf_sha256, notice.docx_sha256, kept.pdf_sha256, kept.docx_sha256]
    assert all(hashes)
    assert len(set(hashes)) == 4
    made(world, settled)
    kept = world.row(Minutes)
    assert kept.pdf_sha256 == hashes[2]


def test_the_file_holds_them_with_pages_and_hashes_and_no_opinion(world, settled, tmp_path):
    complete(world, settled)
    content = made(world, settled)
    path = tmp_path / "file.zip"
    path.write_bytes(content.getvalue())
    assert problems(path) == []
    archive = zipfile.ZipFile(content)
    listed = {line["path"]: line for line in json.loads(archive.read("manifest.json"))["documents"]}
    for name, pages in (
        ("05-thong-bao/101-tb-tu.pdf", 1),
        ("05-thong-bao/101-tb-tu.docx", None),
        ("06-bien-ban/bien-ban.pdf", 1),
        ("06-bien-ban/bien-ban.docx", None),
        ("06-bien-ban/bien-ban-ban-ky.pdf", 1),
    ):
        assert listed[name]["pages"] == pages, name
    assert listed["05-thong-bao/101-tb-tu.pdf"]["sha256"] == world.row(Notice).pdf_sha256
    read = pypdf.PdfReader(io.BytesIO(archive.read("06-bien-ban/bien-ban.pdf")))
    said = "".join(page.extract_text() for page in read.pages)
    assert "Build: so concluded" in " ".join(said.split())
    assert CANARY not in said


def test_what_comes_late_is_added_and_the_file_made_anew(world, settled):
    complete(world, settled)
    before = made(world, settled).getvalue()
    page = f"/meetings/{settled.key}/file"
    assert "Something came since" not in plain(world.client("anna").get(page).text)
    number = world.run("anna", minutes.supplement, meeting_key=settled.key, text="Thêm ý cuối")
    assert number == 1
    notice = world.row(Notice)
    late = {"sha256": stored(world, 2), "file_name": "tb.pdf"}
    world.run("rita", bind_signed, key=notice.key, **late)
    assert "Something came since" in plain(world.client("anna").get(page).text)
    archive = zipfile.ZipFile(made(world, settled))
    assert archive.read("05-thong-bao/101-tb-tu-ban-ky.pdf")
    read = pypdf.PdfReader(io.BytesIO(archive.read("06-bien-ban/bien-ban.pdf")))
    assert "Thêm ý cuối" in "".join(page.extract_text() for page in read.pages)
    assert "Something came since" not in plain(world.client("anna").get(page).text)
    first = min(rows(world, SessionFile), key=lambda row: row.id)
    assert world.client("anna").get(f"/session-files/{first.key}").content == before


def test_a_complete_file_takes_nothing_else_and_from_nobody_else(world, settled):
    complete(world, settled)
    with pytest.raises(FileComplete):
        settled.note("Budget", "Later")
    for who in ("carl", "mia", "stan", "rita", "zoe"):
        with pytest.raises(NotFound):
            world.run(who, minutes.supplement, meeting_key=settled.key, text="X")
