"""Tables as offices draw them: any order, any headings, merged or not; no row is lost."""

from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from server.programmes.reading import ProgrammeSheet, read_catalogue, read_programme

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
O = None  # noqa: E741 an empty cell


def read(folder: Path, rows, merges=(), *, bold=(), formats=(), sheets=()) -> ProgrammeSheet:
    """Draw a workbook and read it. `sheets`: (name, rows) of further sheets."""
    book = openpyxl.Workbook()
    first = book.active
    for sheet, content in ((first, rows), *((book.create_sheet(n), r) for n, r in sheets)):
        for row in content:
            sheet.append(list(row))
    for merge in merges:
        first.merge_cells(merge)
    for place in bold:
        first[place].font = Font(bold=True)
    for place, code in formats:
        first[place].number_format = code
    file = folder / "drawn.xlsx"
    book.save(file)
    return read_programme(file, BODIES, today=date(2026, 1, 1))


def test_two_row_headings_sections_pages_and_a_signature_below(tmp_path):
    head = ["STT", "Nội dung", "Cơ quan", O, "Thời gian trình", "Ghi chú"]
    under = [O, O, "Chủ trì chuẩn bị", "Phối hợp", O, O]
    sheet = read(
        tmp_path,
        [
            ["TỈNH ỦY X", O, O, O, "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["CHƯƠNG TRÌNH LÀM VIỆC NĂM 2027"],
            [],
            head,
            under,
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
            ["I", "NỘI DUNG TRÌNH BAN CHẤP HÀNH"],
            ["1", "Đề án A", "Ban Tổ chức", "Ban Nội chính", "Tháng 3", "x"],
            head,
            under,
            ["2", "Đề án B", "Sở Y tế", O, "trước 30/6", O],
            ["II", "NỘI DUNG TRÌNH BAN THƯỜNG VỤ"],
            [O, "A. Xây dựng Đảng"],
            ["1", "Việc", "Ban Tổ chức", O, "Quý II", O],
            [O, "- nhánh thứ nhất", O, O, O, O],
            ["1.1", "nhánh thứ hai", O, O, O, O],
            [O, "B. Kinh tế"],
            ["1", "Việc khác", "Sở Y tế", O, O, O],
            [O, "Nơi nhận:", O, O, "T/M BAN THƯỜNG VỤ"],
            [O, "- Như trên;", O, O, "BÍ THƯ"],
        ],
        [
            place.format(row, row + 1)
            for row in (4, 9)
            for place in ("A{}:A{}", "B{}:B{}", "C{0}:D{0}", "E{}:E{}", "F{}:F{}")
        ],
    )
    assert [(r.row, r.sections, r.number, r.level, r.text) for r in sheet.rows] == [
        (8, ("I. NỘI DUNG TRÌNH BAN CHẤP HÀNH",), "1", 1, "Đề án A"),
        (11, ("I. NỘI DUNG TRÌNH BAN CHẤP HÀNH",), "2", 1, "Đề án B"),
        (14, ("II. NỘI DUNG TRÌNH BAN THƯỜNG VỤ", "A. Xây dựng Đảng"), "1", 1, "Việc"),
        (15, ("II. NỘI DUNG TRÌNH BAN THƯỜNG VỤ", "A. Xây dựng Đảng"), O, 2, "- nhánh thứ nhất"),
        (16, ("II. NỘI DUNG TRÌNH BAN THƯỜNG VỤ", "A. Xây dựng Đảng"), "1.1", 2, "nhánh thứ hai"),
        (18, ("II. NỘI DUNG TRÌNH BAN THƯỜNG VỤ", "B. Kinh tế"), "1", 1, "Việc khác"),
    ]
    first = sheet.rows[0]
    assert (first.lead, first.coordinating, first.time_text, first.note) == (
        "Ban Tổ chức",
        "Ban Nội chính",
        "Tháng 3",
        "x",
    )
    assert [(c.heading, c.field) for c in sheet.columns[:6]] == [
        ("STT", "number"),
        ("Nội dung", "text"),
        ("Cơ quan / Chủ trì chuẩn bị", "lead"),
        ("Cơ quan / Phối hợp", "coordinating"),
        ("Thời gian trình", "time_text"),
        ("Ghi chú", "note"),
    ]
    below = [(r.row, r.note.code) for r in sheet.remarks if r.row and r.row > 5]
    assert below == [(19, "row-below-table"), (20, "row-below-table")]
    assert all(r.lead is None for r in sheet.rows if r.level == 2)  # never handed down


@pytest.mark.parametrize(
    "heads",
    [
        ["TT", "Nội dung giám sát", "Đơn vị chủ trì", "Cơ quan phối hợp", "Văn bản trình", "Hạn"],
        ["Số TT", "Tên đề án", "Đầu mối", "Phối hợp thực hiện", "Sản phẩm", "Thời điểm trình"],
        ["No.", "Content", "Lead agency", "In coordination with", "Output", "Due date"],
        ["STT", "Nhiệm vụ", "Cơ quan tham mưu", "PHỐI HỢP", "Loại văn bản/Sản phẩm", "Tháng"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (0, 5, 4, 1, 3, 2), (5, 0, 1, 4, 2, 3)])
def test_columns_are_known_by_their_headings_in_any_order(tmp_path, heads, order):
    cells = ["1", "Việc cần làm", "Sở Y tế", "Công an tỉnh", "Tờ trình", "03/2026"]
    rows = [[heads[n] for n in order], [cells[n] for n in order]]
    (item,) = read(tmp_path, [["CHƯƠNG TRÌNH NĂM 2026"], *rows]).rows
    found = (item.number, item.text, item.lead, item.coordinating, item.product, item.time_text)
    assert list(found) == cells
    assert item.extra == {}


def test_merged_cells_speak_for_the_rows_they_span(tmp_path):
    sheet = read(
        tmp_path,
        [
            ["CHƯƠNG TRÌNH NĂM 2026"],
            ["TT", "Nội dung", "Chủ trì", "Sản phẩm", "Thời gian"],
            [1, "Việc A", "Sở Y tế", "Báo cáo", "Tháng 3"],
            [2, "Việc B", O, "Tờ trình", O],
            [3, "Việc C", "Sở Nội vụ", "Kế hoạch", "03/2026"],
            [O, O, O, "Báo cáo", "11/2026"],
            [4, "Việc D", O, O, O],
        ],
        ["C3:C4", "E3:E4", "A5:A6", "B5:B6", "C5:C6"],
    )
    a, b, c, d = sheet.rows
    assert (b.lead, b.time_text, b.time_from) == ("Sở Y tế", "Tháng 3", "2026-03-01")
    assert (a.product, b.product) == ("Báo cáo", "Tờ trình")
    assert (c.product, c.time_text) == ("Kế hoạch\nBáo cáo", "03/2026\n11/2026")
    assert [m.text for m in c.milestones] == ["03/2026", "11/2026"]
    assert "item-goes-on" in [n.code for n in c.warnings]
    assert (d.lead, d.time_text, d.time_from) == (O, O, O)  # not merged: nothing is handed down


def test_a_weekly_schedule_gives_its_day_to_the_hours_below(tmp_path):
    sheet = read(
        tmp_path,
        [
            ["LỊCH CÔNG TÁC THÁNG 5/2026"],
            ["Thời gian", "Nội dung công việc", "Đơn vị chủ trì", "Thành phần"],
            ["Thứ Hai (04/5)"],
            ["07h30", "- Giao ban", "VPTU", "BTV"],
            ["14h00", "- Họp", "VPTU", "BTV"],
            ["Thứ Ba, 05/5/2026"],
            [O, "Làm việc với xã A", "VPTU", O],
        ],
    )
    assert [(r.level, r.time_text, r.time_from) for r in sheet.rows] == [
        (1, "07h30", "2026-05-04T07:30"),
        (1, "14h00", "2026-05-04T14:00"),
        (1, O, "2026-05-05"),
    ]
    assert [n.code for n in sheet.rows[2].warnings] == ["time-from-heading"]
    assert sheet.rows[0].participants == "BTV"


def test_several_sheets_and_tables_each_say_where_an_item_stands(tmp_path):
    head = ["STT", "Nội dung", "Chủ trì", "Thời gian"]
    sheet = read(
        tmp_path,
        [
            ["CHƯƠNG TRÌNH NĂM 2026"],
            head,
            [1, "A", "Sở Y tế", "Tháng 1"],
            [],
            ["BIỂU 2: GIÁM SÁT"],
            ["STT", "Nội dung giám sát", "Đơn vị thực hiện", "Thời gian", "Sản phẩm"],
            [1, "B", "Sở Y tế", "Tháng 2", "Báo cáo"],
        ],
        sheets=[("Thêm", [["x"], head, [1, "C", "Sở Y tế", "Tháng 4"]]), ("Khác", [["abc"]])],
    )
    assert [(r.text, r.section) for r in sheet.rows] == [
        ("A", "Sheet"),
        ("B", "Sheet / BIỂU 2: GIÁM SÁT"),
        ("C", "Thêm"),
    ]
    codes = [(r.sheet, r.note.code) for r in sheet.remarks]
    assert ("Khác", "sheet-without-table") in codes
    assert ("Thêm", "row-above-table") in codes


def test_dates_and_numbers_come_out_as_people_see_them(tmp_path):
    rows = [
        ["CHƯƠNG TRÌNH NĂM 2026"],
        ["STT", "Nội dung", "Thời gian", "Kinh phí"],
        [1, "a", datetime(2026, 3, 1), 1500000],
        [2.1, "b", datetime(2026, 3, 1), 0.755],
        [3, "c", datetime(2026, 3, 5, 7, 30), 2.5],
        [4, "d", datetime(2026, 12, 5), True],
        [5, "e", time(7, 30), O],
    ]
    formats = [
        ("C3", "dd/mm/yyyy"), ("C4", "mm/yyyy"), ("C5", "d/m/yyyy h:mm"), ("C6", "dd/mm"),
        ("C7", 'hh"h"mm'), ("D3", "#,##0"), ("D4", "0.0%"), ("A4", "0.0"),
    ]  # fmt: skip
    sheet = read(tmp_path, rows, formats=formats)
    assert [(r.number, r.time_text, r.time_from, r.time_to) for r in sheet.rows] == [
        ("1", "01/03/2026", "2026-03-01", "2026-03-01"),
        ("2.1", "03/2026", "2026-03-01", "2026-03-31"),
        ("3", "5/3/2026 7:30", "2026-03-05T07:30", "2026-03-05T07:30"),
        ("4", "05/12", "2026-12-05", "2026-12-05"),
        ("5", "07h30", O, O),
    ]
    assert [n.code for n in sheet.rows[3].warnings] == ["year-from-title"]
    assert [r.extra.get("Kinh phí") for r in sheet.rows] == ["1,500,000", "75.5%", "2.5", "TRUE", O]


def test_columns_of_several_times_become_milestones(tmp_path):
    (item,) = read(
        tmp_path,
        [
            ["CHƯƠNG TRÌNH NĂM 2026"],
            ["STT", "Tên đề án", "Cơ quan chủ trì", "Thời gian trình", O],
            [O, O, O, "BTV", "BCH"],
            [1, "Đề án", "Ban Tổ chức", "Tháng 3", "Tháng 5"],
        ],
        ["A2:A3", "B2:B3", "C2:C3", "D2:E2"],
    ).rows
    assert item.time_text == "BTV: Tháng 3; BCH: Tháng 5"
    assert [(m.text, m.time_from) for m in item.milestones] == [
        ("BTV: Tháng 3", "2026-03-01"),
        ("BCH: Tháng 5", "2026-05-01"),
    ]


def test_letters_capitals_months_and_bold_lines_are_headings(tmp_path):
    sheet = read(
        tmp_path,
        [
            ["KẾ HOẠCH NĂM 2026"],
            ["STT", "Nội dung", "Chủ trì", "Thời gian"],
            ["A", "Trình Ban Chấp hành"],
            [1, "a1", "Sở Y tế", "Tháng 1"],
            ["B.", "Trình Ban Thường vụ"],
            ["Quý II"],
            [2, "b1", "Sở Y tế", O],
            [O, "CÔNG TÁC CÁN BỘ"],
            [3, "b2", "Sở Y tế", "Tháng 9"],
            ["C", "Việc khác"],
            [O, "Nhóm việc in đậm"],
            [4, "c1", "Sở Y tế", "Tháng 2"],
            ["a)", "c1a", O, O],
        ],
        bold=["B11"],
    )
    assert [(r.text, r.level, r.section) for r in sheet.rows] == [
        ("a1", 1, "A. Trình Ban Chấp hành"),
        ("b1", 1, "B. Trình Ban Thường vụ / Quý II"),
        ("b2", 1, "B. Trình Ban Thường vụ / Quý II / CÔNG TÁC CÁN BỘ"),
        ("c1", 1, "C. Việc khác / Nhóm việc in đậm"),
        ("c1a", 2, "C. Việc khác / Nhóm việc in đậm"),
    ]
    assert sheet.rows[1].time_to == "2026-06-30"
    assert "time-from-heading" in [n.code for n in sheet.rows[1].warnings]
    assert "time-not-of-heading" in [n.code for n in sheet.rows[2].warnings]


words = st.text("abcđêôưXYZ ĐÊ.:-–()0123456789IV", min_size=1, max_size=12).filter(
    lambda text: any(map(str.isalpha, text))  # "1", "2", "3" side by side number the columns
)
numbers = st.sampled_from(["1", "2.", "1.1", "a)", "-", "I", "A", "Tháng 5", "12"])
drawn_rows = st.lists(
    st.tuples(st.none() | numbers, st.none() | words, st.none() | words, st.none() | words),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(drawn_rows)
def test_every_cell_of_any_table_is_somewhere(tmp_path_factory, rows):
    head = ("STT", "Nội dung", "Chủ trì", "Thời gian")
    sheet = read(tmp_path_factory.mktemp("any"), [head, *rows])
    said: dict[int, str] = {}
    for remark in filter(lambda remark: remark.row, sheet.remarks):
        said[remark.row] = f"{said.get(remark.row, '')} {remark.note.params.get('text', '')}"
    over = " / ".join({r.section or "" for r in sheet.rows})
    for r in sheet.rows:
        said[r.row] = f"{said.get(r.row, '')} {r.number} {r.text} {r.lead} {r.time_text}"
    for n, row in enumerate(rows, 2):
        for cell in filter(None, row):
            assert cell.strip() in said.get(n, "") + over, (n, row)
