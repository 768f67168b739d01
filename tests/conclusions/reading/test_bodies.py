"""Bodies are found in a sentence where they begin and end, known or not."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.conclusions.reading.bodies import read_bodies
from server.conclusions.reading.text import settle
from server.programmes.reading import BodyCatalogue, CatalogueBody, read_catalogue

CATALOGUE = read_catalogue(Path(__file__).parents[3] / "programmes" / "bodies.toml")
NOBODY_KNOWN = BodyCatalogue([])

LISTS = [  # the bodies as written, then what follows them in the sentence
    (["Ban Tổ chức Tỉnh ủy"], " chủ trì, phối hợp"),
    (["Ban Tuyên giáo và Dân vận"], " tham mưu Đề án"),
    (["UBND xã Tuy An Nam"], " chủ trì"),
    (["Công an", "VKSND", "TAND"], ": Hoàn thiện"),
    (["Phòng KT, HT và ĐT phường Bình Kiến"], " chủ trì"),
    (["Công ty CP Cấp thoát nước Phú Yên"], ": Bàn giao"),
    (["Sở Nông nghiệp và Môi trường", "Sở Tài chính", "các sở, ban, ngành liên quan"], " rà soát"),
    (["Sở Văn hóa, Thể thao và Du lịch"], " xây dựng kế hoạch"),
    (["Sở Kế hoạch và Đầu tư"], " tổng hợp"),
    (["các xã, phường"], " khẩn trương rà soát"),
    (["đồng chí Trưởng Ban Tổ chức Tỉnh ủy"], " chỉ đạo"),
    (["đồng chí Nguyễn Văn Thử, Phó Chủ tịch UBND tỉnh"], " trực tiếp chỉ đạo"),
    (["Ban Quản lý dự án đầu tư xây dựng các công trình giao thông tỉnh"], " hoàn thiện hồ sơ"),
    (["Ban Chỉ đạo phòng, chống tham nhũng, lãng phí, tiêu cực tỉnh"], " rà soát"),
    (["Đảng ủy các xã, phường, đặc khu"], " chỉ đạo"),
    (["Thủ trưởng các sở, ban, ngành", "Chủ tịch UBND các xã, phường"], " tổ chức thực hiện"),
    (["các cấp ủy, tổ chức đảng trực thuộc"], " quán triệt"),
    (["các cơ quan tham mưu, giúp việc Tỉnh ủy"], " rà soát"),
    (["Văn phòng Đăng ký đất đai tỉnh"], " cung cấp"),
    (["Hội đồng thẩm định tỉnh"], " họp"),
    (["Phòng Văn hóa - Xã hội xã"], " tham mưu"),
    (["Phó Bí thư Thường trực Đảng ủy"], " chủ trì"),
    (["UBND các xã Tuy An Nam, Ô Loan và phường Bình Kiến"], " hoàn thành kiểm đếm"),
    (["chủ đầu tư", "BQL Tuy Hòa"], " rà soát"),
    (["cấp ủy, chính quyền các cấp"], " tăng cường"),
]  # fmt: skip


@pytest.mark.parametrize("catalogue", [CATALOGUE, NOBODY_KNOWN], ids=["known", "unknown"])
@pytest.mark.parametrize(("written", "rest"), LISTS, ids=lambda part: str(part)[:40])
def test_a_list_ends_where_the_duty_begins(written, rest, catalogue):
    settled = settle("; ".join(written) + rest)
    found = read_bodies(settled, 0, catalogue, semicolons=True)
    assert [settled.text[a:b] for a, b in found.spans] == written
    assert settled.text[found.end :] == rest
    assert found.sure


@pytest.mark.parametrize(("written", "rest"), LISTS, ids=lambda part: str(part)[:40])
def test_places_of_tones_and_nfd_do_not_matter(written, rest):
    text = "; ".join(written) + rest
    other = unicodedata.normalize("NFD", text.replace("ủy", "uỷ").replace("hóa", "hoá"))
    settled, plain = settle(other), settle(text)
    found = read_bodies(settled, 0, CATALOGUE, semicolons=True)
    assert found == read_bodies(plain, 0, CATALOGUE, semicolons=True)


def test_an_unknown_verb_leaves_the_end_unsure():
    settled = settle("Công ty Giả Tưởng gom nhặt phế liệu")
    found = read_bodies(settled, 0, CATALOGUE)
    assert not found.sure


PLACES = st.sampled_from(["An Phú", "Ô Loan", "Tuy An Nam", "Bình Kiến", "Sơn Hòa"])
KINDS = st.sampled_from(["UBND xã", "Đảng ủy phường", "Chủ tịch UBND xã", "Công an xã", "Sở",
                         "Bí thư Đảng ủy xã", "Trạm Y tế phường"])  # fmt: skip
DUTIES = st.sampled_from(["rà soát", "tham mưu", "khẩn trương hoàn thiện", "báo cáo", "niêm yết"])


@given(st.lists(st.tuples(KINDS, PLACES), min_size=1, max_size=5, unique=True), DUTIES)
def test_any_list_of_names_is_told_from_its_duty(names, duty):
    written = [" ".join(name) for name in names]
    settled = settle(", ".join(written) + f" {duty} hồ sơ")
    found = read_bodies(settled, 0, NOBODY_KNOWN)
    assert [settled.text[a:b] for a, b in found.spans] == written


@given(st.text(max_size=120))
def test_no_text_is_too_strange(text):
    settled = settle(text)
    found = read_bodies(settled, 0, CATALOGUE)
    assert all(0 <= a < b <= len(settled.text) for a, b in found.spans)


@given(st.text(alphabet="aă ủuỷ\u0309\u0301ơ\u200b\n\t.B", max_size=40))
def test_a_span_leads_back_to_what_was_given(text):
    settled = settle(text)
    assert len(settled.text) == len(settled.low) == len(settled.bare)
    for start in range(len(settled.text)):
        a, b = settled.origin((start, start + 1))
        assert 0 <= a < b <= len(text)


def test_the_longest_known_name_wins_and_anything_may_follow():
    catalogue = BodyCatalogue([CatalogueBody("Ban Tổ chức"), CatalogueBody("Ban Tổ chức Tỉnh ủy")])
    text = "Ban Tổ chức Tỉnh uỷ rà soát"
    assert text[: catalogue.longest_name(text, 0)] == "Ban Tổ chức Tỉnh uỷ"
    assert catalogue.longest_name(text, 4) == 4
    assert [b.name for b in catalogue.named("Ban Tổ chức TU")] == ["Ban Tổ chức Tỉnh ủy"]
