"""The secretariat imports a real file in a real browser, and two browsers agree on an item."""

import pytest
from playwright.sync_api import sync_playwright

from server.people.sessions import COOKIE
from server.programmes.models import Programme, ProgrammeItem
from tests.browser import axe, console_guard, launch
from tests.programmes.conftest import DATA, TERM
from tests.uploads import read_uploads

pytestmark = pytest.mark.browser


def signed_in(browser, address, world, who):
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    url = address.replace("http:", "https:")
    cookie = {"name": COOKIE, "value": world.token(who), "url": url}
    context.add_cookies([cookie | {"secure": True, "httpOnly": True}])
    return context


def test_upload_look_confirm_and_two_browsers_on_one_item(office):
    with office.served() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        anna = signed_in(browser, address, office, "anna")
        with console_guard(anna, address):
            page = anna.new_page()
            page.goto(f"{address}/programmes")
            page.get_by_role("link", name="Import a programme").click()
            page.set_input_files("input[type=file]", DATA / TERM)
            page.get_by_role("button", name="Read the file").click()
            page.wait_for_url("**/programmes/import/*")
            page.wait_for_selector("#connection[data-state=on]")
            read_uploads(office.app)
            page.wait_for_selector("tr.drawn__item")
            assert page.locator("tr.drawn__item").count() == 170
            assert axe(page) == []
            page.get_by_role("button", name="Confirm the import").click()
            page.wait_for_url(lambda url: "/import" not in url)
            assert page.locator("tr.annex__row").count() == 170
            assert axe(page) == []
            bella = signed_in(browser, address, office, "bella")
            with console_guard(bella, address):
                other = bella.new_page()
                other.goto(page.url)
                other.wait_for_selector("#connection[data-state=on]")
                edits_an_item(page, other, office)
        browser.close()


def edits_an_item(page, other, office):
    programme = office.row(Programme)
    item = office.row(ProgrammeItem, programme_id=programme.id, position=2)
    page.click(f"#row-{item.key} a")
    page.wait_for_selector("#connection[data-state=on]")
    assert axe(page) == []
    page.get_by_role("button", name="Edit").click()
    page.select_option("#editor [name=state]", "done")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(f"#facts-{item.key} >> text=Completed")
    page.wait_for_selector(f"#history-{item.key} >> text=Anna Office")
    other.wait_for_selector(f"#row-{item.key} >> text=Completed")
    assert other.locator("tr.annex__row").count() == 170
