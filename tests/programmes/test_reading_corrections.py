"""What a person says of columns and rows is read so, whatever the reader makes of them itself."""

from datetime import date
from pathlib import Path

import pytest

from server.kernel.i18n import catalogue
from server.programmes.reading import FIELDS, Corrections, read_catalogue, read_grids
from server.programmes.reading import read_programme as read_file
from server.programmes.reading.errors import NoProgrammeTable
from tests.programmes.test_reading_shapes import drawn

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
O = None  # noqa: E741 an empty cell
TITLE = ["CHƯƠNG TRÌNH CÔNG TÁC NĂM 2026"]
HEAD = ["TT", "Nội dung", "Chủ trì", "Thời gian"]
STRANGE = ["Mã", "Mô tả", "Nơi làm", "Mốc"]


def read(rows, merges=(), *, columns=None, said=None, more=()):
    corrections = Corrections(columns or {}, {("Bảng", row): k for row, k in (said or {}).items()})
    grids = [drawn(rows, merges), *more]
    return read_grids(grids, BODIES, today=date(2020, 1, 1), corrections=corrections)


def how(sheet) -> dict[str, tuple[str | None, str]]:
    return {column.key: (column.field, column.how) for column in sheet.columns}


def remarks(sheet) -> list[tuple[int | None, str]]:
    return [(remark.row, remark.note.code) for remark in sheet.remarks]


def test_a_column_is_named_by_its_heading_as_it_is_compared_or_its_letter():
    sheet = read([TITLE, [O, *HEAD[1:]], ["1", "a", "Sở Y tế", "3/2026"], ["2", "b", "x", "y"]])
    assert how(sheet) == {
        "Bảng!A": ("number", "numbers"),
        "noi dung": ("text", "heading"),
        "chu tri": ("lead", "heading"),
        "thoi gian": ("time_text", "heading"),
    }


def test_a_corrected_column_wins_and_the_other_keeps_its_heading():
    sheet = read(
        [TITLE, [*HEAD, "Nơi lo việc"], ["1", "a", "Sở Y tế", "3/2026", "Ban Tổ chức"]],
        columns={"noi lo viec": "lead"},
    )
    assert how(sheet)["noi lo viec"] == ("lead", "hand")
    assert how(sheet)["chu tri"] == (None, "second")
    (item,) = sheet.rows
    assert (item.lead, item.extra) == ("Ban Tổ chức", {"Chủ trì": "Sở Y tế"})
    assert item.how["lead"].code == "how-hand"
    assert "column-unknown" not in dict(remarks(sheet)).values()


def test_a_column_is_kept_under_its_heading_where_a_person_says_so():
    sheet = read(
        [TITLE, [*HEAD, "Ghi chú"], ["1", "a", "Sở Y tế", "3/2026", "gấp"]],
        columns={"chu tri": "", "ghi chu": ""},
    )
    (item,) = sheet.rows
    assert (item.lead, item.extra) == (None, {"Chủ trì": "Sở Y tế", "Ghi chú": "gấp"})
    assert item.how["Chủ trì"].code == item.how["Ghi chú"].code == "how-hand"
    assert not [code for _, code in remarks(sheet) if code.startswith("column-")]


def test_a_column_without_heading_is_named_by_its_letter():
    rows = [TITLE, [*HEAD[:3], O], ["1", "a", "Sở Y tế", "3/2026"]]
    assert read(rows).rows[0].extra == {"D": "3/2026"}
    sheet = read(rows, columns={"Bảng!D": "time_text", "Bảng!B": "lead", "Khác!C": "product"})
    (item,) = sheet.rows
    assert (item.time_from, item.text, item.lead) == ("2026-03-01", "a", "Sở Y tế")
    assert how(sheet)["Bảng!D"] == ("time_text", "hand")


@pytest.mark.parametrize(
    "columns",
    [
        {"mo ta": "text", "noi lam": "lead", "moc": "time_text"},
        {"mo ta": "text", "noi lam": "lead"},
        {"mo ta": "text"},
        {"noi lam": "lead", "moc": ""},  # the items' column is the longest one, and said
    ],
)
def test_headings_that_nobody_knows_are_found_by_a_correction(columns):
    rows = [
        TITLE,
        STRANGE,
        ["1", "Báo cáo kết quả", "Sở Y tế", "3/2026"],
        ["2", "b", "x", "4/2026"],
    ]
    with pytest.raises(NoProgrammeTable):
        read(rows)
    sheet = read(rows, columns=columns)
    assert [item.text for item in sheet.rows] == ["Báo cáo kết quả", "b"]
    for key, field in columns.items():
        assert how(sheet)[key] == (field or None, "hand")
    if "time_text" in columns.values():
        assert sheet.rows[1].time_to == "2026-04-30"


def test_a_heading_over_two_rows_that_nobody_knows_is_found_by_a_correction():
    rows = [
        TITLE, ["Mã", "Mô tả", "Nơi", O], [O, O, "chính", "phụ"],
        ["1", "Báo cáo", "Sở Y tế", "Ban Tổ chức"],
    ]  # fmt: skip
    merges = [(2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4)]
    keys = {"mo ta": "text", "noi / chinh": "lead", "noi / phu": "coordinating"}
    (item,) = read(rows, merges, columns=keys).rows
    assert (item.text, item.lead, item.coordinating) == ("Báo cáo", "Sở Y tế", "Ban Tổ chức")


