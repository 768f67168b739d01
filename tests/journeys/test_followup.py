"""The story of what was concluded: from the chair's words to what proves that it was done.

Everybody has a browser and reads Vietnamese. The secretary notes at a briefing what the chair
concludes on a phone; the notice is drafted, approved, numbered by the records clerk and issued. Two
bodies with clerks and one without an account have their tasks by it: reported, sent back, confirmed
with a mark, put off, urged by a letter, carried by a sheet. What changes on one screen is seen on
the others, which nobody loads again; what is downloaded is opened.
It is one long file because it is one story: no chapter stands without those before it.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import update

from server.conclusions.sheets.reading import FILLED, PRINTED
from server.kernel.i18n import fold, show_date
from server.overview.matters.commands import raise_found
from server.overview.matters.finding import to_raise
from server.people.models import Account, Body, BodyAlias, Membership
from tests.journeys.conftest import (
    LEGAL,
    PHONE,
    STANDING,
    TABLET,
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
from tests.materials.conftest import pdf
from tests.world import today

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.one_engine]
TODAY = today()
BUDGET = "Ban Kinh tế - Ngân sách Hội đồng nhân dân tỉnh"
FINANCE = "Sở Tài chính"  # nobody of it signs in here: the office carries its tasks
ITEMS = ("Kết quả giám sát đầu tư công", "Dự toán ngân sách năm sau", "Quyết toán vốn đầu tư")
# Its task is reported, sent back and confirmed; put off twice; urged and carried by a sheet.
WORKS = (
    "việc thực hiện nghị quyết về đầu tư công",
    "thẩm tra dự toán ngân sách năm sau",
    "dự án chậm quyết toán",
)
WATCHED, CHECKED, REVIEWED = WORKS
DAYS = tuple(TODAY + timedelta(days=days) for days in (20, 12, 2))
LATER, LATEST = (TODAY + timedelta(days=days) for days in (30, 45))
SPOKEN = tuple(
    f"Giao {body} {work}, báo cáo Thường trực chậm nhất ngày {show_date(day)}."
    for body, work, day in zip(
        (f"{LEGAL} giám sát", BUDGET, f"{FINANCE} rà soát các"), WORKS, DAYS, strict=True
    )
)
BETTER = SPOKEN[0].replace("giám sát", "giám sát, đánh giá")
CORRECTED = SPOKEN[2].replace("các dự án", "tất cả các dự án")
BRIEFING = re.compile("giao ban", re.IGNORECASE)  # some kinds of bodies say a word before it
NUMBER, LETTER = "46-TB/HĐND", "CV/VP"
PLAN, RESULT, LACKING = "12/KH-BPC", "88/BC-BPC", "Đề nghị gửi báo cáo kết quả giám sát"
REASON, AGAIN = "Chờ số liệu quyết toán của Sở Tài chính", "Đoàn công tác chưa về"
FOUND = "Đã rà soát 15 dự án, lập danh mục kèm theo"
SIGNED: Any = {"name": "Đã ký.pdf", "mimeType": "application/pdf", "buffer": pdf(2)}


@dataclass
class Story:
    """Who is where by now; `meeting` is its address."""

    house: House
    anna: Page  # the secretary
    carl: Page  # the chair, on a phone
    rita: Page  # văn thư
    clara: Page  # the clerk of LEGAL
    eva: Page  # the clerk of BUDGET
    stan: Page  # of the standing body, on a tablet
    meeting: str = ""


def settle_in(house: House) -> Story:
    """A second body with a clerk, a third without anybody; everybody reads Vietnamese."""
    world, since = house.world, TODAY - timedelta(days=30)

    def build(tx: Any) -> int:
        tx.session.execute(update(Account).values(locale="vi"))
        body = tx.add(Body(name=BUDGET, kind="agency", vocabulary="council"))
        tx.add(Body(name=FINANCE, kind="agency", vocabulary="council"))
        for name in ("Ban Kinh tế - Ngân sách HĐND tỉnh", "Ban KTNS HĐND tỉnh"):
            tx.add(BodyAlias(body_id=body.id, name=name, folded=fold(name)))
        eva = tx.add(Account(login="eva", name="Eva Clerk", created_at=tx.now, locale="vi"))
        tx.add(Membership(account_id=eva.id, body_id=body.id, role="clerk", since=since))
        return int(eva.id)

    world.people["eva"] = world.run(None, build)
    laptops = {who: house.device(who) for who in ("anna", "rita", "clara", "eva")}
    stan, carl = house.device("stan", **TABLET), house.device("carl", **PHONE)
    return Story(house=house, stan=stan, carl=carl, **laptops)


def many(singular: str, count: int | str) -> str:
    """Return what a Vietnamese reader sees of a word that counts."""
    return vi(singular, num=count)


def section(page: Page, heading: str) -> Locator:
    """Return the part of a page under this heading."""
    return page.locator(".section", has=page.get_by_role("heading", name=vi(heading)))


def line(page: Page | Locator, text: str) -> Locator:
    """Return the rows of lists that say this."""
    return page.locator(".list__row", has_text=text)


def opened(page: Page, text: str | re.Pattern[str]) -> Page:
    """Follow the first link of the page's own part that says this."""
    page.locator("main").get_by_role("link", name=text).first.click()
    connected(page)
    return page


