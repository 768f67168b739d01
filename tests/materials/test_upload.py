"""PDFs come to an agenda item, one request a file, and whatever is no paper gets a sentence."""

import http.client
import io
import os
import time
import zipfile
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest

from server.materials.intake import WALL_SECONDS
from server.materials.models import Paper, PaperVersion
from tests.materials.bombs import BOMBS
from tests.materials.conftest import PEOPLE, Office, Papers, changed, pdf, typeset
from tests.stores import ON_BOTH_STORES, left
from tests.world import new_id


def _blobs(papers: Papers) -> set[str]:
    return set(papers.world.app.state.blobs.all())


@ON_BOTH_STORES
def test_an_uploaded_file_becomes_a_draft_and_is_kept_byte_for_byte(
    papers: Papers, anna: Office
) -> None:
    content = pdf(12)

    answer = anna.upload(content, "Tờ trình về đề án 123.pdf")

    assert answer.status_code == 200, answer.text
    assert answer.json()["message"] == "Received: 12 pages."
    (paper,) = papers.listed().papers
    assert (paper.title, paper.kind) == ("Tờ trình về đề án 123", "submission")
    assert (paper.state, paper.page_count, paper.scanned_pages) == ("draft", 12, 0)
    assert paper.size_bytes == len(content)
    version = papers.world.row(PaperVersion, key=paper.version_key)
    with papers.world.app.state.blobs.local(version.sha256) as path:
        assert path.read_bytes() == content
    assert papers.changes() == 1


@ON_BOTH_STORES
def test_the_same_form_sent_again_is_one_paper(papers: Papers, anna: Office) -> None:
    once = new_id()

    answers = [anna.upload(pdf(2), command_id=once) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(papers.listed().papers) == 1
    assert papers.changes() == 1


def test_another_file_under_the_same_command_is_refused(papers: Papers, anna: Office) -> None:
    once = new_id()
    anna.upload(pdf(2), command_id=once)

    answer = anna.upload(pdf(3), command_id=once)

    assert answer.status_code == 409
    assert answer.headers["plenum-code"] == "command-reused"
    assert len(papers.listed().papers) == 1


@pytest.mark.parametrize("who", [p for p in PEOPLE if p not in ("anna", "bella")])
def test_only_the_secretariat_uploads(papers: Papers, who: str) -> None:
    answer = Office(papers, who).upload(pdf())

    assert answer.status_code == 404
    assert not papers.listed().papers
    assert not _blobs(papers)


def test_without_the_declaration_nothing_is_kept(papers: Papers, anna: Office) -> None:
    answer = anna.upload(pdf(), declared="")

    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "not-declared")
    assert not _blobs(papers)


def test_a_form_of_another_site_is_refused(papers: Papers, anna: Office) -> None:
    anna.http.headers["origin"] = "https://evil.example"

    assert anna.upload(pdf()).status_code == 403
    assert not _blobs(papers)


