"""Whole notices: from text, DOCX and PDF; who a heading names; files that are none."""

import io
import json
import random
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import typst

from server.conclusions.reading import (
    Paragraph,
    UnreadableNotice,
    command,
    paragraphs_of,
    read_notice,
    read_paragraphs,
)
from server.kernel.i18n import LOCALES, say, speaking
from server.programmes.reading import read_catalogue

ROOT = Path(__file__).parents[3]
REAL = ROOT / "tests" / "data" / "notice-326.docx"
BODIES = read_catalogue(ROOT / "programmes" / "bodies.toml")

NOTICE = """TỈNH ỦY MINH SƠN
*
Số 45-TB/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Sơn, ngày 17 tháng 7 năm 2026
THÔNG BÁO
kết luận của Ban Thường vụ Tỉnh ủy tại phiên họp ngày 15/7/2026
-----
Ngày 15/7/2026, Ban Thường vụ Tỉnh ủy đã họp phiên thường kỳ tháng 7/2026. Sau khi nghe báo cáo và \
ý kiến thảo luận của các đồng chí dự họp, Ban Thường vụ Tỉnh ủy kết luận như sau:
I. Đánh giá tình hình
Ban Thường vụ Tỉnh ủy ghi nhận những kết quả đạt được trong 6 tháng đầu năm 2026.
- Thu ngân sách đạt 58% dự toán; giải ngân vốn đầu tư công đạt 35% kế hoạch.
- Tiếp tục duy trì ổn định an ninh chính trị, trật tự an toàn xã hội.
II. Nhiệm vụ trọng tâm trong thời gian tới
1. Ban Tổ chức Tỉnh ủy
- Tham mưu Đề án sắp xếp tổ chức bộ máy, trình Ban Thường vụ Tỉnh ủy trước ngày 30/9/2026.
- Chủ trì, phối hợp với Ủy ban Kiểm tra Tỉnh ủy rà soát kê khai tài sản; xong trong quý IV/2026.
2. Đảng ủy UBND tỉnh lãnh đạo, chỉ đạo:
a) Rà soát, tháo gỡ vướng mắc các dự án đầu tư công.
b) Sở Tài chính tham mưu phân bổ vốn trước ngày 15/8/2026.
3. Các cấp ủy trực thuộc: Tổ chức quán triệt Kết luận này, báo cáo kết quả về Ban Tuyên giáo và \
Dân vận Tỉnh ủy trước ngày 30/8/2026.
4. Về công tác chuẩn bị kỳ họp
Đồng ý với chương trình kỳ họp. Giao Thường trực HĐND tỉnh:
- Chuẩn bị nội dung kỳ họp thứ 11.
- Mời đại biểu chậm nhất 05 ngày làm việc kể từ ngày ký Thông báo này.
5. Khẩn trương hoàn thiện trụ sở.
6. Văn phòng Tỉnh ủy theo dõi, đôn đốc việc thực hiện Thông báo này.
Văn phòng Tỉnh ủy thông báo để các cơ quan, đơn vị biết, thực hiện.
Nơi nhận:
- Ban Tổ chức Tỉnh ủy: rà soát,
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC"""

EXPECTED = [
    ("Ban Tổ chức Tỉnh ủy", (), "Tham mưu Đề án sắp xếp tổ chức bộ máy", date(2026, 9, 30)),
    ("Ban Tổ chức Tỉnh ủy", ("Ủy ban Kiểm tra Tỉnh ủy",), "rà soát kê khai tài sản",
     date(2026, 12, 31)),
    ("Đảng ủy UBND tỉnh", (), "Rà soát, tháo gỡ vướng mắc các dự án đầu tư công", None),
    ("Sở Tài chính", (), "tham mưu phân bổ vốn", date(2026, 8, 15)),
    ("Các cấp ủy trực thuộc", (), "Tổ chức quán triệt Kết luận này", date(2026, 8, 30)),
    ("Thường trực HĐND tỉnh", (), "Chuẩn bị nội dung kỳ họp thứ 11", None),
    ("Thường trực HĐND tỉnh", (), "Mời đại biểu", date(2026, 7, 24)),
    (None, (), "Khẩn trương hoàn thiện trụ sở", None),
    ("Văn phòng Tỉnh ủy", (), "theo dõi, đôn đốc việc thực hiện Thông báo này", None),
]  # fmt: skip


def told(notice):
    return [(t.lead, t.coordinating, t.work, t.deadline_date) for t in notice.tasks]


def test_headings_tell_who_until_the_next_heading():
    notice = read_notice(paragraphs_of(NOTICE), bodies=BODIES)
    assert notice.issued_on == date(2026, 7, 17)
    assert told(notice) == EXPECTED
    assert [t.unsure for t in notice.tasks] == [()] * 7 + [("lead",), ()]


