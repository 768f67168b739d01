"""One programme, four kinds of file: what is read is the same, and what cannot be is said."""

import random
import re
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt
from xlwt import CompoundDoc

from server.kernel.i18n import say, speaking
from server.programmes.reading import (
    ProgrammeSheet,
    UnreadableProgramme,
    read_catalogue,
    read_programme,
)
from tests import office_files as office
from tests.office_files import cell, docx, listed, paragraph, rules, table, tr

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
O = None  # noqa: E741 an empty cell
HEAD = ["STT", "Nội dung", "Cơ quan", O, "Thời gian trình"]
UNDER = [O, O, "Chủ trì", "Phối hợp", O]
ROWS = [
    ["ĐƠN VỊ THỬ NGHIỆM", O, O, O, O],
    ["CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027", O, O, O, O],
    [],
    HEAD,
    UNDER,
    ["I", "TRÌNH BAN CHẤP HÀNH", O, O, O],
    ["1", "Đề án thứ nhất", "Ban Tổ chức", "Sở Y tế", "Tháng 3"],
    ["2", "Đề án thứ hai", O, "Sở Nội vụ", "Quý II"],
    ["II", "TRÌNH BAN THƯỜNG VỤ", O, O, O],
    ["1", "Việc A", "Ban Nội chính", O, "07h30 ngày 05/12"],
    ["-", "nhánh", O, O, "20/12"],
    ["Ghi chú: nội dung đột xuất không nêu ở đây.", O, O, O, O],
]
MERGES = [(4, 1, 5, 1), (4, 2, 5, 2), (4, 3, 4, 4), (4, 5, 5, 5), (7, 3, 8, 3)]


def read(file: Path) -> ProgrammeSheet:
    return read_programme(file, BODIES, today=date(2026, 1, 1))


def refused(file: Path) -> str:
    with pytest.raises(UnreadableProgramme) as refusal:
        read(file)
    for locale in ("vi", "en"):
        with speaking(locale):
            assert say(refusal.value.code, **refusal.value.params) != refusal.value.code
    return refusal.value.code


def codes(sheet: ProgrammeSheet) -> list[tuple[int | None, str]]:
    return [(r.row, r.note.code) for r in sheet.remarks]


@pytest.mark.parametrize("kind", office.FORMATS)
def test_a_table_reads_the_same_from_every_format(tmp_path, kind):
    sheet = read(office.draw(tmp_path / f"a.{kind}", ROWS, MERGES))
    chairs, standing = "I. TRÌNH BAN CHẤP HÀNH", "II. TRÌNH BAN THƯỜNG VỤ"
    assert [
        (r.row, r.section, r.number, r.level, r.text, r.lead, r.coordinating, r.time_from)
        for r in sheet.rows
    ] == [
        (7, chairs, "1", 1, "Đề án thứ nhất", "Ban Tổ chức", "Sở Y tế", "2027-03-01"),
        (8, chairs, "2", 1, "Đề án thứ hai", "Ban Tổ chức", "Sở Nội vụ", "2027-04-01"),
        (10, standing, "1", 1, "Việc A", "Ban Nội chính", O, "2027-12-05T07:30"),
        (11, standing, "-", 2, "nhánh", O, O, "2027-12-20"),
    ]
    assert sheet.title.text == "CHƯƠNG TRÌNH CÔNG TÁC NĂM 2027"
    assert codes(sheet) == [(1, "row-above-table"), (12, "row-below-table")]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_dates_show_as_their_format_shows_them(tmp_path, kind):
    """A cell that shows 03/2026 means a month, whatever day is stored under it."""
    if kind == "xls":
        book = xlwt.Workbook()
        drawn = book.add_sheet("A")
        for column, text in enumerate(["STT", "Nội dung", "Thời gian"]):
            drawn.write(0, column, text)
        for row, (value, code) in enumerate(
            [(datetime(2026, 3, 1), "mm/yyyy"), (datetime(2026, 3, 5), "dd/mm/yyyy")], 1
        ):
            drawn.write(row, 0, row)
            drawn.write(row, 1, f"Việc {row}")
            drawn.write(row, 2, value, xlwt.easyxf(num_format_str=code))
        drawn.row(2).hidden = True
        book.save(str(tmp_path / "a.xls"))
    else:
        cells = "".join(
            f'<table:table-row{hidden}><table:table-cell office:value-type="float"><text:p>{n}'
            f"</text:p></table:table-cell><table:table-cell><text:p>Việc {n}</text:p>"
            f'</table:table-cell><table:table-cell table:style-name="{style}"'
            f' office:value-type="date" office:date-value="{day}"><text:p>{shown}</text:p>'
            "</table:table-cell></table:table-row>"
            for n, style, day, shown, hidden in (
                (1, "m", "2026-03-01", "03/2026", ""),
                (2, "d", "2026-03-05", "05/03/26", ' table:visibility="collapse"'),
            )
        )
        head = "".join(
            f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"
            for text in ("STT", "Nội dung", "Thời gian")
        )
        styles = "".join(
            f'<number:date-style style:name="n{name}">{parts}</number:date-style>'
            f'<style:style style:name="{name}" style:family="table-cell"'
            f' style:data-style-name="n{name}"/>'
            for name, parts in (
                ("m", "<number:month/><number:text>/</number:text><number:year/>"),
                ("d", "<number:day/><number:month/><number:year/>"),
            )
        )
        rows = f"<table:table-row>{head}</table:table-row>{cells}"
        empty = (
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row>'
        )
        office.ods(
            tmp_path / "a.ods", f'<table:table table:name="A">{rows}{empty}</table:table>', styles
        )
    sheet = read(tmp_path / f"a.{kind}")
    assert [(r.number, r.time_from, r.time_to) for r in sheet.rows] == [
        ("1", "2026-03-01", "2026-03-31"),
        ("2", "2026-03-05", "2026-03-05"),
    ]
    assert "row-hidden" in [n.code for n in sheet.rows[1].warnings]


