"""A programme leaves as a workbook, a document, text or our own file; each reads back the same."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.programmes.definition import (
    KINDS,
    ORIGINS,
    ItemDefinition,
    Milestone,
    ProgrammeDefinition,
    read_definition,
)
from server.programmes.exporting.formats import FORMATS, Export
from server.programmes.reading import read_catalogue, read_programme
from server.programmes.reading.markup import seen
from server.programmes.reading.own import KINDS as KIND_WORDS
from server.programmes.reading.own import kind_of

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
BODIES = read_catalogue(ROOT / "programmes" / "bodies.toml")
REAL = ("term-2026-2031", "term-2026-2031-supervision", "annual-2026")
STARTERS = sorted((ROOT / "programmes").glob("*-*.toml"))
TODAY = date(2026, 1, 1)


def written(programme, kind, *, vocabulary="party", locale="vi"):
    return FORMATS[kind].write(Export(programme, vocabulary), locale)


def read_back(content, kind, folder):
    file = folder / f"a.{kind}"
    file.write_bytes(content)
    return read_programme(file, BODIES, today=TODAY)


def one_of(*items, **head):
    return ProgrammeDefinition(
        **{
            "key": "year-2026",
            "title": "Chương trình công tác năm 2026",
            "level": "year",
            "body": "Ban Thường vụ Tỉnh ủy Minh Họa",
            "period_from": "2026-01-01",
            "period_to": "2026-12-31",
        }
        | head,
        items=items,
    )


def of_sheet(name):
    """A programme of what the reader makes of a real sheet."""
    sheet = read_programme(DATA / f"{name}.xlsx", BODIES, today=TODAY)
    texts = (
        *("text", "level", "section", "number", "lead", "coordinating", "participants", "product"),
        *("time_text", "time_from", "time_to", "milestones", "extra"),
    )
    return one_of(
        *(
            ItemDefinition(kind_text=row.kind, **{name: getattr(row, name) for name in texts})
            for row in sheet.rows
        ),
        title=sheet.title.text,
    )


def says(programme, locale, *, ours):
    """What each item says, as a sheet can say it: `ours` with its kind, key, parent and origin."""
    for item in programme.items:
        word = item.kind_text or (KIND_WORDS[locale][item.kind] if item.kind else None)
        yield (
            *(item.section, item.number, item.level, item.text, word, item.lead),
            *(item.coordinating, item.participants, item.product, item.time_text),
            *(item.time_from, item.time_to, item.milestones, item.extra),
            *((item.kind or "", item.key, item.parent, item.origin) if ours else ()),
        )


def said(sheet, *, ours):
    for row in sheet.rows:
        kind = (kind_of(row.kind) if row.kind_said is None else row.kind_said) if ours else None
        yield (
            *(row.section, row.number, row.level, row.text, row.kind, row.lead),
            *(row.coordinating, row.participants, row.product, row.time_text),
            *(row.time_from, row.time_to, row.milestones, row.extra),
            *((kind, row.key, row.parent, row.origin) if ours else ()),
        )


def assert_reads_back(programme, kind, folder, locale="vi"):
    sheet = read_back(written(programme, kind, locale=locale), kind, folder)
    if kind == "toml":
        assert read_definition(folder / "a.toml") == programme
        assert [row.text for row in sheet.rows] == [item.text for item in programme.items]
        return sheet
    ours = kind != "docx"
    assert list(said(sheet, ours=ours)) == list(says(programme, locale, ours=ours))
    return sheet


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", REAL)
def test_the_real_programmes_read_back_the_same(name, kind, tmp_path):
    programme = of_sheet(name)
    sheet = assert_reads_back(programme, kind, tmp_path)
    assert seen(sheet.title.text).casefold() == programme.title.casefold()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("file", STARTERS, ids=lambda file: file.stem)
def test_the_starter_programmes_read_back_the_same(file, kind, tmp_path):
    locale = "en" if file.stem == "board-year" else "vi"
    assert_reads_back(read_definition(file), kind, tmp_path, locale)


# --- whatever a programme says -----------------------------------------------------------------

texts = (
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=12),
        st.sampled_from(
            ("=1+1", "+84", "- Báo cáo", "@a", "'=1", "'' ", "–", "1", "a\nb", "_x0041_")
        ),
        st.sampled_from(
            ("Tháng 5", "I. Nội dung", "1.2", "Tổng cộng: 3", "Nơi nhận:", "STT", "Cấp")
        ),
    )
    .map(seen)
    .filter(bool)
)
maybe = st.none() | texts
days = st.dates(date(1890, 1, 1), date(2200, 1, 1)).map(date.isoformat)
moments = days | st.tuples(days, st.sampled_from(("00:00", "07:30", "23:59"))).map("T".join)
times = st.one_of(
    st.just({}),
    moments.map(lambda moment: {"time_from": moment}),
    moments.map(lambda moment: {"time_to": moment}),
    st.tuples(moments, moments)
    .map(sorted)
    .map(lambda pair: {"time_from": pair[0], "time_to": pair[1]}),
)
items = st.builds(
    lambda span, **values: ItemDefinition(**values, **span),
    times,
    text=texts,
    level=st.sampled_from((1, 2)),
    section=st.none() | st.lists(texts, min_size=1, max_size=3).map(" / ".join),
    number=maybe,
    kind=st.none() | st.sampled_from(KINDS),
    kind_text=maybe | st.sampled_from(("Hoạt động", "Khảo sát")),
    lead=maybe,
    coordinating=maybe,
    participants=maybe,
    product=maybe,
    time_text=maybe | st.sampled_from(("Tháng 5/2026", "Quý I, quý III", "Thường xuyên")),
    origin=st.none() | st.sampled_from(ORIGINS),
    parent=maybe,
    milestones=st.lists(
        st.builds(lambda text, span: Milestone(text=text, **span), texts, times), max_size=2
    ).map(tuple),
    extra=st.dictionaries(
        texts | st.sampled_from(("Nội dung", "Mã", "Từ ngày")), texts, max_size=2
    ),
)
keyed = st.lists(items, min_size=1, max_size=5).map(
    lambda found: tuple(
        replace(item, key=f"k{n}") if n % 2 else item for n, item in enumerate(found)
    )
)


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_programme_says_reads_back_the_same(kind, data, tmp_path):
    programme = one_of(*data.draw(keyed), title=data.draw(texts))
    assert_reads_back(programme, kind, tmp_path, data.draw(st.sampled_from(("vi", "en"))))
