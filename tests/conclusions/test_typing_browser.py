"""The conclusion desk in a browser: what is typed is read, one button notes it with its tasks."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import axe, console_guard, launch
from tests.conclusions.test_typing import ORDER, OTHER, UNSURE

pytestmark = pytest.mark.browser
READ = "**/conclusions/read"


@pytest.fixture
def desk(world, session):
    """What opens a page of somebody at the session, each on a device of their own."""
    with sync_playwright() as playwright, world.served() as address:
        browser = launch(playwright)

        def opened(who, page="console"):
            context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 768})
            cookie = {"name": "__Host-plenum", "value": world.token(who)}
            cookie |= {"url": "https://localhost", "secure": True, "httpOnly": True}
            context.add_cookies([cookie])
            guard = console_guard(context, address)
            guard.__enter__()
            shown = context.new_page()
            item = f"?item={session.item('Budget').key}" if page == "console" else ""
            shown.goto(f"/meetings/{session.key}/{page}{item}")
            expect(shown.locator("#connection")).to_have_attribute("data-state", "on")
            guards.append(guard)
            return shown

        guards = []
        yield opened
        for guard in guards:
            guard.__exit__(None, None, None)
        browser.close()


def press(page):
    page.get_by_role("button", name="Note the conclusion").click()


def test_typing_shows_the_tasks_and_one_button_notes_both(desk):
    anna, carl = desk("anna"), desk("carl", "chair")
    words, found = anna.locator("#note-text"), anna.locator("#note-found .found__task")
    words.press_sequentially(ORDER, delay=2)
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Đề án sắp xếp bộ máy")
    expect(words).to_be_focused()
    found.get_by_role("button", name="Ban Thường vụ Tỉnh ủy").click()
    expect(found.locator("mark[data-on]")).to_have_text("Ban Thường vụ Tỉnh ủy")
    words.fill(f"{ORDER}\n{OTHER}")
    expect(found).to_have_count(2)
    expect(anna.locator("#note-count")).to_contain_text("2 tasks will be planned with it.")
    expect(found.first.locator("mark[data-on]")).to_have_text("Ban Thường vụ Tỉnh ủy")
    assert axe(anna) == []

    press(anna)
    expect(anna.locator(".desk .conclusion__tasks > li")).to_have_count(2)
    expect(words).to_have_value("")
    expect(found).to_have_count(0)
    expect(anna.locator("#note-count")).to_be_empty()
    on_tablet = carl.locator("#chair-conclusions .conclusion")
    expect(on_tablet).to_contain_text("tham mưu xây dựng Đề án sắp xếp bộ máy")
    expect(on_tablet).to_contain_text("rà soát quy chế làm việc")


def test_only_what_is_not_sure_is_asked_and_what_is_typed_is_kept(desk):
    anna = desk("anna")
    words, found = anna.locator("#note-text"), anna.locator("#note-found .found__task")
    words.fill(f"{UNSURE}\n{OTHER}")
    expect(found).to_have_count(2)
    expect(found.first.locator(".field:visible")).to_have_count(2)
    expect(found.last.locator(".field:visible")).to_have_count(0)
    found.last.get_by_label("A task").uncheck()
    expect(found.last).to_contain_text("no task")

    lead = found.first.get_by_label("Which body leads")
    lead.press_sequentially("Ban Tổ chức", delay=2)
    with anna.expect_response(READ):
        pass
    lead.press_sequentially(" Tỉnh ủy", delay=60)  # readings come in between
    expect(found.first).to_contain_text("(Ban Tổ chức Tỉnh ủy)")
    expect(lead).to_have_value("Ban Tổ chức Tỉnh ủy")
    expect(lead).to_be_focused()
    found.first.get_by_label("By which day").fill("2026-03-08")
    expect(found.first.locator(".state--warn")).to_have_count(0)
    words.press_sequentially(" Hội nghị nhất trí.", delay=2)
    with anna.expect_response(READ):
        pass
    expect(lead).to_have_value("Ban Tổ chức Tỉnh ủy")

    press(anna)
    tasks = anna.locator(".desk .conclusion__tasks > li")
    expect(tasks).to_have_count(1)
    expect(tasks).to_contain_text("08/03/2026")
    expect(tasks).not_to_contain_text("To be determined")


def test_an_answer_that_comes_late_changes_nothing(desk):
    """The first reading is held back until more was typed, and its note has been sent."""
    anna = desk("anna")
    held = []
    anna.route(READ, lambda route: held.append(route) if not held else route.continue_())
    words = anna.locator("#note-text")
    words.fill(ORDER)
    while not held:
        anna.wait_for_timeout(50)
    press(anna)  # before anything was shown: the task is planned all the same
    expect(anna.locator(".desk .conclusion__tasks > li")).to_have_count(1)
    held[0].continue_()
    anna.wait_for_timeout(500)
    expect(anna.locator("#note-found .found__task")).to_have_count(0)
    expect(words).to_have_value("")


def test_new_words_show_what_they_change_of_the_tasks(desk):
    anna = desk("anna")
    anna.locator("#note-text").fill(ORDER)
    expect(anna.locator("#note-found .found__task")).to_have_count(1)
    press(anna)
    task = anna.locator(".desk .conclusion__tasks > li")
    expect(task).to_contain_text("trước ngày 30/6/2026")
    anna.locator(".desk .conclusion__acts").get_by_role("button", name="Edit").click()
    editor = anna.locator("#editor")
    wording = editor.get_by_label("Wording")
    wording.fill(ORDER.replace("30/6", "15/6"))
    change = editor.locator(".found__task")
    expect(change).to_contain_text("Change the task")
    expect(change.locator("ins")).to_contain_text("trước ngày 15/6/2026")
    expect(wording).to_be_focused()
    assert axe(anna) == []
    editor.get_by_role("button", name="Save").click()
    expect(task).to_contain_text("trước ngày 15/6/2026")
    expect(editor.locator("form")).to_have_count(0)