def test_word_shows_the_numbers_of_its_lists(tmp_path):
    numbering = rules(1, ("upperRoman", "%1.")) + rules(2, ("decimal", "%1"), ("decimal", "%1.%2"))
    numbering += rules(3, ("bullet", "-"), ("bullet", "\uf0b7")) + (
        '<w:num w:numId="4"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    number, sub, section, again = (
        paragraph("", listed(2)), paragraph("", listed(2, 1)), paragraph("", listed(1)),
        paragraph("", listed(4)),
    )  # fmt: skip
    styles = (
        '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Gach"><w:basedOn w:val="Base"/></w:style>'
    )
    body = paragraph("KẾ HOẠCH NĂM 2026") + table(
        tr("STT", "Nội dung", "Chủ trì", "Thời gian"),
        tr(section, "Xây dựng Đảng", "", ""),
        tr(number, "Việc A", "Sở Y tế", "Tháng 1"),
        tr(sub, "Phần việc", "Sở Y tế", "Tháng 2"),
        tr(number, "Việc B", "Sở Y tế", "Tháng 3"),
        tr("", paragraph("nhánh", '<w:pStyle w:val="Gach"/>'), "", "Tháng 4"),
        tr(section, "Kinh tế", "", ""),
        tr(again, "Việc C", "Sở Y tế", "Tháng 5"),
    )
    sheet = read(docx(tmp_path / "a.docx", body, numbering=numbering, styles=styles))
    assert [(r.section, r.number, r.level, r.text) for r in sheet.rows] == [
        ("I. Xây dựng Đảng", "1", 1, "Việc A"),
        ("I. Xây dựng Đảng", "1.1", 2, "Phần việc"),
        ("I. Xây dựng Đảng", "2", 1, "Việc B"),
        ("I. Xây dựng Đảng", O, 2, "- nhánh"),
        ("II. Kinh tế", "1", 1, "Việc C"),
    ]


