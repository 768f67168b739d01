"""The story that everything here is for: from a real programme to a task, live on tablets.

One server, one meeting, and everybody on a device of their own: two secretaries, a delegate, the
chair and a guest on tablets, a lead body's clerk, a member of the standing body. Each chapter goes
on where the one before it ended; their numbers are those of the issue that tells the story.
It is one long file because it is one story: no chapter stands without those before it.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import (
    COUNCIL,
    LEGAL,
    STANDING,
    TABLET,
    UPRIGHT,
    Heard,
    House,
    connected,
    drag_by_touch,
    editor,
    fill,
    press,
)
from tests.materials.conftest import changed, pdf
from tests.uploads import read_uploads

pytestmark = [pytest.mark.browser, pytest.mark.journey]
DATA = Path(__file__).parents[1] / "data"
# Beginnings of what the term's programme has for July 2028, and one line that it has not.
REPORTS, GOVERNMENT, ECONOMY, CORRUPTION, STAFF = (
    "Xem xét báo cáo kết quả hoạt động 6 tháng đầu năm",
    "Xem xét báo cáo của UBND tỉnh về kết quả",
    "– Về kinh tế - xã hội, ngân sách nhà nước",
    "– Về công tác phòng, chống tham nhũng",
    "Công tác cán bộ",
)
DECIDED = "Hội đồng nhân dân tán thành báo cáo của Ủy ban nhân dân tỉnh"
REWORDED = "Hội đồng nhân dân thông qua báo cáo của Ủy ban nhân dân tỉnh"
ASSIGNED = "Giao Ban Pháp chế giám sát việc thực hiện nghị quyết"
NOTED = "Đề nghị các cơ quan tiếp thu ý kiến đại biểu"
WORK = "Giám sát việc thực hiện nghị quyết về ngân sách"
MERGED = "Xem xét báo cáo 6 tháng của Thường trực"


@dataclass
class Story:
    """Who is where by now."""

    house: House
    anna: Page
    bella: Page
    console: str = ""
    item: str = ""  # address of the programme's item that the story follows
    task: str = ""

    def key(self, title: str) -> str:
        """Return the id of an agenda line's element, the same on every page."""
        return str(line(self.anna, title).get_attribute("id"))


def line(page: Page, title: str) -> Any:
    """A line of the agenda, on any of its pages."""
    return page.locator("#agenda > .item", has_text=title)


def titles(page: Page) -> list[str]:
    """The agenda's lines as they stand, shortened to how this story calls them."""
    known = (REPORTS, MERGED, GOVERNMENT, ECONOMY, CORRUPTION, STAFF)
    found = page.locator("#agenda > .item .item__title").all_inner_texts()
    return [next(short for short in known if text.startswith(short)) for text in found]


def choose(page: Page, title: str) -> None:
    """Open the console about a line."""
    line(page, title).locator(".item__choose").click()
    expect(page.locator(".console__about h2")).to_contain_text(title)
    connected(page)


# --- 2: programmes ------------------------------------------------------------------------------


def take_over(app: Any, page: Page, name: str, items: int) -> str:
    """Import a sheet: upload it, look at the preview, confirm. Returns the programme's address."""
    page.goto("/programmes/import")
    page.get_by_label("Programme file").set_input_files(DATA / name)
    press(page, "Read the file")
    page.wait_for_url("**/programmes/import/*")
    read_uploads(app)
    expect(page.locator(".head__under")).to_contain_text(f"{items} items read")
    expect(page.locator(".drawn__item").first).to_be_visible()
    press(page, "Confirm the import")
    page.wait_for_url(re.compile(r"/programmes/[0-9a-f]{8}-"))
    expect(page.locator(".head__under")).to_contain_text(f"{items} items")
    return page.url


