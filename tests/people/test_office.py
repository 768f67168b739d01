"""The real start: an office, and an administrator by a one-time code; nothing else."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from server.app import build_app
from server.cli import main
from server.people.models import Account, Instance
from tests.engines import fresh_settings

PASSWORD = "con thuyền xuôi dòng"


@pytest.fixture
def begun(tmp_path, monkeypatch, capsys):
    """An instance begun on the command line; gives its settings and the code it printed."""
    with fresh_settings(tmp_path / "real") as settings:
        monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
        if settings.database_url:
            url = settings.database_url.replace("+psycopg", "")
            monkeypatch.setenv("DATABASE_URL", url)
        assert main(["make-office", "--name", "Văn phòng Tỉnh ủy", "--login", "quantri"]) == 0
        printed = capsys.readouterr()
        assert "/code" in printed.err
        yield settings, printed.out.strip()


def form(client, path, **fields):
    return client.post(path, data=fields, headers={"origin": "https://localhost"})


def test_an_office_begins_with_an_administrator_who_chooses_a_password(begun):
    settings, code = begun
    with TestClient(
        build_app(settings), base_url="https://localhost", follow_redirects=False
    ) as client:
        again = {"password": PASSWORD, "again": PASSWORD}
        answer = form(
            client, "/code", command_id="first-password-1", login="quantri", code=code, **again
        )
        assert answer.status_code == 303
        assert form(client, "/sign-in", login="quantri", password=PASSWORD).status_code == 303
        page = client.get("/admin/accounts").text
        assert "quantri" in page
        assert "Văn phòng Tỉnh ủy" in page
        assert "BẢN TRÌNH DIỄN" not in page


def test_nobody_can_sign_in_before(begun):
    settings, code = begun
    with TestClient(build_app(settings), base_url="https://localhost") as client:
        for login in ("quantri", "admin", "root", "anna"):
            for password in ("", "admin", "password", "quantri", code):
                answer = form(client, "/sign-in", login=login, password=password)
                assert answer.status_code in (401, 422)

        def found(db):
            return [a.password_hash for a in db.exec(select(Account))], db.get(Instance, 1)

        hashes, instance = client.app.state.reader.run(found)
        assert hashes == [None]
        assert not instance.demonstration


def test_a_second_office_is_refused_and_a_lost_code_is_replaced(begun, capsys):
    _settings, first = begun
    assert main(["make-office", "--name", "Khác", "--login", "khac"]) == 1
    assert capsys.readouterr().out == ""
    assert main(["new-code", "--login", "quantri"]) == 0
    assert capsys.readouterr().out.strip() not in ("", first)
    assert main(["new-code", "--login", "khac"]) == 1


def test_only_a_demonstration_says_whom_to_sign_in_as(world, signing):
    page = signing.device().get("/sign-in").text
    assert "Mia Member" not in page

    def show(tx):
        office = tx.session.get_one(Instance, 1)
        office.demonstration, office.demonstration_password = True, "the-password-of-all"

    world.run(None, show)
    page = signing.device().get("/sign-in").text
    assert "BẢN TRÌNH DIỄN" in page
    for text in ("Mia Member", "Ban Thường vụ Tỉnh ủy", "the-password-of-all", "đại biểu"):
        assert text in page
