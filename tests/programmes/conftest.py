"""Bodies that the real sheets name, and programmes made of the sheets."""

import re
from pathlib import Path
from uuid import UUID

import pytest
from lxml import html

from server.kernel.i18n import fold
from server.people.models import Body, BodyAlias
from server.programmes.models import Programme
from tests.uploads import read_uploads
from tests.world import new_id

DATA = Path(__file__).parents[1] / "data"
TERM, ANNUAL = "term-2026-2031.xlsx", "annual-2026.xlsx"
BODIES = {  # key in world.bodies: (name, other names)
    "council": ("Hội đồng nhân dân tỉnh Thanh Hóa", ()),
    "council-standing": ("Thường trực Hội đồng nhân dân tỉnh", ("Thường trực HĐND tỉnh",)),
    "legal": ("Ban Pháp chế Hội đồng nhân dân tỉnh", ()),
}


@pytest.fixture
def office(world):
    """The world, with bodies of the real sheets in its register."""
    for key, (name, aliases) in BODIES.items():
        world.bodies[key] = world.add(Body(name=name, kind="council", vocabulary="council"))
        for alias in aliases:
            world.add(BodyAlias(body_id=world.bodies[key], name=alias, folded=fold(alias)))
    return world


@pytest.fixture
def take_over(office):
    """Upload a sheet as anna and confirm it as proposed; returns the programme's row."""

    def go(name, **changes):
        client = office.client("anna")
        preview = looked_at(office, client, name)
        answer = client.post(preview, data=proposed(client.get(preview).text) | changes)
        assert answer.status_code == 200, answer.text
        return office.row(Programme, key=UUID(answer.headers["plenum-go"].rsplit("/", 1)[1]))

    return go


def upload(client, name, content=None, command_id=None):
    """Send a sheet; the answer says where its preview is."""
    content = (DATA / name).read_bytes() if content is None else content
    return client.post(
        "/programmes/import",
        data={"command_id": command_id or new_id()},
        files={"file": (name, content)},
    )


def looked_at(world, client, name, content=None):
    """Send a sheet and have it read; returns the address of its preview."""
    preview = upload(client, name, content).headers["plenum-go"]
    read_uploads(world.app)
    return preview


def proposed(page):
    """Return the fields of a preview's form as it proposes them."""
    form = next(
        f for f in html.fromstring(page).forms if re.search("/import/[^/]+$", f.action or "")
    )
    return dict(form.form_values()) | {"command_id": new_id()}


def said(answer):
    """Return a page's or a refusal's words."""
    return " ".join(html.fromstring(answer.text).text_content().split())
