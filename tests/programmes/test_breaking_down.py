"""A programme is drafted from the one above, last time's, what comes again, and a starter."""

import time
from datetime import date, timedelta
from uuid import UUID

import pytest
from lxml import html
from sqlmodel import col, select
from starlette.testclient import TestClient

from server.app import build_app
from server.kernel.db import SYSTEM
from server.kernel.errors import BadForm, NotFound
from server.people.commands import start_session
from server.people.models import Account, Body, Instance, Membership
from server.people.secrets import new_token, token_hash
from server.people.sessions import COOKIE
from server.programmes import breaking, new_queries, recurring
from server.programmes.breaking_errors import ItemsMoved, ProgrammeDrafted
from server.programmes.errors import NotInDraft
from server.programmes.models import Programme, ProgrammeItem, ProgrammeItemBody, ProgrammeReview
from server.programmes.new_queries import Asked
from tests.programmes.test_browse import plan, put
from tests.programmes.test_items import key_of
from tests.world import ORIGIN, new_id, today

YEAR = {"period_from": date(2027, 1, 1), "period_to": date(2027, 12, 31)}


def term(world):
    span = {"period_from": date(2025, 10, 1), "period_to": date(2030, 9, 30)}
    return plan(world, "term-2025", level="term", title="Toàn khóa", **span)


def year(world, number=2027, **more):
    span = {"period_from": date(number, 1, 1), "period_to": date(number, 12, 31)}
    return plan(world, f"year-{number}", title=f"Năm {number}", **span | more)


def month(number, year=2027):
    return {"time_from": f"{year}-{number:02d}-01", "time_to": f"{year}-{number:02d}-28"}


def offered(world, **asked):
    """What the screen of a new programme of the committee offers: {value: offer}."""
    found = world.read(
        new_queries.new_programme,
        world.viewer("anna"),
        Asked(body=key_of(world, "committee"), **asked),
    )
    return {offer.value: offer for _how, some in found.offers.parts for offer in some}, found


def draft(world, who="anna", *, level="year", above=None, starter="", values=(), **more):
    form = {"title": "Dự thảo", "body_key": key_of(world, "committee"), "level": level}
    form |= YEAR | {
        "above_key": above.key if above else None,
        "starter": starter,
        "values": list(values),
    }
    return world.run(who, breaking.draft_programme, **form | more)


def items(world, key):
    asked = (
        select(ProgrammeItem)
        .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
        .where(Programme.key == key)
        .order_by(col(ProgrammeItem.position))
    )
    return world.read(lambda db: list(db.exec(asked)))


def drafted(world, key):
    return world.row(Programme, key=UUID(key))


def value(world, how, item_id):
    return f"{how}:{world.row(ProgrammeItem, id=item_id).key}"


def test_a_year_is_offered_what_falls_in_it_what_is_late_and_what_has_no_date(world):
    above = term(world)
    inside = put(world, above, 1, "Đề án A", time_from="2027-04-01", time_to="2027-06-30")
    reach = put(world, above, 2, "Đề án B", time_from="2026-01-01", time_to="2028-12-31")
    late = put(world, above, 3, "Đề án C", time_from="2026-01-01", time_to="2026-03-31")
    undated = put(world, above, 4, "Khi có yêu cầu")
    later = put(world, above, 5, "Đề án E", time_from="2029-01-01", time_to="2029-12-31")
    done = put(world, above, 6, "Đề án F", state="done", **month(4))
    offers, found = offered(world, level="year", first="2027-01-01", starter="-")
    assert found.offers.above.key == above.key
    ticked = {v: offer.ticked for v, offer in offers.items()}
    assert ticked == {
        value(world, "above", inside): True,
        value(world, "above", reach): True,
        value(world, "late", late): True,
        value(world, "apart", undated): False,
    }
    assert later
    assert done
    shown = offers[value(world, "above", reach)]
    assert (shown.time_from, shown.time_to) == ("2027-01-01", "2027-12-31")


