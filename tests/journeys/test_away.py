"""A tablet that slept, was cut off, or hangs on a dead line is right again within seconds."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from server.meetings import commands
from tests.journeys.conftest import TABLET, House, connected
from tests.sessions import Session

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.one_engine]
SECONDS = 5_000  # "within seconds", in ms
SILENT_MS = 12_000  # a dead line is found after 10 s (docs/live-protocol.md)


@pytest.fixture(scope="module")
def session(house: House) -> Session:
    """An open session of the council."""
    return Session(house.world)


@pytest.fixture
def tablet(house: House, session: Session) -> Iterator[Page]:
    """Mia's tablet, in the room."""
    page = house.device("mia", **TABLET)
    page.goto(f"/meetings/{session.key}/tablet")
    connected(page)
    yield page
    page.close()


def retime(session: Session, label: str) -> None:
    """The secretariat changes a line of the agenda."""
    item = session.item("Budget")
    session.world.run(
        "anna",
        commands.edit_item,
        key=item.key,
        version=item.version,
        base_title=item.title,
        title=item.title,
        base_presenter=item.presenter,
        presenter=item.presenter,
        base_time_label=item.time_label,
        time_label=label,
    )


def cut_all_lines(house: House) -> None:
    """End every socket's connection as a broken cable does: without a word."""
    for socket in list(house.world.app.state.live.sockets):
        socket.wire.loop.call_soon_threadsafe(socket.wire.transport.abort)


def budget(page: Page) -> Locator:
    return page.locator("#agenda .item", has_text="Budget")


def test_cut_off_and_back(house: House, session: Session, tablet: Page) -> None:
    cut_all_lines(house)
    retime(session, "08:10")
    expect(budget(tablet)).to_contain_text("08:10", timeout=SECONDS)
    connected(tablet)
    expect(tablet.locator("#announce")).to_contain_text("Connected again")


def test_asleep_and_woken(house: House, session: Session, tablet: Page) -> None:
    lid = tablet.context.new_cdp_session(tablet)
    lid.send("Page.setWebLifecycleState", {"state": "frozen"})
    cut_all_lines(house)
    retime(session, "08:20")
    lid.send("Page.setWebLifecycleState", {"state": "active"})
    tablet.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(budget(tablet)).to_contain_text("08:20", timeout=SECONDS)
    connected(tablet)


def test_a_dead_line_is_noticed(house: House, session: Session, tablet: Page) -> None:
    for socket in list(house.world.app.state.live.sockets):
        socket.wire.put = lambda frame: None  # whatever is sent gets lost
    retime(session, "08:30")
    expect(tablet.locator("#announce")).to_contain_text(
        "Connected again", timeout=SILENT_MS + SECONDS
    )
    expect(budget(tablet)).to_contain_text("08:30", timeout=SECONDS)
    connected(tablet)


def test_a_socket_ends_with_its_session(house: House, session: Session, tablet: Page) -> None:
    """Signed out elsewhere: every page of that device leaves, and nothing of it stays."""
    other = tablet.context.new_page()
    other.goto("/account")
    connected(other)
    tablet.locator(".menu summary").tap()
    tablet.get_by_role("button", name="Sign out").tap()
    tablet.wait_for_url("**/sign-in*")
    other.wait_for_url("**/sign-in?next=*")
    assert other.evaluate("localStorage.length + sessionStorage.length") == 0
    tablet.go_back()
    expect(tablet.locator("#f-login")).to_be_visible()


@pytest.mark.parametrize(("blocked", "state"), [(["live"], "on"), (["live", "events"], "slow")])
def test_where_sockets_are_blocked_the_page_follows_another_way(
    house: House, session: Session, blocked: list[str], state: str
) -> None:
    """A proxy that lets no WebSocket through, then one that holds back streams as well."""
    page = house.device("mia", expected=("WebSocket", "ERR_FAILED"), **TABLET)
    page.route_web_socket("**/live", lambda socket: socket.close(code=1001))
    if "events" in blocked:
        page.route("**/live/events?*", lambda route: route.abort())
    page.goto(f"/meetings/{session.key}/tablet")
    shown = page.locator("#connection")
    expect(shown).to_have_attribute("data-state", state, timeout=30_000)
    retime(session, f"over {state}")
    expect(budget(page)).to_contain_text(f"over {state}", timeout=SECONDS)
    if state == "slow":
        expect(shown).to_contain_text("updated every few seconds")
        expect(shown.locator(".connection__slow time")).to_have_text(re.compile(r"\d\d:\d\d"))
    # The next page knows the way.
    page.reload()
    expect(shown).to_have_attribute("data-state", state, timeout=2_500)
    page.close()
