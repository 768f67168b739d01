"""A programme is browsed by body, period, kind and state, by who may read it."""

import time
from datetime import date
from uuid import uuid4

import pytest
from lxml import html

from server.kernel.errors import NotFound
from server.kernel.types import now
from server.people.models import Body
from server.programmes import periods, queries
from server.programmes.access import within_reach
from server.programmes.adopting import insert_lines
from server.programmes.item_queries import due_items
from server.programmes.item_texts import span
from server.programmes.lines import Line
from server.programmes.models import ItemWords, Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.views import Wanted, annex
from tests.programmes.conftest import ANNUAL, TERM, said


def plan(world, slug="year-2026", body="committee", **more):
    """Make an empty programme, adopted; returns its row."""
    fields = {"level": "year", "title": slug, "created_at": now(), "state": "adopted"}
    fields |= {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}
    row = Programme(slug=slug, body_id=world.bodies[body], **fields | more)
    return world.row(Programme, id=world.add(row))


def put(world, programme, position, text, **more):
    """Put an item into a programme; returns its id."""
    row = ProgrammeItem(programme_id=programme.id, position=position, text=text, **more)
    return world.add(row)


def texts(world, who, programme, **wanted):
    view = world.read(queries.programme, world.viewer(who), programme.key, Wanted(**wanted))
    return [item.text for item in view.items]


# --- periods -----------------------------------------------------------------------------------


def test_an_item_falls_in_the_smallest_period_that_holds_all_of_its_time(world):
    programme = plan(world)
    put(world, programme, 1, "March", time_from="2026-03-01", time_to="2026-03-31")
    put(world, programme, 2, "an hour", time_from="2026-03-31T14:00", time_to="2026-03-31T14:00")
    put(world, programme, 3, "by 15 March", time_to="2026-03-15")
    put(world, programme, 4, "quarter", time_from="2026-01-01", time_to="2026-03-31")
    put(world, programme, 5, "half", time_from="2026-01-01", time_to="2026-06-30")
    put(world, programme, 6, "two years", time_from="2026-12-01", time_to="2027-01-31")
    put(world, programme, 7, "no date")
    view = world.read(queries.programme, world.viewer("anna"), programme.key, Wanted())
    assert [(p.value, p.count) for p in view.rail] == [("2026", 5)]
    quarter = view.rail[0].parts["2026-Q1"]
    assert (quarter.count, quarter.parts["2026-03"].count) == (4, 3)
    assert (view.undated, view.all_periods) == (1, 7)
    for period, count in (("2026", 5), ("2026-Q1", 4), ("2026-03", 3), ("none", 1), ("", 7)):
        assert len(texts(world, "anna", programme, period=period)) == count
    assert texts(world, "anna", programme, period="2026-03")[1] == "an hour"


@pytest.mark.parametrize("period", ["", "none", "2026-Q5", "2026-13", "26", "2026-3", "x"])
def test_what_is_no_period_has_no_bounds(period):
    assert periods.bounds(period) is None


def test_days_are_shown_as_tables_write_them():
    assert span("2026-03-05", "2026-03-05") == "05/03/2026"
    assert span("2026-03-05T07:30", "2026-03-05T07:30") == "07:30, 05/03/2026"
    assert span("2026-03-01", "2026-03-31") == "01/03/2026 – 31/03/2026"
    assert span(None, "2026-03-31").endswith("31/03/2026")
    assert span(None, None) == ""


# --- the annex ---------------------------------------------------------------------------------


def test_the_page_reads_like_the_annex(office, take_over):
    programme = take_over(TERM)
    page = html.fromstring(office.client("anna").get(f"/programmes/{programme.key}").text)
    headings = page.xpath("//tr[contains(@class, 'annex__section')]")
    assert len(headings) == 22
    assert headings[1].text_content().startswith("II. Tổ chức kỳ họp chuyên đề")
    rows = page.xpath("//tr[contains(@class, 'annex__row')]")
    assert len(rows) == 170
    assert rows[0].xpath("string(td[1])") == "1"
    assert "annex__row--2" in rows[3].get("class")
    order = [tr.get("class") for tr in page.xpath("//tbody/tr")]
    assert order[:3] == ["annex__section", "annex__row", "annex__section"]


def test_headings_inside_headings_begin_where_they_change(world):
    programme = plan(world)
    for place, section in enumerate(("A / I", "A / I", "A / II", "B / I", ""), 1):
        put(world, programme, place, str(place), section=section)
    view = world.read(queries.programme, world.viewer("anna"), programme.key, Wanted())
    shown = [(row.text, getattr(row, "depth", 0)) for row in annex(view.items)]
    assert shown == [
        *(("A", 1), ("I", 2), ("1", 0), ("2", 0), ("II", 2), ("3", 0)),
        *(("B", 1), ("I", 2), ("4", 0), ("5", 0)),
    ]


def test_filters_by_body_kind_state_and_words(office, take_over):
    programme = take_over(ANNUAL)
    assert len(texts(office, "anna", programme, kind="Giám sát chuyên đề")) > 3
    found = texts(office, "anna", programme, text="tiep CONG dan")
    assert found
    assert all("tiếp công dân" in text for text in found)
    item = office.row(ProgrammeItem, programme_id=programme.id, position=5)
    name = {"item_id": item.id, "role": "lead", "name": "Ban Tổ chức"}
    office.add(ProgrammeItemBody(**name, body_id=office.bodies["commission"]))
    key = str(office.row(Body, id=office.bodies["commission"]).key)
    assert texts(office, "anna", programme, body=key) == [item.text]
    assert texts(office, "anna", programme, body=f"{uuid4()}") == []
    assert texts(office, "anna", programme, state="done") == []
    assert len(texts(office, "anna", programme, state="planned")) == 47
    page = office.client("anna").get(f"/programmes/{programme.key}?text=100%25&state=done")
    assert page.status_code == 200
    assert "No item" in said(page)
    assert office.client("anna").get(f"/programmes/{programme.key}?body=x").status_code == 404
    odd = office.client("anna").get(f"/programmes/{programme.key}?text=%00&page=99999&period=x")
    assert (odd.status_code, said(odd).count("Đại biểu HĐND tỉnh tiếp công dân") > 0) == (200, True)


