"""A whole office on a real port, and the people who come to it with their own browsers."""

import html
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import (
    Browser,
    Error,
    Locator,
    Page,
    Response,
    WebSocket,
    expect,
    sync_playwright,
)

from server.app import build_app
from server.kernel.i18n import fold, gettext, speaking
from server.people.models import Account, Body, BodyAlias, Membership
from server.people.secrets import hash_password
from server.people.sessions import COOKIE
from tests.browser import console_guard, launch
from tests.engines import fresh_settings
from tests.world import World, serving, today

LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
TABLET: dict[str, Any] = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
UPRIGHT: dict[str, Any] = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PASSWORD = "a password only tests have"
COUNCIL = "Hội đồng nhân dân tỉnh Thanh Hóa"
STANDING = "Thường trực Hội đồng nhân dân tỉnh"
LEGAL = "Ban Pháp chế Hội đồng nhân dân tỉnh"
PATIENCE_MS = 15_000  # on a busy machine; whoever waits goes on as soon as it is there
HOLD_MS = 300  # a finger rests on a handle before it drags (sort.js: 150)
# The bodies that the real sheets name take the place of the small world's.
BODIES = {  # key in world.bodies: (name, kind, also called)
    "committee": (COUNCIL, "council", ("HĐND tỉnh", "HĐND tỉnh Thanh Hóa khóa XIX")),
    "standing": (STANDING, "standing", ("Thường trực HĐND tỉnh",)),
    "commission": (LEGAL, "agency", ("Ban Pháp chế HĐND tỉnh",)),
    "elsewhere": ("Ban Thường vụ Tỉnh ủy", "standing-committee", ()),
}


class House:
    """The office, its server on a real port, and one browser for everybody's devices."""

    def __init__(self, address: str, browser: Browser, world: Any = None) -> None:
        self.address, self.browser = address, browser
        self.world: World = world  # a demonstration has none: its own people sign in
        self._open = ExitStack()

    def close(self) -> None:
        """End every device; here the complaints of their consoles come out."""
        self._open.close()

    def device(
        self, who: str | None = None, *, expected: tuple[str, ...] = (), **kind: Any
    ) -> Page:
        """Return a page of a new device. `who`: signed in already, without the sign-in page.

        `expected`: parts of console messages that the story means to cause.
        """
        context = self.browser.new_context(base_url=self.address, **(kind or LAPTOP))
        context.set_default_timeout(PATIENCE_MS)
        self._open.callback(context.close)
        self._open.enter_context(console_guard(context, self.address, expected=expected))
        if who:
            cookie = {"name": COOKIE, "value": self.world.token(who), "url": "https://localhost"}
            context.add_cookies([{**cookie, "secure": True, "httpOnly": True}])  # type: ignore[list-item]
        return context.new_page()

    def sign_in(self, who: str, page: Page) -> Page:
        """Sign in by the real page, which is Vietnamese until somebody asks for English."""
        page.goto("/sign-in")
        page.get_by_role("button", name="English").click()
        page.get_by_label("Sign-in name").fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page).not_to_have_url(f"{self.address}/sign-in")
        connected(page)
        return page


def vi(message: str, **params: Any) -> str:
    """Return what a Vietnamese reader sees for a word of the catalogues."""
    with speaking("vi"):
        return gettext(message) % params if params else gettext(message)


def connected(page: Page) -> None:
    """Wait until the page hears what happens."""
    expect(page.locator("#connection")).to_have_attribute("data-state", "on")


def go(page: Page, address: str) -> Page:
    """Open a page and wait until it hears what happens."""
    page.goto(address)
    connected(page)
    return page


def editor(page: Page) -> Locator:
    """Return the drawer that forms open in."""
    return page.locator("#editor")


def press(place: Page | Locator, name: str) -> None:
    """Press the one button of this exact name."""
    place.get_by_role("button", name=name, exact=True).click()


def fill(place: Page | Locator, label: str, value: str) -> None:
    """Write into the field of exactly this label."""
    place.get_by_label(label, exact=True).fill(value)


def downloaded(page: Page | Locator, word: str) -> bytes:
    """Press a link to a file, named as a Vietnamese reader sees it, and return what came."""
    link = page.get_by_role("link", name=vi(word), exact=True)
    with link.page.expect_download() as coming:
        link.click()
    return Path(coming.value.path()).read_bytes()


def words_of(content: bytes) -> str:
    """Return what a DOCX says, its tables after its paragraphs, a line each."""
    report = docx.Document(BytesIO(content))
    cells = [cell.text for table in report.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in report.paragraphs), *cells])


def drag_by_touch(handle: Locator, onto: Locator) -> None:
    """Drag a line by its handle with one finger, onto the one above it."""
    page = handle.page
    onto.evaluate("line => line.scrollIntoView({block: 'center'})")
    start, end = handle.bounding_box(), onto.bounding_box()
    assert start
    assert end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    target = end["y"] + end["height"] / 4
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", x, y)
    page.wait_for_timeout(HOLD_MS)
    for step in range(1, 11):
        touch("touchMove", x, y + (target - y) * step / 10)
    touch("touchMove", x, target)
    touch("touchEnd")


class Heard:
    """Every byte that a page is told from here on: answers, and frames of its sockets."""

    def __init__(self, page: Page) -> None:
        self.frames: list[str] = []
        self.answers: list[str] = []
        page.on("websocket", self._follow)
        page.on("response", self._answered)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def _answered(self, response: Response) -> None:
        kind = response.headers.get("content-type", "")
        if response.status == 200 and ("html" in kind or "json" in kind):
            with suppress(Error):  # the page has gone on already, and its browser dropped the body
                self.read(response.text())

    def read(self, text: str) -> None:
        """Add what was asked for by other means."""
        self.answers.append(text)

    @property
    def everything(self) -> str:
        """All of it; what JSON writes as numbers is letters again."""
        frames = (frame.encode().decode("unicode_escape") for frame in self.frames)
        return html.unescape("\n".join((*self.answers, *self.frames, *frames)))


def _furnish(world: World) -> None:
    """Give the bodies of the real sheets to the world, and everybody a password."""
    since = today() - timedelta(days=400)

    def build(tx: Any) -> None:
        for key, (name, kind, others) in BODIES.items():
            body = tx.session.get_one(Body, world.bodies[key])
            body.name, body.kind = name, kind
            body.vocabulary = "party" if key == "elsewhere" else "council"
            for other in others:
                tx.add(BodyAlias(body_id=body.id, name=other, folded=fold(other)))
        for login, account_id in world.people.items():
            account = tx.session.get_one(Account, account_id)
            account.password_hash = hash_password(PASSWORD, f"journey {login}")
        tx.add(
            Membership(
                account_id=world.people["stan"],
                body_id=world.bodies["committee"],
                role="delegate",
                since=since,
            )
        )

    world.run(None, build)


@contextmanager
def opened(settings: Any) -> Iterator[tuple[World, str]]:
    """Serve a copy of the small world and furnish it."""
    app = build_app(settings)
    with serving(app) as address:
        world = World(app)
        _furnish(world)
        yield world, address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a file: an open one would keep asynchronous tests from running."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, peopled: Any, chromium: Browser
) -> Iterator[House]:
    """An office with real passwords, served on a real port."""
    with (
        fresh_settings(tmp_path_factory.mktemp("house") / "var", peopled) as settings,
        opened(settings) as (world, address),
    ):
        house = House(address, chromium, world)
        yield house
        house.close()
