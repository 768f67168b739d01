"""The story of a programme: from a starter to its document, and what became of it.

Everybody has a browser and reads Vietnamese: the office drafts next year's programme, two bodies
register what they ask for, the chief of office and the chair approve it on a phone, and what is
put off, done and reviewed after its adoption is followed to the papers that are downloaded.
It is one long file because it is one story: no chapter stands without those before it.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import update

from server.kernel.i18n import show_date
from server.people.models import Account, Body, Membership
from tests.journeys.conftest import (
    COUNCIL,
    LEGAL,
    PHONE,
    House,
    connected,
    downloaded,
    editor,
    fill,
    go,
    press,
    vi,
    words_of,
)
from tests.world import today

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.one_engine]
BUDGET = "Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh"
TODAY = today()
YEAR = TODAY.year + 1
TITLE = f"Chương trình công tác năm {YEAR}"
STARTED = f"Kỳ họp thường lệ giữa năm {YEAR}"  # of the starter programme of a council's year
NUMBER = "15/CTr-HĐND"
# What the bodies ask for; TWIN is the other body's DIGITAL, OUTING is done, LACKING lacks its time.
DIGITAL = "Nghị quyết về chính sách hỗ trợ chuyển đổi số tại chính quyền cấp xã giai đoạn 2027-2030"
TWIN = "Nghị quyết chính sách hỗ trợ chuyển đổi số ở chính quyền cấp xã, giai đoạn 2027-2030"
OUTING = "Khảo sát việc tiếp công dân tại các xã miền núi"
LACKING = "Giám sát việc phân bổ vốn đầu tư công cho hạ tầng thủy lợi"
MISSING = "Đề nghị nêu rõ thời gian giám sát"
REASON = "Chờ nghị định hướng dẫn của Chính phủ"
MINUTES = "Biên bản số 07/BB-BPC"


@dataclass
class Story:
    """Who is where by now; `programme` is its address."""

    house: House
    anna: Page
    clara: Page
    eva: Page
    programme: str = ""


def settle_in(house: House) -> None:
    """A second body with a clerk, and a chief of office; everybody reads Vietnamese."""
    world, since = house.world, TODAY - timedelta(days=30)

    def build(tx: Any) -> dict[str, int]:
        tx.session.execute(update(Account).values(locale="vi"))
        body = tx.add(Body(name=BUDGET, kind="agency", vocabulary="council"))
        people = {}
        for login, name, body_id, role in (
            ("eva", "Eva Clerk", body.id, "clerk"),
            ("otto", "Otto Office", world.bodies["office"], "chair"),
        ):
            account = tx.add(Account(login=login, name=name, created_at=tx.now, locale="vi"))
            tx.add(Membership(account_id=account.id, body_id=body_id, role=role, since=since))
            people[login] = account.id
        return people

    world.people |= world.run(None, build)


def open_tab(page: Page, word: str) -> None:
    """Go to another page of the programme by its tab."""
    tabs = page.get_by_role("navigation", name=vi("Pages of the programme"))
    tabs.get_by_role("link", name=vi(word), exact=True).click()
    connected(page)


def asked(page: Page, text: str) -> Locator:
    """Return the line of a proposal on a page of registration."""
    return page.locator("#proposals > .asked", has_text=text)


# --- 1: a draft from a starter, open for registration -------------------------------------------


def drafted(story: Story) -> None:
    """Whose, of which year, from what; then bodies are asked."""
    anna = go(story.anna, "/programmes")
    anna.get_by_role("link", name=vi("New programme")).click()
    connected(anna)
    anna.get_by_label(vi("Body"), exact=True).select_option(label=COUNCIL)
    anna.get_by_label(vi("Level"), exact=True).select_option("year")
    press(anna, vi("Show"))
    connected(anna)
    anna.get_by_label(vi("Year"), exact=True).select_option(label=str(YEAR))
    anna.get_by_label(vi("Starter programme"), exact=True).select_option("council-year")
    press(anna, vi("Show"))
    starter = anna.get_by_role("group").filter(has_text=vi("From the starter programme"))
    expect(starter.get_by_label(STARTED)).to_be_checked()
    press(anna, vi("Make the draft"))
    expect(anna.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(anna.locator(".life__state")).to_have_text(vi("Draft"))
    expect(anna.locator("#programme-rows")).to_contain_text(STARTED)
    connected(anna)
    story.programme = anna.url

    for page in (story.clara, story.eva):
        go(page, "/")
        expect(page.locator("main")).not_to_contain_text(TITLE)
    until = TODAY + timedelta(days=10)
    press(anna, vi("Open for registration"))
    fill(editor(anna), vi("Until the end of"), until.isoformat())
    press(editor(anna), vi("Open for registration"))
    words = vi("Open for registration until %(day)s", day=show_date(until))
    expect(anna.locator(".life__state")).to_have_text(words)


# --- 2: two bodies register ---------------------------------------------------------------------


def register(page: Page, text: str, time: str, kind: str) -> None:
    """Register an item in the form."""
    press(page, vi("Register an item"))
    form = editor(page)
    fill(form, vi("Subject"), text)
    fill(form, vi("Time of submission"), time)
    if time:
        expect(form.locator("#understood")).to_contain_text(str(YEAR))
    form.get_by_label(vi("Kind of work"), exact=True).select_option(kind)
    form.get_by_label(vi("Origin"), exact=True).select_option("year")
    press(form, vi("Send to the office"))
    expect(form).to_be_hidden()
    expect(asked(page, text)).to_contain_text(vi("Waiting for appraisal"))


def registered(story: Story) -> None:
    """What waits leads to the form; the office sees each item come, and that two are alike."""
    anna, clara, eva = story.anna, story.clara, story.eva
    open_tab(anna, "Registration")
    for page in (clara, eva):
        page.locator("main").get_by_role("link", name=TITLE).first.click()
        connected(page)
    register(clara, DIGITAL, "Tháng 3", "submission")
    expect(asked(anna, DIGITAL)).to_be_visible()
    register(clara, OUTING, "Tháng 5", "activity")
    register(eva, TWIN, "Quý I", "submission")
    register(eva, LACKING, "", "activity")
    for text in (DIGITAL, OUTING, TWIN, LACKING):
        expect(asked(anna, text)).to_be_visible()
    twice = anna.locator("#twice")
    expect(twice.locator("summary")).to_be_visible()
    twice.locator("summary").click()
    expect(twice.locator(".twice__pair")).to_have_count(1)
    expect(twice).to_contain_text(LEGAL)
    expect(twice).to_contain_text(BUDGET)
    for page, own, other in ((clara, OUTING, LACKING), (eva, LACKING, OUTING)):
        expect(asked(page, own)).to_be_visible()
        expect(asked(page, other)).to_have_count(0)


# --- 3: the office appraises --------------------------------------------------------------------


def appraised(story: Story) -> None:
    """Taken, merged, returned with what is lacking, mended and taken: the bodies see it happen."""
    anna, clara, eva = story.anna, story.clara, story.eva
    taken = vi("Taken into the draft")
    for text in (OUTING, DIGITAL):
        press(asked(anna, text), vi("Take in"))
        expect(asked(clara, text)).to_contain_text(taken)
        expect(asked(anna, text)).to_have_count(0)
    press(asked(anna, TWIN), vi("Appraise"))
    press(editor(anna), vi("Merge into this item"))
    expect(asked(eva, TWIN)).to_contain_text(vi("Merged into an item of the draft"))

    press(asked(anna, LACKING), vi("Appraise"))
    editor(anna).get_by_text(vi("Return with what is lacking")).click()
    fill(editor(anna), vi("What is lacking"), MISSING)
    press(editor(anna), vi("Return"))
    expect(asked(eva, LACKING)).to_contain_text(vi("Something is lacking"))
    expect(asked(eva, LACKING)).to_contain_text(MISSING)
    press(asked(eva, LACKING), vi("Edit"))
    expect(editor(eva)).to_contain_text(MISSING)
    fill(editor(eva), vi("Time of submission"), "Tháng 9")
    press(editor(eva), vi("Send to the office"))
    expect(asked(eva, LACKING)).to_contain_text(vi("Waiting for appraisal"))
    expect(asked(anna, LACKING)).to_contain_text("Tháng 9")
    press(asked(anna, LACKING), vi("Take in"))
    expect(asked(eva, LACKING)).to_contain_text(taken)

    go(anna, story.programme)
    press(anna, vi("Close the registration"))
    expect(anna.locator(".life__state")).to_have_text(vi("Draft, being appraised"))
    rows = anna.locator("#programme-rows")
    for text in (DIGITAL, OUTING, LACKING):
        expect(rows.get_by_role("row").filter(has_text=text)).to_have_count(1)
    expect(rows).not_to_contain_text(TWIN)
    expect(rows.get_by_role("row").filter(has_text=DIGITAL)).to_contain_text(BUDGET)


# --- 4: two words on a phone, and the document's number -----------------------------------------


def two_taps(phone: Page, waits: str, word: str, then: str) -> None:
    """What waits on the first page, then the word; both texts are there without scrolling."""
    phone.locator("main").get_by_role("link", name=waits).first.tap()
    connected(phone)
    expect(phone.locator("main")).to_contain_text(DIGITAL)  # what they agree to
    button = phone.get_by_role("button", name=vi(word), exact=True)
    expect(button).to_be_in_viewport()
    fits = phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits, "the page is wider than the phone"
    button.tap()
    expect(phone.locator("main")).to_contain_text(vi(then))
    expect(button).to_have_count(0)


def adopted(story: Story, otto: Page, carl: Page) -> None:
    """The chief of office, the chair, then number and date: and the bodies have it at once."""
    anna, clara = story.anna, story.clara
    go(otto, "/")
    go(carl, "/")
    press(anna, vi("Submit for approval"))
    expect(anna.locator(".life__state")).to_have_text(vi("Waits for the chief of office"))
    two_taps(otto, TITLE, "Approve", "Waits for the deciding body")
    expect(anna.locator(".life__state")).to_have_text(vi("Waits for the deciding body"))
    two_taps(carl, TITLE, "Approve", "Approved, to be issued")
    expect(anna.locator(".life__state")).to_have_text(vi("Approved, to be issued"))

    go(clara, "/programmes")
    issued = vi("Programme no. %(number)s of %(day)s", number=NUMBER, day=show_date(TODAY))
    expect(clara.locator("main")).not_to_contain_text(NUMBER)
    press(anna, vi("Issue the programme"))
    fill(editor(anna), vi("Number and symbol"), NUMBER)
    fill(editor(anna), vi("Date of the document"), TODAY.isoformat())
    press(editor(anna), vi("Issue the programme"))
    expect(anna.locator(".life__state")).to_have_text(issued)
    line = clara.locator(".list__row", has_text=issued)
    expect(line).to_be_visible()
    line.get_by_role("link").click()
    connected(clara)
    expect(clara.locator("#programme-rows")).to_contain_text(DIGITAL)


# --- 5: put off, and seen beside what was adopted -----------------------------------------------


def changed(page: Page, text: str) -> Locator:
    """Return the row of an item on the page of what was adopted beside what is now."""
    return page.locator("tr[id^=beside-]", has_text=text)


def put_off(story: Story, otto: Page, carl: Page) -> None:
    """The body asks, the office passes it on, the chair agrees on the phone; others see it."""
    anna, clara, eva = story.anna, story.clara, story.eva
    go(anna, "/")
    go(carl, "/")
    go(otto, story.programme)
    row = otto.locator("#programme-rows").get_by_role("row").filter(has_text=DIGITAL)
    expect(row).to_contain_text("Tháng 3")
    go(eva, story.programme)
    open_tab(eva, "Amendments")
    waiting = eva.locator("#amend-open").get_by_role("listitem").filter(has_text=DIGITAL)
    expect(waiting).to_have_count(0)
    expect(changed(eva, DIGITAL)).to_have_count(0)
    clara.locator("#programme-rows").get_by_role("link", name=DIGITAL).click()
    connected(clara)
    press(clara, vi("Propose a change"))
    press(editor(clara), vi("Put off its time"))
    fill(editor(clara), vi("New time, as it will be written"), "Tháng 6")
    fill(editor(clara), vi("Reason"), REASON)
    press(editor(clara), vi("Propose it"))
    expect(editor(clara)).to_be_hidden()
    go(clara, story.programme)
    open_tab(clara, "Amendments")
    clara.locator("#amend-open").get_by_role("link").filter(has_text=DIGITAL).click()
    connected(clara)
    expect(clara.locator(".amend")).to_contain_text(vi("With the office"))

    anna.locator("main").get_by_role("link", name=DIGITAL).first.click()
    connected(anna)
    expect(anna.locator(".amend")).to_contain_text(REASON)
    press(anna, vi("Pass on for decision"))
    press(editor(anna), vi("Pass on for decision"))
    expect(clara.locator(".amend")).to_contain_text(vi("Waits for a decision"))
    two_taps(carl, DIGITAL, "Agree to the amendment", "Amended")
    for page in (clara, anna):
        expect(page.locator(".amend")).to_contain_text(vi("Amended"))
    expect(row).to_contain_text("Tháng 6")

    row = changed(eva, DIGITAL)
    for side, time in enumerate(("Tháng 3", "Tháng 6")):
        line = (
            row.locator("td").nth(side).locator(".amend__line", has_text=vi("Time of submission"))
        )
        number = time[-1]  # what differs is marked, and read out as left out or new
        expect(line).to_contain_text("Tháng")
        expect(line.locator("del, ins")).to_contain_text(number)
    expect(row.locator("td").nth(2)).to_contain_text(REASON)


# --- 6: done, reviewed, and on paper ------------------------------------------------------------


def of_all(page: Page, outcome: str) -> Locator:
    """Return how many of a review's items have this outcome: of what is tabled, of the rest."""
    return page.locator(f".review__sum td[data-label={outcome}]")