@pytest.mark.slow
def test_twenty_thousand_rows_stay_usable(world):
    programme = plan(world)
    words = dict.fromkeys(ItemWords.model_fields, "") | {"level": 1, "source_row": 1}
    words |= {"milestones": [], "extra": {}, "warnings": [], "section": "A"}
    del words["position"]
    lines = [
        Line(
            words
            | {"text": f"Item {n}", "folded": f"item {n}", "lead": "Sở A"}
            | {"time_from": f"2026-{n % 12 + 1:02d}-01", "time_to": f"2026-{n % 12 + 1:02d}-28"},
            (("lead", "Sở A", None),),
        )
        for n in range(20_000)
    ]

    def fill(tx):
        insert_lines(tx.session, programme.id, lines, body_ids={}, parent_ids={})

    world.run(None, fill)
    anna = world.client("anna")
    for query in ("", "?page=100", "?period=2026-05", "?text=item+1999", "?body=~S%E1%BB%9F+A"):
        before = time.perf_counter()
        page = anna.get(f"/programmes/{programme.key}{query}")
        took = time.perf_counter() - before
        rows = html.fromstring(page.text).xpath("//tr[contains(@class, 'annex__row')]")
        assert 0 < len(rows) <= queries.ITEMS_A_PAGE
        assert took < 5  # 0.3 s on an idle machine
    assert "Page 1 of 100" in said(anna.get(f"/programmes/{programme.key}"))


# --- who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "own", "naming", "other"),
    [
        ("anna", True, True, True),
        ("stan", True, True, True),
        ("mia", True, False, False),
        ("clara", False, True, False),
        ("zoe", False, False, True),
        ("greta", False, False, False),
        ("adam", False, False, False),
    ],
)
def test_programmes_of_ones_bodies_and_those_that_name_them(world, who, own, naming, other):
    committee, named = plan(world), plan(world, "naming", body="office")
    elsewhere = plan(world, "elsewhere", body="elsewhere")
    for programme in (committee, named, elsewhere):
        put(world, programme, 1, f"Canary of {programme.slug}")
    item = world.row(ProgrammeItem, programme_id=named.id)
    body = {"role": "coordinating", "name": "x", "body_id": world.bodies["commission"]}
    world.add(ProgrammeItemBody(item_id=item.id, **body))
    client = world.client(who)
    listed = client.get("/programmes")
    assert listed.status_code == (404 if who in ("greta", "adam") else 200)
    for programme, sees in ((committee, own), (named, naming), (elsewhere, other)):
        item = world.row(ProgrammeItem, programme_id=programme.id)
        pages = (
            client.get(f"/programmes/{programme.key}"),
            client.get(f"/programme-items/{item.key}"),
        )
        assert [page.status_code for page in pages] == [200 if sees else 404] * 2
        assert (str(programme.key) in listed.text) is sees
        for page in pages:
            assert ("Canary" in page.text) is sees


def test_a_guest_somewhere_reads_as_what_he_is_elsewhere(world):
    programme = plan(world)
    both = world.viewer("greta")
    with pytest.raises(NotFound):
        within_reach(both)
    mixed = type(both)(
        user_id=both.user_id,
        name="x",
        bodies={
            world.bodies["committee"]: frozenset({"guest"}),
            world.bodies["elsewhere"]: frozenset({"delegate"}),
        },
        roles=frozenset({"guest", "delegate"}),
    )
    with pytest.raises(NotFound):
        world.read(queries.programme, mixed, programme.key, Wanted())


@pytest.mark.parametrize(
    "address",
    ["/programmes/x", "/programmes/769d1d9d-a283-43df-b679-3b457d4b24b3", "/programme-items/x"],
)
def test_what_is_not_there_looks_like_what_is_not_allowed(world, address):
    assert world.client("anna").get(address).status_code == 404


# --- for meetings ------------------------------------------------------------------------------


def test_due_is_the_months_own_before_what_is_due_over_longer(world):
    programme = plan(world)
    put(world, programme, 1, "quarter", time_from="2026-01-01", time_to="2026-03-31")
    put(world, programme, 2, "month", time_from="2026-03-01", time_to="2026-03-31")
    put(world, programme, 3, "last day", time_to="2026-03-31T16:00")
    put(world, programme, 4, "next", time_from="2026-04-01", time_to="2026-04-30")
    put(world, programme, 5, "taken", time_to="2026-03-31", state="on-agenda")
    put(world, programme, 6, "visit", time_to="2026-03-31", kind="activity")
    put(world, programme, 7, "put off", time_to="2026-03-05", state="deferred")
    asked = (world.viewer("anna"), world.bodies["committee"], 2026, 3)
    due = world.read(due_items, *asked)
    assert [item.text for item in due] == ["month", "last day", "put off", "quarter"]
    with pytest.raises(NotFound):
        world.read(due_items, world.viewer("mia"), *asked[1:])
