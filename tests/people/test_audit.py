"""The audit trail: who, what, when, from where; found within a second, losing nothing."""

import time

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from server.app import build_app
from server.kernel.events import EventRow
from server.people.models import Account


def entries(world, **where):
    def find(db):
        statement = select(EventRow).order_by(EventRow.id)
        for field, value in where.items():
            statement = statement.where(getattr(EventRow, field) == value)
        return list(db.exec(statement))

    return world.read(find)


def soon(world, **where):
    """Return the one entry that is there within a second or so."""
    until = time.monotonic() + 3
    while time.monotonic() < until:
        if found := entries(world, **where):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no entry {where}")


def test_a_sign_in_and_a_failed_one_are_written(world, signing):
    signing.sign_in("mia", device=signing.device("10.0.0.3"))
    [good] = entries(world, name="signed-in", source="10.0.0.3")
    assert (good.actor_id, good.detail["device"]) == (world.people["mia"], "Firefox, iPad")

    signing.sign_in("mia", "wrong", device=signing.device("10.0.0.4"))
    bad = soon(world, stream="audit", source="10.0.0.4")
    assert (bad.name, bad.actor_id) == ("sign-in-failed", world.people["mia"])


def test_what_was_typed_as_an_unknown_name_is_not_written(world, signing):
    """People type their password into the wrong field."""
    signing.sign_in("my-secret-password", "x", device=signing.device("10.0.0.5"))
    found = soon(world, stream="audit", source="10.0.0.5")
    assert "my-secret-password" not in f"{found.ids} {found.detail}"


def test_a_refused_page_is_written_with_its_address(world):
    world.client("mia").get("/admin/accounts?q=x")
    found = soon(world, name="access-refused")
    assert found.actor_id == world.people["mia"]
    assert found.ids == {"method": "GET", "path": "/admin/accounts"}


def test_strangers_refusals_are_not_written(world):
    world.client(None).get("/account")
    time.sleep(1.2)
    assert entries(world, name="access-refused") == []


def test_notes_are_numbered_without_gaps_and_outlive_an_orderly_stop(world):
    app = build_app(world.app.state.settings)
    with TestClient(app, base_url="http://localhost"):
        for number in range(5000):
            app.state.audit.note("document-viewed", world.people["mia"], "10.0.0.6", number=number)
    found = entries(world, stream="audit", source="10.0.0.6")
    assert [row.ids["number"] for row in found] == list(range(5000))
    assert [row.seq for row in entries(world, stream="audit")] == list(
        range(1, len(entries(world, stream="audit")) + 1)
    )


def test_a_change_of_an_account_is_written_with_before_and_after(world, send, key_of):
    form = {"version": 1, "base_name": "Mia Member", "name": "Mia Mayor", "base_title": ""}
    send("adam", f"/admin/accounts/{key_of('mia')}", **form)
    [row] = entries(world, name="account-changed")
    assert row.actor_id == world.people["adam"]
    assert row.detail["name"] == ["Mia Member", "Mia Mayor"]
    page = world.client("adam").get("/admin/audit").text
    assert "Mia Member → Mia Mayor" in page
    assert "Adam Admin" in page


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "x\r\nadmin signed in", "{{ 7*7 }}"])
def test_names_inject_nothing_into_the_log(world, send, name):
    send("adam", "/admin/accounts", login="otto", name=name)
    page = world.client("adam").get("/admin/audit").text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page or "7*7" not in name
    assert world.row(Account, login="otto").name


def test_the_log_is_paged_and_filtered(world):
    def fill(tx):
        for number in range(120):
            tx.session.add(
                EventRow(
                    stream="meeting:9",
                    seq=number + 1,
                    name="meeting-changed",
                    ids={"nth": number},
                    detail={"title": ["a secret title", "another"]},
                    actor_id=world.people["anna"],
                    at=tx.now,
                )
            )

    world.run(None, fill)
    adam = world.client("adam")
    first = adam.get("/admin/audit?name=meeting-changed").text
    assert "nth: 119" in first
    assert "nth: 69" not in first
    assert "a secret title" not in first  # administrators read no agendas
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = adam.get("/admin/audit" + older).text
    assert "nth: 69" in second
    assert "nth: 119" not in second
    assert "nth: 1" not in adam.get(f"/admin/audit?who={world.people['mia']}").text
    assert "nth: 1" not in adam.get("/admin/audit?day=2020-01-01").text
    assert adam.get("/admin/audit?before=x").status_code == 422
