"""The features' routes, lowest first; importing a feature's routes registers its live pages."""

from starlette.routing import BaseRoute

from server.meetings.routes import routes as meetings
from server.people.routes import routes as people

ROUTES: list[BaseRoute] = [
    *people,
    *meetings,
]
