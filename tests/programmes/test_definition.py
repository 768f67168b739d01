"""A programme's file says all there is to say, and a bad one says where it is bad."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.programmes.definition import (
    KINDS,
    ORIGINS,
    BadDefinition,
    ItemDefinition,
    Milestone,
    ProgrammeDefinition,
    read_definition,
    write_definition,
)

STARTERS = Path(__file__).parents[2] / "programmes"
HEAD = """\
key = "year-2026"
title = "Chương trình công tác năm 2026"
level = "year"
body = "Ban Thường vụ"
period_from = "2026-01-01"
period_to = "2026-12-31"
"""

texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(str.strip)
)
maybe = st.none() | texts
days = st.dates().map(lambda day: day.isoformat())
moments = days | st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M}".rjust(16, "0"))
spans = st.tuples(moments, moments).map(lambda pair: sorted(pair))
times = st.one_of(
    st.just({}),
    moments.map(lambda moment: {"time_from": moment}),
    spans.map(lambda span: {"time_from": span[0], "time_to": span[1]}),
)
milestones = st.builds(lambda text, span: Milestone(text=text, **span), texts, times)
items = st.builds(
    lambda span, **values: ItemDefinition(**values, **span),
    times,
    text=texts,
    level=st.sampled_from((1, 2)),
    section=maybe,
    number=maybe,
    kind=st.none() | st.sampled_from(KINDS),
    kind_text=maybe,
    lead=maybe,
    coordinating=maybe,
    participants=maybe,
    product=maybe,
    time_text=maybe,
    origin=st.none() | st.sampled_from(ORIGINS),
    parent=maybe,
    milestones=st.lists(milestones, max_size=3).map(tuple),
    extra=st.dictionaries(texts, texts, max_size=3),
)
programmes = st.builds(
    ProgrammeDefinition,
    key=texts,
    title=texts,
    level=st.sampled_from(("term", "year", "quarter", "month")),
    body=texts,
    period_from=st.just("2026-01-01"),
    period_to=st.just("2026-12-31"),
    source=maybe,
    parent=maybe,
    items=st.lists(items, max_size=4).map(tuple),
)


@given(programmes)
def test_what_is_written_reads_back_the_same(programme):
    again = read_definition(write_definition(programme).encode())
    assert again == programme
    assert again.digest == programme.digest


@pytest.mark.parametrize("file", sorted(STARTERS.glob("*-*.toml")), ids=lambda file: file.stem)
def test_every_starter_programme_reads_in_any_year_and_reads_back(file):
    template = "template_year" in file.read_text(encoding="utf-8")
    for year in (None, 2027, 2028) if template else (None,):
        programme = read_definition(file, year=year)
        assert programme.items
        assert "{year" not in write_definition(programme)
        assert read_definition(write_definition(programme).encode()) == programme


def test_an_item_that_continues_another_names_one_that_is_there():
    found = {p.key: p for p in map(read_definition, STARTERS.glob("*-*.toml"))}
    named = [item.parent for p in found.values() for item in p.items if item.parent]
    assert named
    for parent in named:
        programme, _, key = parent.partition("#")
        assert key in {item.key for item in found[programme].items}


def test_an_english_board_sees_no_vietnamese_word():
    written = write_definition(read_definition(STARTERS / "board-year.toml"))
    assert written.isascii()


def test_the_same_content_has_one_digest_and_other_content_another():
    first = read_definition(HEAD.encode())
    spaced = read_definition(("# a note\n\n" + HEAD.replace(" = ", "   =   ")).encode())
    other = read_definition(HEAD.replace("công tác", "làm việc").encode())
    assert first.digest == spaced.digest != other.digest


def test_a_template_is_filled_with_the_year_that_is_asked_for():
    text = HEAD.replace("2026", "{year}") + 'source = "{year-1}, {year+10}"\ntemplate_year = 2026\n'
    asked = read_definition(text.encode(), year=2031)
    assert (asked.key, asked.period_to, asked.source) == ("year-2031", "2031-12-31", "2030, 2041")
    assert read_definition(text.encode()).key == "year-2026"


def test_braces_in_an_ordinary_file_are_words_like_any_other():
    assert read_definition((HEAD + 'source = "{year}"').encode()).source == "{year}"


def test_texts_are_stored_in_one_unicode_form():
    decomposed = unicodedata.normalize("NFD", HEAD)
    assert read_definition(decomposed.encode()) == read_definition(HEAD.encode())


ITEM = HEAD + '[[item]]\ntext = "Một"\n\n[[item]]\ntext = "Hai"\n'
BAD = {
    "not TOML": (HEAD + 'source = "open', "(at "),
    "not UTF-8": (b"\xff\xfe", "byte 0"),
    "too deep": ("a = " + "[" * 5000, ""),
    "no title": (HEAD.replace("title", "name"), '"name" is no field'),
    "nothing": ("", "key is missing"),
    "strange level": (HEAD.replace('"year"', '"week"'), "level must be one of"),
    "no such day": (HEAD.replace("12-31", "02-30"), "must be days"),
    "ends before it starts": (
        HEAD.replace("-12-31", "-12-30").replace("-01-01", "-12-31"),
        "before",
    ),
    "one item, not many": (HEAD + '[item]\ntext = "Một"', "[[item]]"),
    "an item without text": (HEAD + '[[item]]\nlead = "A"', "line 7, item 1: text is missing"),
    "a strange field": (ITEM + 'owner = "A"', 'line 10, item 2: "owner" is no field'),
    "an empty field": (ITEM + 'lead = " "', "lead is empty"),
    "a number for a text": (ITEM + "number = 1", "number must be a text"),
    "level three": (ITEM + "level = 3", "level must be 1 or 2"),
    "level true": (ITEM + "level = true", "level must be 1 or 2"),
    "strange kind": (ITEM + 'kind = "moon"', "kind must be one of"),
    "strange origin": (ITEM + 'origin = "moon"', "origin must be one of"),
    "a time in words": (ITEM + 'time_from = "Tháng 3"', "is no day"),
    "seconds": (ITEM + 'time_from = "2026-03-05T07:30:00"', "is no day"),
    "time backwards": (ITEM + 'time_from = "2026-03-05"\ntime_to = "2026-03-04"', "before"),
    "a milestone's time": (ITEM + 'milestones = [{text = "a", from = "mai"}]', "item 2"),
    "milestones in words": (ITEM + 'milestones = ["a"]', "list of tables"),
    "extra in words": (ITEM + 'extra = "a"', "table of texts"),
    "the same key twice": (ITEM.replace("text", 'key = "a"\ntext'), 'has the key "a"'),
    "a strange template": (HEAD + 'template_year = "2026"', "whole number"),
}


@pytest.mark.parametrize(("text", "says"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_and_says_where(text, says, tmp_path):
    file = tmp_path / "nam.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadDefinition) as refused:
        read_definition(file)
    assert str(refused.value).startswith("nam.toml: ")
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadDefinition, match=r"nam\.toml: No such file"):
        read_definition(tmp_path / "nam.toml")


def test_a_programme_of_one_period_is_not_read_for_another():
    with pytest.raises(BadDefinition, match="one period"):
        read_definition(HEAD.encode(), year=2027)
