"""The whole chain on one page: from any link up to the programme and down to what proves it."""

import re

import pytest

from server.conclusions.models import Conclusion
from server.kernel.db import SYSTEM
from server.meetings import commands as meetings
from server.people.models import Account
from server.programmes.models import Programme, ProgrammeItem
from server.tasks.facts import add_part
from server.tasks.words import TaskWords
from tests.sessions import COMMISSION, MORNING, plain
from tests.world import new_id


@pytest.fixture
def term(world, source):
    """The item of the term's programme that the year's continues."""
    programme = world.add(
        Programme(
            slug="committee-term",
            body_id=world.bodies["committee"],
            level="term",
            state="adopted",
            title="Programme of the term",
            period_from=MORNING.date(),
            period_to=MORNING.date(),
            created_at=MORNING,
        )
    )
    item = world.add(
        ProgrammeItem(programme_id=programme, position=1, number="1", text="Roads of the term")
    )

    def put(tx):
        tx.session.get_one(ProgrammeItem, source.id).parent_id = item

    world.writer.run(SYSTEM, new_id(), put)
    return world.row(ProgrammeItem, id=item)


WHOLE = [
    *("Roads of the term", "Programme of the term", "Report on roads", "Programme of 2026, item 7"),
    *("March session", "so concluded", "101-TB/TU", "Mend the road", "Mended from end to end"),
    *("12 km", "Confirmed as done"),
]


def whole(world, who, kind, key):
    """The page of a chain as its reader has it."""
    return world.client(who, script=False).get(f"/chain/{kind}/{key}")


def opened(world, who, page):
    """Open every link of a chain as its reader; returns them."""
    links = set(re.findall(r'<a href="(/[^"]+)"', page.text.split("<h1")[1]))
    client = world.client(who)
    for link in links:
        assert client.get(link).status_code in (200, 303), link  # a meeting's page leads on
    return links


def test_one_page_from_the_term_down_to_the_proof_whatever_link_is_asked_for(world, term, told):
    session, task = told
    item = session.item("Report on roads")
    conclusion = world.row(Conclusion, item_id=item.id)
    asked = [("task", task), ("conclusion", conclusion.key)]
    asked += [("agenda-item", item.key), ("programme-item", term.key)]
    for kind, key in asked:
        page = whole(world, "anna", kind, key)
        text = plain(page.text)
        start, places = text.index("Print"), []
        for words in WHOLE:
            start = text.index(words, start)
            places.append(start)
        assert places == sorted(places)
        assert len(opened(world, "anna", page)) > 5


@pytest.mark.parametrize("who", ["stan", "mia", "noah", "clara", "carl"])
def test_each_reads_the_links_within_reach_and_opens_each_that_is_one(world, term, told, who):
    session, task = told
    item = session.item("Report on roads")
    conclusion = world.row(Conclusion, item_id=item.id)
    for kind, key in (("task", task), ("conclusion", conclusion.key), ("agenda-item", item.key)):
        page = whole(world, who, kind, key)
        if page.status_code == 404:
            assert (who, kind) in {
                *(("mia", "task"), ("noah", "task")),
                *(("stan", "agenda-item"), ("clara", "agenda-item")),
            }
            continue
        opened(world, who, page)


def test_a_clerk_reads_the_words_that_ask_something_of_the_body_and_no_more(world, term, told):
    session, task = told
    conclusion = world.row(Conclusion, item_id=session.item("Report on roads").id)
    other = session.given("Paint it", "Roads", lead_text="Thường trực Tỉnh ủy")
    text = plain(whole(world, "clara", "task", task).text)
    assert "so concluded" in text
    for words in ("March session", "Roads of the term", "Programme of 2026", "Paint it"):
        assert words not in text
    assert whole(world, "clara", "task", other).status_code == 404
    elsewhere = world.row(Conclusion, id=session.task(other).conclusion_id)
    assert whole(world, "clara", "conclusion", elsewhere.key).status_code == 404
    assert whole(world, "clara", "conclusion", conclusion.key).status_code == 200


@pytest.mark.parametrize("who", ["greta", "adam", "zoe", "ivan"])
def test_a_guest_and_outsiders_have_no_chain(world, term, told, who):
    session, task = told
    item = session.item("Report on roads")
    conclusion = world.row(Conclusion, item_id=item.id)
    asked = [("task", task), ("conclusion", conclusion.key), ("programme-item", term.key)]
    asked += [("agenda-item", item.key)]
    for kind, key in asked:
        assert whole(world, who, kind, key).status_code == 404


def test_who_numbers_reads_what_was_issued_and_no_task(world, told):
    session, task = told
    conclusion = world.row(Conclusion, item_id=session.item("Report on roads").id)
    page = whole(world, "rita", "conclusion", conclusion.key)
    assert "so concluded" in page.text
    for words in ("March session", "Mended"):
        assert words not in page.text
    assert not any("/tasks/" in link for link in opened(world, "rita", page))
    assert whole(world, "rita", "task", task).status_code == 404


def test_a_restricted_lines_chain_is_for_those_it_names(world, session):
    staff = session.item("Staff")
    noah = world.row(Account, login="noah").key
    world.run("anna", meetings.restrict_item, key=staff.key, names=[noah])
    conclusion = session.note("Staff", "Canary words")
    session.verdict(conclusion, "decides")
    session.agree(conclusion)
    session.issue(conclusion)
    for kind, key in (("agenda-item", staff.key), ("conclusion", conclusion)):
        assert "Canary words" in whole(world, "noah", kind, key).text
        assert whole(world, "mia", kind, key).status_code == 404


def test_a_secret_line_has_no_words(world, session):
    secret = world.row(type(session.item("Budget")), meeting_id=session.row.id, secret=True)
    page = whole(world, "anna", "agenda-item", secret.key)
    assert page.status_code == 200
    assert "Presented in person" in page.text


def test_a_part_given_to_a_body_does_not_open_the_whole_of_another(world, session):
    task = session.given("Mend the road", lead_text="Thường trực Tỉnh ủy")
    part = world.run("anna", add_part, key=task, words=TaskWords(work="Dig", lead_text=COMMISSION))
    page = whole(world, "clara", "task", part)
    assert "A task of another body" in page.text
    opened(world, "clara", page)
    both = plain(whole(world, "anna", "task", task).text)
    assert both.index("Mend the road") < both.index("Dig")


def test_a_wide_chain_tells_what_is_nearest_and_says_that_there_is_more(world, source, monkeypatch):
    monkeypatch.setattr("server.overview.links.MOST", 5)
    programme_id = source.programme_id
    for number in range(4):
        part = world.add(
            ProgrammeItem(
                programme_id=programme_id, position=9, text=f"Part {number}", parent_id=source.id
            )
        )
        for place in range(3):
            world.add(
                ProgrammeItem(
                    programme_id=programme_id, position=9, text=f"Deep {place}", parent_id=part
                )
            )
    text = plain(whole(world, "anna", "programme-item", source.key).text)
    assert [text.count(f"Part {number}") for number in range(4)] == [1] * 4
    assert text.count("Deep") == 1
    assert text.count("More stands below") == 4


def test_a_chain_of_no_kind_is_not_there(world, session):
    key = session.item("Budget").key
    assert whole(world, "anna", "meeting", key).status_code == 404
