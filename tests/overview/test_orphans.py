"""What hangs loose is counted, and each number opens its rows."""

import pytest

from server.overview.orphans.lists import LISTS
from tests.sessions import plain


@pytest.mark.parametrize("who", ["anna", "stan"])
@pytest.mark.parametrize("name", ["", *LISTS])
def test_each_list_opens_for_office_and_standing_body(world, session, name, who):
    page = world.client(who).get(f"/tasks/orphans?list={name}&page=3")
    assert page.status_code == 200


@pytest.mark.parametrize("who", ["mia", "clara", "zoe", "adam", "greta"])
def test_for_others_there_are_none(world, who):
    assert world.client(who).get("/tasks/orphans").status_code == 404


def test_a_list_that_is_none_is_not_there(world):
    assert world.client("anna").get("/tasks/orphans?list=other").status_code == 404


def test_a_task_without_a_lead_has_the_office_for_owner(world, session):
    session.given("Mend the road", lead_text="Nobody we know")
    text = plain(world.client("anna").get("/tasks/orphans?list=undetermined").text)
    assert "Mend the road" in text
