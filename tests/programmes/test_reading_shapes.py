"""Shapes of tables that offices draw, straight as grids."""

import re
from datetime import date
from pathlib import Path

import pytest

from server.kernel.i18n import catalogue
from server.programmes.reading import ProgrammeSheet, read_catalogue
from server.programmes.reading.grid import Cell, Grid, Merge
from server.programmes.reading.programme import read_grids

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
O = None  # noqa: E741 an empty cell
TITLE = ["CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"]
HEAD = ["TT", "Nội dung", "Chủ trì", "Thời gian"]


def drawn(rows, merges=(), name="Bảng") -> Grid:
    cells = {
        r: {c: Cell(text) for c, text in enumerate(row, 1) if text is not None}
        for r, row in enumerate(rows, 1)
    }
    return Grid(name, cells, [Merge(*merge) for merge in merges])


def read(rows, merges=(), *more: Grid) -> ProgrammeSheet:
    return read_grids([drawn(rows, merges), *more], BODIES, today=date(2020, 1, 1))


def codes(row) -> list[str]:
    return [note.code for note in row.warnings]


def test_a_longer_time_ends_the_shorter_ones_before_it():
    sheet = read([
        TITLE, HEAD[:3],
        ["THÁNG 02/2026"], ["1.", "a", "Sở Y tế"],
        ["Ngày 05/02/2026 (thứ Bảy)"], ["1.", "b", "Sở Y tế"],
        ["Quý II"], ["1.", "c", "Sở Y tế"],
        ["Tháng 4"], ["1.", "d", "Sở Y tế"],
        ["QUÝ IV NĂM 2026"], ["-", "e", "Sở Y tế"],
    ])  # fmt: skip
    assert [(r.section, r.time_from, r.time_to) for r in sheet.rows] == [
        ("THÁNG 02/2026", "2026-02-01", "2026-02-28"),
        ("THÁNG 02/2026 / Ngày 05/02/2026 (thứ Bảy)", "2026-02-05", "2026-02-05"),
        ("Quý II", "2026-04-01", "2026-06-30"),
        ("Quý II / Tháng 4", "2026-04-01", "2026-04-30"),
        ("QUÝ IV NĂM 2026", "2026-10-01", "2026-12-31"),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "span"),
    [
        ("Tháng", "3", ("2026-03-01", "2026-03-31")),
        ("Tháng thực hiện", "11 - 12", ("2026-11-01", "2026-12-31")),
        ("Quý", "II", ("2026-04-01", "2026-06-30")),
        ("Quarter", "4", ("2026-10-01", "2026-12-31")),
        ("Tháng/Quý", "3", (O, O)),  # which of the two is not known
        ("Thời gian", "3", (O, O)),
    ],
)
def test_a_bare_figure_is_read_by_the_column_s_heading(heading, cell, span):
    (item,) = read([TITLE, ["TT", "Nội dung", "Chủ trì", heading], ["1", "a", "x", cell]]).rows
    assert (item.time_text, (item.time_from, item.time_to)) == (cell, span)
    assert "year-from-title" in codes(item) or "time-not-read" in codes(item)


def test_days_of_a_month_s_schedule_take_the_month_from_its_title():
    sheet = read([
        ["LỊCH CÔNG TÁC THÁNG 5/2026"], ["Ngày", "Nội dung", "Chủ trì"],
        ["4", "a", "x"], ["8 - 10", "b", "x"], ["3 - 5", "c", "x"], ["6/5", "d", "x"],
    ])  # fmt: skip
    assert [(r.time_from, r.time_to) for r in sheet.rows] == [
        ("2026-05-04", "2026-05-04"),
        ("2026-05-08", "2026-05-10"),
        ("2026-05-03", "2026-05-03"),
        ("2026-05-06", "2026-05-06"),
    ]
    assert "month-from-heading" in codes(sheet.rows[0])
    assert "time-two-ways" in codes(sheet.rows[2])


def test_ticks_in_columns_of_quarters_say_when():
    sheet = read(
        [
            TITLE, ["TT", "Nội dung", "Chủ trì", "Quý I", "Quý II", "Kinh phí", O],
            [O, O, O, O, O, "Quý I", "Quý II"],
            ["1", "a", "x", "x", O, "10", "20"], ["2", "b", "x", "x", "X", O, O],
        ],
        [(2, 6, 2, 7), *((2, c, 3, c) for c in range(1, 6))],
    )  # fmt: skip
    assert [(r.time_text, r.time_from, r.time_to) for r in sheet.rows] == [
        ("Quý I: x", "2026-01-01", "2026-03-31"),
        ("Quý I: x; Quý II: X", "2026-01-01", "2026-06-30"),
    ]
    assert sheet.rows[0].extra == {"Kinh phí / Quý I": "10", "Kinh phí / Quý II": "20"}
    assert sheet.rows[0].how["time_text"].code == "how-ticks"


