"""The pictures of a programme: each number leads to the rows behind it, and stays right live."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from server.kernel.errors import NotFound
from server.overview.pictures.columns import ROMAN
from server.overview.pictures.passing import passed, steps_of
from server.overview.pictures.queries import Choice, pictures
from server.overview.pictures.rows import passed_rows
from server.programmes.commands import edit_item
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.queries import programme
from server.programmes.views import Wanted
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_outcomes import Reviewed

PLANNED = {"base_kind": "submission", "kind": "submission", "base_leads": "", "leads": []}


class Term(Reviewed):
    """The committee's year with items whose times are months, quarters, the year and longer."""

    def __init__(self, world):
        super().__init__(world)
        for month in ("02", "05", "11"):
            span = {"time_from": f"2027-{month}-01", "time_to": f"2027-{month}-28"}
            self.item(f"m{month}", **span, lead=("commission", "x"), field="Kinh tế")
        self.item("quarter", time_from="2027-04-01", time_to="2027-06-30", field="Kinh tế")
        self.item("year", time_from="2027-01-01", time_to="2027-12-31", lead=("standing", "y"))
        self.item("long", time_from="2026-01-01", time_to="2028-12-31", moves=2)

    def drawn(self, rows="lead", year=2026, everything=True):
        def read(db):
            row = db.get_one(Programme, self.id)
            return pictures(db, row, Choice(rows, year), everything=everything)

        return self.world.read(read)

    def found(self, link):
        asked = {name: value[0] for name, value in parse_qs(urlsplit(link).query).items()}
        viewer = self.world.viewer("anna")
        return self.world.read(programme, viewer, self.key, Wanted(**asked)).found


@pytest.fixture
def term(world):
    return Term(world)


@pytest.mark.parametrize("rows", ["lead", "field"])
def test_each_cell_of_the_term_leads_to_as_many_rows_as_it_counts(term, rows):
    drawn = term.drawn(rows)
    assert drawn.term.counts.total == 13  # without what was withdrawn and split
    cells = [(row, cell) for row in drawn.term.rows for cell in row.cells]
    for row, cell in cells:
        assert term.found(drawn.cell(row.name, cell.key)) == cell.counts.total
    for row in drawn.term.table:
        for cell in row.cells:
            for state, count in cell.counts.parts:
                link = drawn.cell(row.name, cell.key, state, exact=True)
                assert term.found(link) == count


@pytest.mark.parametrize("year", [2026, 2027])
def test_each_cell_of_the_load_leads_to_as_many_rows_as_it_counts(term, year):
    drawn = term.drawn(year=year)
    assert drawn.load.sums.total == {2026: 6, 2027: 5}[year]
    for row in drawn.load.rows:
        for cell in row.cells:
            assert term.found(drawn.month(row.name, cell.number_of_month)) == cell.count


def test_a_quarter_is_the_quarter_of_its_months(term):
    columns = {cell.key for row in term.drawn().term.rows for cell in row.cells}
    assert {"2026-Q1", "2026-Q2", "2027-Q1", "2027-Q2", "2027-Q4", "none"} <= columns
    assert len(ROMAN) == 4


def test_items_are_followed_to_what_breaks_them_down(world, term):
    child = world.add(
        Programme(
            slug="m", body_id=world.bodies["standing"], level="month", title="M",
            period_from=date(2026, 3, 1), period_to=date(2026, 3, 31), parent_id=term.id,
            created_at=world.row(Programme, id=term.id).created_at,
        )
    )  # fmt: skip
    world.add(
        ProgrammeItem(
            programme_id=child, position=1, text="c", state="done", kind="document",
            steps={"issued": "2026-03-09"}, parent_id=term.items["open"],
        )
    )  # fmt: skip
    viewer = world.viewer("anna")
    for everything in (True, False):
        steps = steps_of("year", everything=everything)
        row = world.row(Programme, id=term.id)
        way = world.read(passed, row, steps)
        assert (way["year"].reached, way["year"].out) == (15, 1)
        assert way["issued"].reached == int(everything)
        if everything:
            assert way["month"].reached == 1
            for step, each in way.items():
                rows = world.read(passed_rows, viewer, term.key, step, out=False, number=1)
                assert rows.found == each.reached
                rows = world.read(passed_rows, viewer, term.key, step, out=True, number=1)
                assert rows.found == each.out


def test_what_other_programmes_hold_is_not_counted_for_who_does_not_see_them(term):
    steps = [step.key for step in term.drawn(everything=False).flow.steps]
    assert steps == ["year", "agenda", "presented", "issued"]


@pytest.mark.parametrize("who", ["zoe", "adam", "greta"])
def test_outsiders_are_told_nothing(world, term, who):
    assert world.people[who]
    client = world.client(who, script=False)
    for page in ("pictures", "pictures/items?step=presented"):
        answer = client.get(f"/programmes/{term.key}/{page}")
        assert answer.status_code == 404
        assert "m05" not in answer.text
    with pytest.raises(NotFound):
        world.read(passed_rows, world.viewer(who), term.key, "presented", out=False, number=1)


@pytest.mark.parametrize("query", ["", "?rows=field", "?rows=lead&year=2026", "?rows=x&year=9"])
def test_the_page_stays_right_when_an_item_changes(world, term, query):
    pages = [
        opened(world, who, f"/programmes/{term.key}/pictures{query}")
        for who in ("anna", "mia", "stan", "clara")
    ]
    item = world.row(ProgrammeItem, id=term.items["m05"])
    change = {"version": item.version, "base_state": "planned", "state": "done"}

    def act():
        leads = {"base_leads": "Ban Tổ chức Tỉnh ủy; (Second)", "leads": ["-", "-"]}
        kinds = {"base_kind": "submission", "kind": "submission"}
        keys = {"leads": [key_of(world, "commission"), "", ""], "base_leads": leads["base_leads"]}
        world.run("anna", edit_item, key=item.key, **change, **kinds, **keys)

    assert live_equals_reload(world, pages, act) == [SAME] * 4


def key_of(world, name):
    from tests.programmes.test_items import key_of

    return key_of(world, name)


def test_the_numbers_on_the_page_lead_to_pages(world, term):
    client = world.client("anna", script=False)
    text = client.get(f"/programmes/{term.key}/pictures?year=2027").text
    links = set(re.findall(r'class="pic__(?:area|count)" href="([^"]+)"', text))
    assert len(links) > 10
    for link in sorted(link for link in links if "=2027" in link)[:12]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
