"""The office keeps who decides; an item put to another body is flagged with the rule in force."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import col, select

from server.kernel.errors import BadForm, EditConflict, NotFound
from server.programmes import rule_commands as commands
from server.programmes.considering import resolve_considers
from server.programmes.models import Programme, ProgrammeItem
from server.programmes.rule_commands import RulesInUse
from server.programmes.rule_table import BadTable
from server.programmes.rulebook import AuthorityRule, WorkingRules
from tests.live.harness import RELOADED, live_equals_reload, opened
from tests.programmes.conftest import said
from tests.programmes.test_browse import plan, put
from tests.programmes.test_items import key_of
from tests.world import new_id


def made(world, who="anna", **changes):
    """Make the committee's rules of 2026; returns the key."""
    asked = {
        "body_key": UUID(key_of(world, "committee")),
        "title": "Quy chế làm việc",
        "number": "01-QC/TU",
        "since": date(2026, 1, 1),
    }
    return UUID(world.run(who, commands.make_rules, **asked | changes))


def line(world, rules, matter="Đề án", body="committee", who="anna", **more):
    asked = {"matter": matter, "body_key": UUID(key_of(world, body)), "article": "Khoản 2 Điều 5"}
    return UUID(world.run(who, commands.add_rule, key=rules, **asked | more))


def lines(world):
    asked = select(AuthorityRule).order_by(col(AuthorityRule.rules_id), col(AuthorityRule.position))
    return [row.matter for row in world.read(lambda db: list(db.exec(asked)))]


@pytest.fixture
def item(world):
    """An item of the committee's programme that is put to the standing body."""
    item_id = put(world, plan(world), 1, "Đề án số hóa", considers="Thường trực Tỉnh ủy")
    world.run(None, lambda tx: resolve_considers(tx.session, col(ProgrammeItem.id) == item_id))
    return world.row(ProgrammeItem, id=item_id)


def page_of(world, who, item):
    return said(world.client(who).get(f"/programme-items/{item.key}"))


def programme_page(world, who, item, asked=""):
    key = world.row(Programme, id=item.programme_id).key
    return said(world.client(who).get(f"/programmes/{key}{asked}"))


FLAG = "By Khoản 2 Điều 5, Quy chế làm việc no. 01-QC/TU, Ban Thường vụ Tỉnh ủy decides."


def test_an_item_put_to_another_body_is_flagged_for_all_and_forbidden_nothing(world, item):
    assert item.considers_id == world.bodies["standing"]
    assert FLAG not in page_of(world, "mia", item)
    rules = made(world)
    line(world, rules)
    for who in ("anna", "mia"):
        assert FLAG in page_of(world, who, item)
        assert FLAG in programme_page(world, who, item)
    line(world, rules, "Đề án số hóa", "standing")  # the longer matter: right as it is
    assert "01-QC/TU" not in page_of(world, "mia", item)


def test_only_flagged_items_are_found(world, item):
    put(
        world,
        world.row(Programme, id=item.programme_id),
        2,
        "Việc khác",
        considers="Thường trực Tỉnh ủy",
    )
    line(world, made(world))
    found = programme_page(world, "mia", item, "?flag=1")
    assert "Đề án số hóa" in found
    assert "Việc khác" not in found
    assert "Việc khác" in programme_page(world, "mia", item)


def test_rules_that_are_over_say_nothing(world, item):
    line(world, made(world, since=date(2025, 1, 1), until=date(2025, 12, 31)))
    assert "01-QC/TU" not in page_of(world, "mia", item)


def test_a_body_that_nobody_knows_is_said(world):
    item_id = put(world, plan(world), 1, "Đề án", considers="Cấp lạ")
    assert "Cấp lạ (not in the register of bodies)" in page_of(
        world, "mia", world.row(ProgrammeItem, id=item_id)
    )


@pytest.mark.parametrize("who", ["carl", "clara", "zoe", "adam", "stan"])
def test_nobody_else_keeps_the_rules(world, who):
    rules = made(world)
    with pytest.raises(NotFound):
        made(world, who)
    with pytest.raises(NotFound):
        line(world, rules, who=who)
    with pytest.raises(NotFound):
        world.run(who, commands.remove_rules, key=rules)
    assert world.client(who).get("/programmes/rules").status_code == 404


def test_the_next_version_begins_with_the_lines_and_ends_the_one_before(world):
    rules = made(world)
    line(world, rules)
    line(world, rules, "Công tác cán bộ")
    made(world, number="02-QC/TU", since=date(2027, 7, 1), like=rules)
    assert lines(world) == ["Đề án", "Công tác cán bộ"] * 2
    assert world.row(WorkingRules, number="01-QC/TU").until == date(2027, 6, 30)


def test_lines_change_places_and_go(world):
    rules = made(world)
    keys = [line(world, rules, matter) for matter in ("a", "b", "c")]
    world.run("anna", commands.move_rule, key=keys[2], up=True)
    assert lines(world) == ["a", "c", "b"]
    world.run("anna", commands.move_rule, key=keys[1], up=False)  # the last stays the last
    with pytest.raises(RulesInUse):
        world.run("anna", commands.remove_rules, key=rules)
    for key in keys:
        world.run("anna", commands.remove_rule, key=key)
    world.run("anna", commands.remove_rules, key=rules)
    assert world.row(WorkingRules) is None


