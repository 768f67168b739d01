"""People who can sign in with a password, and the forms of signing in."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from server.people.models import Account
from server.people.secrets import hash_password
from tests.world import ORIGIN, new_id

PASSWORD = "a quiet morning by the sea"


class SigningIn:
    """Accounts with a password, and devices at addresses of their own."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.stored = hash_password(PASSWORD, "test")
        for who in ("mia", "adam"):
            self.give_password(who)

    def give_password(self, who: str) -> None:
        """Let `who` sign in with PASSWORD."""

        def give(tx: Any) -> None:
            account = tx.session.get_one(Account, self.world.people[who])
            account.password_hash = self.stored

        self.world.run(None, give)

    def device(self, address: str = "10.0.0.1") -> TestClient:
        """Return a browser at `address` that nobody is signed in on."""
        return TestClient(
            self.world.app,
            base_url="https://localhost",
            headers={"origin": "https://localhost", "user-agent": "Firefox/140.0 (iPad)"},
            follow_redirects=False,
            client=(address, 40000),
        )

    def sign_in(
        self, login: str, password: str = PASSWORD, *, device: Any = None, **more: Any
    ) -> Any:
        """Send the sign-in form."""
        form = {"login": login, "password": password} | more
        return (device or self.device()).post("/sign-in", data=form)


@pytest.fixture
def signing(world):
    return SigningIn(world)


@pytest.fixture
def key_of(world):
    """The key of a person's account, as text."""
    return lambda who: str(world.row(Account, login=who).key)


@pytest.fixture
def send(world):
    """Send a form as somebody: send("adam", path, field=value)."""

    def post(who: str | None, path: str, command_id: str | None = None, **fields: Any) -> Any:
        form = {"command_id": command_id or new_id()} | fields
        return world.client(who).post(path, data=form)

    return post


__all__ = ["ORIGIN", "PASSWORD"]
