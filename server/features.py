"""The features' routes and live pages, lowest first; importing a feature's routes registers them."""

from starlette.routing import BaseRoute

ROUTES: list[BaseRoute] = []