def test_the_draft_says_where_each_item_comes_from(world):
    above = term(world)
    first = put(
        world, above, 1, "Đề án A", kind="submission", slug="a", lead="Ban Tổ chức",
        field="Kinh tế", time_text="Quý II/2027", time_from="2027-04-01", time_to="2027-06-30",
    )  # fmt: skip
    commission = world.bodies["commission"]
    world.add(ProgrammeItemBody(item_id=first, body_id=commission, role="lead", name="Ban Tổ chức"))
    before = year(world, 2026)
    old = put(world, before, 1, "Đề án cũ", origin="superior", state="deferred", moves=1,
              time_text="Tháng 3/2026", **month(3, 2026))  # fmt: skip
    values = [value(world, "above", first), value(world, "carried", old)]
    key = draft(world, above=above, values=values)
    programme = drafted(world, key)
    assert (programme.state, programme.parent_id) == ("draft", above.id)
    a, b = items(world, programme.key)
    assert (a.text, a.parent_id, a.origin, a.section) == ("Đề án A", first, "term", "QUÝ II")
    assert (a.kind, a.field, a.number, a.parent_ref) == (
        "submission", "Kinh tế", "1", "term-2025#a",
    )  # fmt: skip
    assert world.row(ProgrammeItemBody, item_id=a.id).body_id == commission
    assert (b.carried_from_id, b.origin, b.moves, b.state) == (old, "superior", 2, "planned")
    assert (b.time_text, b.time_from, b.time_to) == ("", "2027-01-01", "2027-12-31")
    was = world.row(ProgrammeItem, id=old)
    assert (was.state, was.moves) == ("carried", 1)
    assert world.happened(f"programme:{before.id}") == ["programme-item-changed"]


@pytest.mark.parametrize(
    ("said", "later"),
    [
        ("Báo cáo quý I/2026; nhiệm vụ quý IV/2026", "Báo cáo quý I/2027; nhiệm vụ quý IV/2027"),
        ("Sơ kết tháng 3/2026 và năm 2026", "Sơ kết tháng 3/2027 và năm 2027"),
        ("Quyết định 12-QĐ/TU, ngày 05/3/2026", "Quyết định 12-QĐ/TU, ngày 05/3/2026"),
        ("Đề án giai đoạn 2026 - 2030", "Đề án giai đoạn 2026 - 2030"),
    ],
)
def test_what_recurs_says_its_own_year_and_no_other(said, later):
    assert recurring.moved_text(said, 2026) == later


def test_recurring_duties_move_by_a_year_as_they_are_written(world):
    earlier, before = year(world, 2025), year(world, 2026)
    put(world, earlier, 1, "Kế hoạch kiểm tra, giám sát chuyên đề", time_text="Tháng 3/2025")
    twice = put(world, before, 1, "Kế hoạch kiểm tra, giám sát chuyên đề",
                time_text="Tháng 3/2026", state="done", **month(3, 2026))  # fmt: skip
    words = put(world, before, 2, "Báo cáo sơ kết 6 tháng đầu năm 2026 (Nghị quyết số 5-NQ/TU)",
                time_text="Tháng 6", state="presented", origin="superior",
                **month(6, 2026))  # fmt: skip
    once = put(world, before, 3, "Đề án xây cầu", state="done", time_text="Tháng 5/2026")
    leap = put(world, before, 4, "Giao ban hằng tháng", time_from="2026-02-01",
               time_to="2026-02-28", state="done")  # fmt: skip
    offers, _found = offered(world, level="year", first="2027-01-01", starter="-")
    assert value(world, "recurring", once) not in offers
    assert all(offers[value(world, "recurring", i)].ticked for i in (twice, words, leap))
    assert "cả hai năm" in " ".join(offers[value(world, "recurring", twice)].remarks)
    values = [value(world, "recurring", i) for i in (twice, words, leap)]
    key = draft(world, values=values)
    a, b, c = items(world, drafted(world, key).key)
    assert (a.time_from, a.time_to, a.section, a.origin) == (
        "2027-02-01", "2027-02-28", "THÁNG 02", "year",
    )  # fmt: skip
    assert (b.time_text, b.time_from, b.time_to) == ("Tháng 3/2027", "2027-03-01", "2027-03-31")
    assert c.text == "Báo cáo sơ kết 6 tháng đầu năm 2027 (Nghị quyết số 5-NQ/TU)"
    assert (c.time_text, c.time_from, c.origin) == ("Tháng 6", "2027-06-01", "superior")
    assert all(world.row(ProgrammeItem, id=i).state != "carried" for i in (twice, words))


