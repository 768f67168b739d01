"""Pictures say every number three times: drawn, read out and tabled; and nothing overlaps."""

import re
from html.parser import HTMLParser
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel import templates
from server.kernel.i18n import speaking
from server.overview.pictures.columns import MOST_COLUMNS, columns_of
from server.overview.pictures.drawing import Box, overlap, text_width, wrapped
from server.overview.pictures.flow import STEPS, Passed, flow_picture
from server.overview.pictures.load import MOST_ROWS as MOST_BODIES
from server.overview.pictures.load import load_picture
from server.overview.pictures.term import MOST_ROWS, Counts, term_picture

NAMES = st.one_of(
    st.sampled_from(["Ban Pháp chế", "Văn phòng Đoàn ĐBQH và HĐND tỉnh", "Ủy ban MTTQ " * 25]),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300),
)
NUMBERS = st.integers(0, 20_000)
PERIODS = st.one_of(
    st.just("none"),
    st.builds("{}".format, st.integers(1990, 2040)),
    st.builds("{}-Q{}".format, st.integers(1990, 2040), st.integers(1, 4)),
    st.builds("{}-{:02d}".format, st.integers(1990, 2040), st.integers(1, 12)),
)
COUNTS = st.builds(Counts, done=NUMBERS, late=NUMBERS, planned=NUMBERS, moved=NUMBERS)
MANY = [(f"Cơ quan {n}", "2027-Q2", Counts(done=n + 1)) for n in range(200)]


