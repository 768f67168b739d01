"""No row is lost, whatever is drawn: each ends up as something, and says as what."""

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from server.programmes.definition import FURTHER
from server.programmes.reading import ROW_KINDS, Corrections, read_catalogue, read_grids
from tests.programmes.test_reading_shapes import drawn, read

BODIES = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")
O = None  # noqa: E741 an empty cell
HEAD = ["TT", "Nội dung", "Chủ trì", "Thời gian"]
TEXTS = ("kind", "lead", "coordinating", "participants", "product", "time_text", *FURTHER)
words = st.text("abcđêôưXYZ ĐÊ.:-–()/0123456789IV\n", min_size=1, max_size=12)
texts = words.map(str.strip).filter(bool) | st.sampled_from(
    ["Tháng 5", "Quý II", "I. PHẦN", "A. LĨNH VỰC", "VIỆC CHUNG", "- ý", "Ghi chú:", "Nơi nhận:",
     "Tổng cộng", "Tiếp theo", "T/M", "CHƯƠNG TRÌNH", "KẾ HOẠCH NĂM 2026", "Căn cứ", "x"]
)  # fmt: skip
numbers = st.sampled_from(
    ["1", "2.", "1.1", "a)", "-", "I", "A", "Tháng 5", "12", "(3)", "Ghi chú"]
)
rows = st.lists(
    st.sampled_from([tuple(HEAD), ("STT", "Nội dung", "Cơ quan", O), (O, O, "Chủ trì", "Hạn")])
    | st.tuples(*[st.none() | texts] * 5)
    | st.tuples(st.none() | numbers, *[st.none() | texts] * 3),
    max_size=14,
)
spans = st.lists(
    st.tuples(*[st.integers(1, 14), st.integers(1, 5), st.integers(0, 3), st.integers(0, 4)]),
    max_size=4,
)

by_hand = st.dictionaries(st.integers(1, 19), st.sampled_from(ROW_KINDS), max_size=6)


@settings(max_examples=400, deadline=None)
@given(rows, rows, spans, st.just({}) | by_hand)
def test_every_row_of_any_table_is_an_item_a_heading_a_section_or_a_remark(
    above, below, merges, said
):
    drawn_rows = [*above[:4], HEAD, *below]
    ranges: list[tuple[int, int, int, int]] = []
    for top, left, down, across in merges:
        made = (top, left, top + down, left + across)
        if all(
            made[0] > r[2] or made[2] < r[0] or made[1] > r[3] or made[3] < r[1] for r in ranges
        ):
            ranges.append(made)
    grid = drawn(drawn_rows, ranges)
    try:
        corrections = Corrections({}, {(grid.name, row): kind for row, kind in said.items()})
        sheet = read_grids([grid], BODIES, today=date(2020, 1, 1), corrections=corrections)
    except Exception as refusal:
        assert refusal.args[0] == "programme-no-table"  # noqa: PT017 the merges hid the headings
        return
    said = {(r.row, r.note.code): r.note.params for r in sheet.remarks}
    remarked = {row for row, _ in said}
    items = {r.row for r in sheet.rows}
    remarks = {r.row: r.note.params.get("text", "") for r in sheet.remarks if r.row}
    whole = {
        r.row: "|".join(
            [
                *(r.number or "", r.text, *r.extra.values()),
                *(getattr(r, name) or "" for name in TEXTS),
            ]
        )
        for r in sheet.rows
    }
    over = {text for r in sheet.rows for text in r.sections}
    assert {row for _, row in sheet.kinds} == set(grid.rows)
    for row in said.keys() & grid.rows:
        assert sheet.kinds[grid.name, row] == said[row]
    for row, cells in grid.rows.items():
        kind = sheet.kinds[grid.name, row]
        if kind == "remark":
            assert row in remarked
        elif kind == "section":
            shown = [cell.text for cell in cells.values()]
            assert row in remarked or any(text in line for text in shown for line in over)
        elif kind == "item":
            of = max((r for r in items if r <= row), default=None)
            assert of is not None
            for cell in cells.values():
                assert cell.text in whole[of] or cell.text in remarks.get(row, ""), (row, cell)
        elif kind == "title":
            assert all(cell.text in sheet.title.text for cell in cells.values())
        else:
            assert kind == "heading"
    assert items <= {row for (_, row), kind in sheet.kinds.items() if kind == "item"}


lines = st.lists(
    st.text("0123456789/- .()NĂMnămTHÁNGđếnngàytừQUÝIV", max_size=40).map(str.strip)
    | st.sampled_from(["LỊCH TUẦN", "KẾ HOẠCH NĂM 2026", "(từ 29/02 đến 5/3/2026)", "QUÝ 5/2026"]),
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(lines, lines, lines)
def test_no_title_heading_or_time_breaks_the_reader(titles, headings, times):
    body = [row for line in headings for row in ([line or O], ["1", "a", "x", "Tháng 3"])]
    items = [["2", "b", "x", time or O] for time in times]
    over = [["LỊCH CÔNG TÁC " + line] for line in titles]
    sheet = read([*over, ["TT", "Nội dung", "Chủ trì", "Thời gian"], *body, *items])
    assert {row for _, row in sheet.kinds} == {
        n for n, row in enumerate([*over, HEAD, *body, *items], 1) if any(row)
    }