def test_an_open_duty_comes_again_rather_than_being_carried(world):
    before = year(world, 2026)
    duty = put(world, before, 1, "Báo cáo sơ kết 6 tháng đầu năm 2026", **month(6, 2026))
    offers, _found = offered(world, level="year", first="2027-01-01", starter="-")
    assert offers[value(world, "recurring", duty)].ticked
    assert not offers[value(world, "carried", duty)].ticked


def test_what_may_be_one_matter_is_said_and_ticked_once(world):
    above, before = term(world), year(world, 2026)
    reach = put(world, above, 1, "Báo cáo kết quả thực hiện nhiệm vụ quý I năm 2027", **month(3))
    put(world, before, 1, "Báo cáo kết quả thực hiện nhiệm vụ quý I năm 2026", state="done",
        time_text="Tháng 3/2026")  # fmt: skip
    offers, _found = offered(world, level="year", first="2027-01-01", starter="-")
    again = next(offer for offer in offers.values() if offer.how == "recurring")
    assert offers[value(world, "above", reach)].ticked
    assert not again.ticked
    assert "có thể trùng" in " ".join(again.remarks)


def test_what_is_still_to_come_this_year_is_not_ticked_to_be_carried(world):
    day = today()
    now_ = year(world, day.year)
    soon = put(world, now_, 1, "Hội thảo", time_to=f"{day.year}-12-31", time_text="Tháng 12")
    never = put(world, now_, 2, "Việc không có hạn")
    offers, _ = offered(world, level="year", first=f"{day.year + 1}-01-01", starter="-")
    assert not offers[value(world, "carried", soon)].ticked
    assert offers[value(world, "carried", never)].ticked


def test_what_children_have_dealt_with_is_not_carried(world):
    before = year(world, 2026)
    done = put(world, before, 1, "Đề án", **month(3, 2026))
    below = plan(world, "m-2026-03", level="month", **{"period_from": date(2026, 3, 1)})
    put(world, below, 1, "Đề án", parent_id=done, state="presented")
    offers, _ = offered(world, level="year", first="2027-01-01", starter="-")
    assert value(world, "carried", done) not in offers


def test_a_quarter_and_a_month_take_their_part_of_what_is_above(world):
    above = year(world)
    may = put(world, above, 1, "Tháng năm", **month(5))
    whole = put(world, above, 2, "Hằng quý", time_from="2027-01-01", time_to="2027-12-31")
    half = put(world, above, 3, "Đến hết tháng 6", time_from="2027-01-01", time_to="2027-06-30")
    offers, found = offered(world, level="quarter", first="2027-04-01")
    assert found.title == "Chương trình công tác quý II/2027 của Ban Thường vụ Tỉnh ủy"
    assert {v: o.ticked for v, o in offers.items()} == {
        value(world, "above", may): True,
        value(world, "apart", whole): False,
        value(world, "apart", half): True,
    }
    values = [value(world, "above", may), value(world, "apart", half)]
    key = draft(world, level="quarter", above=above, values=values,
                period_from=date(2027, 4, 1), period_to=date(2027, 6, 30))  # fmt: skip
    quarter = drafted(world, key)
    rows = items(world, quarter.key)
    assert [(i.text, i.section, i.origin) for i in rows] == [
        ("Tháng năm", "THÁNG 5", "year"),
        ("Đến hết tháng 6", "TRONG QUÝ", "year"),
    ]
    offers, found = offered(world, level="month", first="2027-05-01")
    assert found.offers.above.key == quarter.key
    assert [o.text for o in offers.values() if o.ticked] == ["Tháng năm"]


