"""Minutes go by the rules of their day, in the body's tone style, named by their number."""

import io
from datetime import date

import pytest
from docx import Document

from server.conclusions import minutes
from server.conclusions.minutes_queries import seen_by
from server.people.models import Body, BodyDocuments
from tests.sessions import MORNING


@pytest.fixture
def drafted(world, session):
    key = session.note("Budget", "Hòa giải, củng cố Ban Tổ chức Tỉnh ủy")
    session.verdict(key, "decides")
    session.agree(key)
    world.run("anna", minutes.open_minutes, meeting_key=session.key)
    return session


def shown(world, session, who="anna"):
    return world.read(seen_by, world.viewer(who), session.key)[0]


def approve(world, session):
    digest = shown(world, session).digest
    world.run("carl", minutes.approve, meeting_key=session.key, seen=digest)


def words(world, session):
    answer = world.client("anna").get(f"/meetings/{session.key}/minutes/docx")
    document = Document(io.BytesIO(answer.content))
    return " ".join(p.text for p in document.element.body.iter() if p.tag.endswith("}t"))


def rule(world, **said):
    world.add(BodyDocuments(body_id=world.bodies["committee"], kind="BB", **said))


def test_by_the_rules_of_their_day_or_those_the_body_chose(world, drafted):
    assert shown(world, drafted).document.rules.key == "36-hd-vptw"  # of March 2026
    rule(world, layout="05-hd-vptw")
    assert shown(world, drafted).document.rules.key == "05-hd-vptw"


def test_in_the_old_tone_style_where_the_body_writes_it_but_for_names(world, drafted):
    assert "Hòa giải" in words(world, drafted)
    rule(world, tone="old")
    view = shown(world, drafted)
    base = {"secretary": ""}
    write = {"version": view.version, "base": base, "to": {"secretary": "Hòa Thị Thủy"}}
    world.run("anna", minutes.write_words, meeting_key=drafted.key, **write)
    said = words(world, drafted)
    assert "Hoà giải, củng cố Ban Tổ chức Tỉnh uỷ" in said
    assert "TỈNH UỶ" in said
    assert "Hòa Thị Thủy" in said


def test_what_was_approved_is_not_laid_out_anew_by_later_settings(world, drafted):
    rule(world, final_mark="./.")
    approve(world, drafted)

    def later(tx):
        row = tx.session.get_one(BodyDocuments, world.row(BodyDocuments, kind="BB").id)
        row.tone, row.final_mark, row.layout = "old", ".", "05-hd-vptw"

    world.run(None, later)
    assert shown(world, drafted).document.rules.key == "36-hd-vptw"
    assert "Hòa giải" in words(world, drafted)
    assert "./." in words(world, drafted)


def test_its_file_is_named_by_its_day_then_by_its_number(world, drafted):
    http, where = world.client("anna"), f"/meetings/{drafted.key}/minutes/docx"
    assert "bien-ban-2026-03-05.docx" in http.get(where).headers["content-disposition"]
    approve(world, drafted)
    given = {"number": 3, "symbol": "BB/ĐU", "issued_on": MORNING.date()}
    world.run("rita", minutes.number_minutes, meeting_key=drafted.key, **given)
    named = http.get(where).headers["content-disposition"]
    assert "bien-ban-03-BB-%C4%90U.docx" in named


def test_a_boards_are_english_unless_it_chose_the_vietnamese_rules(world, drafted):
    def board(tx):
        tx.session.get_one(Body, world.bodies["committee"]).vocabulary = "board"

    world.run(None, board)
    assert shown(world, drafted).document.locale == "en"
    rule(world, layout="board-vi")
    document = shown(world, drafted).document
    assert (document.locale, document.kind) == ("vi", "BIÊN BẢN")
    assert document.head.dated.endswith(f"năm {date(2026, 3, 5).year}")
