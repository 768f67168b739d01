"""Documents as offices issue them: the same words in DOCX and PDF, in the office's layout."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document as read_docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from server.kernel.documents.document import (
    Annex,
    Column,
    Document,
    Grid,
    Row,
    Run,
    Signature,
    heading,
    heading_rows,
    prose,
)
from server.kernel.documents.heads import head_of
from server.kernel.documents.pdf import write_pdf
from server.kernel.documents.word import write_docx

LONG = "Lãnh đạo, chỉ đạo các cơ quan, đơn vị hoàn thiện hồ sơ. "
COLUMNS = (
    Column("STT", 1, centred=True),
    Column("Nhiệm vụ", 6),
    Column("Chủ trì", 2, over="Cơ quan"),
    Column("Phối hợp", 2, over="Cơ quan"),
)


def head(kind="TB", vocabulary="party", locale="vi", symbol="TU", **more):
    said = {"issuer": "Tỉnh ủy Minh Họa", "place": "Minh Họa", "year": 2026} | more
    return head_of(vocabulary=vocabulary, locale=locale, kind=kind, symbol=symbol, **said)


def notice(**more):
    said = {
        "locale": "vi",
        "head": head(number="05-TB/TU", day=date(2026, 2, 3)),
        "kind": "THÔNG BÁO",
        "subject": "kết luận của Thường trực",
        "body": (
            heading("I- NỘI DUNG"),
            prose("1. ", Run("Văn phòng", bold=True), ": #rà soát <b> & *báo cáo*."),
        ),
        "recipients_word": "Nơi nhận:",
        "recipients": ("- Lưu.",),
        "signatures": (Signature(on_behalf="T/L", post="CHÁNH VĂN PHÒNG", signer="An Mẫu"),),
        "annexes": (
            Annex(
                word="PHỤ LỤC",
                title="Bảng nhiệm vụ",
                body=(
                    Grid(
                        COLUMNS,
                        (
                            Row(("I. Nhóm một", "", "", ""), across=4, bold=True),
                            Row(("1", "Dòng một\nDòng hai", "Văn phòng", "")),
                        ),
                    ),
                ),
            ),
        ),
    }
    return Document(**said | more)


def pages(document):
    pdf = pypdfium2.PdfDocument(write_pdf(document))
    return [page.get_textpage().get_text_range() for page in pdf]


def paragraphs(document):
    return [p.text for p in read_docx(BytesIO(write_docx(document))).paragraphs]


def test_number_and_day_are_written_as_each_kind_of_body_writes_them():
    party = head(number="05-TB/TU", day=date(2026, 2, 3))
    assert (party.number, party.star) == ("Số 05-TB/TU", True)
    assert party.dated == "Minh Họa, ngày 03 tháng 02 năm 2026"
    assert head(day=date(2026, 11, 9)).dated == "Minh Họa, ngày 09 tháng 11 năm 2026"
    assert head().number.split() == ["Số", "-TB/TU"]
    council = head(vocabulary="council", symbol="UBND")
    assert council.number.split() == ["Số:", "/TB-UBND"]
    assert council.national[1] == "Độc lập - Tự do - Hạnh phúc"
    board = head(vocabulary="board", locale="en", number="7", day=date(2026, 2, 3))
    assert (board.number, board.national, board.star) == ("No. 7", (), False)
    assert board.dated == "Minh Họa, 3 February 2026"
    # A committee's documents are Vietnamese, whoever prints them.
    assert head(locale="en", number="7-TB/TU").number == "Số 7-TB/TU"


def test_the_word_file_has_the_layout_of_the_office():
    file = read_docx(BytesIO(write_docx(notice())))
    first, second = file.sections
    margins = ("top_margin", "bottom_margin", "left_margin", "right_margin")
    assert [round(getattr(first, name).mm) for name in margins] == [20, 20, 30, 15]
    assert (round(first.page_width.mm), round(first.page_height.mm)) == (210, 297)
    assert second.orientation == WD_ORIENT.LANDSCAPE
    assert first.different_first_page_header_footer
    normal = file.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    text = next(p for p in file.paragraphs if "rà soát" in p.text)
    shape = text.paragraph_format
    assert (shape.line_spacing.pt, round(shape.first_line_indent.mm)) == (19, 10)
    assert [run.bold for run in text.runs] == [False, True, False]
    assert shape.keep_with_next  # the signature does not stand alone on a page
    assert file.core_properties.author == "TỈNH ỦY MINH HỌA"
    annex = file.tables[-1]
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in annex.rows]
    assert repeated == [True, True, False, False]
    assert annex.rows[2]._tr.find(f".//{qn('w:keepNext')}") is not None


def test_both_files_say_the_same_and_nothing_is_markup():
    first, second = pages(notice())
    for words in ("#rà soát <b> & *báo cáo*.", "Số 05-TB/TU", "CHÁNH VĂN PHÒNG", "An Mẫu"):
        assert words in first
    assert "1. Văn phòng: #rà soát <b> & *báo cáo*." in paragraphs(notice())
    for words in ("PHỤ LỤC", "Cơ quan", "Phối hợp", "Dòng một", "Dòng hai"):
        assert words in second


def test_pages_are_numbered_from_the_second():
    first, *others = pages(notice(body=tuple(prose(LONG * 8) for _ in range(20)), annexes=()))
    assert not first.startswith("1")
    assert [page.split()[0] for page in others] == [str(n + 2) for n in range(len(others))]


def test_a_letter_has_its_subject_under_the_number_and_says_to_whom():
    letter = notice(kind="", subject="về việc báo cáo", addressed=("Kính gửi: Ban Tổ chức",))
    number = read_docx(BytesIO(write_docx(letter))).tables[0].cell(1, 0).text
    assert number == "Số 05-TB/TU\nvề việc báo cáo"
    assert "Kính gửi: Ban Tổ chức" in paragraphs(letter)
    assert "Kính gửi: Ban Tổ chức" in pages(letter)[0]
    assert "về việc báo cáo" in pages(letter)[0]


def test_minutes_are_signed_by_two():
    signers = (Signature(on_behalf="NGƯỜI GHI", signer="Ba"), Signature(on_behalf="CHỦ TRÌ"))
    minutes = notice(kind="BIÊN BẢN", signatures=signers, annexes=())
    left, right = read_docx(BytesIO(write_docx(minutes))).tables[1].rows[0].cells
    assert left.text.startswith("NGƯỜI GHI")
    assert right.text.startswith("CHỦ TRÌ")
    assert "Nơi nhận:" in paragraphs(minutes)
    assert pages(minutes)[0].index("NGƯỜI GHI") < pages(minutes)[0].index("Nơi nhận:")


def test_however_many_recipients_each_is_there_and_the_signature_stays_with_the_text():
    names = tuple(
        f"- Đảng ủy xã Mẫu số {n} và các cơ quan, đơn vị trên địa bàn," for n in range(60)
    )
    for recipients in (names, (f"- {'Các cơ quan, ' * 300}hết.", *names)):
        long = notice(recipients=recipients, annexes=())
        drawn = "".join(pages(long)).replace("\r\n", " ")
        file = read_docx(BytesIO(write_docx(long)))
        written = "\n".join([file.tables[1].cell(0, 0).text, *paragraphs(long)])
        for n in range(60):
            assert f"xã Mẫu số {n} " in drawn
            assert f"xã Mẫu số {n} " in written
        assert (drawn.count("Nơi nhận:"), written.count("Nơi nhận:")) == (1, 1)
        assert "An Mẫu" in pages(long)[0]


def test_a_long_mark_has_one_box():
    marked = replace(head(), marks=("KHẨN", "KHÔNG PHỔ BIẾN TRÊN CÁC PHƯƠNG TIỆN THÔNG TIN"))
    number = read_docx(BytesIO(write_docx(notice(head=marked)))).tables[0].cell(1, 0)
    boxes = [p._p.find(f".//{qn('w:pBdr')}") is not None for p in number.paragraphs if p.text]
    assert boxes == [False, True, True]
    assert "KHẨN" in pages(notice(head=marked))[0]


def test_the_state_has_a_line_below_who_issues_and_the_party_a_star():
    for vocabulary, below in (("party", "*"), ("council", "_" * 14)):
        said = notice(head=head(vocabulary=vocabulary))
        left = read_docx(BytesIO(write_docx(said))).tables[0].cell(0, 0).text
        assert left.splitlines() == ["TỈNH ỦY MINH HỌA", below]
        assert below in pages(said)[0]


def test_a_heading_among_the_rows_never_ends_a_page():
    rows = []
    for n in range(60):
        rows += [
            Row((f"THÁNG {n}.", "", "", ""), across=4, bold=True),
            Row((str(n), LONG * 2, "", "")),
        ]
    for page in pages(notice(body=(Grid(COLUMNS, tuple(rows)),), annexes=())):
        assert not page.split("\n")[-1].startswith("THÁNG")


def test_a_row_higher_than_a_page_goes_on_over_the_next():
    grid = Grid(COLUMNS, (Row(("1", LONG * 150 + "Hết.", "", "")),))
    assert "Hết." in pages(notice(body=(grid,), annexes=()))[-1]
    assert not Row(("1", LONG)).splits


def test_headings_over_two_columns():
    above, below = heading_rows(COLUMNS)
    assert above == [("STT", 1, 2), ("Nhiệm vụ", 1, 2), ("Cơ quan", 2, 1)]
    assert below == [("Chủ trì", 1, 1), ("Phối hợp", 1, 1)]
    assert heading_rows(COLUMNS[:2]) == [[("STT", 1, 1), ("Nhiệm vụ", 1, 1)]]


@pytest.mark.parametrize("count", [0, 1, 1100])
def test_every_row_is_drawn_however_many(count):
    grid = Grid(COLUMNS, tuple(Row((f"r{n};", "", "", "")) for n in range(count)))
    said = "".join(pages(notice(body=(grid,), annexes=())))
    assert said.count(";") == count
    assert len(read_docx(BytesIO(write_docx(notice(body=(grid,))))).tables[1].rows) == count + 2