def done(story: Story) -> None:
    """An activity is settled by its day and what shows it; its body sees so."""
    anna, clara, eva = story.anna, story.clara, story.eva
    open_tab(eva, "Review")
    expect(of_all(eva, "presented")).to_have_text(["0", "0"])
    for page in (clara, anna):
        go(page, story.programme)
        page.locator("#programme-rows").get_by_role("link", name=OUTING).click()
        connected(page)
    press(anna, vi("Record that it was carried out"))
    fill(editor(anna), vi("Carried out on the day"), TODAY.isoformat())
    fill(editor(anna), vi("Evidence"), MINUTES)
    press(editor(anna), vi("Save"))
    for page in (anna, clara):
        settled = page.locator(".settled")
        expect(settled).to_contain_text(vi("Carried out on %(day)s", day=show_date(TODAY)))
        expect(settled).to_contain_text(MINUTES)
    expect(of_all(eva, "presented")).to_have_text(["0", "1"])


def reviewed(story: Story) -> None:
    """A number of a month opens its rows; the year's report is a document that opens."""
    anna = go(story.anna, story.programme)
    open_tab(anna, "Review")
    year = anna.url
    anna.get_by_label(vi("Period"), exact=True).select_option(f"{YEAR}-03")
    press(anna, vi("Show"))
    connected(anna)
    postponed = of_all(anna, "postponed").first
    expect(postponed).to_have_text("1")
    postponed.get_by_role("link").click()
    rows = anna.locator("main .list__row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(DIGITAL)

    go(anna, year)
    done = of_all(anna, "presented").get_by_role("link")
    expect(done).to_have_text("1")
    done.click()
    expect(rows).to_contain_text(OUTING)
    go(anna, year)
    report = words_of(downloaded(anna, "Report as a Word document"))
    assert str(YEAR) in report
    assert LEGAL in report


def on_paper(story: Story) -> None:
    """What was issued, as the office's document."""
    anna = go(story.anna, story.programme)
    open_tab(anna, "The document")
    expect(anna.locator("#document")).to_contain_text(NUMBER)
    with pikepdf.open(BytesIO(downloaded(anna, "PDF file"))) as paper:
        assert len(paper.pages) >= 2  # the letter, and its annex


def test_the_story_of_a_programme(house: House) -> None:
    settle_in(house)
    story = Story(house, *(house.device(who) for who in ("anna", "clara", "eva")))
    drafted(story)
    registered(story)
    appraised(story)
    otto, carl = (house.device(who, **PHONE) for who in ("otto", "carl"))
    adopted(story, otto, carl)
    put_off(story, otto, carl)
    done(story)
    reviewed(story)
    on_paper(story)