def test_word_s_tracked_changes_are_read_as_if_accepted(tmp_path):
    def changed(tag: str, text: str) -> str:
        deleted = tag in {"del", "moveFrom"}
        word = "delText" if deleted and tag == "del" else "t"
        return f"<w:{tag}><w:r><w:{word}>{text}</w:{word}></w:r></w:{tag}>"

    head = tr("STT", "Nội dung", "Chủ trì", "Thời gian")
    words = f"<w:p>{changed('del', 'Việc cũ')}{changed('ins', 'Việc mới')}</w:p>"
    moved = f"<w:p>{changed('moveFrom', 'nơi đi')}{changed('moveTo', 'nơi đến')}</w:p>"
    gone = tr("2", "Việc đã xóa", "Sở Y tế", "Tháng 2", properties="<w:del/>")
    rest = tr("3", moved, "Sở Y tế", "Tháng 3", properties="<w:ins/>")
    body = paragraph("KẾ HOẠCH NĂM 2026") + table(
        head, tr("1", words, "Sở Y tế", "Tháng 1"), gone, rest
    )
    sheet = read(docx(tmp_path / "a.docx", body))
    assert [r.text for r in sheet.rows] == ["Việc mới", "nơi đến"]
    assert (None, "tracked-changes") in codes(sheet)


def test_what_word_draws_beside_the_table_is_named(tmp_path):
    box = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        "<w:p><w:r><w:t>Trong hộp</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing>"
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Trong hộp</w:t></w:r>"
        "</w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    nested = table(tr("a", "b"), tr("c", "d"))
    hidden = paragraph("ẩn", run="<w:vanish/>")
    body = (
        paragraph("KẾ HOẠCH NĂM 2026")
        + box
        + table(
            tr("STT", "Nội dung", "Chủ trì", "Thời gian"),
            tr("1", cell("Việc", nested, hidden), "Sở Y tế\nSở Nội vụ", "Tháng 1"),
        )
    )
    sheet = read(docx(tmp_path / "a.docx", body))
    (item,) = sheet.rows
    assert item.text == "Việc\na; b\nc; d"
    assert [b.name for b in item.lead_bodies] == ["Sở Y tế", "Sở Nội vụ"]
    assert codes(sheet) == [(2, "text-box"), (4, "text-hidden")]
    assert sheet.remarks[0].note.params == {"text": "Trong hộp"}


def test_a_word_table_goes_on_over_pages_and_borders_need_not_quite_meet(tmp_path):
    head = tr("STT", "Nội dung", cell("Cơ quan chủ trì", span=2), "Thời gian")
    body = (
        paragraph("CHƯƠNG TRÌNH NĂM 2026")
        + table(
            head,
            tr("1", "Việc A", cell("Sở Y tế", span=2, merge="restart"), "Tháng 1"),
            tr("2", cell("Việc B", span=2), cell("", merge="continue"), "Tháng 2"),
            tr("II", cell("KINH TẾ", span=4)),
            head,
            tr("3", "Việc C", cell("Sở Nội vụ", span=2), "Tháng 3"),
            widths=(600, 4000, 120, 1800, 1500),
        )
        + paragraph("")
        + table(
            tr("STT", "Nội dung", "Cơ quan chủ trì", "Thời gian"),
            tr("4", "Việc D", "Sở Y tế", "Tháng 4"),
        )
        + paragraph("Ghi chú: hết.")
        + table(tr(cell("Nơi nhận:", "- Như trên;"), cell("T/M BAN THƯỜNG VỤ", "BÍ THƯ")))
    )
    sheet = read(docx(tmp_path / "a.docx", body))
    assert [(r.number, r.text, r.lead, r.time_from, r.section) for r in sheet.rows] == [
        ("1", "Việc A", "Sở Y tế", "2026-01-01", O),
        ("2", "Việc B", O, "2026-02-01", O),
        ("3", "Việc C", "Sở Nội vụ", "2026-03-01", "II. KINH TẾ"),
        ("4", "Việc D", "Sở Y tế", "2026-04-01", "II. KINH TẾ"),
    ]
    assert codes(sheet)[-2:] == [(11, "row-below-table"), (12, "row-below-table")]


def test_other_files_are_told_by_what_is_in_them(tmp_path):
    file = tmp_path / "a.docx"
    for content, code in (
        (b"<html><table><tr><td>STT</td></tr></table>", "programme-other-format"),
        (b"{\\rtf1 abc}", "programme-other-format"),
        ("chỉ là một câu".encode(), "programme-not-a-workbook"),
    ):
        file.write_bytes(content)
        assert refused(file) == code


