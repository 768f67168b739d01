"""The chain walked both ways: task to programme, programme item to result."""

import pytest

from server.meetings import commands as meetings
from tests.sessions import Session, plain


def test_a_task_leads_back_to_its_programme(world, source, told):
    session, task = told
    page = world.client("anna").get(f"/tasks/{task}").text
    text = plain(page)
    order = ["Programme of 2026", "Report on roads", "March session", "so concluded"]
    places = [text.index(words, text.index("Where it comes from")) for words in order]
    assert places == sorted(places)
    for address in (f"/programme-items/{source.key}", f"/meetings/{session.key}", "/notices/"):
        assert f'href="{address}' in page
    assert "/programmes/" in page


def test_a_link_is_there_only_where_the_viewer_may_go(world, told):
    session, task = told
    stan = world.client("stan").get(f"/tasks/{task}").text
    assert "March session" in stan  # the standing body follows every meeting's tasks
    assert f"/meetings/{session.key}" not in stan
    clara = world.client("clara").get(f"/tasks/{task}").text
    assert "so concluded" in clara  # the words that ask something of her body, once issued
    assert "March session" not in clara
    assert "/notices/" not in clara


def test_a_conclusion_not_yet_issued_is_not_shown_to_the_lead_body(world, session):
    from server.conclusions import assigning

    conclusion = session.note("Budget", "Canary words")
    task = session.assign(conclusion)
    world.run("carl", assigning.act_at_once, task_key=task)
    for who in ("clara", "stan"):
        page = world.client(who).get(f"/tasks/{task}")
        assert page.status_code == 200
        assert "Canary words" not in page.text
    assert "Canary words" in world.client("anna").get(f"/tasks/{task}").text


def test_a_programmes_item_shows_what_became_of_it(world, source, told):
    _session, task = told
    page = world.client("anna").get(f"/chain/programme-item/{source.key}").text
    text = plain(page)
    for words in ("Presented", "March session", "so concluded", "Mend the road", "Mended", "12 km"):
        assert words in text
    assert f"/tasks/{task}" in page
    assert "<html" not in page  # a part of the item's page
    whole = world.client("anna", script=False).get(f"/chain/programme-item/{source.key}").text
    assert "<html" in whole


def test_before_anything_it_says_so(world, source):
    page = world.client("anna").get(f"/chain/programme-item/{source.key}")
    assert "has not stood on an agenda" in page.text


@pytest.mark.parametrize(
    ("who", "sees", "not_"),
    [
        ("stan", ["so concluded", "Mend the road"], []),
        (
            "mia",
            ["March session", "so concluded"],
            ["Mended", "12 km"],
        ),  # the task and its result are not hers
    ],
)
def test_others_see_their_part(world, source, told, who, sees, not_):
    text = plain(world.client(who).get(f"/chain/programme-item/{source.key}").text)
    for words in sees:
        assert words in text
    for words in not_:
        assert words not in text


@pytest.mark.parametrize("who", ["greta", "adam", "zoe", "clara"])
def test_for_who_does_not_see_the_programme_it_is_not_there(world, source, told, who):
    answer = world.client(who).get(f"/chain/programme-item/{source.key}")
    assert answer.status_code == 404


def test_a_hidden_item_stays_out_of_a_delegates_sight(world, source):
    session = Session(world, programme_item_keys=[source.key])
    world.run("anna", meetings.hide_item, key=session.item("Report on roads").key)
    conclusion = session.note("Report on roads", "Canary words")
    session.verdict(conclusion, "decides")
    session.agree(conclusion)
    session.issue(conclusion)
    text = world.client("mia").get(f"/chain/programme-item/{source.key}").text
    assert "Canary words" not in text
    assert "March session" not in text