def test_the_date_given_wins_over_the_one_in_the_head():
    notice = read_notice(paragraphs_of(NOTICE), bodies=BODIES, issued_on=date(2026, 7, 20))
    assert notice.tasks[6].deadline_date == date(2026, 7, 27)


def test_without_a_date_what_is_counted_is_asked():
    text = "Giao Sở Y tế rà soát trong 10 ngày kể từ ngày ký; báo cáo trước ngày 30/8."
    notice = read_notice(paragraphs_of(text), bodies=BODIES)
    assert notice.issued_on is None
    assert all(t.deadline_date is None for t in notice.tasks)
    assert all("deadline_date" in t.unsure for t in notice.tasks)


def test_a_bold_paragraph_that_names_a_body_is_a_heading():
    paragraphs = [
        Paragraph("Sở Y tế", ((0, 7),)),
        Paragraph("Rà soát nhân lực."),
        Paragraph("Công tác khác", ((0, 13),)),
        Paragraph("Rà soát trụ sở trước ngày 30/8/2026."),
    ]
    notice = read_notice(paragraphs, bodies=BODIES)
    assert [(t.lead, t.work) for t in notice.tasks] == [
        ("Sở Y tế", "Rà soát nhân lực"),
        (None, "Rà soát trụ sở"),
    ]


def test_under_a_bodys_heading_every_sentence_is_for_it_and_a_strange_one_is_asked():
    text = "1. Sở Y tế\nSẵn sàng thuốc. Kiểm tra kho. Thắt chặt mua sắm. Đây là việc lớn."
    found = read_notice(paragraphs_of(text), bodies=BODIES).tasks
    assert [(t.lead, t.work, t.unsure) for t in found] == [
        ("Sở Y tế", "Sẵn sàng thuốc", ()),
        ("Sở Y tế", "Kiểm tra kho", ()),
        ("Sở Y tế", "Thắt chặt mua sắm", ("work",)),
    ]


# --- DOCX ---

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(file, body, *, numbering="", **more):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            made.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        for name, content in more.items():
            made.writestr(name, content)
    return file


def p(*runs, listed=None):
    mark = (
        f'<w:pPr><w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
        "</w:pPr>"
        if listed
        else ""
    )
    return f"<w:p>{mark}{''.join(runs)}</w:p>"


def r(text, *, bold=False):
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"


def test_a_docx_keeps_bold_runs_lists_and_tables_and_forgets_what_was_deleted(tmp_path):
    numbering = (
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    deleted = "<w:del><w:r><w:delText>thôi </w:delText></w:r></w:del>"
    body = (
        p(r("Sở Y ", bold=True), r("tế", bold=True), listed=(3, 0))
        + p(deleted, r("Rà soát "), r("nhân lực."), listed=(3, 1))
        + f"<w:tbl><w:tr><w:tc>{p(r('Ô bảng'))}</w:tc></w:tr></w:tbl>"
    )
    found = read_paragraphs(docx(tmp_path / "a.docx", body, numbering=numbering))
    assert [(x.text, x.in_table) for x in found] == [
        ("1. Sở Y tế", False), ("+ Rà soát nhân lực.", False), ("Ô bảng", True),
    ]  # fmt: skip
    assert found[0].all_bold
    assert not found[1].all_bold
    (task,) = read_notice(found, bodies=BODIES).tasks
    assert (task.lead, task.work) == ("Sở Y tế", "Rà soát nhân lực")


def table(*rows):
    def cell(text):
        wide = f'<w:tcPr><w:gridSpan w:val="{text[1]}"/></w:tcPr>' if text[1] > 1 else ""
        return f"<w:tc>{wide}{''.join(p(r(line)) for line in text[0].splitlines()) or p()}</w:tc>"

    drawn = [[one if isinstance(one, tuple) else (one, 1) for one in row] for row in rows]
    lines = ["".join(map(cell, row)) for row in drawn]
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def test_a_table_of_tasks_in_the_annex_is_a_task_a_row(tmp_path):
    body = p(r("Giao các cơ quan thực hiện các nhiệm vụ theo Phụ lục.")) + table(
        ["STT", "Nội dung nhiệm vụ", ("Cơ quan", 2), "Thời hạn"],
        ["", "", "Chủ trì", "Phối hợp", ""],
        [("I. Nhóm nhiệm vụ về đất đai", 5)],
        ["1", "Rà soát quỹ đất", "Sở Tài chính\nSở Nội vụ", "UBND các xã, phường", "30/8/2026"],
        ["2", "Xây dựng Kế hoạch giao đất", "UBND xã An Phú", "", "Thường xuyên"],
        ["3", "Bàn giao mặt bằng", "", "", "Quý III/2026"],
    )
    notice = read_notice(read_paragraphs(docx(tmp_path / "a.docx", body)), bodies=BODIES)
    rows = [(t.lead, t.coordinating, t.work, t.deadline_text, t.unsure) for t in notice.tasks[1:]]
    assert rows == [
        ("Sở Tài chính; Sở Nội vụ", ("UBND các xã, phường",), "Rà soát quỹ đất", "30/8/2026", ()),
        ("UBND xã An Phú", (), "Xây dựng Kế hoạch giao đất", "Thường xuyên", ()),
        (None, (), "Bàn giao mặt bằng", "Quý III/2026", ("lead",)),
    ]


def test_a_docx_of_the_notice_reads_as_its_text(tmp_path):
    body = "".join(p(r(line)) for line in NOTICE.splitlines())
    notice = read_notice(read_paragraphs(docx(tmp_path / "a.docx", body)), bodies=BODIES)
    assert told(notice) == EXPECTED


def test_a_pdf_of_the_notice_reads_as_its_text(tmp_path):
    lines = [f"#text({json.dumps(line, ensure_ascii=False)})" for line in NOTICE.splitlines()]
    (tmp_path / "a.typ").write_text("\n\n".join(lines), encoding="utf-8")
    typst.compile(tmp_path / "a.typ", output=tmp_path / "a.pdf")
    notice = read_notice(read_paragraphs(tmp_path / "a.pdf"), bodies=BODIES)
    assert told(notice) == EXPECTED


# --- files that are none ---


def refusal(file):
    with pytest.raises(UnreadableNotice) as refused:
        read_paragraphs(file)
    for locale in LOCALES:
        with speaking(locale):
            assert say(refused.value.code, **refused.value.params) != refused.value.code
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "notice-without-text"),
        (b"  \n", "notice-without-text"),
        (b"PK\x03\x04 and nothing", "notice-broken"),
        (REAL.read_bytes()[:3000], "notice-broken"),
        (b"%PDF-1.7 and nothing", "notice-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "notice-other-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "notice-locked"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "notice-other-format"),
        (b"\xff\xfe\x00", "notice-other-format"),
        ("Giao Sở Y tế".encode("utf-16-be"), "notice-other-format"),
    ],
)  # fmt: skip
def test_what_is_no_notice_is_refused_in_a_sentence(tmp_path, content, code):
    file = tmp_path / "a"
    file.write_bytes(content)
    assert refusal(file) == code


