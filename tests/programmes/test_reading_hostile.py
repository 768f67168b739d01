"""A file that is no programme gets a sentence: never a traceback, never the machine's memory."""

import io
import random
import re
import subprocess
import sys
import time
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from server.kernel.i18n import catalogue, say, speaking
from server.programmes.reading import (
    UnreadableProgramme,
    command,
    markup,
    read_catalogue,
    read_programme,
)

ROOT = Path(__file__).parents[2]
BODIES = read_catalogue(ROOT / "programmes" / "bodies.toml")
REAL = ROOT / "tests" / "data" / "annual-2026.xlsx"


def refusal(file: Path) -> str:
    with pytest.raises(UnreadableProgramme) as refused:
        read_programme(file, BODIES, today=date(2026, 1, 1))
    for locale in ("vi", "en"):
        with speaking(locale):
            assert say(refused.value.code, **refused.value.params) != refused.value.code
    return refused.value.code


def with_sheet(file: Path, xml: bytes, *, level: int = 9) -> Path:
    """The real workbook with another sheet inside."""
    with (
        zipfile.ZipFile(REAL) as real,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made,
    ):
        for member in real.infolist():
            body = xml if "worksheets/" in member.filename else real.read(member)
            made.writestr(member.filename, body)
    return file


def sheet_xml(rows: bytes, more: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData>%s</worksheet>' % (space, rows, more)


def cell(place: bytes, text: bytes) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text)


HEAD = b'<row r="1">%s</row>' % b"".join(
    cell(p, t.encode()) for p, t in ((b"A1", "STT"), (b"B1", "Nội dung"), (b"C1", "Chủ trì"))
)


def test_what_is_no_workbook_is_refused(tmp_path):
    file = tmp_path / "a.xlsx"
    for content, code in (
        (b"", "programme-not-a-workbook"),
        (b"%PDF-1.7", "programme-not-a-workbook"),
        (b"PK\x03\x04 and nothing", "programme-broken"),
        (REAL.read_bytes()[:3000], "programme-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "programme-other-format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "programme-locked",
        ),
    ):
        file.write_bytes(content)
        assert refusal(file) == code


def test_other_packages_are_named(tmp_path):
    for member, code in (
        ("word/document.xml", "programme-broken"),
        ("a.txt", "programme-not-a-workbook"),
    ):
        with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as made:
            made.writestr(member, "x")
        assert refusal(tmp_path / "a.xlsx") == code


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    file = with_sheet(tmp_path / "bomb.xlsx", b"\0" * (100 * 1024**2), level=1)
    tracemalloc.start()
    assert refusal(file) == "programme-too-large"
    assert tracemalloc.get_traced_memory()[1] < 16 * 1024**2
    tracemalloc.stop()


def test_a_file_over_the_limit_is_refused(tmp_path):
    file = tmp_path / "big.xlsx"
    with file.open("wb") as made:
        made.write(b"PK\x03\x04")
        made.truncate(50 * 1024**2)
    assert refusal(file) == "programme-too-large"


@pytest.mark.parametrize(
    "encoded",
    [lambda xml: xml, lambda xml: b"<!--" + b" " * 200_000 + b"-->" + xml,
     lambda xml: xml.decode().encode("utf-16")],
)  # fmt: skip
def test_entities_are_refused(tmp_path, encoded):
    entity = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]>'
    outside = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    for doctype in (entity, outside, b"<!DOCTYPE a>"):
        xml = encoded(doctype + sheet_xml(HEAD))
        assert refusal(with_sheet(tmp_path / "a.xlsx", xml)) == "programme-broken"
    fine = with_sheet(tmp_path / "a.xlsx", encoded(sheet_xml(HEAD)))
    assert read_programme(fine, BODIES, today=date(2026, 1, 1)).columns


def test_a_sheet_without_a_table_or_without_anything_is_refused(tmp_path):
    for rows in ([], [["abc"], ["def", "ghi"]], [[1, 2, 3]]):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        assert refusal(tmp_path / "a.xlsx") == "programme-no-table"


def test_a_million_empty_rows_and_a_far_cell_cost_little(tmp_path):
    empty = b"".join(b'<row r="%d"/>' % n for n in range(3, 1_000_000))
    item = b'<row r="2">%s%s</row>' % (cell(b"A2", b"1"), cell(b"B2", "Việc".encode()))
    far = b'<row r="1048576">%s</row>' % cell(b"XFD1048576", b"x")
    file = with_sheet(tmp_path / "a.xlsx", sheet_xml(HEAD + item + empty + far))
    sheet = read_programme(file, BODIES, today=date(2026, 1, 1))  # a dense grid: 17 billion cells
    assert [r.text for r in sheet.rows] == ["Việc"]
    assert [r.row for r in sheet.remarks] == [None, 1_048_576]  # no title; the far cell


