"""The console in a real browser: two secretaries at once, drag, touch and keyboard."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect, sync_playwright

from server.meetings import commands
from tests.browser import axe, console_guard, launch
from tests.meetings.conftest import March

pytestmark = pytest.mark.browser
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def address(world):
    with world.served() as address:
        yield address


@contextmanager
def console(world, browser, address, who, march, item, *, touch=False, expected=()):
    """Open the console as `who`; fails on console errors and on requests that leave the origin."""
    context = browser.new_context(viewport=LAPTOP, has_touch=touch)
    cookie = {"name": "__Host-plenum", "value": world.token(who), "url": "https://localhost"}
    context.add_cookies([cookie | {"secure": True, "httpOnly": True}])
    with console_guard(context, address, expected=expected):
        page = context.new_page()
        page.goto(f"{address}/meetings/{march.key}/console?item={march.item(item).key}")
        expect(page.locator("#connection")).to_have_attribute("data-state", "on")
        yield page
    context.close()


def line(page, title):
    return page.locator("#agenda > .item", has_text=title)


def titles(page):
    return page.locator("#agenda .item__title").all_inner_texts()


def save(page):
    page.locator("#editor").get_by_role("button", name="Save").click()


def test_two_secretaries_lose_nothing(world, march, browser, address):
    march.send()
    conflict = ("status of 409",)
    with (
        console(world, browser, address, "anna", march, "Staff") as anna,
        console(world, browser, address, "bella", march, "Staff", expected=conflict) as bella,
    ):
        for page in (anna, bella):
            line(page, "Budget").get_by_role("button", name="Edit").click()
        bella.get_by_label("Title").fill("Budget and plan")
        bella.get_by_label("Presenter").fill("Đ/c Hà")

        anna.get_by_label("Time on the agenda").fill("08:30")
        save(anna)
        # Another field: Bella's typing stays, the line beside it is already the new one.
        expect(line(bella, "08:30")).to_be_visible()
        expect(bella.locator("#editor-message")).to_contain_text("Anna Office")
        expect(bella.get_by_label("Title")).to_have_value("Budget and plan")
        save(bella)
        expect(bella.locator("#editor form")).to_have_count(0)
        expect(line(anna, "Budget and plan")).to_contain_text("08:30")

        for page in (anna, bella):
            line(page, "Budget and plan").get_by_role("button", name="Edit").click()
        anna.get_by_label("Title").fill("Anna's title")
        bella.get_by_label("Title").fill("Bella's title")
        save(anna)
        expect(line(bella, "Anna's title")).to_be_visible()
        save(bella)
        message = bella.locator("#editor-message")
        expect(message).to_contain_text("Anna's title")
        expect(message).to_contain_text("Bella's title")
        expect(bella.get_by_label("Title")).to_have_value("Bella's title")
        save(bella)  # once more means: mine
        expect(line(anna, "Bella's title")).to_be_visible()
        assert march.item("Bella's title").presenter == "Đ/c Hà"


def test_lines_move_by_keyboard_and_by_drag_and_number_themselves(world, march, browser, address):
    with console(world, browser, address, "anna", march, "Staff") as page:
        handle = line(page, "Roads").locator("[data-sort-handle]")
        handle.focus()
        with page.expect_response("**/move"):
            page.keyboard.press("Alt+ArrowUp")
        assert march.sees("anna") == ["Budget", "Roads", "Staff"]
        expect(handle).to_be_focused()

        handle.press("Enter")
        handle.press("ArrowDown")
        with page.expect_response("**/move"):
            handle.press("Enter")
        assert march.sees("anna") == ["Budget", "Staff", "Roads"]
        with page.expect_response("**/move"):
            handle.press("Alt+ArrowUp")

        grip, onto = handle.bounding_box(), line(page, "Budget").bounding_box()
        page.mouse.move(grip["x"] + 10, grip["y"] + 10)
        page.mouse.down()
        page.mouse.move(grip["x"] + 10, onto["y"] + 40, steps=8)
        page.mouse.move(onto["x"] + 40, onto["y"] + 5, steps=8)
        with page.expect_response("**/move"):
            page.mouse.up()
        assert march.sees("anna") == ["Roads", "Budget", "Staff"]
        expect(page.locator("#agenda .item__title").first).to_have_text("Roads")
        assert titles(page) == ["Roads", "Budget", "Staff"]
        number = "e => getComputedStyle(e.querySelector('.item__no'), '::before').content"
        numbers = page.locator("#agenda > .item").all()
        assert [item.evaluate(number) for item in numbers] == ["counter(line)"] * 3
        assert axe(page) == []


def test_it_says_when_the_room_is_at_another_item_than_the_chosen_one(
    world, march, browser, address
):
    march.open()
    march.do(commands.move_to_item, "Budget")
    with console(world, browser, address, "anna", march, "Budget") as page:
        elsewhere = page.get_by_text("The room is at another item.")
        expect(elsewhere).to_be_hidden()
        march.do(commands.move_to_item, "Staff", who="bella")
        expect(elsewhere).to_be_visible()
        expect(page.locator(".console__about h2")).to_have_text("Budget")
        page.get_by_role("link", name="Choose the one that is on now").click()
        expect(page.locator(".console__about h2")).to_have_text("Staff")
        expect(elsewhere).to_be_hidden()


def test_an_empty_agenda_says_what_to_do(world, march, browser, address):
    with console(world, browser, address, "anna", march, "Budget") as page:
        expect(page.locator(".agenda__empty")).to_be_hidden()
        page.goto(f"{address}/meetings/{March(world).key}/console")
        expect(page.locator(".agenda__empty")).to_be_visible()
        expect(page.locator("#strip")).to_contain_text("nothing on the agenda yet")


def test_from_draft_to_an_open_session(world, march, browser, address):
    with console(world, browser, address, "anna", march, "Budget") as page:
        for act in ("Approve the agenda", "Send to delegates", "Open the session"):
            expect(page.get_by_role("button", name="Move to this item").first).to_be_hidden()
            page.get_by_role("button", name=act).click()
            expect(page.get_by_role("button", name=act)).to_have_count(0)
        page.get_by_role("button", name="Move to the next item").click()
        expect(page.locator("#strip")).to_contain_text("1. Budget")
        expect(line(page, "Budget")).to_have_attribute("aria-current", "step")
        expect(page.locator("#seen")).to_contain_text("0/3")

        page.get_by_role("button", name="Add an item").click()
        page.get_by_role("textbox", name="Title").fill("Just now")
        page.locator("#editor").get_by_role("button", name="Add").click()
        expect(line(page, "Just now")).to_contain_text("hidden")
        line(page, "Just now").get_by_role("button", name="Show to delegates").click()
        expect(line(page, "Just now")).not_to_contain_text("hidden")

        line(page, "Staff").get_by_role("button", name="Edit").click()
        page.get_by_role("button", name="Named people only").click()
        page.get_by_label("Noah Member").check()
        page.get_by_role("button", name="Restrict").click()
        expect(line(page, "Staff")).to_contain_text("Only: Noah Member")

        line(page, "Roads").get_by_role("button", name="Edit").click()
        page.get_by_role("button", name="Take off the agenda").click()
        page.get_by_label("Reason").fill("Not ready")
        page.locator("#editor").get_by_role("button", name="Take off the agenda").click()
        line(page, "Roads").get_by_role("button", name="Put back").click()
        expect(line(page, "Roads")).not_to_contain_text("deferred")
        assert march.sees("mia") == ["Budget", "Roads", "Just now"]
        assert march.do(commands.move_to_item, "Roads")
