"""The demonstration's papers are real PDFs of the length asked for, the same every time."""

import io
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from server.demo.content import paper_spec, read_cast, read_story
from server.demo.papers import PaperSpec, make_paper

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "static" / "vendor" / "fonts" / "ttf"
SPEC = PaperSpec(
    title="Tờ trình về Đề án sắp xếp vị trí việc làm",
    subject="về Đề án sắp xếp vị trí việc làm, tinh giản biên chế",
    kind="submission",
    topic="to-chuc",
    pages=4,
    day=date(2026, 2, 5),
    upper="Tỉnh ủy Minh Họa",
    issuer="Ban Tổ chức",
    number="Số 41-TTr/BTCTU",
    signatory="Vũ Thị Tượng Trưng",
    post="Trưởng ban",
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in one Unicode form and with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]


@pytest.mark.parametrize("kind", ["submission", "report", "draft", "appendix", "reference"])
@pytest.mark.parametrize("pages", [1, 3, 15])
def test_a_paper_has_as_many_pages_as_were_asked_for(kind, pages):
    assert len(pages_of(make_paper(replace(SPEC, kind=kind, pages=pages), FONTS))) == pages


def test_a_paper_bears_the_marks_of_a_party_document():
    pages = pages_of(make_paper(SPEC, FONTS))
    for words in (
        "TỈNH ỦY MINH HỌA",
        "BAN TỔ CHỨC",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Số 41-TTr/BTCTU",
        "Minh Họa, ngày 05 tháng 02 năm 2026",
        "TỜ TRÌNH",
        "Căn cứ",
        "I- TÌNH HÌNH VÀ KẾT QUẢ THỰC HIỆN",
    ):
        assert words in pages[0]
    assert "Nơi nhận" in pages[-1]
    assert "Vũ Thị Tượng Trưng" in pages[-1]


def test_a_draft_says_which_it_is_and_for_what():
    first = pages_of(make_paper(replace(SPEC, kind="draft", form="Kết luận", draft=3), FONTS))[0]
    assert "Dự thảo lần 3" in first
    assert "KẾT LUẬN" in first


def test_every_page_says_that_it_is_a_demonstration():
    assert all("BẢN TRÌNH DIỄN" in page for page in pages_of(make_paper(SPEC, FONTS)))


def test_a_long_paper_has_an_outline_tables_and_no_page_twice():
    pdf = make_paper(replace(SPEC, kind="appendix", topic="dau-tu", pages=40), FONTS)
    pages = pages_of(pdf)
    assert len(set(pages)) == 40
    assert sum("Kế hoạch Thực hiện" in page for page in pages) > 8
    outline = pypdf.PdfReader(io.BytesIO(pdf)).outline
    chapters = [entry for entry in outline if not isinstance(entry, list)]
    assert len(chapters) > 5
    assert all(entry.title.partition("- ")[2].startswith("ĐẢNG ỦY") for entry in chapters)


def test_the_contents_name_the_pages_where_the_chapters_are():
    pages = pages_of(make_paper(replace(SPEC, kind="reference", pages=30), FONTS))
    contents = re.findall(r"(ĐẢNG ỦY [^.]+?) \.[ .]*(\d+)", pages[1])
    assert len(contents) > 5
    for chapter, number in contents:
        assert chapter in pages[int(number) - 1]


def test_a_scanned_paper_is_pictures_only_and_not_blank():
    pdf = make_paper(replace(SPEC, pages=2, scanned=True), FONTS)
    assert pages_of(pdf) == ["", ""]
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[0].render(scale=0.5, grayscale=True).to_pil()
    width, height = document[0].get_size()
    document.close()
    assert (width, height) == pytest.approx((595, 842), abs=1)  # A4, in points
    darkest, lightest = sheet.getextrema()
    assert darkest < 120
    assert 200 < lightest < 250


@pytest.mark.parametrize("scanned", [False, True])
def test_the_same_spec_gives_the_same_bytes_in_another_process(scanned):
    spec = replace(SPEC, pages=2, scanned=scanned)
    other = (
        "import datetime, hashlib, pathlib;"
        "from server.demo.papers import PaperSpec, make_paper;"
        f"print(hashlib.sha256(make_paper({spec!r}, pathlib.Path({str(FONTS)!r}))).hexdigest())"
    )
    run = [sys.executable, "-c", other]
    hashes = {
        subprocess.run(run, cwd=ROOT, check=True, capture_output=True).stdout for _ in range(2)
    }
    assert len(hashes) == 1


def test_another_paper_says_other_things():
    first = make_paper(SPEC, FONTS)
    assert make_paper(replace(SPEC, title="Tờ trình khác"), FONTS) != first


@pytest.mark.parametrize("wrong", [{"kind": "poem"}, {"topic": "moon"}, {"pages": 0}])
def test_a_paper_of_no_known_kind_is_refused(wrong):
    with pytest.raises(ValueError, match="no such paper"):
        make_paper(replace(SPEC, **wrong), FONTS)


def test_without_fonts_it_says_what_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError, match="setup"):
        make_paper(SPEC, tmp_path)


@pytest.mark.slow
def test_the_whole_set_is_exact_and_small():
    today, cast, size, lengths = date(2026, 11, 22), read_cast(), 0, set()
    for meeting in read_story(today):
        for item in meeting["item"]:
            for paper in item.get("paper", []):
                pdf = make_paper(paper_spec(paper, cast, today), FONTS)
                assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == paper["pages"]
                size += len(pdf)
                lengths.add(paper["pages"])
    assert {1, 4, 12, 42, 120, 300} <= lengths
    assert size < 40 * 2**20
