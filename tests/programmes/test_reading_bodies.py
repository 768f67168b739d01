"""Bodies are found under every name an office gives them; what is not known stays as written."""

import tomllib
from pathlib import Path

import pytest

from server.programmes.reading import BodyCatalogue, CatalogueBody, read_catalogue
from server.programmes.reading.roles import by_role

CATALOGUE = read_catalogue(Path(__file__).parents[2] / "programmes" / "bodies.toml")


def names(text: str) -> list[str]:
    """What a cell resolves to; a question mark before what is not sure."""
    return [body.name if body.sure else f"?{body.name}" for body in CATALOGUE.resolve(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thường trực HĐND", ["Thường trực HĐND tỉnh"]),
        ("Thường trực Hội đồng nhân dân tỉnh", ["Thường trực HĐND tỉnh"]),
        ("Ban Tuyên giáo và Dân vận", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"]),
        ("Uỷ ban Kiểm tra Tỉnh uỷ", ["Ủy ban Kiểm tra Tỉnh ủy"]),
        ("Toà án nhân dân tỉnh", ["Tòa án nhân dân tỉnh"]),
        ("Đảng ủy Khối các cơ quan tỉnh", ["Đảng ủy các cơ quan Đảng tỉnh"]),
        ("các Ban của HĐND tỉnh theo lĩnh vực được phân công", ["Các Ban của HĐND tỉnh"]),
        ("Ban Kinh tế – Ngân sách HĐND tỉnh", ["Ban Kinh tế - Ngân sách HĐND tỉnh"]),
        (
            "Ban Tổ chức Tỉnh ủy, Ban Tuyên giáo và Dân vận Tỉnh ủy và Văn phòng TU",
            ["Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Văn phòng Tỉnh ủy"],
        ),
        (
            "Sở Văn hóa, Thể thao và Du lịch; Sở Y tế",
            ["Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"],
        ),
        ("1. Ban Tổ chức\n2. Sở Y tế", ["Ban Tổ chức Tỉnh ủy", "Sở Y tế"]),
        (
            "UBND tỉnh, sở, ban, ngành có liên quan",
            ["UBND tỉnh", "Các sở, ban, ngành"],
        ),
        (
            "Ban Tổ chức (chủ trì), Ban Nội chính (phối hợp)",
            ["Ban Tổ chức Tỉnh ủy", "Ban Nội chính Tỉnh ủy"],
        ),
        ("UBND xã Tuy An Nam", ["?UBND xã Tuy An Nam"]),
        (
            "Đại biểu HĐND các cấp, Thường trực HĐND",
            ["?Đại biểu HĐND các cấp", "Thường trực HĐND tỉnh"],
        ),
        (
            "Sở Nông nghiệp và Môi trường, Sở Bưu điện và Sở Điện",
            ["Sở Nông nghiệp và Môi trường", "?Sở Bưu điện", "?Sở Điện"],
        ),
        ("Đồng chí Nguyễn Văn A", ["?Đồng chí Nguyễn Văn A"]),
        ("Ban Dân tộc", ["?Ban Dân tộc"]),  # of the council, or once of the government
        ("–", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_cell_is_split_and_found(text, expected):
    assert names(text) == expected


def test_every_name_and_alias_of_the_catalogue_is_found_alone_and_in_a_list():
    file = Path(__file__).parents[2] / "programmes" / "bodies.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))["body"]
    assert len({body["key"] for body in table}) == len(table)
    for body in table:
        for name in (body["name"], *body.get("aliases", ())):
            if name == "Ban Dân tộc":
                continue
            assert names(name) == [body["name"]], name
            assert names(f"Sở Ngoại vụ; {name}")[-1] == body["name"], name


def test_a_commune_is_never_taken_for_its_neighbour_with_another_mark():
    catalogue = BodyCatalogue(
        [CatalogueBody("Đảng ủy xã Tân Phú", "1"), CatalogueBody("Đảng ủy xã Tân Phù", "2")]
    )
    assert [b.key for b in catalogue.resolve("Đảng uỷ xã Tân Phù")] == ["2"]
    assert [b.sure for b in catalogue.resolve("Dang uy xa Tan Phu")] == [False]


def test_a_name_of_two_bodies_is_asked():
    catalogue = BodyCatalogue(
        [
            CatalogueBody("Văn phòng A", "a", ("Văn phòng",)),
            CatalogueBody("VP", "b", ("Văn phòng",)),
        ]
    )
    found = catalogue.resolve("Văn phòng")
    assert [(b.name, b.key, b.sure) for b in found] == [("Văn phòng", None, False)]


@pytest.mark.parametrize(
    ("cell", "lead", "coordinating"),
    [
        ("Chủ trì: Sở Y tế; Phối hợp: Công an tỉnh", ["Sở Y tế"], ["Công an tỉnh"]),
        ("Phối hợp: Sở Y tế\nChủ trì: Công an tỉnh", ["Công an tỉnh"], ["Sở Y tế"]),
        (
            "Sở Y tế chủ trì, phối hợp với Công an tỉnh và Sở Tài chính",
            ["Sở Y tế"],
            ["Công an tỉnh", "Sở Tài chính"],
        ),
        ("Sở Y tế (chủ trì), Công an tỉnh (phối hợp)", ["Sở Y tế"], ["Công an tỉnh"]),
        ("Sở Y tế, Công an tỉnh phối hợp thực hiện", ["Sở Y tế", "Công an tỉnh"], []),
        ("Sở Y tế, Công an tỉnh", ["Sở Y tế", "Công an tỉnh"], []),
    ],
)
def test_a_cell_that_names_both_roles_is_told_apart_by_its_words(cell, lead, coordinating):
    leading, helping, told = by_role(cell, CATALOGUE)
    assert [body.name for body in leading] == lead
    assert [body.name for body in helping] == coordinating
    assert told == bool(coordinating)