# --- 1: the session, and what is concluded in it ------------------------------------------------


def in_session(story: Story) -> None:
    """A briefing of the standing body with three items; the chair's phone opens on it."""
    anna = go(story.anna, "/")
    opened(anna, vi("New meeting"))
    opened(anna, BRIEFING)
    anna.get_by_label(vi("Body"), exact=True).select_option(label=STANDING)
    press(anna, vi("Show"))
    connected(anna)
    fill(anna, vi("Begins"), f"{TODAY}T08:00")
    press(anna, vi("Make the meeting"))
    anna.wait_for_url("**/console*")
    connected(anna)
    for title in ITEMS:
        press(anna, vi("Add an item"))
        fill(editor(anna), vi("Title"), title)
        press(editor(anna), vi("Add"))
        expect(anna.locator("#agenda > .item", has_text=title)).to_be_visible()
    press(anna, vi("Approve the agenda"))
    press(anna.locator("#meeting-head"), vi("Send to delegates"))
    press(anna, vi("Open the session"))
    story.meeting = anna.url.partition("/console")[0]
    carl = story.carl
    carl.goto("/")
    carl.wait_for_url("**/chair")
    connected(carl)


def concluded(story: Story) -> None:
    """What is typed is read as it is typed; the chair has it at once, corrects one and agrees."""
    anna, carl = story.anna, story.carl
    said = carl.locator("#chair-conclusions .conclusion")
    expect(said).to_have_count(0)
    for title, text, work, day in zip(ITEMS, SPOKEN, WORKS, DAYS, strict=True):
        anna.locator("#agenda > .item", has_text=title).locator(".item__choose").click()
        expect(anna.locator(".console__about h2")).to_contain_text(title)
        connected(anna)
        fill(anna, vi("Note a conclusion"), text)
        found = anna.locator("#note-found .found__task")
        expect(found).to_have_count(1)
        expect(found).to_contain_text(work)
        expect(found).to_contain_text(show_date(day))
        expect(found).not_to_contain_text(vi("To be determined"))
        press(anna, vi("Note the conclusion"))
        expect(anna.locator(".desk .conclusion")).to_contain_text(text)
        expect(said.filter(has_text=work)).to_contain_text(text)
    noted = anna.locator(".desk .conclusion")  # the last item's is open
    press(said.filter(has_text=REVIEWED), vi("Correct the words"))
    fill(editor(carl), vi("Wording"), CORRECTED)
    press(editor(carl), vi("Correct and agree"))
    expect(noted).to_contain_text(CORRECTED)
    expect(noted).to_contain_text(vi("The chair has agreed"))
    carl.get_by_role("button", name=vi("Agree to all %(count)s", count=2)).tap()
    expect(said.filter(has_text=vi("Agreed"))).to_have_count(3)


# --- 2: the notice: drafted, approved on a phone, numbered, issued ------------------------------


