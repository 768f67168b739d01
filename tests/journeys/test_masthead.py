"""The bar on top is one row on a tablet and a laptop, for everybody and with a long name."""

import pytest
from playwright.sync_api import expect

from server.people.models import Account
from tests.journeys.conftest import House, connected
from tests.world import PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.one_engine]
SIZES = ((768, 1024), (1024, 768), (1366, 768))
OFFICE = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh Thanh Hóa"
# The middles of what stands in the bar, and how far the page is too wide.
ROW = """() => [...document.querySelectorAll(".masthead > :not(nav), .masthead > nav > a")]
  .filter(e => getComputedStyle(e).position !== "absolute")
  .map(e => e.getBoundingClientRect()).filter(box => box.width)
  .map(box => (box.top + box.bottom) / 2)"""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_one_row_for_everybody(house: House, locale: str) -> None:
    wrong = []
    for who in PEOPLE:
        house.world.run(None, speak, account_id=house.world.people[who], locale=locale)
        page = house.device(who)
        page.goto("/account")
        connected(page)
        expect(page.locator("html")).to_have_attribute("lang", locale)
        page.locator(".masthead__office").evaluate("(e, name) => e.textContent = name", OFFICE)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for state in ("on", "off"):
                page.locator("#connection").evaluate("(e, s) => e.dataset.state = s", state)
                middles = page.evaluate(ROW)
                if max(middles) - min(middles) > 8 or page.evaluate(OVER) > 0:
                    wrong.append(f"{who} at {width}, {state}: {middles}")
        page.close()
    assert wrong == []


def speak(tx, *, account_id: int, locale: str) -> None:
    tx.session.get_one(Account, account_id).locale = locale
