"""The document by which a programme is issued: its words, its page, its DOCX and PDF."""

import zipfile
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from lxml import html

from server.kernel.errors import EditConflict, NotFound
from server.programmes.document_commands import save_document
from server.programmes.document_queries import TEXTS
from server.programmes.models import Programme, ProgrammeDocument
from tests.live.harness import SAME, live_equals_reload, opened
from tests.programmes.test_drafting import add, made
from tests.world import new_id

WORDS = {
    "place": "Minh Họa",
    "head": "Tỉnh ủy Minh Họa",
    "opening": "Thực hiện Quy chế làm việc;\nban hành Chương trình như sau:",
    "on_behalf": "T/M BAN THƯỜNG VỤ",
    "post": "Bí thư",
    "signer": "Carl Chair",
    "recipients": "- Các cơ quan chủ trì,\n- Lưu Văn phòng.",
}
EMPTY = dict.fromkeys(TEXTS, "")


@pytest.fixture
def key(world):
    made(world)
    programme = world.row(Programme)
    texts = [
        {"text": "Đề án <b>kinh tế</b> & xã hội #1 *sao*", "section": "THÁNG 3", "number": "1"},
        {"text": "Báo cáo quý", "lead": "Ban Tổ chức Tỉnh ủy", "time_text": "Quý I"},
    ]
    world.run("anna", add, key=programme.key, texts=texts)
    return programme.key


def save(world, key, who="anna", version=0, base=EMPTY, **to):
    return world.run(
        who, save_document, key=key, version=version, base=dict(base), to=dict(base) | to
    )


def adopt(world, key):
    def go(tx):
        programme = tx.session.get_one(Programme, world.row(Programme, key=key).id)
        programme.state, programme.number = "adopted", "05-CTr/TU"
        programme.adopted_on = date(2027, 1, 12)

    world.run("anna", go)


def file(world, key, form, who="anna"):
    answer = world.client(who).get(f"/programmes/{key}/document/{form}")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


def test_words_are_proposed_then_kept_and_offered_to_the_next(world, key):
    page = world.client("anna").get(f"/programmes/{key}/document").text
    assert "T/M BAN THƯỜNG VỤ TỈNH ỦY" in page  # nobody wrote it: proposed
    assert "Carl Chair" in page
    save(world, key, **WORDS)
    assert world.row(ProgrammeDocument).place == "Minh Họa"
    made(
        world,
        level="month",
        title="Tháng 1",
        period_from=date(2027, 1, 1),
        period_to=date(2027, 1, 31),
    )
    other = world.row(Programme, level="month")
    assert (
        "T/M BAN THƯỜNG VỤ<" in world.client("anna").get(f"/programmes/{other.key}/document").text
    )


@pytest.mark.parametrize("who", ["carl", "mia", "clara", "zoe", "adam"])
def test_only_the_office_writes_them(world, key, who):
    with pytest.raises(NotFound):
        save(world, key, who, **WORDS)


def test_two_people_change_different_words_and_the_same_word_conflicts(world, key):
    save(world, key, **WORDS)
    base = EMPTY | WORDS
    save(world, key, "bella", version=1, base=base, place="Tân Mẫu")
    save(world, key, "anna", version=1, base=base, signer="Bella Office")
    row = world.row(ProgrammeDocument)
    assert (row.place, row.signer) == ("Tân Mẫu", "Bella Office")
    with pytest.raises(EditConflict):
        save(world, key, "anna", version=1, base=base, place="Phú Dụ")
    with pytest.raises(EditConflict):  # the form was opened before anything was written
        save(world, key, "anna", version=0, base=EMPTY, place="Trung Mẫu")


def test_the_word_document_holds_the_letter_and_every_item(world, key):
    save(world, key, **WORDS)
    adopt(world, key)
    document = Document(BytesIO(file(world, key, "docx")))
    upright, across = document.sections
    assert upright.page_height > upright.page_width
    assert across.page_width > across.page_height
    head, foot, annex = document.tables
    issuer, nation, number, dated = (cell.text for row in head.rows for cell in row.cells)
    assert (issuer, nation) == ("TỈNH ỦY MINH HỌA\n*", "ĐẢNG CỘNG SẢN VIỆT NAM")
    assert (number, dated) == ("Số 05-CTr/TU", "Minh Họa, ngày 12 tháng 01 năm 2027")
    assert "BÍ THƯ" in foot.rows[0].cells[1].text
    words = [cell.text for row in annex.rows for cell in row.cells]
    assert "Đề án <b>kinh tế</b> & xã hội #1 *sao*" in words
    assert "(kèm theo Chương trình số 05-CTr/TU, ngày 12/01/2027" in "\n".join(
        paragraph.text for paragraph in document.paragraphs
    )


def test_the_pdf_says_the_same_in_a_real_face(world, key):
    save(world, key, **WORDS)
    draft = pypdfium2.PdfDocument(file(world, key, "pdf"))
    first = draft[0].get_textpage().get_text_range()
    assert "DỰ THẢO" in first
    assert "-CTr" in first
    adopt(world, key)
    issued = pypdfium2.PdfDocument(file(world, key, "pdf"))
    first, second = (issued[n].get_textpage().get_text_range() for n in (0, 1))
    assert "DỰ THẢO" not in first
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in first
    assert "ngày 12 tháng 01 năm 2027" in first
    assert "Đề án <b>kinh tế</b> & xã hội #1 *sao*" in second
    assert issued[1].get_width() > issued[1].get_height()


def test_what_left_the_programme_is_not_printed(world, key):
    def leave(tx):
        from server.programmes.models import ProgrammeItem

        item = tx.session.get_one(ProgrammeItem, world.row(ProgrammeItem, text="Báo cáo quý").id)
        item.state = "withdrawn"

    world.run("anna", leave)
    with zipfile.ZipFile(BytesIO(file(world, key, "docx"))) as package:
        assert "Báo cáo quý" not in package.read("word/document.xml").decode()


def test_live_equals_reload(world, key):
    adopt(world, key)
    pages = [opened(world, who, f"/programmes/{key}/document") for who in ("anna", "mia")]
    found = live_equals_reload(world, pages, lambda: save(world, key, "bella", **WORDS))
    assert found == [SAME, SAME]


def test_strangers_get_nothing(world, key):
    assert world.viewer("zoe").roles == {"delegate"}
    for path in ("", "/docx", "/pdf", "/edit"):
        assert world.client("zoe").get(f"/programmes/{key}/document{path}").status_code == 404
    assert world.client("anna").get(f"/programmes/{key}/document/exe").status_code == 404


def test_the_form_saves_by_http(world, key):
    client = world.client("anna")
    form = html.fromstring(client.get(f"/programmes/{key}/document/edit").text)
    fields = {f.get("name"): f.get("value", "") for f in form.iter("input")}
    fields |= {f.get("name"): f.text or "" for f in form.iter("textarea")}
    fields |= {"command_id": new_id(), "place": "Minh Họa"}
    answer = client.post(f"/programmes/{key}/document", data=fields)
    assert answer.status_code == 200
    assert world.row(ProgrammeDocument).place == "Minh Họa"