def drafted(story: Story) -> None:
    """The draft says one conclusion in other words: the chair sees both texts, and agrees."""
    anna, carl = story.anna, story.carl
    press(anna, vi("End the session"))
    anna.wait_for_url("**/after")
    go(anna, f"{story.meeting}/notice")
    press(anna, vi("Draft the notice"))
    lines = anna.locator(".draft .conclusion")
    expect(lines).to_have_count(3)
    press(lines.first, vi("Edit the wording"))
    fill(editor(anna), vi("Wording"), BETTER)
    press(editor(anna), vi("Save"))
    otherwise = vi("The draft says it in other words: waiting for the chair")
    expect(lines.first).to_contain_text(otherwise)
    compared = carl.locator("#chair-conclusions .conclusion", has=carl.locator(".compare"))
    expect(compared).to_have_count(1)
    expect(compared.locator(".compare ins")).to_contain_text("đánh giá")
    compared.get_by_role("button", name=vi("Agree"), exact=True).tap()
    expect(lines.first).to_contain_text(vi("The chair has agreed"))


def approved(story: Story) -> None:
    """Returned with a reason, put right while the chair looks on, approved: and it has a desk."""
    anna, carl, rita = story.anna, story.carl, story.rita
    go(rita, "/")
    opened_numbers(rita)
    expect(rita.locator("#numbers-list")).to_contain_text(vi("Nothing waits for a number."))
    press(anna, vi("Put to the chair"))
    state = anna.locator("#notice-state")
    expect(state).to_contain_text(vi("Waits for the chair's approval"))
    carl.goto("/")
    carl.locator('a[href$="/notice/approval"]').first.tap()
    connected(carl)
    paper = carl.locator("#notice-approval")
    for text in (BETTER, SPOKEN[1], CORRECTED):
        expect(paper.locator(".letter")).to_contain_text(text)
    fits = carl.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert fits, "the page is wider than the phone"
    press(carl, vi("Return"))
    fill(editor(carl), vi("What is to be changed"), "Nêu rõ phiên họp")
    press(editor(carl), vi("Return to the office"))
    expect(state).to_contain_text("Nêu rõ phiên họp")

    subject = "Kết luận phiên họp giao ban của Thường trực"
    press(anna, vi("Edit the notice's own words"))
    fill(editor(anna), vi("Subject of the notice"), subject)
    press(editor(anna), vi("Save"))
    expect(paper).to_contain_text(subject)
    press(anna, vi("Put to the chair"))
    button = carl.get_by_role("button", name=vi("Approve"), exact=True)
    expect(button).to_be_in_viewport()
    button.tap()
    expect(state).to_contain_text(vi("Approved, waits for its number"))
    expect(paper).to_contain_text(vi("Approved, waits for its number"))
    expect(rita.locator("#numbers-list .list__row")).to_have_count(1)


def opened_numbers(rita: Page) -> None:
    """The records clerk finds what waits for a number in the bar on top."""
    rita.get_by_role("link", name=vi("Document numbers")).first.click()
    connected(rita)


def issued(story: Story) -> None:
    """Number and day are entered once; the bodies have their tasks while they look.

    The signed copy comes back, and whoever reads the notice sees that it is here.
    """
    rita, clara, eva, stan = story.rita, story.clara, story.eva, story.stan
    go(stan, "/tasks/board")
    expect(stan.locator("#board-groups")).to_contain_text(vi("No task is under way."))
    for page in (clara, eva):
        go(page, "/work")
        expect(page.locator("#work-list .list__row")).to_have_count(0)
    rita.locator("#numbers-list .list__tap").click()
    rita.wait_for_url("**/notice/number")
    connected(rita)
    fill(rita, vi("Number"), NUMBER.partition("-")[0])
    fill(rita, vi("Symbol"), NUMBER.partition("-")[2])
    press(rita, vi("Issue"))
    rita.wait_for_url("**/notices/*")
    connected(rita)
    expect(rita.locator("#notice-text")).to_contain_text(NUMBER)

    expect(line(clara.locator("#work-list"), WATCHED)).to_contain_text(show_date(DAYS[0]))
    expect(clara.locator("#work-list")).not_to_contain_text(CHECKED)
    expect(line(eva.locator("#work-list"), CHECKED)).to_contain_text(show_date(DAYS[1]))
    for body in (LEGAL, BUDGET, FINANCE):
        row = stan.locator("#board-groups").get_by_role("row").filter(has_text=body)
        expect(row.get_by_role("cell").last).to_have_text("1")
    expect(story.anna.locator(".draft")).to_contain_text(NUMBER)
    notice_on_paper(rita)
    carl = opened(story.carl, vi("Read the notice"))
    expect(carl.locator("#notice-text")).to_contain_text(NUMBER)
    press(rita, vi("Bring the signed copy"))
    editor(rita).get_by_label(vi("Signed PDF"), exact=True).set_input_files(SIGNED)
    editor(rita).get_by_label(vi("The document holds no state secret")).check()
    press(editor(rita), vi("Bind the signed copy"))
    for page in (rita, carl):
        expect(page.locator("#notice-text")).to_contain_text(vi("The signed copy is here"))
        expect(page.locator(".hash").last).to_have_text(sha256(SIGNED["buffer"]).hexdigest())