def test_a_workbook_a_bomb_and_a_document_type_are_refused(tmp_path):
    assert refusal(docx(tmp_path / "a", "")) == "notice-without-text"
    with zipfile.ZipFile(tmp_path / "b", "w") as made:
        made.writestr("xl/workbook.xml", "x")
    assert refusal(tmp_path / "b") == "notice-other-format"
    bomb = docx(tmp_path / "c", p(r("a" * 70_000_000)))
    assert bomb.stat().st_size < 1_000_000
    assert refusal(bomb) == "notice-too-large"
    with zipfile.ZipFile(tmp_path / "d", "w") as made:
        made.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refusal(tmp_path / "d") == "notice-broken"
    (tmp_path / "e").write_bytes(b"a" * (20 * 1024**2 + 1))
    assert refusal(tmp_path / "e") == "notice-too-large"


def test_a_locked_pdf_and_a_scan_are_refused(tmp_path):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "scan.pdf")
    assert refusal(tmp_path / "scan.pdf") == "notice-without-text"
    pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="a", owner="b"))
    assert refusal(tmp_path / "locked.pdf") == "notice-locked"


def test_damage_anywhere_is_a_sentence(tmp_path):
    content, chance = REAL.read_bytes(), random.Random(326)
    for _ in range(40):
        broken = bytearray(content)
        for _ in range(20):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        (tmp_path / "a").write_bytes(broken)
        with suppress(UnreadableNotice):
            read_notice(read_paragraphs(tmp_path / "a"), bodies=BODIES)


# --- the command ---


def run(file, **options):
    out, err = io.StringIO(), io.StringIO()
    with speaking("vi"):
        status = command(file, out=out, err=err, **options)
    return status, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_the_command_reads_standard_input_and_a_text_file(tmp_path):
    text = "Giao Sở Y tế báo cáo chậm nhất 10 ngày kể từ ngày ký.\nSở Y tế đã báo cáo."
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    for file in ("-", str(tmp_path / "a.txt")):
        status, tasks, _ = run(file, issued_on="2026-07-17", source=io.StringIO(text))
        assert status == 0
        assert [(t["lead"], t["deadline_date"]) for t in tasks] == [("Sở Y tế", "2026-07-27")]


def test_the_command_says_in_a_sentence_what_it_cannot_read(tmp_path):
    (tmp_path / "a.docx").write_text("")
    status, tasks, said = run(str(tmp_path / "a.docx"))
    assert (status, tasks) == (1, [])
    assert "không có chữ" in said
    assert run(str(tmp_path / "none.docx"))[0] == 1
    assert run("-", issued_on="17/7/2026", source=io.StringIO(""))[0] == 2