def test_merged_ranges_over_everything_are_refused_or_read(tmp_path):
    items = b"".join(b'<row r="%d">%s</row>' % (n, cell(b"B%d" % n, b"x")) for n in range(2, 2000))
    merges = b"".join(b'<mergeCell ref="D1:XFD1048576"/>' for _ in range(19_000))
    xml = sheet_xml(HEAD + items, b"<mergeCells>%s</mergeCells>" % merges)
    assert refusal(with_sheet(tmp_path / "a.xlsx", xml)) == "programme-too-many-cells"


def test_elements_without_end_and_a_text_without_end_are_refused(tmp_path, monkeypatch):
    file = with_sheet(tmp_path / "a.xlsx", sheet_xml(HEAD + b"<row/>" * 20_000))
    monkeypatch.setattr(markup, "MAX_ELEMENTS", 10_000)
    assert refusal(file) == "programme-too-many-cells"
    long = b'<row r="2">%s</row>' % cell(b"B2", b"a " * 20_000)
    assert refusal(with_sheet(tmp_path / "b.xlsx", sheet_xml(long))) == "programme-cell-too-long"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="x"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="nowhere"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1e999</v></c></row>',
        b'<row r="1"><c r="A1"><v>not a number</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>many</v></c></row>',
        b'<row r="1"><c r="A1" s="-"><v>1</v></c></row>',
        b"<row><c><v>1</v>",
    ],
)
def test_nonsense_inside_a_sheet_is_refused(tmp_path, rows):
    assert refusal(with_sheet(tmp_path / "a.xlsx", sheet_xml(rows))) == "programme-broken"


def test_a_real_file_with_bytes_changed_is_read_or_refused(tmp_path):
    chance, original = random.Random(1), REAL.read_bytes()
    for _ in range(150):
        content = bytearray(original)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / "a.xlsx").write_bytes(content)
        with suppress(UnreadableProgramme):
            read_programme(tmp_path / "a.xlsx", BODIES, today=date(2026, 1, 1))


def test_every_note_has_its_sentence_in_both_languages():
    codes = {str(key) for key in catalogue("vi")} & {str(key) for key in catalogue("en")}
    for name in ("year-from-section", "column-second", "column-longest", "column-numbers"):
        assert name in codes
    for source in (ROOT / "server" / "programmes" / "reading").glob("*.py"):
        text = source.read_text(encoding="utf-8")
        for found in re.findall(
            r'(?:Note|_note|_remark|_cell_note)\([^"{}]*"([a-z]+(?:-[a-z]+)+)"', text
        ):
            assert found in codes, found


def broken_files(folder: Path) -> dict[str, Path]:
    """Files that are no programme, by the sentence that is said of each."""
    made = {
        "Tệp lớn hơn mức cho phép (20 MB)": folder / "large.xlsx",
        "Tệp bị hỏng ở phần": folder / "truncated.xlsx",
        "không phải bảng tính Excel": folder / "text.xlsx",
        "Tệp được đặt mật khẩu": folder / "encrypted.xlsx",
        "Tệp lớn hơn mức cho phép (96 MB)": folder / "bomb.xlsx",
    }
    large, truncated, text, encrypted, bomb = made.values()
    with large.open("wb") as written:
        written.truncate(50 * 1024**2)
    truncated.write_bytes(REAL.read_bytes()[:-2000])
    text.write_text("Chương trình công tác năm 2026", encoding="utf-8")
    streams = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    encrypted.write_bytes(streams.ljust(4096, b"\0"))
    with_sheet(bomb, b"\0" * (100 * 1024**2), level=1)
    return made


def test_the_command_ends_with_a_sentence_in_bounded_time(tmp_path):
    for sentence, file in broken_files(tmp_path).items():
        out, err, start = io.StringIO(), io.StringIO(), time.monotonic()
        assert command(file, out=out, err=err) == 1
        assert (out.getvalue(), err.getvalue().count("\n")) == ("", 1)
        assert err.getvalue().startswith(str(file))
        assert sentence in err.getvalue()
        assert time.monotonic() - start < 20  # a second or two, on a machine with nothing else


def test_the_program_itself_exits_with_one(tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_text("no workbook")
    run = [sys.executable, "-m", "server", "read-programme", str(file)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{file}: ")
    assert "Traceback" not in done.stderr


def test_a_reader_that_is_stopped_is_said(tmp_path, monkeypatch):
    monkeypatch.setitem(command.__globals__, "WALL_SECONDS", 0)
    err = io.StringIO()
    assert command(REAL, out=io.StringIO(), err=err) == 1
    assert err.getvalue() == f"{REAL}: Không đọc được tệp chương trình này.\n"
