"""Deadlines as offices phrase them: their kind, their day, and what must be asked."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.tasks.phrases import find_deadlines, read_deadline

NOTICE = date(2026, 7, 17)  # a Friday
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))

PHRASES = [  # as written, kind, day, sure
    ("trước ngày 30/6/2027", "date", "2027-06-30", True),
    ("trước 15/8/2026", "date", "2026-08-15", True),
    ("chậm nhất trong ngày 25/7/2026", "date", "2026-07-25", True),
    ("đến hết ngày 30 tháng 9 năm 2026", "date", "2026-09-30", True),
    ("trước 17 giờ ngày 20/7/2026", "date", "2026-07-20", True),
    ("từ ngày 01/8 đến ngày 15/8/2026", "date", "2026-08-15", True),
    ("trước ngày 31/8", "date", "2026-08-31", True),
    ("trước ngày 30/6", "date", None, False),  # past in the notice's year: which one?
    ("trước ngày 31/02/2026", "date", None, False),
    ("trước ngày 20", "date", None, False),
    ("trước Tết Nguyên đán 2027", "date", None, False),
    ("trong tháng 7/2026", "period", "2026-07-31", True),
    ("trong tháng 8", "period", "2026-08-31", True),
    ("quý III/2026", "period", "2026-09-30", True),
    ("6 tháng đầu năm 2027", "period", "2027-06-30", True),
    ("trong năm 2024", "period", "2024-12-31", True),
    ("trong năm nay", "period", "2026-12-31", True),
    ("cuối tháng 8/2026", "period", "2026-08-31", True),
    ("đầu tháng 8/2026", "period", None, False),
    ("giữa tháng 8/2026", "period", None, False),
    ("trước tháng 9/2026", "period", "2026-08-31", False),  # an inference, and asked
    ("chậm nhất 10 ngày kể từ ngày ký", "relative", "2026-07-27", True),
    ("trong vòng 02 tuần kể từ ngày ban hành Thông báo này", "relative", "2026-07-31", True),
    ("03 tháng kể từ ngày ban hành", "relative", "2026-10-17", True),
    ("trong 05 ngày làm việc kể từ ngày nhận được Thông báo này", "relative", "2026-07-24", True),
    ("trong 05 ngày kể từ ngày nhận đủ hồ sơ", "relative", None, False),
    ("10 ngày kể từ ngày kết thúc hội nghị", "relative", None, False),
    ("trong vòng 10 ngày", "relative", None, False),
    ("định kỳ hằng tháng", "recurring", None, True),
    ("trước ngày 25 hằng tháng", "recurring", None, True),
    ("định kỳ 6 tháng và hằng năm", "recurring", None, True),
    ("hằng quý, bắt đầu từ ngày 01/8/2026", "recurring", "2026-08-01", True),
    ("thường xuyên", "ongoing", None, True),
    ("tại kỳ họp thứ 11", "meeting", None, True),
    ("trước kỳ họp cuối năm", "meeting", None, True),
    ("khi có ý kiến của Trung ương", "conditional", None, True),
    ("ngay sau khi được phê duyệt", "conditional", None, True),
]


@pytest.mark.parametrize(("phrase", "kind", "day", "sure"), PHRASES)
def test_a_phrase_has_its_kind_and_day(phrase, kind, day, sure):
    found = read_deadline(phrase, NOTICE)
    assert found is not None
    assert (found.text, found.kind, found.sure) == (phrase, kind, sure)
    assert found.day == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize("phrase", [p for p, kind, *_ in PHRASES if kind == "relative"])
def test_without_the_notices_date_nothing_is_counted(phrase):
    found = read_deadline(phrase)
    assert (found.day, found.sure) == (None, False)


@pytest.mark.parametrize(
    "words",
    [
        "Kết luận số 12-KL/TU ngày 05/9/2026 của Ban Thường vụ Tỉnh ủy",
        "Kế hoạch đầu tư công năm 2026, giai đoạn 2026 - 2030",
        "tiếp thu ý kiến tại cuộc họp",
        "nhiệm vụ chi thường xuyên",
        "thực hiện từ ngày 01/8/2026",
        "số liệu tính đến ngày 30/6/2026",
        "sau ngày 30/6/2026",
        "đưa vào chương trình kỳ họp thứ 11",
    ],
)
def test_not_every_date_is_a_deadline(words):
    assert find_deadlines(words, NOTICE) == []


def test_the_words_are_found_where_they_stand():
    text = "hoàn thành dự thảo trước ngày 15/8/2026, trình Ban Thường vụ trong quý III/2026."
    found = find_deadlines(text, NOTICE)
    assert [text[d.start : d.end] for d in found] == ["trước ngày 15/8/2026", "trong quý III/2026"]


@given(DAYS, st.sampled_from(["trước ngày", "trong ngày", "chậm nhất", "đến hết ngày", "trước"]))
def test_a_stated_day_is_that_day_and_never_moved(day, before):
    for written in (f"{day.day}/{day.month}/{day.year}", f"{day:%d/%m/%Y}"):
        found = read_deadline(f"{before} {written}")
        assert (found.day, found.sure) == (day, True)


@given(DAYS, st.sampled_from(["trong tháng {m}/{y}", "quý {q}/{y}", "cuối tháng {m}/{y}",
                              "trong năm {y}", "trong quý {q} năm {y}"]))  # fmt: skip
def test_a_period_ends_on_its_last_day(day, shape):
    quarter = ("I", "II", "III", "IV")[(day.month - 1) // 3]
    end = read_deadline(shape.format(m=day.month, y=day.year, q=quarter)).day
    assert end >= day.replace(day=1)
    assert (end + timedelta(days=1)).day == 1
    if "tháng" in shape:
        assert (end.year, end.month) == (day.year, day.month)
    assert end <= date(day.year, 12, 31)


@given(DAYS, DAYS)
def test_a_missing_year_is_the_notices_own_or_asked(day, issued):
    found = read_deadline(f"trước ngày {day.day}/{day.month}", issued)
    if found.day is None:
        assert not found.sure
    else:
        assert found.day >= issued
        assert (found.day.month, found.day.day) == (day.month, day.day)
        assert found.day.year == issued.year


def variants(phrase):
    """The same words as other keyboards and other files give them."""
    yield unicodedata.normalize("NFD", phrase)
    yield phrase.replace(" ", "  ")
    yield phrase.replace("òa", "oà").replace("ủy", "uỷ")
    yield phrase.upper()


@pytest.mark.parametrize(("phrase", "kind", "day", "sure"), PHRASES)
def test_case_spaces_and_tone_marks_do_not_matter(phrase, kind, day, sure):
    for other in variants(phrase):
        found = read_deadline(" ".join(unicodedata.normalize("NFC", other).split()), NOTICE)
        assert (found.kind, found.day, found.sure) == (
            kind,
            date.fromisoformat(day) if day else None,
            sure,
        )


@given(st.text(max_size=80))
def test_reading_is_idempotent_and_no_text_is_too_strange(text):
    for found in find_deadlines(unicodedata.normalize("NFC", text), NOTICE):
        again = read_deadline(found.text, NOTICE)
        assert again is None or (again.kind, again.day) == (found.kind, found.day)
