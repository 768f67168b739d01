"""Every page of the product as every role finds it in the demonstration: whole, quiet, readable.

Each person follows the links from the first page on; one page of each address is looked at. What a
phone, a tablet both ways and a laptop show must fit; axe must find nothing serious in the light and
in the dark; the console stays empty and nothing is asked of another host (tests/browser.py).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Match

from server.app import build_app
from tests.browser import axe
from tests.engines import fresh_settings
from tests.journeys.conftest import LAPTOP, TABLET, UPRIGHT, House, connected
from tests.uploads import read_uploads
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
    "records": "vanthu",
}
SHEET = Path(__file__).parents[1] / "data" / "annual-2026.xlsx"
HEIGHT = 768
WIDTHS = (390, 768, 1024, 1366)
LOOKED_AT = ((768, "dark"), (1024, "light"), (1366, "light"))  # what axe sees of each page
LEAST_PX = 44  # of what a finger presses
OVERFLOW = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
MADE_OF = """[...new Set([...document.body.querySelectorAll("*")].map(
  e => e.tagName + "." + (e.getAttribute("class") ?? "")))].sort()"""
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
        self.looked: set[tuple[str, ...]] = set()

    def device(self, **kind: Any) -> Page:
        """Return a page of a new device whose owner asked for less motion: axe waits for none."""
        expected = kind.pop("expected", ())
        kind = {"reduced_motion": "reduce", **(kind or LAPTOP)}
        return self.house.device(expected=expected, **kind)

    def enter(self, login: str, **kind: Any) -> Page:
        """Sign in as one of the cast, with one press."""
        page = self.device(**kind)
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
            # What opens in the editor is looked at by test_every_editor.
            links = page.locator("a[href]:not([hx-get])").evaluate_all(ADDRESSES)
            origin = self.house.address
            waiting += [link.removeprefix(origin) for link in links if link.startswith(origin)]


# A link of a picture has its address as it is written.
ADDRESSES = "all => all.map(a => new URL(a.href.baseVal ?? a.href, location).href)"
NO_PAGES = {"", "static", "paper_file", "task_evidence", "sign_out"}
NO_PAGES |= {"export_programme", "export_tasks", "print_document"}  # files
NO_PAGES |= {"schedule_file"}
NO_PAGES |= {"deadlines_file", "letter_file"}
NO_PAGES |= {"print_amendments"}
NO_PAGES |= {"review_report", "download_session_file"}
NO_PAGES |= {"task_report_document"}
NO_PAGES |= {"registration_template"}
NO_PAGES |= {"minutes_file"}
NO_PAGES |= {"draft_notice_file", "notice_file"}
NO_PAGES |= {"sheet_file", "task_data", "inspected_file"}


@pytest.fixture(scope="module")
def stage(
    demonstrated: Any, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Stage]:
    with fresh_settings(tmp_path_factory.mktemp("screens") / "var", demonstrated) as settings:
        app = build_app(settings)
        with serving(app) as address:
            house = House(address, chromium)
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


def looks(page: Page, at: Sequence[tuple[int, str]] = LOOKED_AT) -> list[str]:
    """Return what axe finds at each size, in the light and in the dark."""
    found = []
    for width, scheme in at:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{width} {scheme}: {each}" for each in axe(page)]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role(stage: Stage, role: str) -> None:
    page = stage.enter(ROLES[role])
    wrong = []
    for name in stage.pages(page):
        found = overflow(page)
        made_of = (name, *page.evaluate(MADE_OF))
        if made_of not in stage.looked:  # the same elements as somebody else's look the same
            stage.looked.add(made_of)
            found += looks(page)
        wrong += [f"{name}: {each}" for each in found]
    assert wrong == []
    assert page.locator("html").get_attribute("lang") == "vi"


@pytest.mark.parametrize("role", ["secretariat", "delegate"])
def test_every_page_in_english(stage: Stage, role: str) -> None:
    page = stage.enter(ROLES[role])
    page.goto("/account")
    page.locator(".menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    wrong = []
    for name in stage.pages(page):
        if page.locator("html").get_attribute("lang") != "en":
            wrong.append(f"{name}: not in English")
        wrong += [f"{name}: {each}" for each in overflow(page)]
    page.locator(".menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Tiếng Việt").click()
    assert wrong == []


def test_the_preview_of_an_import(stage: Stage) -> None:
    page = stage.enter("thuky")
    page.goto("/programmes/import")
    page.locator("input[type=file]").set_input_files(SHEET)
    page.locator("form[data-command] .button--primary").click()
    page.wait_for_url("**/programmes/import/*")
    assert [*looks(page), *overflow(page)] == []
    read_uploads(stage.app)
    expect(page.locator(".drawn__item").first).to_be_visible()
    assert [*looks(page), *overflow(page)] == []


def test_pages_of_nobody(stage: Stage) -> None:
    page = stage.device(expected=("status of 4",))
    wrong = []
    for url in ("/sign-in", "/code", "/meetings/nothing"):
        page.goto(url)
        wrong += [f"{url}: {each}" for each in (*overflow(page), *looks(page))]
    page.goto("/sign-in")
    page.locator("form:has(#f-login) #f-login").fill("nobody")
    page.locator("#f-password").fill("not the password")
    page.locator("form:has(#f-login)").get_by_role("button").click()
    expect(page.locator("#sign-in-problem")).to_be_visible()
    wrong += looks(page)
    assert wrong == []


@pytest.mark.parametrize(
    ("role", "name"),
    [("secretariat", "console"), ("secretariat", "task"), ("clerk", "my_tasks")],
)
def test_every_editor(stage: Stage, role: str, name: str) -> None:
    page = stage.enter(ROLES[role])
    next(found for found in stage.pages(page) if found == name)
    connected(page)
    buttons = page.locator("[hx-get][hx-target='#editor']")
    opened: dict[str, str] = {}
    for address in buttons.evaluate_all("all => all.map(b => b.getAttribute('hx-get'))"):
        opened.setdefault(stage.name(address), address)
    wrong = []
    for editor, address in opened.items():
        button = page.locator(f"[hx-get='{address}']").first
        if not button.is_visible():  # it lies in a menu
            page.locator("details:not([open])", has=button).locator("summary").first.click()
        button.click()
        expect(page.locator("#editor h2")).to_be_visible()
        wrong += [f"{editor}: {each}" for each in looks(page, LOOKED_AT[:2])]
        wrong += [f"{editor}: {each}" for each in overflow(page)]
        page.locator("#editor [data-close-editor]").first.click()
        expect(page.locator("#editor > *")).to_have_count(0)
    assert opened
    assert wrong == []


def test_screens_of_the_room_after_a_push(stage: Stage) -> None:
    """A line is renamed and the room moves on: what was pushed is as good as what was loaded."""
    secretary = stage.enter("thuky")
    next(name for name in stage.pages(secretary) if name == "console")
    connected(secretary)
    others = [stage.enter(login, **TABLET) for login in ("daibieu1", "chutri")]
    for page in others:
        page.goto("/")
        page.wait_for_url("**/meetings/**")
        connected(page)
    line = secretary.locator(".item--now")
    line.locator("[hx-get$='/edit']").click()
    secretary.locator("#f-title").fill("Nội dung vừa được đặt lại tên")
    secretary.locator("#editor form[data-edits] .button--primary").click()
    secretary.locator("#strip .button--primary").click()
    wrong = []
    for page in (secretary, *others):
        expect(page.locator("#main")).to_contain_text("Nội dung vừa được đặt lại tên")
        wrong += [f"{page.url}: {each}" for each in (*looks(page), *overflow(page))]
    assert wrong == []


@pytest.mark.parametrize("login", ["daibieu1", "chutri", "khachmoi"])
def test_a_finger_hits_what_it_means(stage: Stage, login: str) -> None:
    page = stage.enter(login, **UPRIGHT)
    wrong = []
    for url in ("/?stay=1", "/"):
        page.goto(url)
        wrong += [f"{url}: {each}" for each in page.evaluate(SMALL, LEAST_PX)]
    paper = page.locator(".item__paper").first
    if paper.count():
        paper.tap()
        expect(page.locator("[data-viewer]")).to_have_attribute("data-state", "reading")
        page.locator("[data-viewer-more] summary").tap()
        wrong += page.evaluate(SMALL, LEAST_PX)
        wrong += looks(page)
    assert wrong == []