@pytest.mark.parametrize(
    ("heads", "merges"),
    [
        ((["Thời gian", O], ["Từ ngày", "Đến ngày"]), [(2, 4, 2, 5)]),
        ((["Thời gian thực hiện", O], ["Bắt đầu", "Hoàn thành"]), [(2, 4, 2, 5)]),
        ((["Thời gian", O], ["Bắt đầu", "Kết thúc"]), []),  # centred over two, not merged
        ((["Ngày bắt đầu", "Ngày kết thúc"],), []),
        ((["Start", "End date"],), []),
    ],
)
def test_a_start_and_an_end_are_one_time(heads, merges):
    under = [[O, O, O, *row] for row in heads[1:]]
    sheet = read(
        [
            TITLE, ["TT", "Nội dung", "Chủ trì", *heads[0]], *under,
            ["1", "a", "x", "01/3", "15/3"], ["2", "b", "x", "01/3", O], ["3", "c", "x", O, "15/3"],
        ],
        merges,
    )  # fmt: skip
    assert [(r.time_text, r.time_from, r.time_to) for r in sheet.rows] == [
        ("01/3 - 15/3", "2026-03-01", "2026-03-15"),
        ("01/3", "2026-03-01", O),
        ("15/3", O, "2026-03-15"),
    ]


def test_an_item_whose_words_look_like_headings_is_an_item():
    sheet = read([
        TITLE, ["TT", "Nội dung", "Chủ trì", "Sản phẩm", "Thời gian"],
        ["1", "a", "x", "Tờ trình", "Tháng 2"],
        ["2", "Nội dung trình kỳ họp", "Đơn vị", "Văn bản trình", "Tháng 3"],
    ])  # fmt: skip
    assert [r.text for r in sheet.rows] == ["a", "Nội dung trình kỳ họp"]


def test_columns_of_months_hold_ticks_or_days():
    months = ["Tháng 1", "Tháng 2", "Tháng 3"]
    sheet = read([
        ["CHƯƠNG TRÌNH CÔNG TÁC QUÝ I NĂM 2026"], ["TT", "Nội dung", "Chủ trì", *months],
        ["1", "a", "x", "x", O, O], ["2", "b", "x", O, O, "05/3"], ["3", "c", "x", O, "chưa rõ", O],
    ])  # fmt: skip
    assert [(r.time_text, r.time_from, r.time_to) for r in sheet.rows] == [
        ("Tháng 1: x", "2026-01-01", "2026-01-31"),
        ("05/3", "2026-03-05", "2026-03-05"),
        ("chưa rõ", O, O),
    ]


def test_a_week_s_days_take_the_year_from_the_line_below_the_title():
    sheet = read([
        ["LỊCH CÔNG TÁC TUẦN 45"], ["(Từ ngày 02/11/2026 đến ngày 08/11/2026)"],
        ["Thứ/ngày", "Giờ", "Nội dung", "Chủ trì"], ["Thứ Hai 02/11", "07h30", "a", "x"],
    ])  # fmt: skip
    assert (sheet.title.text, sheet.title.kind) == ("LỊCH CÔNG TÁC TUẦN 45", "week")
    assert sheet.rows[0].time_from == "2026-11-02T07:30"


def test_a_schedule_s_parts_of_a_day_take_the_day_from_the_heading():
    sheet = read([
        ["LỊCH LÀM VIỆC TỪ NGÀY 02/11/2026 ĐẾN NGÀY 08/11/2026"],
        ["Giờ", "Nội dung", "Chủ trì"], ["THỨ HAI, NGÀY 02/11"],
        ["Sáng", "a", "x"], ["14h00 - 16h00", "b", "x"], ["Cả ngày", "c", "x"],
    ])  # fmt: skip
    assert [(r.time_from, r.time_to) for r in sheet.rows] == [
        ("2026-11-02", "2026-11-02"),
        ("2026-11-02T14:00", "2026-11-02T16:00"),
        ("2026-11-02", "2026-11-02"),
    ]
    slip = [["LỊCH TUẦN TỪ 29/02 ĐẾN 05/3/2026"], HEAD, ["1", "a", "x", "01/3"]]
    assert read(slip).title.first is None  # no such day in 2026: nothing is made of it


def test_a_second_annex_plans_for_its_own_year():
    sheet = read([
        ["Phụ lục I"], ["DANH MỤC ĐỀ ÁN NĂM 2026"], HEAD, ["1", "a", "x", "Tháng 3"], [],
        ["Phụ lục II"], ["DANH MỤC BÁO CÁO NĂM 2027"], HEAD, ["A", "PHẦN A"],
        ["A.1", "b", "x", "Tháng 3"],
    ])  # fmt: skip
    assert [(r.number, r.time_from) for r in sheet.rows] == [
        ("1", "2026-03-01"),
        ("A.1", "2027-03-01"),
    ]
    assert sheet.rows[1].sections == ("Phụ lục II", "DANH MỤC BÁO CÁO NĂM 2027", "A. PHẦN A")
    assert "time-not-of-title" not in codes(sheet.rows[1])