class Said(HTMLParser):
    """Collects what a picture reads out (`desc`), draws (`text`) and tables (`td`, `th`)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: dict[str, list[str]] = {"desc": [], "text": [], "td": [], "th": []}
        self.attributes: set[str] = set()
        self._in: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _value in attrs}
        if tag in self.parts:
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()

    def handle_data(self, data: str) -> None:
        if self._in:
            self.parts[self._in[-1]].append(data)

    def has(self, place: str, number: int) -> bool:
        return any(str(number) in re.findall(r"\d+", text) for text in self.parts[place])


def page(kind, picture, locale="vi"):
    with speaking(locale):
        module = templates.env.get_template("overview/_pictures.html").make_module({})
        return getattr(module, f"{kind}_picture")(picture, "p", "Toàn khóa")


def apart(boxes: list[Box]) -> None:
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]


def within(box: Box, width: int, height: int) -> bool:
    return box.x >= 0 and box.y >= 0 and box.x + box.width <= width and box.y + box.height <= height


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, PERIODS, COUNTS), max_size=60))
def test_a_term_loses_no_number_and_nothing_overlaps(items):
    picture = term_picture(items, now="2027-Q2")
    expected = sum(counts.total for _name, _period, counts in items)
    assert picture.counts.total == expected
    assert sum(row.counts.total for row in picture.rows) == expected
    assert sum(row.counts.total for row in picture.table) == expected
    assert sum(int(t.number.text) for row in picture.rows for t in row.tokens) == expected
    assert sum(int(line.text) for line in picture.sums) == expected
    assert len(picture.heads) <= MOST_COLUMNS
    assert len(picture.rows) <= MOST_ROWS
    apart([row.box for row in picture.rows])
    apart([head.box for head in picture.heads])
    for row in picture.rows:
        label = picture.heads[0].box.x
        apart([token.box for token in row.tokens])
        for token in row.tokens:
            assert within(token.box, picture.width, row.box.y + row.box.height)
            assert token.box.y >= row.box.y
            assert text_width(token.number.text) <= token.box.width + 2
        for line in row.label:
            assert line.x + text_width(line.text) <= label
            assert row.box.y < line.y < row.box.y + row.box.height
        assert "".join(line.text for line in row.label).replace(" ", "") == "".join(
            wrapped(row.name, 10_000_000)
        ).replace(" ", "")


def test_the_numbers_of_a_term_are_drawn_read_out_and_tabled():
    items = [
        ("Ban Pháp chế", "2026-Q3", Counts(done=11, late=12, planned=13, moved=14)),
        ("Ban Dân tộc", "2028", Counts(planned=15)),
        ("Ban Dân tộc", "2027-05", Counts(late=16)),
        ("Thường trực", "none", Counts(moved=17)),
    ]
    for locale in ("vi", "en"):
        with speaking(locale):
            picture = term_picture(items, now="2026-Q4")
        said = Said(page("term", picture, locale))
        for number in (*range(11, 18), 50, 31, 98):
            assert said.has("desc", number), number
            assert said.has("text", number), number
            assert said.has("td", number), number
        assert "style" not in said.attributes
    assert [head.column.key for head in picture.heads if head.now] == ["2026-Q4"]


def test_rows_that_have_no_room_share_one_and_stay_in_the_table():
    picture = term_picture(MANY, now="2027-Q2")
    assert len(picture.rows) == MOST_ROWS
    assert picture.rows[-1].folded == 200 - MOST_ROWS + 1
    assert picture.rows[-1].counts == Counts(done=sum(range(1, 162)))
    said = Said(page("term", picture))
    assert all(said.has("td", n + 1) for n in range(200))


def test_years_open_into_quarters_while_there_is_room():
    term = [f"{year}-Q{n}" for year in range(2026, 2032) for n in range(1, 5)]
    columns, place = columns_of([*term, "2027", "none"], "2028-Q1")
    assert len(columns) <= MOST_COLUMNS
    keys = [column.key for column in columns]
    assert keys[:2] == ["2026", "2027-Q1"]
    assert keys[-3:] == ["2030-Q4", "2031", "none"] or keys[-2:] == ["2031", "none"]
    assert place["2026-Q3"] == "2026"
    assert place["2028-Q3"] == "2028-Q3"
    many, place = columns_of([str(year) for year in range(1990, 2030)], "2029")
    assert len(many) == MOST_COLUMNS
    assert place["1990"] == many[0].key == "<2010"


@pytest.mark.parametrize("period", ["2026-13", "2026-Q5", "", "soon"])
def test_what_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match="no period"):
        term_picture([("Ban", period, Counts(done=1))], now="2026-Q1")


def test_counts_below_nothing_are_refused():
    with pytest.raises(ValueError, match="below 0"):
        Counts(late=-1)


MONTHS = st.one_of(st.none(), st.integers(1, 12))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(NAMES, MONTHS, NUMBERS), max_size=60))
def test_a_years_load_loses_no_number_and_nothing_overlaps(items):
    picture = load_picture(items, year=2026)
    expected = sum(count for _name, _month, count in items)
    assert picture.sums.total == sum(row.bar.count for row in picture.rows) == expected
    assert sum(month.bar.count for month in picture.months) == expected
    assert sum(cell.count for row in picture.rows for cell in row.cells) == expected
    assert sum(sum(row.counts) for row in picture.table) == expected
    assert len(picture.rows) <= MOST_BODIES
    apart([row.box for row in picture.rows])
    apart([month.bar.box for month in picture.months if month.bar.count])
    for month in picture.months:
        assert text_width(month.bar.number.text) <= month.bar.box.width + 8
        assert month.bar.number.y >= 14
    for row in picture.rows:
        apart([*(cell.box for cell in row.cells), row.bar.box])
        assert row.bar.number.x + text_width(row.bar.number.text) <= picture.width
        for cell in row.cells:
            assert within(cell.box, picture.width, row.box.y + row.box.height)
            assert cell.tone in (range(1, 5) if not row.folded else (0,))


def test_the_numbers_of_a_year_are_drawn_read_out_and_tabled():
    items = [("Ban Pháp chế", 3, 21), ("Ban Pháp chế", None, 22), ("Ban Dân tộc", 12, 23)]
    picture = load_picture(items, year=2026)
    said = Said(page("load", picture))
    for number in (21, 22, 23, 43, 66):
        assert said.has("td", number), number
        assert said.has("text", number), number
        assert said.has("desc", number), number
    many = load_picture([(f"Cơ quan {n}", 1, n + 1) for n in range(200)], year=2026)
    assert many.rows[-1].folded == 200 - MOST_BODIES + 1
    assert not many.rows[-1].bar.box.width
    assert {cell.tone for cell in many.rows[-1].cells} == {0}
    assert many.rows[0].name == "Cơ quan 199"
    assert len(many.table) == 200
    with pytest.raises(ValueError, match="no load"):
        load_picture([("Ban", 13, 1)], year=2026)


PASSED = st.builds(
    lambda reached, out: Passed(max(reached, out), min(reached, out)), NUMBERS, NUMBERS
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(STEPS), PASSED))
def test_the_way_of_items_keeps_its_numbers_apart(passed):
    picture = flow_picture(passed)
    for step in picture.steps:
        assert (step.reached, step.out) == (
            passed.get(step.key, Passed(0)).reached,
            passed.get(step.key, Passed(0)).out,
        )
        assert step.on_box.width >= 0
        assert not step.out or step.out_box.width >= 3
        assert step.out_box.x + step.out_box.width <= picture.width - 100
    apart([box for step in picture.steps for box in (step.on_box, step.out_box) if box.width])
    apart([Box(0, s.label[0].y - 14, 232, 18 * len(s.label)) for s in picture.steps])


def test_the_numbers_of_the_way_are_drawn_read_out_and_tabled():
    passed = {key: Passed(170 - 10 * n, n) for n, key in enumerate(STEPS)}
    said = Said(page("flow", flow_picture(passed)))
    for each in passed.values():
        for number in (each.reached, each.out):
            assert said.has("td", number), number
            assert not number or said.has("text", number), number
            assert not number or said.has("desc", number), number
    with pytest.raises(ValueError, match="no way"):
        flow_picture({"term": Passed(1, 2)})
    with pytest.raises(ValueError, match="no way"):
        flow_picture({"elsewhere": Passed(1)})


def test_where_nothing_is_yet_a_picture_says_so():
    for kind, picture in (
        ("term", term_picture([], now="2026")),
        ("load", load_picture([], year=2026)),
        ("flow", flow_picture({})),
    ):
        text = page(kind, picture)
        assert "Chưa có nội dung nào" in text
        assert '<svg class="pic__svg"' not in text