def test_a_table_without_any_heading_is_found_by_its_columns_letters():
    rows = [TITLE, ["1", "Báo cáo", "Sở Y tế", "3/2026"], ["2", "b", "x", "4/2026"]]
    keys = {"Bảng!A": "number", "Bảng!B": "text", "Bảng!D": "time_text"}
    sheet = read(rows, columns=keys)
    assert sheet.title.text == TITLE[0]
    assert [(i.number, i.text, i.extra) for i in sheet.rows] == [
        ("1", "Báo cáo", {"C": "Sở Y tế"}), ("2", "b", {"C": "x"}),
    ]  # fmt: skip
    assert sheet.kinds == {("Bảng", 1): "title", ("Bảng", 2): "item", ("Bảng", 3): "item"}


def test_columns_of_months_are_read_as_said():
    rows = [TITLE, [*HEAD[:3], "Tháng 1", "Tháng 2"], ["1", "a", "x", "10", "20"]]
    assert read(rows).rows[0].time_text is None
    (item,) = read(rows, columns={"thang 1": "time_text", "thang 2": "product"}).rows
    assert (item.time_text, item.product) == ("Tháng 1: 10", "20")


def test_a_row_is_an_item_a_section_or_a_remark_as_said():
    rows = [
        TITLE, HEAD,
        ["1", "a", "x", "3/2026"],
        ["2", "Công tác tổ chức", O, O],
        ["3", "b", "x", "4/2026"],
        [O, "VIỆC CHUNG", O, O],
        ["4", "c", "x", "5/2026"],
    ]  # fmt: skip
    as_read = read(rows)
    assert [i.section for i in as_read.rows] == [O, O, O, "VIỆC CHUNG"]
    sheet = read(rows, said={3: "remark", 4: "section", 6: "item"})
    assert [(i.row, i.text, i.section) for i in sheet.rows] == [
        (5, "b", "2 Công tác tổ chức"),
        (6, "VIỆC CHUNG", "2 Công tác tổ chức"),
        (7, "c", "2 Công tác tổ chức"),
    ]
    assert [sheet.kinds["Bảng", row] for row in range(3, 8)] == [
        "remark", "section", "item", "item", "item",
    ]  # fmt: skip
    (apart,) = [r for r in sheet.remarks if r.note.code == "row-by-hand"]
    assert (apart.row, apart.note.params["text"]) == (3, "A3: 1; B3: a; C3: x; D3: 3/2026")


def test_rows_round_the_table_are_read_as_said():
    rows = [
        TITLE, ["Việc gấp", O, O], ["Việc chung", O, O], HEAD,
        ["1", "a", "x", "3/2026"], ["Nơi nhận:", O, O, O], [O, "- Như trên", O, O],
    ]  # fmt: skip
    sheet = read(rows, said={1: "remark", 2: "item", 3: "section", 7: "item"})
    assert sheet.title.text == ""
    assert [(i.row, i.text, i.section) for i in sheet.rows] == [
        (2, "Việc gấp", "Việc chung"),
        (5, "a", "Việc chung"),
        (7, "- Như trên", "Việc chung"),
    ]
    assert (1, "row-by-hand") in remarks(sheet)
    assert (6, "row-below-table") in remarks(sheet)


def test_a_row_that_looks_like_headings_again_is_no_second_table_where_said():
    rows = [TITLE, HEAD, ["1", "a", "x", "3/2026"], HEAD, ["2", "b", "x", "4/2026"]]
    sheet = read(rows, said={4: "remark"})
    assert [i.row for i in sheet.rows] == [3, 5]
    assert sheet.kinds["Bảng", 4] == "remark"


def test_an_item_by_hand_has_its_text_wherever_the_row_shows_one():
    rows = [TITLE, HEAD, ["1", "a", "x", "3/2026"], [O, O, "Sở Y tế", "4/2026"], ["9", O, O, O]]
    sheet = read(rows, [(3, 2, 4, 2)], said={4: "item", 5: "item"})
    assert [(i.text, i.lead, i.number) for i in sheet.rows] == [
        ("a", "x", "1"), ("a", "Sở Y tế", O), ("9", O, O),
    ]  # fmt: skip


def test_what_the_file_does_not_have_is_passed_over():
    rows = [TITLE, HEAD, ["1", "a", "x", "3/2026"]]
    sheet = read(rows, columns={"khong co": "lead", "Bảng!ZZ": ""}, said={99: "item"})
    assert sheet.rows == read(rows).rows
    assert (sheet.kinds, sheet.columns) == (read(rows).kinds, read(rows).columns)


def test_another_field_or_kind_is_refused():
    with pytest.raises(ValueError, match="title"):
        Corrections({"a": "title"})
    with pytest.raises(ValueError, match="heading"):
        Corrections({}, {("a", 1): "heading"})
    assert set(FIELDS) >= {"number", "text", "lead", "time_text"}


def test_a_file_is_read_with_corrections_too():
    real = Path(__file__).parents[1] / "data" / "annual-2026.xlsx"
    plain = read_file(real, BODIES, today=date(2026, 1, 1))
    first = plain.rows[0]
    said = Corrections({}, {(first.sheet, first.row): "remark"})
    sheet = read_file(real, BODIES, today=date(2026, 1, 1), corrections=said)
    assert sheet.rows == plain.rows[1:]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_said_of_it_has_a_sentence(language):
    assert {"how-hand", "row-by-hand"} <= {str(key) for key in catalogue(language)}
