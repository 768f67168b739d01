"""A body is renamed, merged or ends: what is open goes on, what is done stays, no name is lost."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from server.kernel.errors import BadForm, NotFound
from server.people.body_commands import OneOffice, OwnSuccessor, add_body
from server.people.models import Account, Body, Membership
from server.people.queries import body_catalogue
from server.people.reorganising import NotInForceYet, reorganise
from server.people.succession import body_page, succession
from server.programmes.bodies import body_called
from server.programmes.item_queries import item_line
from server.programmes.models import (
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
    RememberedReading,
)
from server.tasks.bodies import register
from server.tasks.models import Task, TaskBody
from server.tasks.queries import task_lines
from tests.live.harness import live_equals_reload, opened
from tests.meetings.conftest import MORNING
from tests.world import today

TODAY = today()
OLD, NEW = "Ban Tổ chức Tỉnh ủy", "Ban Tổ chức và Dân vận Tỉnh ủy"
HANDED = ("programme-items", "proposals", "tasks", "names", "memberships")


class Office:
    """The Organisation Commission with open and finished work, and the body that takes it over."""

    def __init__(self, world):
        self.world = world
        self.old = world.bodies["commission"]
        self.new = world.run("anna", add_body, name=NEW, aliases=[])
        add = world.add
        programme = add(
            Programme(
                **{"slug": "p", "body_id": world.bodies["committee"], "level": "year"},
                **{"title": "Programme", "state": "adopted", "created_at": MORNING},
                **{"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)},
            )
        )
        self.items = {}
        for place, (text, state) in enumerate(
            [("Open", "planned"), ("Done", "presented"), ("Deferred", "deferred")], 1
        ):
            item = add(
                ProgrammeItem(programme_id=programme, position=place, text=text, state=state)
            )
            add(ProgrammeItemBody(item_id=item, body_id=self.old, role="lead", name=OLD))
            self.items[text] = item
        for state in ("proposed", "taken"):
            add(
                ProgrammeProposal(
                    **{"programme_id": programme, "kind": "register", "body_id": self.old},
                    **{"state": state, "entered_by_id": world.people["anna"]},
                    entered_at=MORNING,
                )
            )
        for work, state in (("Build", "open"), ("Built", "done")):
            words = {"lead_text": "Ban Tổ chức", "created_at": MORNING, "opened_at": MORNING}
            add(Task(work=work, state=state, lead_body_id=self.old, **words))
        helped = add(Task(work="Help", state="open", lead_text="X", created_at=MORNING))
        add(TaskBody(task_id=helped, body_id=self.old, name=OLD))
        key = str(world.row(Body, id=self.old).key)
        said = {"kind": "body", "words": "btc", "said_at": MORNING}
        add(RememberedReading(value=key, **said))

    def key(self, body_id):
        return self.world.row(Body, id=body_id).key

    def act(self, who="anna", **more):
        ask = {"key": self.key(self.old), "kind": "merge", "successor_key": self.key(self.new)}
        ask |= {"day": TODAY, "decision": "05-QĐ/TU", "accounts": [self.account("clara")]}
        return self.world.run(who, reorganise, **ask | more)

    def account(self, who):
        return self.world.row(Account, login=who).key

    def body_of(self, text):
        return self.world.row(ProgrammeItemBody, item_id=self.items[text])

    def task(self, work):
        return self.world.row(Task, work=work)


@pytest.fixture
def office(world):
    return Office(world)


def test_what_is_open_goes_on_under_its_old_name_and_what_is_done_stays(world, office):
    handed = office.act()
    assert {name: handed[name] for name in HANDED} == {
        **{"programme-items": 2, "proposals": 1, "tasks": 2, "names": 1, "memberships": 1}
    }
    for text in ("Open", "Deferred"):
        assert (office.body_of(text).body_id, office.body_of(text).name) == (office.new, OLD)
    assert office.body_of("Done").body_id == office.old
    assert office.task("Build").lead_body_id == office.new
    assert office.task("Build").lead_text == "Ban Tổ chức"
    assert office.task("Built").lead_body_id == office.old
    helped = world.row(TaskBody, task_id=office.task("Help").id)
    assert (helped.body_id, helped.name) == (office.new, OLD)
    asked = {p.state: p.body_id for p in world.read(lambda db: list(db.exec(_proposals)))}
    assert asked == {"proposed": office.new, "taken": office.old}
    old = world.row(Body, id=office.old)
    assert (old.name, old.valid_to, old.successor_id) == (
        OLD,
        TODAY - timedelta(days=1),
        office.new,
    )


_proposals = select(ProgrammeProposal)


def test_pages_say_what_the_body_is_called_now(world, office):
    assert world.read(item_line, None, office.items["Open"]).leads[0].now == ""
    office.act()
    for text in ("Open", "Done"):
        [named] = world.read(item_line, None, office.items[text]).leads
        assert (named.written, named.now) == (OLD, NEW)
    key = world.row(ProgrammeItem, id=office.items["Done"]).key
    page = world.client("anna").get(f"/programme-items/{key}").text
    assert f"{OLD} (now {NEW})" in page
    built = world.read(lambda db: task_lines(db, [world.row(Task, work="Built")]))[0]
    assert (built.lead_text, built.lead_now) == ("Ban Tổ chức", NEW)


def test_what_is_done_is_found_under_the_successor(world, office):
    office.act()
    programme = world.row(Programme, slug="p").key
    new, old = office.key(office.new), office.key(office.old)
    page = world.client("anna").get(f"/programmes/{programme}?body={new}").text
    assert all(f">{text}<" in page for text in ("Open", "Done", "Deferred"))
    page = world.client("anna").get(f"/programmes/{programme}?body={old}").text
    assert ">Done<" in page
    assert ">Open<" not in page
    follow = world.client("anna").get(f"/tasks?body={new}&state=done").text
    assert ">Built<" in follow
    assert ">Build<" in world.client("anna").get(f"/tasks?body={new}").text


def test_a_later_name_and_the_old_one_both_mean_the_successor(world, office):
    office.act()
    for name in (OLD, NEW):
        assert world.read(body_called, name).id == office.new
        assert world.read(lambda db, n=name: register(db).one(n)).id == office.new
    assert world.row(RememberedReading, words="btc").value == str(office.key(office.new))
    third = world.run("anna", add_body, name="Ban Đảng vụ", aliases=[])
    key = office.key(third)
    office.act(key=office.key(office.new), successor_key=key)  # merged again
    assert world.read(body_called, OLD).id == third
    known = world.read(succession)
    assert known.family(third) == {office.old, office.new, third}
    assert known.now_called(office.old, OLD) == "Ban Đảng vụ"


def test_the_same_act_again_changes_nothing(world, office):
    office.act()
    before = world.happened("bodies"), world.happened("tasks")
    assert set(office.act().values()) == {0}
    assert (world.happened("bodies"), world.happened("tasks")) == before
    assert office.body_of("Done").body_id == office.old
    form = {"command_id": "the-same-form-sent-twice", "kind": "merge", "day": str(TODAY)}
    form |= {"decision": "05-QĐ/TU", "successor": str(office.key(office.new))}
    form |= {"account": [str(office.account("clara"))]}
    for _ in range(2):
        url = f"/admin/bodies/{office.key(office.old)}/reorganise"
        assert world.client("anna").post(url, data=form).status_code == 200


def test_who_is_ticked_goes_on_and_the_others_place_ends(world, office):
    world.add(
        Membership(
            **{"account_id": world.people["noah"], "body_id": office.old, "role": "clerk"},
            since=TODAY - timedelta(days=10),
        )
    )
    office.act()
    clara, noah = world.viewer("clara"), world.viewer("noah")
    assert clara.in_body(office.new, "clerk")
    assert clara.in_body(office.old, "clerk")  # reads what is done
    assert not noah.in_body(office.old)
    assert not noah.in_body(office.new)
    assert world.happened(f"user:{world.people['noah']}") == ["rights-changed"]
    mine = world.client("clara").get("/tasks/mine").text
    assert "Build" in mine
    assert "Built" in mine
    assert world.client("noah").get("/tasks/mine").status_code == 404


def test_a_body_that_ends_without_a_successor_leaves_its_work_where_it_is(world, office):
    handed = office.act(kind="end", successor_key=None, accounts=[])
    assert handed == {"memberships": 1}
    assert office.body_of("Open").body_id == office.old
    assert world.row(Body, id=office.old).valid_to == TODAY - timedelta(days=1)
    assert not world.viewer("clara").in_body(office.old)


def test_a_new_name_keeps_the_old_one_findable(world, office):
    office.act(kind="rename", name="Ban Tổ chức và Cán bộ", accounts=[])
    body = world.row(Body, id=office.old)
    assert (body.name, body.valid_to) == ("Ban Tổ chức và Cán bộ", None)
    assert world.read(body_called, OLD).id == office.old
    [named] = world.read(item_line, None, office.items["Open"]).leads
    assert (named.written, named.now) == (OLD, "Ban Tổ chức và Cán bộ")
    assert world.viewer("clara").in_body(office.old, "clerk")
    assert office.act(kind="rename", name="Ban Tổ chức và Cán bộ") == {}
    assert world.happened("bodies").count("body-reorganised") == 1
    office.act(kind="rename", name=OLD)  # and back
    [view] = [b for b in world.read(body_catalogue) if b.id == office.old]
    assert view.aliases == ("Ban Tổ chức và Cán bộ",)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"decision": " "}, "decision"),
        ({"kind": "rename"}, "name"),
        ({"successor_key": None}, "successor"),
        ({"kind": "split"}, "kind"),
    ],
)
def test_what_is_no_decision_is_refused_with_the_field(office, wrong, field):
    with pytest.raises(BadForm) as refused:
        office.act(**wrong)
    assert field in refused.value.fields


def test_nothing_happens_before_the_day_or_in_a_circle_or_to_the_office(world, office):
    with pytest.raises(NotInForceYet):
        office.act(day=TODAY + timedelta(days=1))
    with pytest.raises(OwnSuccessor):
        office.act(successor_key=office.key(office.old))
    with pytest.raises(OneOffice):
        office.act(key=office.key(world.bodies["office"]), accounts=[])
    with pytest.raises(NotFound):
        office.act(accounts=[office.account("zoe")])  # sits elsewhere: nobody is made a member
    assert office.body_of("Open").body_id == office.old
    assert "body-reorganised" not in world.happened("bodies")


def test_nobody_else_reorganises_or_sees_what_hangs(world, office):
    key = office.key(office.old)
    for who in ("carl", "mia", "clara", "greta", "stan", "zoe"):
        with pytest.raises(NotFound):
            office.act(who)
        client = world.client(who)
        for address in (f"/admin/bodies/{key}", f"/admin/bodies/{key}/reorganise"):
            assert client.get(address).status_code == 404
    assert office.body_of("Open").body_id == office.old


def test_beforehand_the_form_says_what_would_pass_on_and_afterwards_the_page_what_did(
    world, office
):
    viewer, key = world.viewer("anna"), office.key(office.old)
    found = world.read(body_page, viewer, key, TODAY)
    counts = {each.name: each.count for each in found.hangs if each.count}
    assert counts == {"names": 1, "programme-items": 2, "proposals": 1, "tasks": 2}
    assert [place.name for place in found.people] == ["Clara Clerk"]
    form = world.client("anna").get(f"/admin/bodies/{key}/reorganise").text
    assert "Tasks not done: <strong" in form
    office.act()
    for body in (office.old, office.new):
        page = world.client("anna").get(f"/admin/bodies/{office.key(body)}").text
        assert "05-QĐ/TU" in page
        assert f"{OLD} goes on as {NEW}" in page
    found = world.read(body_page, viewer, office.key(office.new), TODAY)
    assert [body.name for body in found.before] == [OLD]
    assert {h.name for h in found.past[0].handed} >= {"tasks", "programme-items"}


def test_open_pages_follow(world, office):
    item = world.row(ProgrammeItem, id=office.items["Open"]).key
    task = office.task("Build").key
    pages = [
        opened(world, who, url)
        for who in ("anna", "stan")
        for url in (f"/programme-items/{item}", f"/tasks/{task}")
    ]
    assert live_equals_reload(world, pages, office.act) == ["same"] * 4


def test_a_wall_stands_between_the_successor_and_others(world, office):
    """Zoe's body took nothing over: she sees neither the items nor the tasks, before or after."""
    task = office.task("Build").key
    item = world.row(ProgrammeItem, id=office.items["Open"]).key
    addresses = (f"/tasks/{task}", f"/programme-items/{item}")
    office.act()
    for who in ("zoe", "adam", "greta"):
        assert [world.client(who).get(url).status_code for url in addresses] == [404, 404]
