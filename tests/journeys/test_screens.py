"""Every page of the product as every role finds it in the demonstration: whole, quiet, readable.

Each person follows the links from the first page on; one page of each address is looked at. What a
phone, a tablet both ways and a laptop show must fit; axe must find nothing serious in the light and
in the dark; the console stays empty and nothing is asked of another host (tests/browser.py).
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Match

from server.app import build_app
from server.demo.load import make_demonstration
from tests.browser import axe
from tests.engines import fresh_settings
from tests.journeys.conftest import LAPTOP, House
from tests.world import serving

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.one_engine]
ROLES = {  # role: who has it in the demonstration
    "administrator": "quantri",
    "secretariat": "thuky",
    "chair": "chutri",
    "standing": "thuongtruc1",
    "delegate": "daibieu1",
    "clerk": "canbotc",
    "guest": "khachmoi",
}
HEIGHT = 768
WIDTHS = (390, 768, 1024, 1366)
LOOKED_AT = ((768, "dark"), (1024, "light"), (1366, "light"))  # what axe sees of each page
LEAST_PX = 44  # of what a finger presses
# What a page may let hang over: tables that scroll by themselves, and what stands off the screen.
OVERFLOW = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """least => [...document.querySelectorAll("button, a[href], summary, select, input")]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest(".vh, .skip"))
  .filter(e => !e.matches("p a, .skip, input[type=checkbox], input[type=radio]"))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.width < least || box.height < least))
  .map(([e, box]) => `${e.outerHTML.slice(0, 120)} ${box.width} x ${box.height}`)"""


class Stage:
    """The demonstration on a real port; people come by its own sign-in page."""

    def __init__(self, app: Starlette, house: House) -> None:
        self.app, self.house = app, house

    def enter(self, login: str, **kind: Any) -> Page:
        """Sign in as one of the cast, with one press."""
        page = self.house.device(reduced_motion="reduce", **(kind or LAPTOP))
        page.goto("/sign-in")
        expect(page.locator(".demo")).to_have_text("BẢN TRÌNH DIỄN")
        entry = page.locator("form", has=page.locator(f"input[name=login][value='{login}']"))
        entry.get_by_role("button").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def name(self, url: str) -> str:
        """Return the name of the route that answers `url`; "" for none of ours."""
        path = urlsplit(url).path
        scope = {"type": "http", "method": "GET", "path": path, "headers": []}
        for route in self.app.routes:
            if route.matches(scope)[0] is Match.FULL:
                return str(getattr(route, "name", ""))
        return ""

    def pages(self, page: Page) -> Iterator[str]:
        """Follow the links from the first page on; yields the address of one page a route."""
        waiting, seen = ["/?stay=1", "/account"], set(NO_PAGES)
        while waiting:
            url = waiting.pop(0)
            if self.name(url) in seen:
                continue
            seen.add(self.name(url))
            page.goto(url)
            name = self.name(page.url)
            if name in seen and name != self.name(url):
                continue  # it leads on to a page that has been looked at
            seen.add(name)
            yield name
            links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
            origin = self.house.address
            waiting += [link.removeprefix(origin) for link in links if link.startswith(origin)]


NO_PAGES = {"", "static", "paper_file", "task_evidence", "export_programme", "sign_out"}


@pytest.fixture(scope="module")
def stage(
    migrated: Any, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Stage]:
    with fresh_settings(tmp_path_factory.mktemp("screens") / "var", migrated) as settings:
        make_demonstration(settings, longest_pages=3)
        app = build_app(settings)
        with serving(app) as address:
            house = House(None, address, chromium)
            yield Stage(app, house)
            house.close()


def overflow(page: Page) -> list[str]:
    """Return the widths at which a page is wider than its screen."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        over = page.evaluate(OVERFLOW)
        if over > 0:
            found.append(f"{over} px too wide at {width}")
    return found


def looks(page: Page) -> list[str]:
    """Return what axe finds at each size, in the light and in the dark."""
    found = []
    for width, scheme in LOOKED_AT:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{width} {scheme}: {each}" for each in axe(page)]
    return found


def in_english(page: Page) -> None:
    """Take English, and stay on the page."""
    page.evaluate("document.querySelector('.menu').open = true")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role(stage: Stage, role: str) -> None:
    page = stage.enter(ROLES[role])
    wrong, names = [], []
    for name in stage.pages(page):
        names.append(name)
        wrong += [f"{name}: {each}" for each in (*overflow(page), *looks(page))]
    assert wrong == []
    assert {"home", "account"} <= set(names)
    print(role, names)
