"""What the browser is given stands where pages look for it, and is whole."""

import re
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
import typst

from server.kernel import assets

SVG = "{http://www.w3.org/2000/svg}"


def test_every_library_is_in_place():
    missing = [target for target in assets.FILES.values() if not (assets.VENDOR / target).exists()]
    assert missing == []


def test_the_sprite_draws_every_icon_and_leaves_the_line_width_to_the_style_sheet():
    root = ElementTree.parse(assets.VENDOR / "icons.svg").getroot()
    symbols = {symbol.get("id"): symbol for symbol in root.iter(f"{SVG}symbol")}
    assert tuple(symbols) == assets.ICONS
    assert all(len(symbol) > 0 for symbol in symbols.values())
    assert not [node for node in root.iter() if "stroke-width" in node.attrib]


def test_an_icon_that_does_not_exist_stops_the_set_up(tmp_path):
    with pytest.raises(FileNotFoundError):
        assets.sprite(tmp_path, ("no-such-icon",))


@pytest.mark.parametrize("sheet", ["fonts/fonts.css"])
def test_a_style_sheet_asks_for_nothing_that_is_not_beside_it(sheet):
    path = assets.VENDOR / sheet
    named = re.findall(r"""url\(["']?([^"'()#]+)["']?\)""", path.read_text(encoding="utf-8"))
    files = [name for name in named if not name.startswith("data:")]
    assert files
    assert [name for name in files if not (path.parent / name).is_file()] == []


def test_fonts_cover_each_style_in_each_alphabet_and_do_not_hold_back_the_text():
    rules = (assets.VENDOR / "fonts" / "fonts.css").read_text(encoding="utf-8")
    assert rules.count("@font-face") == rules.count("font-display: swap") == 5 * 3
    assert rules.count("U+1EA0-1EF9") == 5  # the Vietnamese letters


def test_typst_sets_vietnamese_in_the_full_fonts(tmp_path):
    text = "Nghị quyết của Ban Chấp hành Đảng bộ: ưỡn ẹo, NGHIÊNG NGẢ, đẵn gỗ"
    source = tmp_path / "page.typ"
    source.write_text(f'#set text(font: "Be Vietnam Pro")\n{text}', encoding="utf-8")
    page = typst.compile(
        source, font_paths=[assets.VENDOR / "fonts" / "ttf"], ignore_system_fonts=True
    )
    (tmp_path / "page.pdf").write_bytes(page)

    with pypdfium2.PdfDocument(tmp_path / "page.pdf") as pdf:
        assert pdf[0].get_textpage().get_text_range().split() == text.split()
    with pikepdf.open(tmp_path / "page.pdf") as pdf:
        fonts = [str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()]
    assert all("BeVietnamPro" in font for font in fonts)


def test_filling_again_replaces_the_folder_and_a_gap_leaves_it_alone(tmp_path):
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "kept").touch()
    with pytest.raises(FileNotFoundError):
        assets.fill(tmp_path / "no-packages", vendor)
    assert (vendor / "kept").exists()