def programmes(story: Story) -> None:
    """Both real sheets are taken over, once, and can be walked through."""
    page = story.anna
    page.get_by_role("link", name="Work programmes").click()
    expect(page.get_by_role("link", name="Import a programme")).to_be_visible()
    term = take_over(story.house.world.app, page, "term-2026-2031.xlsx", 170)
    expect(page.locator(".head__over")).to_contain_text(COUNCIL)
    take_over(story.house.world.app, page, "annual-2026.xlsx", 47)
    expect(page.locator(".head__over")).to_contain_text(STANDING)

    page.goto("/programmes/import")
    page.get_by_label("Programme file").set_input_files(DATA / "term-2026-2031.xlsx")
    press(page, "Read the file")
    expect(page.get_by_text("This file has been imported before.")).to_be_visible()
    assert page.url.startswith(term)

    tree = page.locator(".rail .tree")
    tree.get_by_role("link", name="Year 2028").click()
    tree.get_by_role("link", name="Month 07").first.click()
    expect(page.locator(".annex__row")).to_have_count(9)
    page.get_by_role("link", name=GOVERNMENT).click()
    expect(page.locator(".chain")).to_contain_text("term-2026-2031.xlsx")
    expect(page.locator("#became")).to_contain_text("has not stood on an agenda")
    story.item = page.url


# --- 3: the meeting and its agenda --------------------------------------------------------------


def meetings(story: Story) -> None:
    """A briefing in three taps; a session of what is due in a month."""
    bella, page = story.bella, story.anna
    bella.get_by_role("link", name="New meeting").click()
    bella.get_by_role("link", name="Briefing").click()
    press(bella, "Make the meeting")
    bella.wait_for_url("**/console")
    expect(bella.locator("#meeting-head h1")).to_contain_text(STANDING)

    page.goto("/meetings/new")
    page.get_by_label("Body", exact=True).select_option(label=COUNCIL)
    page.get_by_label("Due in month").fill("2028-07")
    press(page, "Show")
    expect(page.locator("fieldset legend")).to_have_text("Items due in 07/2028")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(9)
    for box in boxes.all()[4:]:
        box.uncheck()
    press(page, "Make the meeting")
    page.wait_for_url("**/console?item=*")
    connected(page)
    assert titles(page) == [REPORTS, GOVERNMENT, ECONOMY, CORRUPTION]
    story.console = page.url
    bella.goto(page.url)
    connected(bella)


def agenda(story: Story) -> None:
    """Added, put in order by key and by finger, deferred, hidden; both secretaries see it."""
    anna, bella = story.anna, story.bella
    press(anna, "Add an item")
    fill(editor(anna), "Title", STAFF)
    fill(editor(anna), "Time on the agenda", "10:30")
    press(editor(anna), "Add")
    expect(line(bella, STAFF)).to_contain_text("10:30")

    with anna.expect_response("**/move"):
        line(anna, GOVERNMENT).locator("[data-sort-handle]").press("Alt+ArrowUp")
    expect(bella.locator("#agenda .item__title").first).to_contain_text(GOVERNMENT)
    with bella.expect_response("**/move"):
        drag_by_touch(line(bella, STAFF).locator("[data-sort-handle]"), line(bella, CORRUPTION))
    order = [GOVERNMENT, REPORTS, ECONOMY, STAFF, CORRUPTION]
    expect(anna.locator("#agenda .item__title").nth(3)).to_contain_text(STAFF)
    assert titles(bella) == titles(anna) == order

    press(line(anna, ECONOMY), "Edit")
    press(editor(anna), "Take off the agenda")
    fill(editor(anna), "Reason", "Chưa đủ hồ sơ")
    press(editor(anna).locator("form"), "Take off the agenda")
    expect(line(bella, ECONOMY)).to_contain_text("deferred")
    press(line(anna, CORRUPTION), "Edit")
    press(editor(anna), "Hide from delegates")
    expect(line(bella, CORRUPTION)).to_contain_text("hidden")


def two_secretaries(story: Story) -> None:
    """Two of them at one line: another field is no conflict, the same field shows both texts."""
    anna, bella = story.anna, story.bella
    for page in (anna, bella):
        press(line(page, REPORTS), "Edit")
    fill(editor(bella), "Title", "Báo cáo của các cơ quan tư pháp")
    fill(editor(anna), "Presenter", "Đ/c Chánh Văn phòng")
    press(editor(anna), "Save")
    expect(editor(bella).locator("#editor-message")).to_contain_text("Anna Office")
    expect(editor(bella).get_by_label("Title", exact=True)).to_have_value(
        "Báo cáo của các cơ quan tư pháp"
    )
    press(line(anna, REPORTS), "Edit")
    fill(editor(anna), "Title", MERGED)
    press(editor(anna), "Save")
    expect(line(bella, MERGED)).to_be_visible()
    press(editor(bella), "Save")
    message = editor(bella).locator("#editor-message")
    expect(message).to_contain_text(MERGED)
    expect(message).to_contain_text("Báo cáo của các cơ quan tư pháp")
    fill(editor(bella), "Title", MERGED)  # Bella takes the other's words
    press(editor(bella), "Save")
    expect(editor(bella).locator("form")).to_have_count(0)
    expect(line(bella, MERGED)).to_contain_text("Đ/c Chánh Văn phòng")