def test_two_people_change_a_line_and_the_second_sees_both_texts(world):
    key = line(world, made(world))
    row = world.row(AuthorityRule)
    committee = UUID(key_of(world, "committee"))
    base = {"matter": "Đề án", "kind": "", "article": "Khoản 2 Điều 5"}

    def edit(who, **changes):
        form = {"key": key, "version": row.version, "base": base, "to": base | changes}
        world.run(who, commands.edit_rule, **form, base_body_key=committee, body_key=committee)

    edit("anna", matter="Đề án lớn")
    edit("bella", article="Điều 6")  # another field: both stand
    now = world.row(AuthorityRule)
    assert (now.matter, now.folded, now.article) == ("Đề án lớn", "de an lon", "Điều 6")
    with pytest.raises(EditConflict):
        edit("bella", matter="Đề án nhỏ")


@pytest.mark.parametrize("wrong", [{"title": " "}, {"until": date(2025, 1, 1)}])
def test_a_version_needs_a_title_and_days_in_order(world, wrong):
    with pytest.raises(BadForm):
        made(world, **wrong)


def test_a_table_is_pasted_with_headings_or_without(world):
    rules = made(world)
    with_heads = (
        "STT\tNội dung\tCấp quyết định\tĐiều, khoản\n"
        "1\tĐề án\tBan Thường vụ Tỉnh ủy\tKhoản 1 Điều 4\n"
        "2\tQuy hoạch cán bộ\tThường trực Tỉnh ủy\t\n"
    )
    assert world.run("anna", commands.paste_rules, key=rules, text=with_heads) == 2
    plain = "3\tBáo cáo\tThường trực Tỉnh ủy\tĐiều 7\tNội dung trình"
    assert world.run("anna", commands.paste_rules, key=rules, text=plain) == 1
    rows = world.read(lambda db: list(db.exec(select(AuthorityRule).order_by(AuthorityRule.id))))
    committee, standing = world.bodies["committee"], world.bodies["standing"]
    assert [(r.matter, r.body_id, r.article, r.kind, r.position) for r in rows] == [
        ("Đề án", committee, "Khoản 1 Điều 4", "", 1),
        ("Quy hoạch cán bộ", standing, "", "", 2),
        ("Báo cáo", standing, "Điều 7", "submission", 3),
    ]


def test_a_row_in_doubt_is_named_and_nothing_is_taken_over(world):
    rules = made(world)
    text = "Đề án\tBan Thường vụ Tỉnh ủy\nBáo cáo\tCấp lạ\n"
    with pytest.raises(BadTable) as refused:
        world.run("anna", commands.paste_rules, key=rules, text=text)
    assert refused.value.params["rows"] == "2: Báo cáo | Cấp lạ"
    assert lines(world) == []
    answer = world.client("anna").post(
        f"/programmes/rules/{rules}/paste", data={"command_id": new_id(), "table": text}
    )
    assert answer.status_code == 422
    assert "Cấp lạ" in answer.text


def test_a_form_sent_twice_adds_one_line(world):
    rules = made(world)
    client = world.client("anna")
    form = {"command_id": new_id(), "matter": "Đề án", "body": key_of(world, "committee")}
    for _ in range(2):
        answer = client.post(f"/programmes/rules/{rules}/lines", data=form)
        assert answer.status_code == 200
    assert lines(world) == ["Đề án"]
    assert "Đề án" in said(client.get("/programmes/rules"))


def test_open_pages_follow_the_rules(world, item):
    rules = made(world)
    key = world.row(Programme, id=item.programme_id).key
    pages = [
        opened(world, "anna", "/programmes/rules"),
        opened(world, "mia", f"/programmes/{key}"),
        opened(world, "mia", f"/programme-items/{item.key}"),
    ]
    assert live_equals_reload(world, pages, lambda: line(world, rules)) == [RELOADED] * 3


NOTE = "Nobody has said which body considers this item"


def test_an_item_put_to_nobody_bears_a_quiet_note_where_there_are_rules(world):
    programme = plan(world)
    for position, more in enumerate(({}, {"kind": "submission"}, {"kind": "activity"}), 1):
        put(world, programme, position, f"Đề án {position}", **more)
    put(world, programme, 4, "Đề án 4", considers="Thường trực Tỉnh ủy")
    put(world, programme, 5, "Đề án 5", state="done")
    items = [world.row(ProgrammeItem, position=position) for position in range(1, 6)]

    def noted():
        return [NOTE in page_of(world, "anna", item) for item in items]

    assert noted() == [False] * 5
    line(world, made(world))
    assert noted() == [True, True, False, False, False]
    assert NOTE in page_of(world, "mia", items[0])


def test_rules_of_another_body_or_time_leave_no_note(world):
    put(world, plan(world), 1, "Đề án")
    item = world.row(ProgrammeItem, position=1)
    line(world, made(world, since=date(2020, 1, 1), until=date(2020, 12, 31)))
    assert NOTE not in page_of(world, "anna", item)