def test_a_time_outside_the_programme_s_own_is_named():
    sheet = read([
        ["KẾ HOẠCH 6 THÁNG CUỐI NĂM 2026"], HEAD, ["1", "a", "x", "Tháng 8"],
        ["2", "b", "x", "Tháng 3"], ["3", "c", "x", "trước 15/8/2062"],
    ])  # fmt: skip
    assert ["time-not-of-title" in codes(r) for r in sheet.rows] == [False, True, True]


def test_a_text_alone_over_numbers_is_a_heading_and_said_to_be_guessed():
    sheet = read([
        TITLE, HEAD, [O, "Lĩnh vực kinh tế"], ["1", "a", "x", "3/2026"], [O, "Lĩnh vực xã hội"],
        ["2", "b", "x", "4/2026"],
    ])  # fmt: skip
    assert [r.section for r in sheet.rows] == ["Lĩnh vực kinh tế", "Lĩnh vực xã hội"]
    assert [(r.row, r.note.code) for r in sheet.remarks] == [
        (3, "heading-guessed"),
        (5, "heading-guessed"),
    ]


def test_headings_in_three_rows_and_numbers_under_them():
    sheet = read(
        [
            TITLE, ["TT", "Nội dung", "Cơ quan", O, O, "Trình", O],
            [O, O, "Chủ trì", "Phối hợp", O, "Cấp trình", "Thời gian"],
            [O, O, O, "Cấp tỉnh", "Cấp xã", O, O],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            ["1", "Đề án", "Sở Y tế", "Sở Nội vụ", "UBND xã", "BTV", "Tháng 3"],
        ],
        [(2, 1, 4, 1), (2, 2, 4, 2), (2, 3, 2, 5), (2, 6, 2, 7), (3, 3, 4, 3), (3, 4, 3, 5),
         (3, 6, 4, 6), (3, 7, 4, 7)],
    )  # fmt: skip
    (item,) = sheet.rows
    assert (item.lead, item.coordinating, item.time_text) == ("Sở Y tế", "Sở Nội vụ", "Tháng 3")
    assert item.extra == {"Cơ quan / Phối hợp / Cấp xã": "UBND xã"}
    assert item.considers == "BTV"
    assert [sheet.kinds["Bảng", row] for row in range(1, 7)] == ["title", *["heading"] * 4, "item"]


def test_a_section_above_the_table_is_no_part_of_the_title():
    sheet = read([
        TITLE, ["I. NỘI DUNG TRÌNH"], HEAD, ["1", "a", "x", "3/2026"], [],
        ["II. NỘI DUNG KHÁC"], HEAD, ["1", "b", "x", "4/2026"],
    ])  # fmt: skip
    assert sheet.title.text == TITLE[0]
    assert [r.section for r in sheet.rows] == ["I. NỘI DUNG TRÌNH", "II. NỘI DUNG KHÁC"]


def test_running_text_above_a_table_is_no_title():
    sheet = read([
        ["KẾ HOẠCH"], ["công tác năm 2026 của đơn vị thử nghiệm"],
        ["Căn cứ Chương trình công tác toàn khóa 2020 - 2025, đơn vị ban hành kế hoạch như sau:"],
        ["I. MỤC ĐÍCH"], ["Thực hiện tốt chương trình năm 2025."], ["II. NỘI DUNG"],
        HEAD, ["1", "a", "x", "Tháng 3"],
    ])  # fmt: skip
    assert (sheet.title.text, sheet.title.kind, sheet.title.year) == (
        "KẾ HOẠCH công tác năm 2026 của đơn vị thử nghiệm",
        "year",
        2026,
    )
    assert sheet.rows[0].section == "II. NỘI DUNG"
    assert [(r.row, r.note.code) for r in sheet.remarks] == [
        (3, "row-above-table"),
        (4, "heading-empty"),
        (5, "row-above-table"),
    ]


def test_pages_notes_and_sums_between_items_are_remarks():
    sheet = read(
        [
            TITLE, HEAD, ["1", "a", "x", "3/2026"], ["Tiếp theo trang 2"], HEAD,
            ["Ghi chú: nội dung a có thể lùi"], ["2", "b", "x", "4/2026"],
            [O, "Tổng cộng", "2", O],
        ],
        [(6, 1, 6, 4)],
    )  # fmt: skip
    assert [(r.text, r.section) for r in sheet.rows] == [("a", O), ("b", O)]
    assert [(r.row, r.note.code) for r in sheet.remarks] == [
        (4, "row-not-read"),
        (6, "row-not-read"),
        (8, "row-not-read"),
    ]