# --- 4: papers ----------------------------------------------------------------------------------


def papers(story: Story, mia: Page) -> None:
    """Several at once; what is no paper gets its sentence; delegates see what has been sent."""
    anna = story.anna
    press(anna, "Approve the agenda")
    press(anna.locator("#meeting-head"), "Send to delegates")
    mia.get_by_role("link", name=COUNCIL).first.click()
    connected(mia)
    assert titles(mia) == [GOVERNMENT, MERGED, STAFF]

    choose(anna, GOVERNMENT)
    good = pdf(6, "Báo cáo của Ủy ban nhân dân tỉnh")
    files = {
        "Báo cáo kinh tế - xã hội.pdf": good,
        "Phụ lục số liệu.pdf": pdf(2),
        "Cắt ngang.pdf": good[: len(good) // 2],
        "Có mật khẩu.pdf": changed(good, lambda _pdf: None, encryption=_locked()),
        "Bảng tính.pdf": b"PK\x03\x04 this is a workbook",
    }
    anna.get_by_label("The paper holds no state secret").check()
    anna.locator("input[type=file]").set_input_files(
        [
            {"name": name, "mimeType": "application/pdf", "buffer": content}
            for name, content in files.items()
        ]
    )
    rows = anna.locator(".upload")
    for name, word in {
        "Báo cáo kinh tế": "Received",
        "Phụ lục": "Received",
        "Cắt ngang": "damaged",
        "Có mật khẩu": "password",
        "Bảng tính": "not a PDF",
    }.items():
        expect(rows.filter(has_text=name).locator(".upload__word")).to_contain_text(word)
    assert rows.filter(has_text="Received").count() == 2
    expect(anna.locator(".console__papers .list__row")).to_have_count(2)
    expect(anna.locator(".console__papers")).to_contain_text("Not sent yet")

    expect(mia.locator(".item__paper")).to_have_count(0)
    anna.get_by_role("button", name="Send to delegates (2)").click()
    press(editor(anna), "Send to delegates")
    expect(line(mia, GOVERNMENT).locator(".item__paper")).to_have_count(2)


def _locked() -> Any:
    import pikepdf

    return pikepdf.Encryption(user="secret", owner="secret")


# --- 5: the session -----------------------------------------------------------------------------


def session(story: Story, mia: Page, noah: Page) -> None:
    """The tablet opens on the meeting that is on; page, scroll and typed words survive it all."""
    anna = story.anna
    press(anna, "Open the session")
    press(anna, "Move to the next item")
    mia.goto("/")
    mia.wait_for_url("**/tablet")
    connected(mia)
    expect(line(mia, GOVERNMENT).get_by_role("heading")).to_have_attribute("aria-current", "step")

    line(mia, GOVERNMENT).locator(".item__paper", has_text="Báo cáo kinh tế").tap()
    place = mia.locator("[data-viewer-page]")
    expect(place).to_have_text("Page 1/6")
    place.tap()
    mia.locator("[data-pad-key='3']").tap()
    press(mia.locator("[data-viewer-pad]"), "Go")
    expect(place).to_have_text("Page 3/6")
    mia.locator("[data-viewer-more] summary").tap()
    press(mia, "Search in this paper")
    words = mia.locator("[data-panel='search'] input")
    words.press_sequentially("trang 3")
    expect(mia.locator("[data-search-count]")).to_have_text("1 of 1")
    words.press_sequentially(" và")
    scroll = mia.locator("[data-viewer-scroll]")
    before = scroll.evaluate("e => [e.scrollTop, e.scrollLeft]")

    press(line(anna, STAFF), "Move to this item")
    expect(line(mia, STAFF).get_by_role("heading")).to_have_attribute("aria-current", "step")
    expect(mia.locator("#room-now")).to_contain_text(STAFF)
    press(line(anna, GOVERNMENT), "Edit")
    fill(editor(anna), "Presenter", "Đ/c Chủ tịch Ủy ban nhân dân tỉnh")
    press(editor(anna), "Save")
    expect(line(mia, GOVERNMENT)).to_contain_text("Đ/c Chủ tịch")
    expect(place).to_have_text("Page 3/6")
    expect(words).to_have_value("trang 3 và")
    expect(words).to_be_focused()
    assert scroll.evaluate("e => [e.scrollTop, e.scrollLeft]") == before

    press(line(anna, STAFF), "Edit")
    press(editor(anna), "Named people only")
    editor(anna).get_by_label("Noah Member").check()
    press(editor(anna), "Restrict")
    expect(line(mia, STAFF)).to_have_count(0)
    expect(mia.locator("#room-now")).not_to_contain_text(STAFF)
    noah.goto("/")
    noah.wait_for_url("**/tablet")
    expect(line(noah, STAFF).get_by_role("heading")).to_have_attribute("aria-current", "step")


def guest(story: Story, greta: Page) -> None:
    """A guest of one item: no other title, number or neighbour in anything that comes."""
    anna, heard = story.anna, Heard(greta)
    press(line(anna, MERGED), "Edit")
    press(editor(anna), "Guests")
    editor(anna).get_by_label("Greta Guest").check()
    press(editor(anna), "Save")
    expect(line(anna, MERGED)).to_contain_text("Greta Guest")
    meeting = story.console.partition("/console")[0]
    greta.goto("/?stay=1")
    greta.goto("/")
    greta.wait_for_url("**/tablet")
    connected(greta)
    expect(greta.locator("#agenda > .item")).to_have_count(1)
    chain = story.item.replace("/programme-items/", "/chain/programme-item/")
    for page in (f"{meeting}/console", f"{meeting}/after", story.item, chain):
        assert greta.request.get(page).status == 404
    for address in ("/", "/meetings", "/programmes", "/tasks", "/tasks/mine", "/account"):
        heard.read(greta.request.get(address).text())

    press(line(anna, GOVERNMENT), "Edit")
    fill(editor(anna), "Time on the agenda", "07:45")
    press(editor(anna), "Save")
    press(line(anna, CORRUPTION), "Show to delegates")
    press(line(anna, MERGED), "Move to this item")
    expect(line(greta, MERGED).get_by_role("heading")).to_have_attribute("aria-current", "step")
    assert heard.frames
    assert MERGED in heard.everything
    for other in (GOVERNMENT, STAFF, ECONOMY, CORRUPTION, "Báo cáo kinh tế", "Phụ lục số liệu"):
        assert other not in heard.everything


# --- 6: conclusions, the end, the draft notice and the notice -----------------------------------


def corrected(found: Locator) -> None:
    """What the words do not say of a task is filled in before they are noted."""
    expect(found).to_contain_text("To be determined")
    fill(found, "Which body leads", "Ban Pháp chế HĐND tỉnh")
    found.get_by_label("Correct it").check()
    fill(found, "Work", WORK)
    fill(found, "Coordinating bodies", "Thường trực HĐND tỉnh")
    fill(found, "Product", "Báo cáo")
    fill(found, "Deadline, as written", "trước ngày 30/9/2099")


def conclusions(story: Story, carl: Page) -> None:
    """Noted with what the words assign; agreed on the chair's own tablet, or recorded."""
    anna, bella = story.anna, story.bella
    choose(anna, GOVERNMENT)
    carl.goto("/")
    carl.wait_for_url("**/chair")
    connected(carl)
    found = anna.locator("#note-found .found__task")
    for text, tasks in ((ASSIGNED, 1), (DECIDED, 0), (NOTED, 1)):
        fill(anna, "Note a conclusion", text)
        expect(found).to_have_count(tasks)
        if text == ASSIGNED:
            corrected(found)
        if text == NOTED:
            found.get_by_label("A request to").uncheck()
        press(anna, "Note the conclusion")
        expect(anna.locator(".desk")).to_contain_text(text)
    on_tablet = carl.locator("#chair-conclusions .conclusion")
    expect(on_tablet).to_have_count(3)
    on_tablet.filter(has_text=ASSIGNED).get_by_role("button", name="Agree").tap()
    noted = anna.locator(".desk .conclusion")
    expect(noted.filter(has_text=ASSIGNED)).to_contain_text("The chair has agreed")
    press(noted.filter(has_text=NOTED), "The chair has concluded")
    expect(on_tablet.filter(has_text=NOTED)).to_contain_text("Recorded")

    expect(noted.filter(has_text=ASSIGNED)).to_contain_text(f"{LEGAL} · trước ngày 30/9/2099")
    expect(on_tablet.filter(has_text=ASSIGNED)).to_contain_text(WORK)
    press(noted.filter(has_text=NOTED), "No task arises")
    press(noted.filter(has_text=DECIDED), "Decides, no task")
    expect(noted.filter(has_text=DECIDED).locator("[aria-pressed=true]")).to_have_count(1)
    bella.goto(anna.url)
    connected(bella)


def the_end(story: Story, carl: Page, clara: Page, mia: Page) -> None:
    """Ending always works; what is undecided has an owner; the notice freezes and hands over.

    Between session and notice stands the draft: what it says in other words the chair agrees to
    beside the words of the session; the rest needs no second word. He approves the whole, and with
    its number it is issued.
    """
    anna, bella = story.anna, story.bella
    clara.goto("/tasks/mine")
    connected(clara)
    expect(clara.locator("#my-tasks")).not_to_contain_text(WORK)
    press(anna, "End the session")
    anna.wait_for_url("**/after")
    office = anna.locator(".section", has=anna.get_by_role("heading", name="For the office"))
    chair = anna.locator(".section", has=anna.get_by_role("heading", name="For the chair"))
    expect(office.locator(".list__row", has_text=CORRUPTION)).to_contain_text("Not discussed")
    expect(chair.locator(".list__row")).to_have_count(1)
    expect(chair.locator(".list__row")).to_contain_text(DECIDED)
    expect(mia.locator("#room-state")).to_contain_text("ended")

    connected(anna)
    press(bella.locator(".desk .conclusion", has_text=DECIDED), "The chair has concluded")
    expect(chair).to_have_count(0)
    office.get_by_role("link", name=ASSIGNED).click()
    connected(anna)
    press(anna, "Draft the notice")
    drafted = anna.locator(".draft .conclusion")
    expect(drafted).to_have_count(3)
    press(drafted.nth(1), "Edit the wording")
    fill(editor(anna), "Wording", REWORDED)
    press(editor(anna), "Save")
    expect(drafted.nth(1)).to_contain_text("waiting for the chair")
    compared = carl.locator("#chair-conclusions .conclusion", has=carl.locator(".compare"))
    expect(compared).to_have_count(1)
    expect(compared.locator(".compare del")).to_contain_text("tán thành")
    expect(compared.locator(".compare ins")).to_contain_text("thông qua")
    compared.get_by_role("button", name="Agree").tap()
    expect(drafted.nth(1)).not_to_contain_text("waiting for the chair")
    expect(drafted.nth(1)).to_contain_text("The chair has agreed")
    press(anna, "Put to the chair")
    carl.goto("/")
    carl.locator('a[href$="/notice/approval"]').first.tap()
    connected(carl)
    carl.get_by_role("button", name="Approve", exact=True).tap()
    anna.get_by_role("link", name="Give the number").click()
    fill(anna, "Number", "46")
    fill(anna, "Symbol", "TB/HĐND")
    press(anna, "Issue")
    anna.wait_for_url("**/notices/*")
    expect(anna.locator("article")).to_contain_text("46-TB/HĐND")
    assert re.fullmatch(r"[0-9a-f]{64}", anna.locator(".hash").inner_text())
    expect(clara.locator("#my-tasks")).to_contain_text(WORK)
    expect(bella.locator(".desk .conclusion", has_text=REWORDED)).to_contain_text("Issued")
    expect(mia.locator("#issued-conclusions")).to_contain_text(REWORDED)


# --- 7: follow-up -------------------------------------------------------------------------------


def report(page: Page, text: str, evidence: str) -> None:
    """Report a result with a document as its evidence."""
    page.get_by_role("button", name="Report the result").first.click()
    fill(editor(page), "What was done", text)
    fill(editor(page), "Number and symbol, minutes or figure", evidence)
    fill(editor(page), "Date", "2028-08-20")
    press(editor(page), "Report")


def follow_up(story: Story, clara: Page, stan: Page) -> None:
    """Reported, returned, reported again, confirmed; and the chain can be walked both ways."""
    anna = story.anna
    stan.get_by_role("link", name="Tasks").first.click()
    stan.wait_for_url("**/tasks/board")
    connected(stan)
    stan.goto("/tasks")
    connected(stan)
    expect(stan.locator("#follow-list .list__row")).to_have_count(1)
    stan.goto("/tasks?sort=actor")
    expect(stan.locator("#follow-list")).to_contain_text(LEGAL)
    stan.get_by_role("link", name=WORK).click()
    connected(stan)
    story.task = stan.url
    chain = stan.locator(".chain .chain__text")
    expect(chain).to_have_count(5)
    for step, words in enumerate(("CHƯƠNG TRÌNH", GOVERNMENT, GOVERNMENT, ASSIGNED, WORK)):
        expect(chain.nth(step)).to_contain_text(words, ignore_case=True)

    report(clara, "Đã ban hành kế hoạch giám sát", "12/KH-BPC")
    anna.goto(story.task)
    connected(anna)
    expect(anna.locator(".quote", has_text="kế hoạch giám sát")).to_be_visible()
    press(anna, "Ask for more")
    fill(editor(anna), "What is missing", "Đề nghị gửi báo cáo kết quả")
    press(editor(anna), "Ask for more")
    returned = clara.locator(".section", has=clara.get_by_role("heading", name="Returned to us"))
    expect(returned).to_contain_text(WORK)
    report(clara, "Đã giám sát tại 12 xã, báo cáo kèm theo", "88/BC-BPC")
    expect(anna.locator(".list__row", has_text="88/BC-BPC")).to_be_visible()
    press(anna, "Confirm as done")
    press(editor(anna), "Confirm as done")
    expect(stan.locator(".state", has_text="Done").first).to_be_visible()

    stan.locator(".chain").get_by_role("link", name=GOVERNMENT).first.click()
    expect(stan).to_have_url(story.item)
    became = stan.locator("#became")
    for words in (COUNCIL, ASSIGNED, WORK, "88/BC-BPC"):
        expect(became).to_contain_text(words)


# --- 8: gone and back ---------------------------------------------------------------------------


def gone_and_back(story: Story, noah: Page) -> None:
    """A tablet that is cut off says so, and is right again; signing out ends every tab."""
    anna = story.anna
    anna.goto(story.console)
    connected(anna)
    noah.context.set_offline(True)
    expect(noah.locator("#connection")).to_have_attribute("data-state", "off")
    expect(noah.locator("#connection")).to_contain_text("Connection lost")
    press(line(anna, STAFF), "Edit")
    fill(editor(anna), "Time on the agenda", "14:00")
    press(editor(anna), "Save")
    expect(line(anna, STAFF)).to_contain_text("14:00")
    expect(line(noah, STAFF)).not_to_contain_text("14:00")
    noah.context.set_offline(False)
    expect(line(noah, STAFF)).to_contain_text("14:00", timeout=5_000)
    connected(noah)
    expect(noah.locator("#announce")).to_contain_text("Connected again")

    other = noah.context.new_page()
    other.goto("/account")
    connected(other)
    other.locator(".menu summary").click()
    press(other, "Sign out")
    other.wait_for_url("**/sign-in*")
    noah.wait_for_url("**/sign-in?next=*")
    assert noah.request.get("/", max_redirects=0).status == 303


def test_the_story(house: House) -> None:
    laptop = house.device(expected=("status of 422",))  # two files are no papers
    story = Story(
        house,
        anna=house.sign_in("anna", laptop),
        bella=house.sign_in("bella", house.device(expected=("status of 409",), **TABLET)),
    )
    programmes(story)
    meetings(story)
    agenda(story)
    two_secretaries(story)
    mia = house.sign_in("mia", house.device(**TABLET))
    papers(story, mia)
    offline = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection")
    noah = house.sign_in("noah", house.device(expected=offline, **UPRIGHT))
    session(story, mia, noah)
    guest(story, house.sign_in("greta", house.device(**UPRIGHT)))
    carl = house.sign_in("carl", house.device(**TABLET))
    conclusions(story, carl)
    clara = house.sign_in("clara", house.device())
    the_end(story, carl, clara, mia)
    follow_up(story, clara, house.sign_in("stan", house.device(**TABLET)))
    gone_and_back(story, noah)