def test_a_new_office_has_a_draft_year_in_a_few_presses(world):
    anna = world.client("anna")
    assert "/programmes/new" in anna.get("/programmes").text
    page = anna.get(f"/programmes/new?body={key_of(world, 'committee')}&first=2027-01-01")
    form = next(
        f
        for f in html.fromstring(page.text).forms
        if f.method.lower() == "post" and "new" in f.action
    )
    assert form.fields["title"] == "Chương trình công tác năm 2027 của Ban Thường vụ Tỉnh ủy"
    data = {}
    for name, text in form.form_values():
        data.setdefault(name, []).append(text)
    assert len(data["pick"]) > 35
    for _twice in range(2):
        answer = anna.post(form.action, data=data)
        assert answer.status_code == 200, answer.text
    rows = items(world, UUID(answer.headers["plenum-go"].rsplit("/", 1)[1]))
    assert len(rows) == len(data["pick"])
    assert all(row.origin and row.kind for row in rows)
    dated = [row for row in rows if row.time_to]
    assert len(dated) > 35
    assert {row.time_to[:4] for row in dated} == {"2027"}
    assert [row.number for row in rows] == [str(n + 1) for n in range(len(rows))]
    assert rows[0].section == "THÁNG 01"
    assert world.client("anna").get(answer.headers["plenum-go"]).status_code == 200


def test_a_draft_takes_what_it_lacks_and_nothing_twice(world):
    above = year(world)
    one, two = put(world, above, 1, "Một", **month(5)), put(world, above, 2, "Hai", **month(4))
    key = draft(world, level="quarter", above=above, values=[value(world, "above", one)],
                period_from=date(2027, 4, 1), period_to=date(2027, 6, 30))  # fmt: skip
    anna = world.client("anna")
    page = anna.get(f"/programmes/{key}/more").text
    assert "Hai" in page
    assert f"above:{world.row(ProgrammeItem, id=one).key}" not in page
    both = [value(world, "above", one), value(world, "above", two)]
    form = {"command_id": new_id(), "pick": both}
    for _twice in range(2):
        assert anna.post(f"/programmes/{key}/more", data=form).status_code == 200
    assert world.run("bella", breaking.take_more, key=key, values=both) == 0
    assert [i.text for i in items(world, drafted(world, key).key)] == ["Hai", "Một"][::-1]
    assert "everything" in anna.get(f"/programmes/{key}/more").text


def test_what_became_of_an_item_meanwhile_is_refused_and_nothing_is_made(world):
    before = year(world, 2026)
    old = put(world, before, 1, "Đề án cũ", state="planned")
    chosen = value(world, "carried", old)
    draft(world, values=[chosen])
    with pytest.raises(ItemsMoved):
        draft(world, values=[chosen], another=True)
    with pytest.raises(ProgrammeDrafted):
        draft(world)
    count = select(Programme).where(Programme.level == "year")
    assert len(world.read(lambda db: list(db.exec(count)))) == 2


def test_an_adopted_programme_takes_no_more(world):
    above = year(world)
    item = put(world, above, 1, "Một", **month(5))
    adopted = plan(world, "q2", level="quarter", parent_id=above.id, state="adopted")
    with pytest.raises(NotInDraft):
        world.run("anna", breaking.take_more, key=adopted.key, values=[f"above:{item}"])
    assert world.client("anna").get(f"/programmes/{adopted.key}/more").status_code == 404


@pytest.mark.parametrize("wrong", ["moon:1", "starter:moon", "above"])
def test_what_was_never_offered_is_refused(world, wrong):
    with pytest.raises((BadForm, NotFound)):
        draft(world, starter="party-year", values=[wrong])


@pytest.mark.parametrize("who", ["mia", "carl", "stan", "clara", "greta", "adam", "zoe"])
def test_only_the_secretariat_drafts(world, who):
    with pytest.raises(NotFound):
        draft(world, who)
    above = year(world)
    client = world.client(who)
    assert client.get("/programmes/new").status_code == 404
    assert client.get(f"/programmes/{above.key}/more").status_code == 404


def test_taking_a_draft_away_gives_back_what_it_carried(world):
    before = year(world, 2026)
    old = put(world, before, 1, "Đề án cũ")
    key = draft(world, values=[value(world, "carried", old)])
    from server.programmes.commands import withdraw_programme

    world.run("anna", withdraw_programme, key=drafted(world, key).key)
    assert world.row(ProgrammeItem, id=old).state == "planned"