def test_numbers_come_with_all_kinds_of_stops_and_restart():
    rows = [["1.", "a"], ["2/", "b"], ["(3)", "c"], ["1", "d"], ["1.1.", "e"], ["a/", "f"],
            ["-", "g"], [O, "+ h"], [O, "i"]]  # fmt: skip
    sheet = read([TITLE, HEAD, *([*row, "Sở Y tế", "Tháng 3"] for row in rows)])
    assert [(r.number, r.level) for r in sheet.rows] == [
        ("1.", 1), ("2/", 1), ("(3)", 1), ("1", 1), ("1.1.", 2), ("a/", 2), ("-", 2), (O, 2),
        (O, 1),
    ]  # fmt: skip
    assert [r.how["level"].code for r in sheet.rows if r.level == 2] == [
        "how-level-many", "how-level-small", "how-level-dash", "how-level-dash",
    ]  # fmt: skip
    assert "item-unnumbered" in codes(sheet.rows[-1])


def test_a_sheet_without_its_own_year_takes_the_file_s_and_says_so():
    second = drawn([HEAD, ["1", "b", "x", "Tháng 5"]], name="Phụ lục 2")
    sheet = read([TITLE, HEAD, ["1", "a", "x", "Tháng 3"]], (), second)
    assert [r.time_from for r in sheet.rows] == ["2026-03-01", "2026-05-01"]
    assert "year-from-title" in codes(sheet.rows[1])


def test_every_part_of_an_item_says_how_it_was_read():
    sheet = read(
        [
            TITLE, ["TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian", "Ghi chú"],
            ["I", "KINH TẾ"], ["1", "a", "VPTU", "ai đó", "trước 30/6", "x"],
            ["2", "b", O, O, "Tháng 3; Tháng 5", O],
        ],
        [(4, 3, 5, 3)],
    )  # fmt: skip
    first, second = sheet.rows
    assert {part: note.code for part, note in first.how.items()} == {
        "number": "how-heading", "text": "how-heading", "lead": "how-heading",
        "coordinating": "how-heading", "time_text": "how-heading", "note": "how-heading",
        "section": "how-section", "time_from": "how-time-until", "lead_bodies": "how-bodies",
        "coordinating_bodies": "how-bodies-none",
    }  # fmt: skip
    assert first.how["lead_bodies"].params == {"names": "VPTU → Văn phòng Tỉnh ủy"}
    assert first.how["time_from"].params["last"] == "30/06/2026"
    assert second.how["lead"].params == {"column": "Chủ trì", "cell": "C4"}
    assert second.how["time_from"].code == "how-time-milestones"


def test_every_way_of_reading_has_its_sentence():
    known = {str(key) for key in catalogue("vi")} & {str(key) for key in catalogue("en")}
    ways = ["heading", "numbers", "longest", "ticks", "second", "unknown", "no-heading", "merged"]
    ways += ["joined", "own-number", "section", "level-dash", "level-many", "level-small"]
    ways += [f"time-{how}" for how in ("moment", "span", "until", "since", "milestones")]
    assert {f"how-{way}" for way in [*ways, "bodies", "bodies-none"]} <= known
    source = Path(__file__).parents[2] / "server" / "programmes" / "reading"
    for file in source.glob("*.py"):
        for code in re.findall(r'"(how-[a-z-]*[a-z])"', file.read_text(encoding="utf-8")):
            assert code in known, code


def test_a_number_that_comes_again_is_named():
    sheet = read([
        TITLE, HEAD,
        ["1", "a", "Sở Y tế", "03/2026"], ["2", "b", "Sở Y tế", "04/2026"],
        ["2", "c", "Sở Y tế", "05/2026"], ["II", "NHÓM HAI"], ["1", "d", "Sở Y tế", "06/2026"],
    ])  # fmt: skip
    assert [row.text for row in sheet.rows if "doubt-number-again" in codes(row)] == ["c"]


def test_a_form_s_name_is_the_title_where_there_is_no_other():
    sheet = read([
        ["Phụ lục 2. NỘI DUNG TRÌNH NĂM 2026"], HEAD, ["I", "QUÝ II"],
        ["1", "a", "Sở Y tế", "Tháng 5"],
    ])  # fmt: skip
    assert (sheet.title.year, sheet.rows[0].section) == (2026, "I. QUÝ II")


def test_an_english_signature_is_no_item():
    sheet = read([
        ["WORK PROGRAMME 2026"], ["No.", "Item", "Lead", "Due"],
        ["1", "Budget", "Office", "03/2026"],
        [O, "On behalf of the Council\nCHAIR"],
    ])  # fmt: skip
    assert [row.text for row in sheet.rows] == ["Budget"]
