"""A programme leaves as a workbook, a document, text or our own file; each reads back the same."""

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.programmes.definition import (
    FURTHER,
    KINDS,
    ORIGINS,
    ItemDefinition,
    Milestone,
    ProgrammeDefinition,
    read_definition,
)
from server.programmes.exporting.formats import FORMATS, Export
from server.programmes.reading import read_catalogue, read_programme
from server.programmes.reading.errors import CellTooLong
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
        *FURTHER,
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
            *(getattr(item, name) for name in FURTHER),
            *(item.time_from, item.time_to, item.milestones, item.extra),
            *((item.kind or "", item.key, item.parent, item.origin) if ours else ()),
        )


def said(sheet, *, ours):
    for row in sheet.rows:
        kind = (kind_of(row.kind) if row.kind_said is None else row.kind_said) if ours else None
        yield (
            *(row.section, row.number, row.level, row.text, row.kind, row.lead),
            *(row.coordinating, row.participants, row.product, row.time_text),
            *(getattr(row, name) for name in FURTHER),
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
    field=maybe,
    leader=maybe,
    considers=maybe,
    watcher=maybe,
    issuer=maybe,
    basis=maybe,
    note=maybe,
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


# --- what people and their programs do with the files ------------------------------------------


def test_no_text_is_ever_calculated(tmp_path):
    texts = ("=1+1", "+84", "-2", "@SUM(A1)", "＝1", '=HYPERLINK("x")', "#N/A", "'=1")
    programme = one_of(
        *(ItemDefinition(text=t, lead=t, extra={"=x": t}) for t in texts), title="=1"
    )
    book = openpyxl.load_workbook(io.BytesIO(written(programme, "xlsx")))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells if not cell.is_date} == {"s"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    rows = list(csv.reader(io.StringIO(written(programme, "csv").decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@＝")]
    assert "'=1+1" in rows[2]
    for kind in FORMATS:
        assert_reads_back(programme, kind, tmp_path)


def test_dates_put_right_by_hand_survive_in_every_format(tmp_path):
    words = ItemDefinition(
        text="Một", number="1", time_text="Tháng 5", time_from="2026-05-01", time_to="2026-05-31"
    )
    right = replace(
        words, text="Hai", number="2", time_from="2026-05-06", time_to="2026-06-02T11:30"
    )
    none = replace(words, text="Ba", number="3", time_from=None, time_to=None)
    for kind in FORMATS:
        assert_reads_back(one_of(words, right, none), kind, tmp_path)
    fields = [c.field for c in assert_reads_back(one_of(words), "docx", tmp_path).columns]
    assert fields == ["number", "text", "time_text"]
    fields = [c.field for c in assert_reads_back(one_of(words, right), "docx", tmp_path).columns]
    assert fields == ["number", "text", "time_text", "time_from", "time_to"]


def sheet_of(rows, folder):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return read_back(text.getvalue().encode(), "csv", folder)


def test_an_office_may_state_days_beside_its_words(tmp_path):
    head = ["STT", "Nội dung", "Thời gian", "Từ ngày", "Đến ngày"]
    rows = [
        ["1", "Việc A", "Tháng 5/2026", "06/05/2026", "20/5/2026"],
        ["2", "Việc B", "Tháng 5/2026", "", ""],
        ["3", "Việc C", "Tháng 5/2026", "–", "–"],
        ["4", "Việc D", "Tháng 5/2026", "mai", ""],
        ["5", "Việc E", "Tháng 5/2026", "20/05/2026", "06/05/2026"],
        ["6", "Việc G", "Tháng 5/2026", "3/2026", "4/2026"],
    ]
    sheet = sheet_of([head, *rows], tmp_path)
    may = ("2026-05-01", "2026-05-31")
    assert [(r.time_from, r.time_to) for r in sheet.rows] == [
        *(("2026-05-06", "2026-05-20"), may, (None, None), may, may, ("2026-03-01", "2026-04-30"))
    ]
    assert {r.number: [n.code for n in r.warnings] for r in sheet.rows if r.warnings} == {
        "4": ["time-stated-unread"],
        "5": ["time-reversed"],
    }
    assert sheet.rows[3].extra == {"Từ ngày": "mai"}


def test_what_a_clerk_adds_to_a_file_of_ours_is_read(tmp_path):
    programme = one_of(
        ItemDefinition(text="Một", section="I. Đầu", key="a", time_text="Tháng 5/2026"),
        ItemDefinition(text="Hai", section="II. Sau", key="b", origin="term"),
    )
    rows = list(csv.reader(io.StringIO(written(programme, "csv").decode("utf-8-sig"))))
    head = rows[1]

    def row(**cells):
        return [cells.get(name, "") for name in head]

    copied = [*rows[3]]
    added = row(**{"Nội dung": "Thêm", "Thời gian": "Tháng 6/2026"})
    dashed = row(**{"Nội dung": "- Ý nhỏ", "Nguồn": "Trên trời"})
    section = row(STT="III. Mới")
    sheet = sheet_of([*rows[:4], copied, added, dashed, *rows[4:], section, added], tmp_path)
    assert [(r.section, r.level, r.text, r.key) for r in sheet.rows] == [
        ("I. Đầu", 1, "Một", "a"),
        ("I. Đầu", 1, "Một", None),
        ("I. Đầu", 1, "Thêm", None),
        ("I. Đầu", 2, "- Ý nhỏ", None),
        ("II. Sau", 1, "Hai", "b"),
        ("III. Mới", 1, "Thêm", None),
    ]
    assert [(r.time_from, r.time_to) for r in sheet.rows[2:3]] == [("2026-06-01", "2026-06-30")]
    assert [n.code for n in sheet.rows[1].warnings] == ["key-again"]
    assert [n.code for n in sheet.rows[3].warnings] == ["word-unknown"]
    assert sheet.rows[3].extra == {"Nguồn": "Trên trời"}
    assert "heading-guessed" in [r.note.code for r in sheet.remarks]


def test_a_column_of_levels_alone_makes_no_file_of_ours(tmp_path):
    head = ["STT", "Nội dung", "Chủ trì", "Cấp"]
    sheet = sheet_of(
        [head, ["1", "Việc A", "Sở Y tế", "Tỉnh"], ["2", "Việc B", "", "Xã"]], tmp_path
    )
    assert [r.extra for r in sheet.rows] == [{"Cấp": "Tỉnh"}, {"Cấp": "Xã"}]


@pytest.mark.parametrize(
    ("vocabulary", "locale", "margins", "heading"),
    [
        ("party", "vi", [20, 20, 30, 15], ["*", "ĐẢNG CỘNG SẢN VIỆT NAM"]),
        (
            "council",
            "vi",
            [20, 20, 30, 15],
            ["_" * 14, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"],
        ),
        ("board", "en", [25, 25, 30, 20], []),
    ],
)
def test_the_document_is_laid_out_as_offices_do(vocabulary, locale, margins, heading):
    content = written(of_sheet(REAL[0]), "docx", vocabulary=vocabulary, locale=locale)
    document = docx.Document(io.BytesIO(content))
    [page] = document.sections
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (297, 210)
    sides = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(side.mm) for side in sides] == margins
    assert document.styles["Normal"].font.name == "Times New Roman"
    letterhead, annex = document.tables
    shown = [p.text for cell in letterhead.rows[0].cells for p in cell.paragraphs if p.text]
    assert shown == ["BAN THƯỜNG VỤ TỈNH ỦY MINH HỌA", *heading]
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 2  # two rows of headings, on every page again
    assert (
        annex.cell(0, 2).text == annex.cell(0, 3).text == {"vi": "Cơ quan", "en": "Bodies"}[locale]
    )
    section = annex.rows[2].cells
    assert section[0].text.startswith("I. ")
    assert section[0]._tc is section[-1]._tc
    assert section[0].paragraphs[0].runs[0].bold


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv"])
def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(kind, tmp_path):
    assert_reads_back(one_of(ItemDefinition(text="a" * 32_767)), kind, tmp_path)
    with pytest.raises(CellTooLong):
        written(one_of(ItemDefinition(text="a" * 32_768)), kind)


def test_the_libraries_of_office_files_are_not_loaded_at_start_up():
    code = "import sys, server.programmes.routes; print(*{'openpyxl', 'docx'} & sys.modules.keys())"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""
