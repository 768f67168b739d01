"""An office's CSV comes in by the same door as its sheets, however its program saved it."""

from datetime import date
from pathlib import Path

import pytest

from server.kernel.i18n import say, speaking
from server.programmes.reading import UnreadableProgramme, read_catalogue, read_programme

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
ROWS = (
    ("CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026",),
    ("STT", "Nội dung", "Cơ quan chủ trì", "Thời gian"),
    ("I. QUÝ I",),
    ("1", "Đề án sắp xếp, kiện toàn; bước 1", "Ban Tổ chức Tỉnh ủy", "Tháng 3"),
    ("2", "Báo cáo\nkết quả", "Văn phòng Tỉnh ủy", "15/4/2026"),
)


def cut(mark=",", rows=ROWS, end="\r\n"):
    """The rows as text, each cell in quotes."""
    return "".join(mark.join(f'"{cell}"' for cell in row) + end for row in rows)


def read(content, folder):
    file = folder / "a.csv"
    file.write_bytes(content)
    return read_programme(file, BODIES, today=date(2026, 1, 1))


def items(sheet):
    return [(r.section, r.number, r.text, r.lead, r.time_from, r.time_to) for r in sheet.rows]


EXPECTED = [
    ("I. QUÝ I", "1", ROWS[3][1], "Ban Tổ chức Tỉnh ủy", "2026-03-01", "2026-03-31"),
    ("I. QUÝ I", "2", "Báo cáo\nkết quả", "Văn phòng Tỉnh ủy", "2026-04-15", "2026-04-15"),
]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_mark_and_every_unicode_reads_the_same(mark, encoding, end, tmp_path):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    sheet = read(bom + cut(mark, end=end).encode(encoding), tmp_path)
    assert items(sheet) == EXPECTED
    assert sheet.title.text == ROWS[0][0]


def as_1258(text):
    """Text as old Vietnamese programs wrote it: letters, then their tones as marks of their own."""
    import unicodedata

    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = ""
    for char in unicodedata.normalize("NFD", text):
        if char in tones or unicodedata.combining(char) == 0:
            out += char
        else:  # a circumflex, breve or horn belongs to the letter
            place = len(out) - 1
            while out[place] in tones:
                place -= 1
            out = out[:place] + unicodedata.normalize("NFC", out[place] + char) + out[place + 1 :]
    return out.encode("windows-1258")


def test_an_old_encoding_is_read_and_the_clerk_is_told(tmp_path):
    sheet = read(as_1258(cut(";")), tmp_path)
    assert items(sheet) == EXPECTED
    assert ("csv-encoding", "windows-1258") in [
        (r.note.code, r.note.params.get("name")) for r in sheet.remarks
    ]
    rows = (("No.", "Content", "Lead"), ("1", "Café \u2019A\u2019 Ê\xd2\xde", "Office"))
    sheet = read(cut(rows=rows).encode("windows-1252"), tmp_path)
    assert sheet.rows[0].text == rows[1][1]
    assert [r.note.params.get("name") for r in sheet.remarks if r.note.code == "csv-encoding"] == [
        "windows-1252"
    ]


def test_excel_may_name_its_mark_in_a_first_line(tmp_path):
    assert items(read(b"sep=|\r\n" + cut("|").encode(), tmp_path)) == EXPECTED


def test_a_mark_inside_cells_misleads_nobody(tmp_path):
    rows = ("STT;Nội dung;Chủ trì", "1;Đề án a, b, c;Văn phòng, Ban A", "2;Đề án d, e, f;Ban B, C")
    sheet = read("\n".join(rows).encode(), tmp_path)
    assert [(r.text, r.lead) for r in sheet.rows] == [
        ("Đề án a, b, c", "Văn phòng, Ban A"),
        ("Đề án d, e, f", "Ban B, C"),
    ]


def test_an_apostrophe_that_stops_a_formula_is_no_part_of_the_text(tmp_path):
    rows = ("STT,Nội dung,Chủ trì", "1,'- Ý nhỏ,'=1+1", "2,'tên riêng',''=x")
    sheet = read("\n".join(rows).encode(), tmp_path)
    assert [(r.text, r.lead) for r in sheet.rows] == [("- Ý nhỏ", "=1+1"), ("'tên riêng'", "'=x")]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (cut()[:-4].encode(), "programme-csv-broken", "5"),
        (cut().encode()[:60] + b"\xff" + cut().encode()[60:], "programme-csv-broken", "2"),
        (b"\xff\xfe" + cut().encode("utf-16-le") + b"\x00\xd8", "programme-csv-broken", None),
        (b"a,b\n1,2\n", "programme-no-table", None),
        ("Chỉ là một câu, không hơn.".encode(), "programme-not-a-workbook", None),
        (b"STT,b\0c\n1,2\n", "programme-not-a-workbook", None),
    ],
)
def test_a_broken_file_gets_its_sentence(content, code, line, tmp_path):
    with pytest.raises(UnreadableProgramme) as refused:
        read(content, tmp_path)
    assert refused.value.code == code
    assert line in (None, refused.value.params.get("line"))
    for locale in ("vi", "en"):
        with speaking(locale):
            assert say(code, **refused.value.params) != code
