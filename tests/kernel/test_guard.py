"""What every request passes: host, origin, headers of every answer."""

import socket
import time

import pytest
from starlette.testclient import TestClient

from server.app import build_app
from server.kernel.guard import HEADERS
from server.kernel.web import local_path

EVERYWHERE = ["/healthz", "/", "/no/such/page", "/sign-in", "/static/none.css", "/favicon.ico"]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "TRACE"])
def test_every_answer_bears_the_headers(world, path, method):
    response = world.client(None).request(method, path)
    for name in HEADERS:
        if name != "cache-control":
            assert name in response.headers, f"{method} {path} lacks {name}"
    assert "server" not in response.headers
    assert response.headers["x-request-id"]


def test_the_policy_allows_nothing_inline_and_nothing_foreign(world):
    policy = world.client(None).get("/sign-in").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    for hole in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:"):
        assert hole not in policy


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
        {},
    ],
)
def test_a_change_from_elsewhere_is_refused(world, headers):
    client = world.stranger()
    response = client.post("/sign-out", headers=headers | {"cookie": world.cookie("anna")})
    assert response.status_code == 403
    assert response.text == "foreign-origin"


def test_no_other_site_is_let_in(world):
    response = world.client("anna").get("/", headers={"origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_plain_http_elsewhere_says_why_it_does_not_work(world):
    client = world.stranger("http://hop.example.vn")
    response = client.get("/sign-in")
    assert response.status_code == 426
    assert "https" in response.text


def test_only_the_public_host_is_answered(world):
    settings = world.app.state.settings.model_copy(
        update={"public_origin": "https://hop.example.vn"}
    )
    with TestClient(build_app(settings), base_url="https://hop.example.vn") as client:
        assert client.get("/sign-in").status_code == 200
        assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 400
        assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/meetings", "/meetings"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_a_way_on_leads_nowhere_else(target, path):
    assert local_path(target) == path


def test_an_unexpected_error_says_nothing_of_itself(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("SELECT secret FROM /etc")

    monkeypatch.setattr(world.app.state.reader, "submit", broken)
    client = world.stranger(raise_server_exceptions=False)
    response = client.get("/sign-in", headers={"cookie": "__Host-plenum=x"})
    assert response.status_code == 500
    for leak in ("SELECT", "Traceback", "RuntimeError", ".py"):
        assert leak not in response.text
    assert response.headers["x-request-id"] in response.text


def test_when_the_database_does_not_answer_it_is_not_ready(world, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("gone")

    monkeypatch.setattr(world.app.state.reader, "submit", broken)
    assert world.client(None).get("/healthz").status_code == 200
    assert world.client(None).get("/readyz").status_code == 503


def test_who_hangs_up_before_the_form_has_come_is_no_error_of_ours(world, capfd):
    with world.served() as address:
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(
                f"POST /meetings HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {address}\r\n"
                f"Cookie: {world.cookie('anna')}\r\nContent-Length: 100\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\ntitle=".encode()
            )
            time.sleep(0.3)
        time.sleep(0.3)
    said = "".join(capfd.readouterr())
    assert "hung up" in said
    assert "Traceback" not in said
