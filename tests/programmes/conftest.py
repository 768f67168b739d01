"""Bodies that the real sheets name, and programmes made of the sheets."""

import re
from datetime import date
from pathlib import Path

import pytest

from server.people.models import Body, BodyAlias
from server.kernel.i18n import fold
from server.programmes.models import Programme
from tests.world import new_id

DATA = Path(__file__).parents[1] / "data"
BODIES = {  # key in world.bodies: (name, aliases)
    "council": ("Hội đồng nhân dân tỉnh Thanh Hóa", ("HĐND tỉnh",)),
    "council-standing": ("Thường trực Hội đồng nhân dân tỉnh", ("Thường trực HĐND tỉnh",)),
    "legal": ("Ban Pháp chế Hội đồng nhân dân tỉnh", ("Ban Pháp chế HĐND tỉnh",)),
}


@pytest.fixture
def office(world):
    """The world, with the bodies of the real sheets in its register."""
    for key, (name, aliases) in BODIES.items():
        world.bodies[key] = world.add(Body(name=name, kind="council"))
        for alias in aliases:
            world.add(BodyAlias(body_id=world.bodies[key], name=alias, folded=fold(alias)))
    return world


@pytest.fixture
def take_over(office):
    """Upload one of the real sheets as anna and confirm it; returns the programme's row."""

    def go(name, **changes):
        client = office.client("anna")
        preview = upload(client, name).headers["plenum-go"]
        answer = client.post(preview, data=proposed(client.get(preview).text) | changes)
        assert answer.status_code == 200, answer.text
        key = re.search(r"/programmes/([0-9a-f-]{36})", answer.headers["plenum-go"])[1]
        return office.row(Programme, key=__import__("uuid").UUID(key))

    return go


def upload(client, name, content=None, command_id=None):
    """Send a sheet; the answer says where its preview is."""
    content = (DATA / name).read_bytes() if content is None else content
    return client.post(
        "/programmes/import",
        data={"command_id": command_id or new_id()},
        files={"file": (name, content)},
    )


def proposed(page):
    """Return the fields of a preview's form as it proposes them."""
    from lxml import html

    form = next(f for f in html.fromstring(page).forms if "/import/" in (f.action or ""))
    return {name: value for name, value in form.form_values()} | {"command_id": new_id()}


def year(of=None):
    """The present year."""
    return (of or date.today()).year
