"""Signing out ends the session on the server, not only in the browser."""

import json
import re
import time
from contextlib import ExitStack

import pytest
from sqlmodel import select
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.people.models import SignInSession
from server.people.sessions import COOKIE


def test_signing_out_ends_the_session_and_clears_the_browser(signing):
    device = signing.device()
    signing.sign_in("mia", device=device)
    token = device.cookies[COOKIE]
    answer = device.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert '"storage"' in answer.headers["clear-site-data"]
    assert COOKIE not in device.cookies

    device.cookies.set(COOKIE, token)  # the old cookie, kept by somebody
    assert device.get("/account").status_code == 303
    assert device.get("/account", headers={"plenum-script": "1"}).status_code == 401


def test_signing_out_twice_and_without_a_session_is_no_error(signing):
    device = signing.device()
    assert device.post("/sign-out").status_code == 303
    assert device.post("/sign-out").status_code == 303


def test_another_site_cannot_sign_anybody_out(signing):
    device = signing.device()
    signing.sign_in("mia", device=device)
    forged = device.post("/sign-out", headers={"origin": "https://evil.example"})
    assert forged.status_code == 403
    assert device.get("/account").status_code == 200


def _close_code(socket, seconds):
    until = time.monotonic() + seconds
    try:
        while True:
            socket.recv(timeout=max(0.0, until - time.monotonic()))
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


@pytest.mark.parametrize("way", ["out", "elsewhere", "disabled", "changed"])
def test_open_pages_close_within_two_seconds(world, signing, send, key_of, way):
    with world.served() as address, ExitStack() as stack:
        cookies = [world.cookie("mia") for _ in range(3)]
        sockets = [_open(stack, world, address, cookie) for cookie in cookies]
        device = signing.device()
        device.headers["cookie"] = cookies[0]
        if way == "out":
            device.post("/sign-out")
            ended = sockets[:1]
        elif way == "elsewhere":
            sessions = world.read(_sessions_of, world.people["mia"])
            send("mia", f"/account/devices/{sessions[1]}/end")
            ended = sockets[1:2]
        elif way == "disabled":
            send("adam", f"/admin/accounts/{key_of('mia')}/disable")
            ended = sockets
        else:
            device.post(
                "/account/password",
                data={
                    "command_id": "c" * 20,
                    "old": "a quiet morning by the sea",
                    "new": "a loud evening on the hill",
                    "again": "a loud evening on the hill",
                },
            )
            ended = sockets[1:]
        assert [_close_code(socket, 2) for socket in ended] == [4401] * len(ended)
        for socket in sockets:
            if socket not in ended:
                assert "reload" not in json.loads(socket.recv(timeout=6))  # stays


def _open(stack, world, address, cookie):
    """The socket of an account page, up to date."""
    page = world.client(None).get("/account", headers={"cookie": cookie})
    live = json.loads(re.search(r'data-live="([^"]+)"', page.text)[1].replace("&#34;", '"'))
    socket = stack.enter_context(
        connect(
            address.replace("http", "ws") + "/live",
            origin=address,
            additional_headers={"Cookie": cookie},
            compression=None,
        )
    )
    socket.send(json.dumps(live))
    while "hello" not in json.loads(socket.recv(timeout=5)):
        pass
    return socket


def _sessions_of(db, account_id):
    statement = select(SignInSession).where(SignInSession.account_id == account_id)
    return [session.key for session in db.exec(statement.order_by(SignInSession.id))]