def notice_on_paper(rita: Page) -> None:
    """The notice as it was issued, for the clerk and for the tablets, says what was concluded."""
    word = words_of(downloaded(rita, "Word document"))
    href = rita.get_by_role("link", name=vi("PDF file"), exact=True).get_attribute("href")
    assert href
    pages = pypdf.PdfReader(BytesIO(rita.request.get(href).body())).pages
    drawn = " ".join(" ".join(page.extract_text() for page in pages).split())
    for text in (NUMBER, BETTER, SPOKEN[1], CORRECTED):
        assert text in word, f"the DOCX lacks {text}"
        assert text in drawn, f"the PDF lacks {text}"


# --- 3: reported, more asked, reported again, confirmed -----------------------------------------


def report(page: Page, text: str, evidence: str) -> None:
    """Report a result with a document as its evidence."""
    page.get_by_role("button", name=vi("Report the result")).first.click()
    fill(editor(page), vi("What was done"), text)
    fill(editor(page), vi("Number and symbol, minutes or figure"), evidence)
    fill(editor(page), vi("Date"), TODAY.isoformat())
    press(editor(page), vi("Report"))
    expect(editor(page)).to_be_hidden()


def reported(story: Story) -> None:
    """The office sees the report come, asks for more with a reason, and confirms with a mark."""
    anna, clara, stan = story.anna, story.clara, story.stan
    go(anna, "/")
    waits = anna.locator("#home-list")
    expect(waits).not_to_contain_text(many("%(num)s result to confirm", 1))
    opened(clara, WATCHED)
    report(clara, "Đã ban hành kế hoạch giám sát", PLAN)
    expect(waits).to_contain_text(many("%(num)s result to confirm", 1))
    opened(anna, many("%(num)s result to confirm", 1))
    opened(anna, WATCHED)
    expect(line(anna, PLAN)).to_contain_text(vi("Waiting to be confirmed"))
    press(anna, vi("Ask for more"))
    fill(editor(anna), vi("What is missing"), LACKING)
    press(editor(anna), vi("Ask for more"))
    expect(line(clara, PLAN)).to_contain_text(LACKING)
    legal = stan.locator("#board-groups").get_by_role("row").filter(has_text=LEGAL)
    expect(legal.get_by_role("cell").nth(3)).to_have_text("")

    report(clara, "Đã giám sát tại 12 xã, có báo cáo kèm theo", RESULT)
    expect(line(anna, RESULT)).to_be_visible()
    expect(legal.get_by_role("cell").nth(3)).to_have_text("1")
    press(anna, vi("Confirm as done"))
    editor(anna).get_by_label(vi("Result passed well")).check()
    press(editor(anna), vi("Confirm as done"))
    for page in (anna, clara):
        expect(line(page, RESULT)).to_contain_text(vi("Result passed well"))
    expect(legal).to_have_count(0)


# --- 4: a later day: the office grants the first, the standing body the second ------------------


def ask_for(page: Page, day: str, reason: str) -> None:
    """Ask for a later day on a task's page."""
    menu = page.locator(".task-acts summary")
    menu.click()
    press(page, vi("Ask for a later day"))
    fill(editor(page), vi("Day asked for"), day)
    fill(editor(page), vi("Reason for it"), reason)
    press(editor(page), vi("Send the request"))
    expect(editor(page)).to_be_hidden()


def request(page: Page, reason: str) -> Locator:
    """Return a request for a later day on its task's page."""
    return page.locator("[id^=extension-]", has_text=reason)


