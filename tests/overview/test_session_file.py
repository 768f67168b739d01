"""The file of a session: what goes in and what never does, and that a change in it is found."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from uuid import UUID

import pypdf
import pytest

from server import cli
from server.conclusions.models import SessionFile
from server.kernel.errors import EditConflict, NotFound
from server.materials.models import Paper, PaperVersion
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem, Meeting
from server.overview.filing.checking import problems
from server.overview.filing.commands import SessionGoesOn, keep_file, label_retention
from server.room.commands import complete_file, end_session
from tests.materials.conftest import Papers, pdf
from tests.sessions import Session
from tests.world import PEOPLE, new_id

OUTSIDERS = sorted(set(PEOPLE) - {"anna", "bella"})


@pytest.fixture
def filed(world):
    """A session that is over: a paper sent, another not, one conclusion issued and one noted."""
    session = Session(world)
    papers = Papers.__new__(Papers)
    papers.world, papers.meeting_key = world, session.key
    papers.key = str(session.item("Budget").key)
    sent = papers.add("To trinh", pdf(2, "Tờ trình về ngân sách"))
    papers.add("Draft only", pdf(1, "CANARY-DRAFT"))
    world.run("anna", _send, meeting_key=session.key, versions=[_newest(world, sent)])
    session.given()
    session.note("Roads", "Roads: only noted")
    world.run("anna", end_session, key=session.key)
    return session


def _send(tx, **arguments):
    from server.materials.commands import send_papers

    return send_papers(tx, **arguments, scans_seen=True)


def _newest(world, paper):
    return str(world.row(PaperVersion, paper_id=paper.id).key)


def made(world, session):
    """Make the file through the server; return its bytes."""
    http = world.client("anna")
    answer = http.post(f"/meetings/{session.key}/file", data={"command_id": new_id()})
    assert answer.status_code < 400, answer.text
    row = world.row(SessionFile)
    answer = http.get(f"/session-files/{row.key}")
    assert answer.status_code == 200
    assert len(answer.content) == row.size_bytes
    assert hashlib.sha256(answer.content).hexdigest() == row.sha256
    return answer.content


def test_it_holds_what_was_sent_said_and_issued_and_lists_it(world, filed):
    archive = zipfile.ZipFile(io.BytesIO(made(world, filed)))
    names = archive.namelist()
    assert "03-tai-lieu/01-budget/01-to-trinh.pdf" in names
    paper = world.row(PaperVersion, file_name="To trinh.pdf")
    content = archive.read("03-tai-lieu/01-budget/01-to-trinh.pdf")
    assert hashlib.sha256(content).hexdigest() == paper.sha256
    [notice] = [n for n in names if n.startswith("05-thong-bao/") and n.endswith(".json")]
    assert json.loads(archive.read(notice))["conclusions"][0]["tasks"][0]["work"] == "Build"
    words = json.loads(archive.read("04-ket-luan/ket-luan.json"))
    assert [line["text"] for line in words] == ["Build: so concluded", "Roads: only noted"]

    listed = json.loads(archive.read("manifest.json"))["documents"]
    assert {line["path"] for line in listed} == set(names) - {"manifest.json", "SHA256SUMS"}
    [line] = [line for line in listed if line["path"].startswith("03-")]
    assert (line["subject"], line["pages"]) == ("To trinh", 2)
    index = pypdf.PdfReader(io.BytesIO(archive.read("00-muc-luc.pdf")))
    said = " ".join(page.extract_text() for page in index.pages)
    assert "To trinh" in said
    assert "101-TB/TU" in said


def test_it_holds_no_draft_and_nothing_of_an_item_discussed_from_paper(world, filed):
    archive = zipfile.ZipFile(io.BytesIO(made(world, filed)))
    assert not any("draft" in name for name in archive.namelist())
    sums = archive.read("SHA256SUMS").decode()
    draft = world.row(PaperVersion, file_name="Draft only.pdf")
    assert draft.sha256 not in sums
    assert world.row(Paper, title="Draft only").state == "draft"
    agenda = pypdf.PdfReader(io.BytesIO(archive.read("01-chuong-trinh.pdf")))
    assert "Nội dung trình trực tiếp" in "".join(page.extract_text() for page in agenda.pages)


def test_what_was_taken_off_the_agenda_is_left_out(world):
    session = Session(world)
    roads = session.item("Roads")
    world.run("anna", meetings.defer_item, key=roads.key, reason="Later")
    assert world.row(AgendaItem, id=roads.id).state == "deferred"
    world.run("anna", end_session, key=session.key)
    archive = zipfile.ZipFile(io.BytesIO(made(world, session)))
    agenda = pypdf.PdfReader(io.BytesIO(archive.read("01-chuong-trinh.pdf")))
    text = "".join(page.extract_text() for page in agenda.pages)
    assert "Budget" in text
    assert "Roads" not in text


def test_a_change_anywhere_is_found(world, filed, tmp_path):
    whole = made(world, filed)
    path = tmp_path / "file.zip"
    path.write_bytes(whole)
    assert problems(path) == []
    names = zipfile.ZipFile(path).namelist()
    for name in names:
        _rewritten(whole, path, change=name)
        found = problems(path)
        assert found, name
        assert name in found[0] or name in ("manifest.json", "SHA256SUMS")
        _rewritten(whole, path, leave_out=name)
        assert problems(path), name
    _rewritten(whole, path, add="03-tai-lieu/99.pdf")
    assert problems(path) == [
        "not in SHA256SUMS: 03-tai-lieu/99.pdf",
        "not in manifest.json: 03-tai-lieu/99.pdf",
    ]


def test_what_is_no_such_file_is_said_so(tmp_path):
    path = tmp_path / "file.zip"
    path.write_bytes(b"not a zip")
    assert problems(path)[0].startswith("not the file of a session")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", "[]")
    assert problems(path)[0].startswith("not the file of a session")
    assert problems(tmp_path / "nowhere.zip")[0].startswith("not the file of a session")


def _rewritten(whole: bytes, path: Path, change="", leave_out="", add="") -> None:
    source = zipfile.ZipFile(io.BytesIO(whole))
    with zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == change:
                content = content.replace(b"0", b"1") + b" "
            if name != leave_out:
                target.writestr(name, content)
        if add:
            target.writestr(add, b"more")


def test_the_command_says_whether_it_is_whole_and_made_here(
    world, filed, tmp_path, monkeypatch, capsys
):
    path = tmp_path / "file.zip"
    whole = made(world, filed)
    path.write_bytes(whole)
    settings = world.app.state.settings
    monkeypatch.setattr(cli, "Settings", lambda: settings)
    assert cli.main(["check-file", str(path)]) == 0
    said = capsys.readouterr().out
    assert hashlib.sha256(whole).hexdigest() in said
    assert "made by this instance: " in said
    _rewritten(whole, path, change="01-chuong-trinh.pdf")
    assert cli.main(["check-file", str(path)]) == 1
    assert capsys.readouterr().out == "changed: 01-chuong-trinh.pdf\n"


def test_a_session_that_goes_on_has_no_file(world):
    session = Session(world)
    with pytest.raises(SessionGoesOn):
        world.run("anna", keep_file, meeting_key=session.key, sha256="0" * 64, size_bytes=1)
    answer = world.client("anna").post(
        f"/meetings/{session.key}/file", data={"command_id": new_id()}
    )
    assert answer.status_code == 409


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_makes_or_labels_it(world, filed, who):
    key = {"meeting_key": filed.key}
    with pytest.raises(NotFound):
        world.run(who, keep_file, **key, sha256="0" * 64, size_bytes=1)
    with pytest.raises(NotFound):
        world.run(who, label_retention, **key, version=1, base="", retention="x")


def test_how_long_it_is_kept_is_said_also_once_the_file_is_complete(world):
    session = Session(world)
    for title in ("Budget", "Staff", "Roads"):
        from server.conclusions.commands import say_nothing_arises

        world.run("anna", say_nothing_arises, item_key=session.item(title).key)
    world.run("anna", end_session, key=session.key)
    world.run("anna", complete_file, key=session.key)
    row = world.row(Meeting, key=UUID(session.key))
    label = {"meeting_key": session.key, "version": row.version, "base": ""}
    world.run("anna", label_retention, **label, retention="10 years")
    assert world.row(Meeting, id=row.id).retention == "10 years"
    with pytest.raises(EditConflict):
        world.run("bella", label_retention, **label, retention="Permanent")
    world.run("bella", label_retention, **label, retention="10 years")  # the same, said twice
    assert b"10 years" in zipfile.ZipFile(io.BytesIO(made(world, session))).read("manifest.json")
