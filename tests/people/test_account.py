"""One's own account: devices, language and look."""

from datetime import timedelta

import pytest
from sqlmodel import select

from server.kernel.db import SYSTEM
from server.kernel.live.relay import happened_since, render
from server.kernel.live.screens import screen_named
from server.kernel.types import now
from server.people.commands import keep_sessions, turn_day
from server.people.models import Account, Membership, SignInSession
from tests.world import today


def sessions(world, who):
    account_id = world.people[who]
    return world.read(
        lambda db: list(
            db.exec(
                select(SignInSession)
                .where(SignInSession.account_id == account_id)
                .order_by(SignInSession.id)
            )
        )
    )


def test_devices_are_listed_with_where_and_since_when(signing):
    device = signing.device("10.0.0.7")
    signing.sign_in("mia", device=device)
    page = device.get("/account").text
    assert "Firefox, iPad" in page
    assert "10.0.0.7" in page
    assert "this device" in page


def test_a_device_is_signed_out_from_another(signing, send, world):
    lost = signing.device()
    signing.sign_in("mia", device=lost)
    [session] = sessions(world, "mia")
    first, again = (
        send("mia", f"/account/devices/{session.key}/end", "end-the-lost-tablet") for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (200, 200)
    assert lost.get("/account").status_code == 303
    assert world.happened(f"user:{world.people['mia']}").count("sessions-ended") == 1


def test_nobody_ends_a_session_of_somebody_else_here(world, send):
    world.client("mia")
    [session] = sessions(world, "mia")
    for who in ("noah", "anna", "adam", "zoe"):
        foreign = send(who, f"/account/devices/{session.key}/end")
        unknown = send(who, "/account/devices/0123456789abcdef/end")
        assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert sessions(world, "mia")[0].ended_at is None


def test_an_administrator_ends_a_device_of_that_account_only(world, send, key_of):
    world.client("mia")
    [session] = sessions(world, "mia")
    path = f"/devices/{session.key}/end"
    assert send("adam", f"/admin/accounts/{key_of('noah')}{path}").status_code == 404
    assert send("anna", f"/admin/accounts/{key_of('mia')}{path}").status_code == 404
    assert send("adam", f"/admin/accounts/{key_of('mia')}{path}").status_code == 200
    assert sessions(world, "mia")[0].ended_at is not None


def test_language_and_look_are_kept_and_lead_back(world):
    mia = world.client("mia")
    back = {"referer": "http://localhost/account?changed=1"}
    answer = mia.post("/preferences", data={"locale": "vi"}, headers=back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    mia.post("/preferences", data={"theme": "dark"}, headers=back)
    page = mia.get("/account").text
    assert 'lang="vi"' in page
    assert 'data-theme="dark"' in page
    account = world.row(Account, login="mia")
    assert (account.locale, account.theme) == ("vi", "dark")


@pytest.mark.parametrize("field", [{"theme": "pink"}, {"locale": "xx"}])
def test_an_unknown_look_or_language_is_refused(world, field):
    assert world.client("mia").post("/preferences", data=field).status_code == 422


def test_preferences_assign_nothing_else(world, send):
    send("mia", "/preferences", theme="light", login="root", role="administrator", disabled_at="1")
    account = world.row(Account, login="mia")
    assert account.theme == "light"
    assert world.viewer("mia").roles == {"delegate"}


def test_the_list_of_devices_pushed_is_the_list_of_the_page(world, signing):
    mia = world.client("mia")
    signing.sign_in("mia", device=signing.device())
    viewer = world.viewer("mia")
    stream = f"user:{viewer.user_id}"

    def pushed(db):
        seat = screen_named("own").seat(db, viewer, "me")
        group = ("own", seat.audience)
        [entry] = render(db, stream, 9, happened_since(db, stream, 0), [group])[group]
        return entry.message.frame

    frame = world.read(pushed)
    assert b"Firefox, iPad" in frame
    assert 'id="devices"' in mia.get("/account").text


def test_a_session_that_falls_idle_ends_and_one_in_use_does_not(world, signing):
    world.client("mia"), world.client("mia")
    idle, used = sessions(world, "mia")

    def age(tx):
        for row in (idle, used):
            tx.session.get_one(SignInSession, row.id).seen_at -= timedelta(hours=5)

    world.run(None, age)
    world.run(
        None,
        keep_sessions,
        seen=[used.key],
        idle_since=now() - timedelta(hours=4),
        ends_by=now() + timedelta(hours=12),
    )
    idle, used = sessions(world, "mia")
    assert idle.ended_at is not None
    assert used.ended_at is None


def test_memberships_that_begin_or_ended_are_told_once_a_day(world):
    world.add(
        Membership(
            account_id=world.people["zoe"],
            body_id=world.bodies["committee"],
            role="delegate",
            since=today(),
        )
    )
    for _ in range(2):
        world.writer.run(SYSTEM, f"turn-day-{today()}", turn_day, day=today())
    assert world.happened(f"user:{world.people['zoe']}").count("rights-changed") == 1