def put_off(story: Story) -> None:
    """Asked for by the body, decided at two levels; the second is a matter for a session, too."""
    anna, eva, stan = story.anna, story.eva, story.stan
    opened(eva, CHECKED)
    go(anna, eva.url)
    ask_for(eva, LATER.isoformat(), REASON)
    expect(request(anna, REASON)).to_contain_text(vi("The office decides"))
    press(anna, vi("Answer the request for a later day"))
    press(editor(anna), vi("Give the answer"))
    for page in (anna, eva):
        expect(request(page, REASON)).to_contain_text(vi("Later day granted"))
        expect(page.locator(".facts")).to_contain_text(show_date(LATER))

    deciding = stan.locator("#board-deciding")
    expect(deciding).not_to_contain_text(CHECKED)
    ask_for(eva, LATEST.isoformat(), AGAIN)
    asked = deciding.locator("[id^=request-]", has_text=AGAIN)
    expect(asked).to_contain_text(show_date(LATEST))
    expect(stan.locator("#board-sentences")).to_contain_text(
        re.compile(
            r"0?1 "
            + re.escape(many("%(num)s request for more time waits for the standing body", 1)[2:])
        )
    )
    the_night(story)
    expect(deciding).to_contain_text(vi("More time is asked for again"))
    asked.get_by_role("button", name=vi("Decide"), exact=True).tap()
    fill(editor(stan), vi("What to say"), "Đồng ý lần cuối")
    press(editor(stan), vi("Give the answer"))
    expect(asked).to_have_count(0)
    expect(request(eva, AGAIN)).to_contain_text("Đồng ý lần cuối")
    for page in (anna, eva):
        expect(page.locator(".facts")).to_contain_text(show_date(LATEST))
        expect(page.locator(".facts")).to_contain_text(many("%(num)s time", 2))


def the_night(story: Story) -> None:
    """What the worker does each night: what asks for a place on an agenda is raised."""
    world = story.house.world
    for finding in world.read(to_raise):
        world.run(None, raise_found, finding=finding)


# --- 5: a body without an account: urged by letter, carried by a sheet --------------------------


def urged(story: Story) -> None:
    """The letter is drafted for who owes, numbered by the records clerk; the task bears it."""
    anna, rita, stan = story.anna, story.rita, story.stan
    go(anna, "/tasks")
    opened(anna, vi("Urging"))
    owing = line(anna, FINANCE)
    expect(owing).to_contain_text(vi("Nobody of it can be reminded here: urge it by letter"))
    expect(line(anna, BUDGET)).to_have_count(0)
    press(owing, vi("Draft the letter"))
    anna.wait_for_url("**/letters/*")
    connected(anna)
    expect(anna.locator("article.letter")).to_contain_text(REVIEWED)
    go(stan, "/tasks")
    opened(stan, REVIEWED)
    expect(stan.locator("[id^=task-urged-]")).to_be_empty()
    opened_numbers(rita)
    opened(rita, vi("Letters that urge"))
    opened(rita, FINANCE)
    press(rita, vi("Enter number and date"))
    fill(editor(rita), vi("Number"), "105")
    fill(editor(rita), vi("Symbol"), LETTER)
    press(editor(rita), vi("Issue the letter"))
    expect(rita.locator(".head")).to_contain_text(f"105-{LETTER}")
    expect(stan.locator("[id^=task-urged-]")).to_contain_text(f"105-{LETTER}")
    connected(rita)
    letter = words_of(downloaded(rita, "Word file (DOCX)"))
    for text in (f"105-{LETTER}", FINANCE, REVIEWED, show_date(DAYS[2])):
        assert text in letter, f"the letter lacks {text}"


