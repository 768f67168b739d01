"""A session that ends while somebody is typing: the text stays, for that person alone."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import expect, sync_playwright

from server.kernel.types import now
from server.people.commands import keep_sessions
from tests.browser import axe, console_guard, launch

pytestmark = pytest.mark.browser
TYPED = "Budget, as Anna was just typing"


@pytest.fixture
def context(world):
    with sync_playwright() as playwright, world.served() as address:
        browser = launch(playwright)
        context = browser.new_context(base_url=address, viewport={"width": 1024, "height": 768})
        with console_guard(context, address, expected=("status of 401", "status of 404")):
            yield context
        browser.close()


def sign_in(world, context, who):
    cookie = {"name": "__Host-plenum", "value": world.token(who), "url": "https://localhost"}
    context.add_cookies([cookie | {"secure": True, "httpOnly": True}])


@contextmanager
def typing(world, context, march):
    """Anna renames a line on the console, and has not sent it."""
    sign_in(world, context, "anna")
    page = context.new_page()
    page.goto(f"/meetings/{march.key}/console?item={march.item('Budget').key}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "on")
    page.locator("#agenda > .item", has_text="Budget").get_by_role("button", name="Edit").click()
    page.get_by_label("Title").fill(TYPED)
    yield page
    page.close()


def end_all(world):
    """Every session falls idle, as over a long lunch."""
    world.run(None, keep_sessions, seen=[], idle_since=now(), ends_by=now() + timedelta(hours=12))


def save(page):
    page.locator("#editor").get_by_role("button", name="Save").click()


def ended(page):
    """What an ended session leaves on the page: the text and the way back, no more."""
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value(TYPED)
    expect(page.locator("#main > *")).to_have_count(0)
    assert "/console" in page.url


def test_what_was_typed_is_sent_after_signing_in_again(world, march, context):
    with typing(world, context, march) as page:
        end_all(world)
        ended(page)
        assert axe(page) == []
        save(page)  # still nobody: it stays
        ended(page)
        expect(page.locator("#signed-out a")).to_be_focused()
        with context.expect_page() as opened:
            page.locator("#signed-out a").click()
        expect(opened.value.locator("#f-login")).to_be_visible()
        sign_in(world, context, "anna")
        opened.value.goto("/account")  # where a sign-in leads: the first page hears of it
        expect(page.locator("#signed-out")).to_be_hidden()
        expect(page.get_by_label("Title")).to_have_value(TYPED)
        expect(page.locator("#connection")).to_have_attribute("data-state", "on")
        save(page)
        expect(page.locator("#agenda")).to_contain_text(TYPED)
        assert march.sees("anna")[0] == TYPED


def test_a_form_sent_after_the_session_ended_keeps_its_text(world, march, context):
    """The answer is 401: the page was cut off, and has not heard of the end."""
    with typing(world, context, march) as page:
        context.clear_cookies()
        save(page)
        ended(page)
        sign_in(world, context, "anna")
        save(page)  # asked first who is here, then sent
        expect(page.locator("#agenda")).to_contain_text(TYPED)


def test_text_in_the_page_itself_stays_too(world, march, context):
    sign_in(world, context, "anna")
    page = context.new_page()
    page.goto("/meetings/new?kind=briefing")
    expect(page.locator("#connection")).to_have_attribute("data-state", "on")
    page.get_by_label("Place").fill("Room 2")
    end_all(world)
    expect(page.locator("#signed-out")).to_be_visible()
    expect(page.get_by_label("Place")).to_have_value("Room 2")
    sign_in(world, context, "anna")
    page.get_by_role("button", name="Make the meeting").click()
    page.wait_for_url("**/console*")
    expect(page.locator("#main")).to_contain_text("Room 2")


def test_somebody_else_who_signs_in_finds_nothing_of_it(world, march, context):
    with typing(world, context, march) as page:
        end_all(world)
        ended(page)
        sign_in(world, context, "bella")
        save(page)  # the page asks who is here before anything is sent
        expect(page.locator("#editor form")).to_have_count(0)
        expect(page.locator("#agenda > .item").first).to_contain_text("Budget")
        assert TYPED not in page.content()
        assert march.sees("anna")[0] == "Budget"


def test_the_next_person_on_another_page_of_this_browser_empties_it(world, march, context):
    with typing(world, context, march) as page:
        end_all(world)
        ended(page)
        sign_in(world, context, "mia")
        context.new_page().goto("/account")
        expect(page.locator("#signed-out")).to_be_hidden()
        expect(page.locator("#editor > *")).to_have_count(0)
        assert TYPED not in page.content()


@pytest.mark.parametrize("first", ["typing goes on", "the session had ended"])
def test_a_deliberate_sign_out_keeps_nothing(world, march, context, first):
    with typing(world, context, march) as page:
        if first == "the session had ended":
            end_all(world)
            ended(page)
            sign_in(world, context, "anna")
        other = context.new_page()
        other.goto("/account")
        other.locator("details.menu summary").click()
        other.locator("form[data-sign-out] button").click()
        other.wait_for_url("**/sign-in*")
        page.wait_for_url("**/sign-in*")
        assert TYPED not in page.content()


def test_what_was_typed_can_be_left(world, march, context):
    with typing(world, context, march) as page:
        end_all(world)
        ended(page)
        page.get_by_role("button", name="Discard what I wrote").click()
        page.wait_for_url("**/sign-in?next=*")


def test_a_page_nobody_types_on_leaves_at_once(world, march, context):
    sign_in(world, context, "anna")
    page = context.new_page()
    page.goto("/meetings/new?kind=briefing")
    expect(page.locator("#connection")).to_have_attribute("data-state", "on")
    end_all(world)
    page.wait_for_url("**/sign-in?next=*")
