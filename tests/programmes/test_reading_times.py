"""Times as offices write them; what is not stated is never made up."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.programmes.reading.grid import Typed
from server.programmes.reading.times import Around, read_time

YEAR = Around(2026)

READ = [  # as written, from, to; the title's year is 2026
    ("03/2026", "2026-03-01", "2026-03-31"),
    ("02/2028", "2028-02-01", "2028-02-29"),
    ("Tháng 7 năm 2026", "2026-07-01", "2026-07-31"),
    ("tháng 7/2026", "2026-07-01", "2026-07-31"),
    ("T7/2026", "2026-07-01", "2026-07-31"),
    ("Quý I/2031", "2031-01-01", "2031-03-31"),
    ("quý 4 năm 2026", "2026-10-01", "2026-12-31"),
    ("6 tháng cuối năm 2027", "2027-07-01", "2027-12-31"),
    ("6 tháng đầu năm 2027", "2027-01-01", "2027-06-30"),
    ("9 tháng đầu năm 2026", "2026-01-01", "2026-09-30"),
    ("nửa đầu năm 2027", "2027-01-01", "2027-06-30"),
    ("trước ngày 25/4/2026", None, "2026-04-25"),
    ("chậm nhất ngày 30/6/2026", None, "2026-06-30"),
    ("đến hết ngày 30/6/2026", None, "2026-06-30"),
    ("từ tháng 3/2026", "2026-03-01", None),
    ("03/5/2026 - 20/5/2026", "2026-05-03", "2026-05-20"),
    ("03/5 - 20/5/2026", "2026-05-03", "2026-05-20"),
    ("03 - 05/5/2026", "2026-05-03", "2026-05-05"),
    ("từ ngày 01 đến ngày 05/7/2026", "2026-07-01", "2026-07-05"),
    ("từ tháng 3 đến tháng 5/2026", "2026-03-01", "2026-05-31"),
    ("tháng 3-4/2026", "2026-03-01", "2026-04-30"),
    ("20/12 - 05/01/2027", "2026-12-20", "2027-01-05"),
    ("12/2026-01/2027", "2026-12-01", "2027-01-31"),
    ("Quý I - Quý III/2026", "2026-01-01", "2026-09-30"),
    ("2026 - 2030", "2026-01-01", "2030-12-31"),
    ("năm 2027", "2027-01-01", "2027-12-31"),
    ("ngày 5 tháng 3 năm 2026", "2026-03-05", "2026-03-05"),
    ("07h30 ngày 05/3/2026", "2026-03-05T07:30", "2026-03-05T07:30"),
    ("05/3/2026, 14:00", "2026-03-05T14:00", "2026-03-05T14:00"),
    ("8 giờ 30 phút, ngày 05-3-2026", "2026-03-05T08:30", "2026-03-05T08:30"),
    ("07h30 - 11h30 ngày 05/3/2026", "2026-03-05T07:30", "2026-03-05T11:30"),
    (
        "07h30 ngày 05/3 đến 17h00 ngày 06/3/2026",
        "2026-03-05T07:30",
        "2026-03-06T17:00",
    ),
    ("trước 17h00 ngày 25/4/2026", None, "2026-04-25T17:00"),
    ("thượng tuần tháng 5/2026", "2026-05-01", "2026-05-10"),
    ("Kỳ họp thứ 11, tháng 7/2026", "2026-07-01", "2026-07-31"),
    ("Hội nghị lần thứ 5 tháng 7/2026", "2026-07-01", "2026-07-31"),
    ("Thứ Tư, ngày 05/3/2026", "2026-03-05", "2026-03-05"),
    ("Tối 05/3/2026", "2026-03-05", "2026-03-05"),
    ("2026-03-05", "2026-03-05", "2026-03-05"),
    ("Q3/2026", "2026-07-01", "2026-09-30"),
    ("March 2026", "2026-03-01", "2026-03-31"),
    ("by 30 June 2026", None, "2026-06-30"),
    ("10-12 tháng 6 năm 2026", "2026-06-10", "2026-06-12"),
    ("10-12 June 2026", "2026-06-10", "2026-06-12"),
    ("first half of 2026", "2026-01-01", "2026-06-30"),
    ("H2/2026", "2026-07-01", "2026-12-31"),
    ("3rd quarter 2026", "2026-07-01", "2026-09-30"),
    ("nửa cuối tháng 3/2026", "2026-03-16", "2026-03-31"),
    ("Thứ Bảy, ngày 05/12/2026", "2026-12-05", "2026-12-05"),
    ("từ 7h30 đến 11h30, thứ Hai 05/10/2026", "2026-10-05T07:30", "2026-10-05T11:30"),
]


@pytest.mark.parametrize(("text", "begin", "end"), READ)
def test_a_time_that_states_its_year_is_read_without_a_warning(text, begin, end):
    reading = read_time(text, YEAR)
    assert (reading.time_from, reading.time_to) == (begin, end)
    assert [n.code for n in reading.notes] in ([], ["year-crosses"])
    assert reading.milestones == ()


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("Tháng 5", "2026-05-01", "2026-05-31"),
        ("Sáng 05/12", "2026-12-05", "2026-12-05"),
        ("5-4", "2026-04-05", "2026-04-05"),
        ("Quý III", "2026-07-01", "2026-09-30"),
        ("trước 30/6", None, "2026-06-30"),
        ("6 tháng cuối năm", "2026-07-01", "2026-12-31"),
        ("tháng Giêng", "2026-01-01", "2026-01-31"),
        ("Cả năm", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_year_taken_from_the_title_is_said(text, begin, end):
    reading = read_time(text, YEAR)
    assert (reading.time_from, reading.time_to) == (begin, end)
    assert [n.code for n in reading.notes] == ["year-from-title"]
    without = read_time(text, Around())
    assert (without.time_from, without.time_to) == (None, None)
    assert [n.code for n in without.notes] == ["year-unknown"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kỳ họp thứ 11", "time-is-meeting"),
        ("Kỳ họp thường lệ giữa năm 2026", "time-is-meeting"),
        ("Thường xuyên", "time-recurring"),
        ("hằng tháng", "time-recurring"),
        ("sau khi có hướng dẫn của Trung ương", "time-relative"),
        ("trước 05 ngày so với kỳ họp tháng 7/2026", "time-relative"),
        ("theo kế hoạch", "time-not-read"),
        ("theo Kế hoạch số 10-KH/TU ngày 5/3/2026", "time-not-read"),
        ("31/6/2026", "day-not-real"),
        ("13/2026", "day-not-real"),
        ("29/02/2027", "day-not-real"),
        ("20/5 - 03/5/2026", "time-reversed"),
        ("07h30", "time-without-day"),
    ],
)
def test_what_gives_no_date_gets_none_and_is_named(text, code):
    reading = read_time(text, YEAR)
    assert (reading.time_from, reading.time_to) == (None, None)
    assert code in [n.code for n in reading.notes]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cuối tháng 5/2026", "time-vague"),
        ("đầu năm 2026", "time-vague"),
        ("Tuần 2 tháng 5/2026", "time-vague"),
        ("trước tháng 6/2026", "time-before-period"),
        ("05/3/26", "year-two-digits"),
    ],
)
def test_a_reading_that_is_a_matter_of_taste_is_said(text, code):
    reading = read_time(text, YEAR)
    assert reading.time_to is not None
    assert [n.code for n in reading.notes] == [code]


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "Kế hoạch: 03/2026; triển khai: 4/2026 - 10/2026; báo cáo: 11/2026",
            [
                ("Kế hoạch: 03/2026", "2026-03-01", "2026-03-31"),
                ("triển khai: 4/2026 - 10/2026", "2026-04-01", "2026-10-31"),
                ("báo cáo: 11/2026", "2026-11-01", "2026-11-30"),
            ],
        ),
        (
            "Tháng 3 và tháng 9/2026",
            [
                ("Tháng 3", "2026-03-01", "2026-03-31"),
                ("tháng 9/2026", "2026-09-01", "2026-09-30"),
            ],
        ),
        (
            "15/4/2026\n20/8/2026",
            [
                ("15/4/2026", "2026-04-15", "2026-04-15"),
                ("20/8/2026", "2026-08-20", "2026-08-20"),
            ],
        ),
        (
            "Quý I, II/2026",
            [("Quý I", "2026-01-01", "2026-03-31"), ("II/2026", "2026-04-01", "2026-06-30")],
        ),
    ],
)
def test_several_dated_milestones_in_one_cell(text, steps):
    reading = read_time(text, YEAR)
    assert [(m.text, m.time_from, m.time_to) for m in reading.milestones] == steps
    assert (reading.time_from, reading.time_to) == (steps[0][1], steps[-1][2])


def test_a_date_typed_as_a_date_means_what_its_format_shows():
    day = datetime(2026, 3, 1)
    assert read_time("01/03/2026", YEAR, Typed(day, "dmy")).time_to == "2026-03-01"
    assert read_time("Mar-26", YEAR, Typed(day, "my")).time_to == "2026-03-31"
    shown = read_time("1-Mar", Around(2030), Typed(day, "dm"))
    assert shown.time_to == "2030-03-01"
    assert [n.code for n in shown.notes] == ["year-from-title"]


def test_an_hour_under_a_day_heading_is_of_that_day():
    reading = read_time("07h30", Around(2026, "section", date(2026, 5, 4)))
    assert reading.time_from == "2026-05-04T07:30"
    assert [n.code for n in reading.notes] == ["day-from-heading"]


days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(days)
def test_a_day_written_any_way_is_that_day(day):
    for text in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        day.isoformat(),
    ):
        reading = read_time(text, YEAR)
        assert (reading.time_from, reading.time_to, reading.notes) == (
            day.isoformat(),
            day.isoformat(),
            (),
        )


@given(days, days)
def test_a_period_runs_from_its_first_day_to_its_last(one, other):
    first, last = sorted((one, other))
    for dash in (" - ", "-", " – ", " đến ", " đến ngày "):
        reading = read_time(f"{first:%d/%m/%Y}{dash}{last:%d/%m/%Y}", YEAR)
        assert (reading.time_from, reading.time_to) == (first.isoformat(), last.isoformat())


@given(st.text(max_size=80) | st.text("0123456789/-. hHngàytháquýIVX,;\n", max_size=40))
def test_any_text_is_read_or_named_and_never_breaks(text):
    for around in (YEAR, Around(2026, "section", date(2026, 2, 5), 2), Around()):
        reading = read_time(text, around)
        assert reading.time_from or reading.time_to or reading.notes
        if reading.time_from and reading.time_to:
            assert reading.time_from[:10] <= reading.time_to[:10]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tháng 3 (2 đợt)/2026", "time-partly-read"),
        ("quý IV năm 2026 hoặc quý I năm 2027", "time-vague"),
        ("mid-2026", "time-vague"),
    ],
)
def test_what_is_read_in_part_or_is_not_exact_says_so(text, code):
    assert code in [n.code for n in read_time(text, YEAR).notes]


def test_before_two_days_means_before_each():
    reading = read_time("trước ngày 15/3 và 15/9/2026; 20/12/2026", YEAR)
    assert [(m.time_from, m.time_to) for m in reading.milestones] == [
        (None, "2026-03-15"),
        (None, "2026-09-15"),
        ("2026-12-20", "2026-12-20"),
    ]


def test_a_stage_s_number_is_no_hour():
    reading = read_time("Giai đoạn 1: 15/5/2026; giai đoạn 2: 20/9/2026", YEAR)
    assert [(m.time_from, m.time_to) for m in reading.milestones] == [
        ("2026-05-15", "2026-05-15"),
        ("2026-09-20", "2026-09-20"),
    ]