def test_without_script_the_page_comes_back(papers: Papers, anna: Office) -> None:
    plain = papers.world.client("anna", script=False)
    answer = plain.post(
        f"/agenda-items/{papers.key}/papers",
        data={"command_id": new_id(), "declared": "1"},
        files={"file": ("a.pdf", pdf(), "application/pdf")},
        headers={"referer": "http://localhost/meetings/x?item=y"},
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/meetings/x?item=y"


# --- hostile and broken files -------------------------------------------------------------------


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return packed.getvalue()


def _encrypted(user: str) -> bytes:
    locked = pikepdf.Encryption(owner="owner", user=user, R=6)
    return changed(pdf(), lambda _: None, encryption=locked)


def _wrong_count() -> bytes:
    return pdf(12).replace(b"/Count 12", b"/Count 13")


def _endless(opened: pikepdf.Pdf) -> None:
    opened.Root.Pages.Kids.append(opened.Root.Pages)


BROKEN = {
    "0 bytes": (lambda: b"", "no-file"),
    "a zip renamed": (_zip, "not-pdf"),
    "a page of HTML": (lambda: b"<script>alert(1)</script>", "not-pdf"),
    "HTML before a PDF": (lambda: b"<script>alert(1)</script>\n" + pdf(), "not-pdf"),
    "a header alone": (lambda: b"%PDF-1.7\n", "unreadable-paper"),
    "a header and an end": (lambda: b"%PDF-1.7\n%%EOF", "unreadable-paper"),
    "cut off": (lambda: pdf(12)[:-3000], "unreadable-paper"),
    "noise": (lambda: b"%PDF-1.7\n" + os.urandom(50_000) + b"%%EOF", "unreadable-paper"),
    "a password": (lambda: _encrypted("user"), "locked-paper"),
    "restrictions": (lambda: _encrypted(""), "locked-paper"),
    "a wrong count": (_wrong_count, "unreadable-paper"),
    "a tree that never ends": (lambda: changed(pdf(), _endless), "unreadable-paper"),
    "no pages": (lambda: changed(pdf(), lambda p: p.pages.__delitem__(0)), "unreadable-paper"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_paper_gets_a_sentence(papers: Papers, anna: Office, kind: str) -> None:
    make, code = BROKEN[kind]

    answer = anna.upload(make())

    assert answer.status_code == 422, answer.text
    assert answer.headers["plenum-code"] == code
    assert len(answer.text) > 20
    assert not papers.listed().papers
    assert not _blobs(papers)
    assert not list(papers.world.app.state.settings.upload_dir.iterdir())


def test_four_hundred_flipped_bytes_never_break_the_server(papers: Papers, anna: Office) -> None:
    content = bytearray(pdf(12))
    for place in range(2000, len(content) - 2000, len(content) // 400):
        content[place] ^= 0x55

    answer = anna.upload(bytes(content))

    assert answer.status_code in (200, 422)
    assert anna.upload(pdf()).status_code == 200


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.slow] if n == "one_page_often" else []) for n in BOMBS],
)
def test_a_bomb_is_answered_within_its_limits(papers: Papers, anna: Office, name: str) -> None:
    content = BOMBS[name]()
    assert len(content) < 4_000_000

    begun = time.monotonic()
    answer = anna.upload(content)

    assert time.monotonic() - begun < WALL_SECONDS + 5  # ten of the processor's own
    assert answer.status_code in (200, 422)  # some may well be read within the limits
    assert not list(papers.world.app.state.settings.upload_dir.iterdir())
    assert anna.upload(pdf()).status_code == 200


def test_two_gigabytes_are_refused_before_they_come(papers: Papers) -> None:
    """Only the head of the request is sent: the answer is there at once."""
    with papers.world.served() as address:
        line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
        with closing(line):
            line.putrequest("POST", f"/agenda-items/{papers.key}/papers")
            for name, value in {
                "Cookie": papers.world.cookie("anna"),
                "Origin": address,
                "Plenum-Script": "1",
                "Content-Type": "multipart/form-data; boundary=b",
                "Content-Length": str(2 * 1024**3),
            }.items():
                line.putheader(name, value)
            begun = time.monotonic()
            line.endheaders()
            answer = line.getresponse()
            assert answer.status == 413
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "message--error" in answer.read().decode()
            assert time.monotonic() - begun < 2
            assert line.sock is None  # and the rest of it is not wanted
    assert not list(papers.world.app.state.settings.upload_dir.iterdir())