def test_locked_and_old_documents_get_their_sentence(tmp_path):
    for name, code in (
        ("WordDocument", "programme-old-word"),
        ("EncryptedPackage", "programme-locked"),
        ("PowerPoint Document", "programme-other-format"),
    ):
        book = CompoundDoc.XlsDoc()  # a container whose one stream gets another name
        book.save(str(tmp_path / "a.xls"), b"x" * 5000)
        content = (tmp_path / "a.xls").read_bytes()
        old, new = (f"{n}\0".encode("utf-16-le").ljust(64, b"\0") for n in ("Workbook", name))
        size = len(name) * 2 + 2
        at = content.index(old[:18])
        content = content[:at] + new + size.to_bytes(2, "little") + content[at + 66 :]
        (tmp_path / "a.xls").write_bytes(content)
        assert refused(tmp_path / "a.xls") == code
    book = xlwt.Workbook()
    book.add_sheet("A")
    cells = book.get_biff_data()
    first = 4 + int.from_bytes(cells[2:4], "little")  # a password's record follows the first one
    locked = cells[:first] + b"\x2f\x00\x06\x00" + bytes(6) + cells[first:]
    CompoundDoc.XlsDoc().save(str(tmp_path / "a.xls"), locked)
    assert refused(tmp_path / "a.xls") == "programme-locked"
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<m><encryption-data/></m>")
        made.writestr("content.xml", b"\x01\x02")
    assert refused(tmp_path / "a.ods") == "programme-locked"


@pytest.mark.parametrize("kind", ["ods", "docx"])
def test_entities_and_nonsense_are_refused(tmp_path, kind):
    part = {"ods": "content.xml", "docx": "word/document.xml"}[kind]
    whole = office.draw(tmp_path / f"a.{kind}", ROWS, MERGES)
    with zipfile.ZipFile(whole) as package:
        members = {name: package.read(name) for name in package.namelist()}
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]>'
    for content in (bomb + members[part], members[part][:-20], b""):
        with zipfile.ZipFile(tmp_path / f"b.{kind}", "w") as made:
            for name, body in members.items():
                made.writestr(name, content if name == part else body)
        assert refused(tmp_path / f"b.{kind}") == "programme-broken"


def test_a_row_repeated_a_million_times_is_refused(tmp_path):
    cells = (
        '<table:table-cell table:number-columns-repeated="9"><text:p>x</text:p></table:table-cell>'
    )
    rows = f'<table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row>'
    office.ods(tmp_path / "a.ods", f'<table:table table:name="A">{rows}</table:table>')
    assert refused(tmp_path / "a.ods") == "programme-too-many-cells"


@pytest.mark.parametrize("kind", ["xls", "ods", "docx"])
def test_a_file_with_bytes_changed_is_read_or_refused(tmp_path, kind):
    chance = random.Random(1)
    original = office.draw(tmp_path / f"a.{kind}", ROWS, MERGES).read_bytes()
    for _ in range(100):
        content = bytearray(original)
        for _ in range(chance.randint(1, 8)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / f"b.{kind}").write_bytes(content)
        with suppress(UnreadableProgramme):
            read(tmp_path / f"b.{kind}")


@pytest.mark.parametrize("kind", ["ods", "docx"])
def test_markup_with_pieces_changed_is_read_or_refused(tmp_path, kind):
    """Whole XML of which tags, numbers and attributes are wrong."""
    chance = random.Random(2)
    part = {"ods": "content.xml", "docx": "word/document.xml"}[kind]
    with zipfile.ZipFile(office.draw(tmp_path / f"a.{kind}", ROWS, MERGES)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    pieces = re.findall(rb'"[^"]*"|[^"]+', members[part])
    for _ in range(150):
        changed = list(pieces)
        for _ in range(chance.randint(1, 4)):
            place = chance.choice([n for n, piece in enumerate(pieces) if piece.startswith(b'"')])
            changed[place] = chance.choice([b'"-1"', b'"99999999"', b'"x"', b'""', b'"2.5"'])
        with zipfile.ZipFile(tmp_path / f"b.{kind}", "w") as made:
            for name, body in members.items():
                made.writestr(name, b"".join(changed) if name == part else body)
        with suppress(UnreadableProgramme):
            read(tmp_path / f"b.{kind}")
