"""What a programme still holds unscheduled, with its owner; and where items come from."""

import time
from datetime import date

import pytest

from server.kernel.errors import NotFound
from server.people.models import Account
from server.programmes import queries, unscheduled
from server.programmes.breaking_errors import OriginLacking
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody
from server.programmes.origins import check_origin
from server.programmes.rulebook import FieldWatch
from server.programmes.views import Wanted
from tests.programmes.conftest import said
from tests.programmes.test_breaking_down import term, year
from tests.programmes.test_browse import plan, put
from tests.programmes.test_items import key_of
from tests.world import new_id


def waiting(world, programme, who="anna", due="", page=1):
    viewer = world.viewer(who)
    return world.read(unscheduled.unscheduled, viewer, programme.key, due, page)


def quarter(world, **more):
    span = {"period_from": date(2027, 4, 1), "period_to": date(2027, 6, 30)}
    more = {"state": "draft"} | more
    return plan(world, "q2-2027", level="quarter", title="Quý II", **span | more)


def test_open_items_without_a_child_below_wait_overdue_ones_first(world):
    above = year(world)
    put(world, above, 1, "no date")
    put(world, above, 2, "may", time_from="2027-05-01", time_to="2027-05-31")
    put(world, above, 3, "late", time_to="2020-01-31")
    put(world, above, 4, "done", state="done")
    put(world, above, 5, "on an agenda", state="on-agenda")
    broken = put(world, above, 6, "broken down", time_to="2027-05-31")
    put(world, quarter(world), 1, "child", parent_id=broken)
    view = waiting(world, above)
    assert [item.text for item in view.items] == ["late", "may", "no date"]
    assert [item.late for item in view.items] == [True, False, False]
    assert view.parts == (("late", 1), ("2027-Q2", 1), ("none", 1))
    for due, text in (("late", "late"), ("2027-Q2", "may"), ("none", "no date")):
        assert [item.text for item in waiting(world, above, due=due).items] == [text]


def test_each_has_an_owner(world):
    above = year(world)
    watcher = world.people["anna"]
    named = put(world, above, 1, "named", watcher_id=watcher, watcher="A. Office")
    written = put(world, above, 2, "written", watcher="Chuyên viên Lạ")
    by_field = put(world, above, 3, "by field", field="Kinh Tế")
    by_body = put(world, above, 4, "by body")
    commission = world.bodies["commission"]
    world.add(ProgrammeItemBody(item_id=by_body, body_id=commission, role="lead", name="Ban"))
    put(world, above, 5, "nobody")
    bella = world.people["bella"]
    world.add(FieldWatch(account_id=bella, field="Kinh tế", folded="kinh te"))
    world.add(FieldWatch(account_id=watcher, body_id=commission))
    owners = {item.text: item.owner for item in waiting(world, above).items}
    assert named
    assert written
    assert by_field
    assert owners == {
        "named": "Anna Office", "written": "Chuyên viên Lạ", "by field": "Bella Office",
        "by body": "Anna Office", "nobody": "",
    }  # fmt: skip
    assert world.row(Account, id=bella).name == "Bella Office"


def test_they_are_put_into_a_draft_below_once(world):
    above, below = year(world), quarter(world)
    item = world.row(
        ProgrammeItem,
        id=put(world, above, 1, "Đề án", time_from="2027-05-01", time_to="2027-05-31"),
    )
    anna, url = world.client("anna"), f"/programmes/{above.key}/unscheduled"
    page = anna.get(url).text
    assert f'value="{below.key}"' in page
    form = {"command_id": new_id(), "draft": str(below.key), "item": [str(item.key)]}
    for _twice in range(2):
        assert anna.post(url, data=form).status_code == 200
    assert world.client("bella").post(
        url, data=form | {"command_id": new_id()}
    ).status_code == 200  # fmt: skip
    child = world.row(ProgrammeItem, programme_id=below.id)
    assert (child.parent_id, child.origin) == (item.id, "year")
    assert "Every open item is in a programme below" in said(anna.get(url))


def test_the_page_is_a_tab_for_readers_and_acts_are_the_offices(world):
    above, below = year(world), quarter(world)
    put(world, above, 1, "Đề án")
    url = f"/programmes/{above.key}/unscheduled"
    assert url in world.client("mia").get(f"/programmes/{above.key}").text
    page = world.client("mia").get(url)
    assert "Đề án" in said(page)
    assert "<form" not in page.text.split("<main")[1]
    form = {"command_id": new_id(), "draft": str(below.key)}
    for who in ("mia", "carl", "stan", "zoe"):
        assert world.client(who).post(url, data=form).status_code == 404
    assert world.client("zoe").get(url).status_code == 404
    with pytest.raises(NotFound):
        waiting(world, plan(world, "m", level="month"))


def test_twenty_thousand_items_are_paged_quickly(world):
    above = term(world)

    def fill(tx):
        from server.programmes.adopting import insert_lines
        from server.programmes.bulk import insert_rows
        from server.programmes.lines import Line
        from server.programmes.models import ItemWords

        assert insert_rows
        blank = ItemWords(position=0, text="x").model_dump(exclude={"position"})
        lines = [
            Line(
                blank | {"text": f"Item {n}", "time_to": f"20{26 + n % 4}-{n % 12 + 1:02d}-28"}, ()
            )
            for n in range(20_000)
        ]
        tx.take_time()
        insert_lines(tx.session, above.id, lines, body_ids={}, parent_ids={})

    world.run("anna", fill)
    begun = time.perf_counter()
    view = waiting(world, above, page=7)
    took = time.perf_counter() - begun
    print(f"{view.found} items, page 7 of {view.pages} in {took * 1000:.0f} ms")
    assert (view.found, len(view.items)) == (20_000, 100)
    assert took < 2


# --- origins -------------------------------------------------------------------------------------


def test_below_a_term_each_item_says_where_it_comes_from(world):
    check_origin(term(world), "")
    check_origin(year(world), "superior")
    with pytest.raises(OriginLacking):
        check_origin(year(world, 2028), "")


def test_a_programme_is_filtered_by_origin_with_counts(world):
    programme = year(world)
    above = put(world, term(world), 1, "above")
    put(world, programme, 1, "from the term", origin="term", parent_id=above)
    put(world, programme, 2, "superior", origin="superior")
    put(world, programme, 3, "unsaid")
    ask = lambda **wanted: world.read(  # noqa: E731
        queries.programme, world.viewer("anna"), programme.key, Wanted(**wanted)
    )
    view = ask()
    assert view.origins == (("term", 1), ("superior", 1), ("none", 1))
    assert [item.origin for item in view.items] == ["", "superior", ""]
    assert [item.text for item in ask(origin="superior").items] == ["superior"]
    assert [item.text for item in ask(origin="none").items] == ["unsaid"]
    page = world.client("mia").get(f"/programmes/{programme.key}?origin=superior")
    assert "Superior document" in said(page)
    assert key_of(world, "committee")
    assert world.row(Programme, id=programme.id)