def test_a_file_over_the_limit_is_refused_before_and_after_it_has_come(
    papers: Papers, anna: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = papers.world.app.state.settings.model_copy(update={"max_upload_bytes": 100_000})
    monkeypatch.setattr(papers.world.app.state, "settings", small)
    content = pdf() + b"\n" * 150_000  # a little more than the form's own envelope allows for

    answer = anna.upload(content)
    assert (answer.status_code, answer.headers["plenum-code"]) == (413, "too-large-paper")
    almost = pdf() + b"\n" * (100_001 - len(pdf()))
    assert anna.upload(almost).status_code == 413
    assert not _blobs(papers)


def test_an_endless_upload_is_cut_off_at_the_limit(papers: Papers) -> None:
    """No Content-Length: the body is counted while it comes, over a real connection."""
    limit = papers.world.app.state.settings.max_upload_bytes
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-'
    chunk, sent = b"0" * 2**20, 0
    with papers.world.served() as address:
        line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
        with closing(line):
            line.putrequest("POST", f"/agenda-items/{papers.key}/papers")
            for name, value in {
                "Cookie": papers.world.cookie("anna"),
                "Origin": address,
                "Plenum-Script": "1",
                "Content-Type": "multipart/form-data; boundary=b",
                "Transfer-Encoding": "chunked",
            }.items():
                line.putheader(name, value)
            line.endheaders()
            try:
                line.send(b"%x\r\n%s\r\n" % (len(head), head))
                while sent < 3 * limit:
                    line.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                    sent += len(chunk)
            except OSError:
                pass  # the server hung up on us
            answer = line.getresponse()
            assert answer.status == 413
            assert "message--error" in answer.read().decode()
    assert limit <= sent < limit + 16 * 2**20
    assert not list(papers.world.app.state.settings.upload_dir.iterdir())


def test_too_many_pages(papers: Papers, anna: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    few = papers.world.app.state.settings.model_copy(update={"max_pages": 11})
    monkeypatch.setattr(papers.world.app.state, "settings", few)

    answer = anna.upload(pdf(12))

    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "too-many-pages")
    assert "11 pages" in answer.text
    assert anna.upload(pdf(2)).status_code == 200


def test_an_item_presented_in_person_takes_no_file(papers: Papers, anna: Office) -> None:
    papers.world.run("anna", _add_secret, meeting_key=papers.meeting_key)
    item = papers.item("")

    answer = anna.upload(pdf(), item=str(item.key))

    assert (answer.status_code, answer.headers["plenum-code"]) == (422, "secret-item-no-paper")
    assert not _blobs(papers)


def _add_secret(tx: Any, *, meeting_key: Any) -> Any:
    from server.meetings.commands import add_item

    return add_item(tx, meeting_key=meeting_key, title="", secret=True)


def test_scanned_pages_are_counted(papers: Papers, anna: Office) -> None:
    """A page that is a picture, and a picture with a few words stamped on it."""
    scan = typeset(
        "#set page(margin: 0pt)\n#let scan = rect(width: 100%, height: 100%, fill: gray)\n"
        + "#scan\n#pagebreak()\nHai trang đầu và trang này, trang thứ hai, có chữ."
    )

    answer = anna.upload(scan)

    assert answer.status_code == 200
    assert "1 scanned page" in answer.json()["message"]
    assert papers.listed().papers[0].scanned_pages == 1


# --- names --------------------------------------------------------------------------------------

NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "..\\..\\boot.pdf": "boot.pdf",
    "a\x00b.pdf": "ab.pdf",
    "CON": "CON.pdf",
    "...": "tai-lieu.pdf",
    "": "tai-lieu.pdf",
    'b"c\r\nSet-Cookie: x=1.pdf': 'b"cSet-Cookie: x=1.pdf',
    "Báo cáo.PDF": "Báo cáo.pdf",
    "quet.jpg": "quet.jpg.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_names_are_shown_and_never_become_a_path(name: str) -> None:
    from server.materials.intake import clean_name

    assert clean_name(name) == NAMES[name]


def test_a_long_decomposed_name_stays_readable(papers: Papers, anna: Office) -> None:
    import unicodedata

    name = unicodedata.normalize("NFD", "Đề án sắp xếp đơn vị hành chính " * 10) + ".pdf"
    assert len(name.encode()) > 300

    assert anna.upload(pdf(), name).status_code == 200

    version = papers.world.row(PaperVersion)
    assert version.file_name.startswith("Đề án sắp xếp")
    assert version.file_name == unicodedata.normalize("NFC", version.file_name)
    assert len(version.file_name.encode()) <= 255


def test_hostile_names_reach_the_server_whole(papers: Papers, anna: Office) -> None:
    outside = papers.world.app.state.settings.data_dir.parent / "outside.pdf"
    for name in ("../../outside.pdf", "CON.pdf", "a%00b.pdf"):
        assert anna.upload(pdf(), name).status_code == 200
    assert not outside.exists()
    assert left(papers.world.app.state.settings) == {f"{b[:2]}/{b}" for b in _blobs(papers)}
    assert papers.world.row(Paper, title="CON")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Tờ trình về dự thảo nghị quyết", "submission"),
        ("01. TTr-BTCTU", "submission"),
        ("Dự thảo Nghị quyết kèm Tờ trình", "draft"),
        ("Báo cáo thẩm tra dự thảo nghị quyết", "appraisal"),
        ("BC quý III", "report"),
        ("Phụ lục 2", "appendix"),
        ("Kế hoạch", "reference"),
    ],
)
def test_the_kind_is_what_the_name_says_first(title: str, kind: str) -> None:
    from server.materials.intake import kind_of

    assert kind_of(title) == kind
