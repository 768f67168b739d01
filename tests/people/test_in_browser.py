"""Signing in and out in a real Chromium, with two pages open, and without script."""

import pytest
from playwright.sync_api import expect, sync_playwright

from server.app import build_app
from tests.browser import axe, console_guard, launch
from tests.people.conftest import PASSWORD
from tests.world import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def address(world, signing):
    with serving(build_app(world.app.state.settings)) as address:
        yield address


def sign_in(page, address, password=PASSWORD):
    page.goto(f"{address}/account")
    page.locator("#f-login").fill("mia")
    page.locator("#f-password").fill(password)
    page.locator("main form .button--primary").click()


def test_signing_out_ends_every_page_of_the_browser(browser, address):
    context = browser.new_context()
    with console_guard(context, address, expected=["401"]):
        page = context.new_page()
        sign_in(page, address, "not the right one")
        expect(page.locator("#sign-in-problem")).to_be_visible()
        assert page.locator("#f-login").input_value() == "mia"
        assert axe(page) == []
        page.locator("#f-password").fill(PASSWORD)
        page.locator("main form .button--primary").click()
        expect(page.locator("#connection")).to_have_attribute("data-state", "on")
        assert page.url == f"{address}/account"
        assert axe(page) == []

        other = context.new_page()
        other.goto(f"{address}/")
        expect(other.locator("#connection")).to_have_attribute("data-state", "on")

        page.locator("details.menu summary").click()
        page.locator("form[data-sign-out] button").click()
        page.wait_for_url(f"{address}/sign-in*")
        other.wait_for_url(f"{address}/sign-in*", timeout=5000)  # its socket closed with 4401
        page.go_back()
        expect(page.locator("#f-password")).to_be_visible()
        assert "Mia Member" not in page.content()
    context.close()


def test_a_device_that_signs_in_appears_on_the_open_account_page(browser, address, signing):
    context = browser.new_context()
    with console_guard(context, address):
        page = context.new_page()
        sign_in(page, address)
        expect(page.locator("#connection")).to_have_attribute("data-state", "on")
        page.locator("#f-old").fill("half a pass")
        signing.sign_in("mia", device=signing.device())
        new = page.locator("#devices li", has_text="Firefox, iPad")
        expect(new).to_be_visible()
        assert page.locator("#f-old").input_value() == "half a pass"
        assert axe(page) == []
        new.locator("button").click()
        expect(new).to_have_count(0)
        assert page.locator("#f-old").input_value() == "half a pass"
    context.close()


def test_everything_about_oneself_works_without_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address)
    page.locator("#f-old").fill(PASSWORD)
    page.locator("#f-new").fill("a loud evening on the hill")
    page.locator("#f-again").fill("a loud evening on the hill")
    page.locator("main form .button--primary").click()
    expect(page.locator(".message--ok")).to_be_visible()
    page.locator("details.menu summary").click()
    page.locator("form[data-sign-out] button").click()
    expect(page.locator("#f-password")).to_be_visible()
    sign_in(page, address, "a loud evening on the hill")
    assert page.url == f"{address}/account"
    context.close()
