"""The features' routes, lowest first; importing a feature's routes registers its live pages."""

from starlette.routing import BaseRoute

from server.conclusions.routes import routes as conclusions
from server.materials.routes import routes as materials
from server.meetings.routes import routes as meetings
from server.overview.routes import routes as overview
from server.people.routes import routes as people
from server.programmes.routes import routes as programmes
from server.room.closing import routes as closing
from server.room.routes import routes as room
from server.schedule.routes import routes as schedule
from server.tasks.routes import routes as tasks
from server.urging.routes import routes as urging

ROUTES: list[BaseRoute] = [
    *people,
    *programmes,
    *meetings,
    *materials,
    *tasks,
    *conclusions,
    *urging,
    *schedule,
    *room,
    *closing,
    *overview,
]
