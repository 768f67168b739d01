"""References to documents in every form that offices write them in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.programmes.references import key_of, references_in, same


@pytest.mark.parametrize(
    ("text", "key", "dated"),
    [
        ("12-KL/TU", "12 kl tu", None),
        ("04-QĐi/TW", "4 qdi tw", None),
        ("66-QĐ/TW 06/02/2017", "66 qd tw", date(2017, 2, 6)),
        ("Quyết định số 3100/QĐ-UBND ngày 28/12/2025", "3100 qd ubnd", date(2025, 12, 28)),
        ("39/2022/NĐ-CP", "39/2022 nd cp", None),
        ("Kết luận số 1492, 25/12/2022 của hội nghị lần thứ 10", "1492 kl", date(2022, 12, 25)),
        ("KẾT LUẬN 1492", "1492 kl", None),
        ("36-HD/VPTW ngày 03 tháng 4 năm 2018", "36 hd vptw", date(2018, 4, 3)),
        ("121–KL/TW", "121 kl tw", None),
        ("15/NQ-HĐND", "15 nq hdnd", None),
        ("Luật Tổ chức chính quyền địa phương", "luat to chuc chinh quyen dia phuong", None),
    ],
)
def test_every_form_is_read(text, key, dated):
    assert key_of(text) == key
    assert {found.dated for found in references_in(text)} <= {dated}


@pytest.mark.parametrize(
    "text", ["Tháng 5-6/2026", "ngày 25/12/2022", "Quý I/2026", "Kế hoạch 5 năm 2026-2030", ""]
)
def test_a_time_is_no_document(text):
    assert [found.text for found in references_in(text)] == []


def test_several_in_one_text_keep_their_order():
    text = "Theo 12-KL/TU ngày 01/3/2026; Nghị quyết số 18 và 66-QĐ/TW"
    assert [found.key for found in references_in(text)] == ["12 kl tu", "18 nq", "66 qd tw"]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("12-KL/TU", "số 012 - KL/TU", "exact"),
        ("12-KL/TU", "13-KL/TU", ""),
        ("12-KL/TU", "12-KL/TW", ""),
        ("12-KL/TU ngày 01/3/2026", "12-KL/TU ngày 01/3/2021", ""),
        ("Kết luận số 1492", "1492-KL/TU", "likely"),
        ("Kết luận số 1492", "Kết luận số 1492", "likely"),
        ("Kết luận số 1492, 25/12/2022", "Kết luận 1492 ngày 25/12/2022", "exact"),
        ("04-QĐi/TW", "04-QĐ/TW", "likely"),
        ("Nghị quyết số 18", "18-KL/TW", ""),
    ],
)
def test_how_two_references_agree(one, other, said):
    pair = [next(references_in(text)) for text in (one, other)]
    assert same(*pair) == same(*reversed(pair)) == said


@given(st.text("0123456789-/KLTUQĐi Kết luận số ngày", max_size=40))
def test_what_is_found_stands_in_the_text(text):
    import unicodedata

    text = unicodedata.normalize("NFC", text)
    for found in references_in(text):
        assert text[found.start :].startswith(found.text)