def by_sheet(story: Story) -> None:
    """The body's sheet goes out, comes back filled, is looked at and taken over."""
    anna, stan = story.anna, story.stan
    go(anna, "/tasks/board")
    opened(anna, FINANCE)
    opened(anna, vi("Sheets of a body's tasks"))
    press(anna, vi("Make a sheet"))
    sent = line(section(anna, "Sent out"), many("%(num)s task", 1))
    expect(sent).to_contain_text(vi("not back yet"))
    book = openpyxl.load_workbook(BytesIO(downloaded(sent, "Save the sheet (XLSX)")))
    filled = answered(book)

    anna.get_by_label(vi("The filled sheet"), exact=True).set_input_files(
        {"name": "Biểu nhiệm vụ.xlsx", "mimeType": SHEET, "buffer": filled}
    )
    anna.get_by_label(vi("The document holds no state secret")).check()
    press(anna, vi("Read the sheet"))
    anna.wait_for_url("**/task-sheets/*")
    connected(anna)
    row = anna.locator(".brought", has_text=REVIEWED)
    expect(row).to_contain_text(vi("reports the result"))
    expect(row).to_contain_text(FOUND)
    expect(line(stan, FOUND)).to_have_count(0)  # only looked at so far
    press(anna, vi("Take over what is ticked"))
    expect(section(anna, "Taken over")).to_contain_text(REVIEWED)
    expect(line(stan, FOUND)).to_contain_text(vi("entered for %(body)s", body=FINANCE))
    opened(anna, REVIEWED)
    press(anna, vi("Confirm as done"))
    press(editor(anna), vi("Confirm as done"))
    expect(line(stan, FOUND)).to_contain_text(vi("Confirmed as done"))


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answered(book: openpyxl.Workbook) -> bytes:
    """Fill in the one task of a sheet, by its headings, as the body does."""
    cells = book.active
    assert cells is not None
    heads = {str(cell.value): cell for row in cells.iter_rows() for cell in row if cell.value}
    row = next(cell.row for text, cell in heads.items() if REVIEWED in text)
    assert PRINTED["work"] in heads
    said = {
        "result": FOUND,
        "evidence_kind": "Văn bản",
        "evidence_text": "310/STC-ĐT",
        "evidence_day": show_date(TODAY),
    }
    for name, value in said.items():
        cells.cell(row, heads[FILLED[name]].column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# --- 6: the file of the session, and the month's report -----------------------------------------


def filed(story: Story, tmp_path: Path) -> None:
    """One ZIP of the session: what was issued in it, and the server's own word that it is whole."""
    anna = go(story.anna, f"{story.meeting}/after")
    opened(anna, vi("File of the session"))
    press(anna, vi("Make the file"))
    made = section(anna, "Files made")
    expect(made.locator(".list__row")).to_have_count(1)
    packed = tmp_path / "ho-so.zip"
    packed.write_bytes(downloaded(made, "Download"))
    with ZipFile(packed) as parts:
        notices = [name for name in parts.namelist() if "thong-bao" in name]
        assert {name.rpartition(".")[2] for name in notices} == {"json", "pdf", "docx"}
        assert SIGNED["buffer"] in [parts.read(name) for name in notices]
        (word,) = (parts.read(name) for name in notices if name.endswith("docx"))
        assert BETTER in words_of(word)
    found = subprocess.run(
        [sys.executable, "-m", "server", "check-file", str(packed)],
        env=os.environ | {"DATA_DIR": str(story.house.world.app.state.settings.data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert "made by this instance" in found.stdout


def month_reported(story: Story) -> None:
    """The month's report is one page and one document: three tasks, two of them done in time."""
    anna = go(story.anna, "/tasks")
    opened(anna, vi("Monthly and quarterly report"))
    expect(anna.locator(".head__over")).to_have_text(vi("Monthly report of tasks"))
    rows = anna.locator("#rows tbody tr")
    expect(rows).to_have_count(3)
    said = {WATCHED: "Done in time", CHECKED: "Under way, in time", REVIEWED: "Done in time"}
    for work, standing in said.items():
        expect(rows.filter(has_text=work)).to_contain_text(vi(standing))
    report = words_of(downloaded(anna, "Word document"))
    months = f"{TODAY:%m/%Y}", f"tháng {TODAY.month} năm {TODAY.year}"
    assert any(month in report for month in months), report
    for text in (LEGAL, BUDGET, FINANCE, NUMBER, RESULT, show_date(LATEST), *WORKS):
        assert text in report, f"the report lacks {text}"


def test_the_story_of_what_was_concluded(house: House, tmp_path: Path) -> None:
    story = settle_in(house)
    in_session(story)
    concluded(story)
    drafted(story)
    approved(story)
    issued(story)
    reported(story)
    put_off(story)
    urged(story)
    by_sheet(story)
    filed(story, tmp_path)
    month_reported(story)