def test_the_words_of_reviews_are_there_to_look_at(world):
    before = year(world, 2026)
    world.add(ProgrammeReview(programme_id=before.id, period="2026", directions="Tập trung A"))
    _offers, found = offered(world, level="year", first="2027-01-01", starter="-")
    assert found.offers.directions == (("Năm 2026", "Tập trung A"),)


def test_five_hundred_items_are_drafted_at_once(world):
    above, before = term(world), year(world, 2026)
    for n in range(1, 251):
        put(world, above, n, f"Đề án số {n} về lĩnh vực thứ {n * 7}", **month(n % 12 + 1))
        put(world, before, n, f"Nhiệm vụ {n} chuyển tiếp từ việc {n * 3}", **month(1, 2026))
    begun = time.perf_counter()
    offers, _found = offered(world, level="year", first="2027-01-01", starter="-")
    looked = time.perf_counter() - begun
    begun = time.perf_counter()
    key = draft(world, above=above, values=list(offers))
    took = time.perf_counter() - begun
    print(f"{len(offers)} offers in {looked:.2f} s, drafted in {took:.2f} s")
    assert len(items(world, drafted(world, key).key)) == len(offers) == 500
    assert took < 3


@pytest.mark.parametrize(
    ("name", "kind", "vocabulary", "level", "first", "least"),
    [
        ("Ban Thường vụ Đảng ủy xã", "standing-committee", "party", "year", "2027-01-01", 35),
        ("Hội đồng nhân dân tỉnh", "council", "council", "year", "2027-01-01", 12),
        ("Board of Directors", "board", "board", "year", "2027-01-01", 10),
        ("Thường trực Tỉnh ủy", "standing", "party", "month", "2027-02-01", 9),
        ("Thường trực HĐND tỉnh", "standing", "council", "month", "2028-02-01", 6),
    ],
)  # fmt: skip
def test_each_kind_of_body_has_a_starter(settings, name, kind, vocabulary, level, first, least):
    """A fresh office with one body: a look, one press, and the draft is there."""
    with TestClient(build_app(settings), base_url=ORIGIN) as server:
        office = fresh(server.app, name, kind, vocabulary)
        client = TestClient(server.app, base_url=ORIGIN, headers=office, follow_redirects=False)
        client.portal = server.portal
        page = client.get(f"/programmes/new?level={level}&first={first}")
        form = next(f for f in html.fromstring(page.text).forms if f.action == "/programmes/new")
        assert name in form.fields["title"]
        data = {}
        for field, text in form.form_values():
            data.setdefault(field, []).append(text)
        assert len(data["pick"]) >= least
        answer = client.post("/programmes/new", data=data)
        assert answer.status_code == 200, answer.text
        found = server.app.state.reader.run(lambda db: list(db.exec(select(ProgrammeItem))))
    assert all(row.origin and row.kind for row in found)
    days = [row.time_to for row in found if row.time_to]
    assert {day[:4] for day in days} <= {first[:4], str(int(first[:4]) + 1)}
    if level == "month":
        assert {day[:7] for day in days} == {first[:7]}
    if vocabulary == "board":
        assert all(row.text.isascii() for row in found)
        assert all(row.section.isascii() for row in found)


def fresh(app, name, kind, vocabulary):
    """Let an office of one clerk and one body move in; returns the clerk's headers."""
    token = new_token()

    def move_in(tx):
        tx.add(Instance(name="Văn phòng", created_at=tx.now))
        office = tx.add(Body(name="Văn phòng", kind="office"))
        tx.add(Body(name=name, kind=kind, vocabulary=vocabulary))
        clerk = tx.add(Account(login="clerk", name="Clerk", created_at=tx.now))
        since = today() - timedelta(days=9)
        tx.add(Membership(account_id=clerk.id, body_id=office.id, role="secretariat", since=since))
        start_session(
            tx,
            account_id=clerk.id,
            session_key=new_id(),
            token_hash=token_hash(token),
            device="test",
            expires_at=tx.now + timedelta(hours=1),
        )

    app.state.writer.run(SYSTEM, new_id(), move_in)
    return {"origin": ORIGIN, "plenum-script": "1", "cookie": f"{COOKIE}={token}"}
