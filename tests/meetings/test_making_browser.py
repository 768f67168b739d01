"""The items of a new meeting are put in order before it is made: keyboard, mouse, finger, none."""

import pytest
from playwright.sync_api import expect, sync_playwright

from server.meetings.models import AgendaItem, Meeting
from tests.browser import axe, console_guard, launch
from tests.journeys.conftest import drag_by_touch
from tests.meetings.conftest import plan

pytestmark = pytest.mark.browser
FORM = "/meetings/new?month=2027-03"


@pytest.fixture
def items(world):
    """Four items that are due in March 2027, one of them presented before."""
    for position, text in enumerate(("Roads", "Schools", "Water"), start=1):
        plan(world, text, position=position)
    plan(world, "Seen before", position=4, state="presented")


@pytest.fixture
def open_form(world, items):
    """Return a function that opens the form on a device of Anna's."""
    with sync_playwright() as playwright, world.served() as address:
        browser = launch(playwright)

        def go(**device):
            context = browser.new_context(
                base_url=address, viewport={"width": 1024, "height": 768}, **device
            )
            cookie = {"name": "__Host-plenum", "value": world.token("anna")}
            context.add_cookies(
                [cookie | {"url": "https://localhost", "secure": True, "httpOnly": True}]
            )
            page = context.new_page()
            page.goto(FORM)
            return page

        go.address = address
        yield go
        browser.close()


def line(page, title):
    return page.locator(".sorted__line", has_text=title)


def handle(page, title):
    return line(page, title).locator("[data-sort-handle]")


def shown(page):
    return [line.get_attribute("data-title") for line in page.locator(".sorted__line").all()]


def made(world, page):
    """Send the form and return the agenda's titles."""
    page.locator("form[data-command] .button--primary").click()
    page.wait_for_url("**/console*")
    meeting = world.row(Meeting)
    found = [world.row(AgendaItem, meeting_id=meeting.id, position=p) for p in range(1, 5)]
    return [item.title for item in found if item]


def test_by_keyboard(world, open_form):
    page = open_form()
    with console_guard(page.context, open_form.address):
        assert shown(page) == ["Roads", "Schools", "Water", "Seen before"]
        handle(page, "Water").focus()
        page.keyboard.press("Alt+ArrowUp")
        page.keyboard.press("Alt+ArrowUp")
        expect(handle(page, "Water")).to_be_focused()
        expect(page.locator("#announce")).to_have_text("Water: place 1 of 4.")
        handle(page, "Roads").focus()
        for key in ("Space", "ArrowDown", "Escape"):  # lifted, moved, and put back
            page.keyboard.press(key)
        assert shown(page) == ["Water", "Roads", "Schools", "Seen before"]
        assert axe(page) == []
        assert made(world, page) == ["Water", "Roads", "Schools"]


def test_by_mouse_and_what_is_not_ticked_stays_away(world, open_form):
    page = open_form()
    with console_guard(page.context, open_form.address):
        grip, onto = handle(page, "Schools").bounding_box(), line(page, "Roads").bounding_box()
        page.mouse.move(grip["x"] + 10, grip["y"] + 10)
        page.mouse.down()
        page.mouse.move(grip["x"] + 10, onto["y"] + 30, steps=8)
        page.mouse.move(onto["x"] + 40, onto["y"] + 5, steps=8)
        page.mouse.up()
        assert shown(page)[:2] == ["Schools", "Roads"]
        line(page, "Roads").get_by_role("checkbox").uncheck()
        line(page, "Seen before").get_by_role("checkbox").check()
        assert made(world, page) == ["Schools", "Water", "Seen before"]


def test_by_finger(world, open_form):
    page = open_form(has_touch=True)
    drag_by_touch(handle(page, "Water"), line(page, "Schools"))
    assert shown(page) == ["Roads", "Water", "Schools", "Seen before"]
    assert made(world, page) == ["Roads", "Water", "Schools"]


def test_without_script_it_is_the_order_shown(world, open_form):
    page = open_form(java_script_enabled=False)
    expect(handle(page, "Roads")).to_be_hidden()
    line(page, "Schools").get_by_role("checkbox").uncheck()
    assert made(world, page) == ["Roads", "Water"]
