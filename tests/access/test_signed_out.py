"""Nobody is not the system: who is not signed in changes nothing, whatever the address."""

import pytest
from starlette.routing import Route

from server.features import ROUTES
from tests.world import new_id

OPEN = {"sign_in", "sign_out", "use_code", "preferences"}  # what these do needs nobody's rights
POSTS = [
    route
    for route in ROUTES
    if isinstance(route, Route) and "POST" in (route.methods or ()) and route.name not in OPEN
]


@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.name)
def test_a_form_from_nobody_is_refused_before_anything(world, route, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("a command was run for nobody")

    path = route.path
    for name in route.param_convertors:
        path = path.replace(f"{{{name}:uuid}}", "01a20143-8609-7741-89db-4b0d5aab7bba")
        path = path.replace(f"{{{name}}}", "x")
    client = world.client(None)
    monkeypatch.setattr(world.writer, "run", never)
    response = client.post(path, data={"command_id": new_id()})
    assert response.status_code in (401, 404, 422), response.text
