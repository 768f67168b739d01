"""A secrecy mark that stands alone at a page's head stops the upload; a mention does not."""

from pathlib import Path

import pikepdf
import pytest

from server.materials.intake import SecretMark, inspect
from tests.materials.conftest import changed, pdf, typeset

HEAD = """#grid(columns: (1fr, 1fr),
  align(center)[BAN TỔ CHỨC \\ Số 12-BC/BTCTU \\ %s],
  align(center)[ĐẢNG CỘNG SẢN VIỆT NAM])
#v(2em) #align(center)[*BÁO CÁO*] Nội dung báo cáo."""

MARKED = {
    "stamped under the number": HEAD % "*MẬT*",
    "top secret": HEAD % "TUYỆT MẬT",
    "in a frame": HEAD % "#box(stroke: 1pt, inset: 4pt)[TỐI MẬT]",
    "spaced out": HEAD % "M Ậ T",
    "tracked": HEAD % "#text(tracking: 4pt)[TỐI MẬT]",
    "with its label": HEAD % "Độ mật: MẬT".replace("Độ mật", "ĐỘ MẬT"),
    "in brackets": HEAD % "(MẬT)",
    "beside the letterhead": "#grid(columns: (1fr, 1fr, 1fr), [TỈNH ỦY], [], [MẬT])\nNội dung.",
    "decomposed": HEAD % "MẬT",
    "in an old font's letters": HEAD % "TuyÖt mËt",
    "on a later page": "Trang một.\n#pagebreak()\n" + HEAD % "MẬT",
    "on a page lying on its side": "#set page(flipped: true)\n" + HEAD % "MẬT",
}
MENTIONED = {
    "in running text": "Thực hiện chế độ bảo mật; tài liệu MẬT được quản lý riêng.",
    "a line of its own that goes on": "Danh mục tài liệu độ MẬT",
    "a heading that breaks": "#align(center)[*VỀ CÔNG TÁC BẢO VỆ BÍ \\ MẬT \\ NHÀ NƯỚC*]",
    "in small letters": HEAD % "Mật",
    "heads of a table": "#table(columns: 4, [Đơn vị], [MẬT], [TỐI MẬT], [TUYỆT MẬT], [A])",
    "at the foot": "#v(60%)\n#align(center)[MẬT]",
    "no mark at all": HEAD % "",
    "a word that ends so": HEAD % "SỐ MẬT MÃ",
}


def _inspected(tmp_path: Path, content: bytes) -> tuple[int, int]:
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    return inspect(path, 5000)


@pytest.mark.parametrize("page", MARKED)
def test_a_mark_alone_on_its_line_is_found(tmp_path: Path, page: str) -> None:
    with pytest.raises(SecretMark):
        _inspected(tmp_path, typeset(MARKED[page]))


@pytest.mark.parametrize("page", MENTIONED)
def test_a_mention_is_none(tmp_path: Path, page: str) -> None:
    assert _inspected(tmp_path, typeset(MENTIONED[page]))[0] == 1


def test_a_turned_page_is_searched_whole(tmp_path: Path) -> None:
    def turn(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Rotate = 90

    content = changed(typeset("#v(60%)\n#align(center)[MẬT]"), turn)
    with pytest.raises(SecretMark):
        _inspected(tmp_path, content)


def test_a_stamp_laid_over_the_page_counts(tmp_path: Path) -> None:
    def stamp(opened: pikepdf.Pdf) -> None:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[0, 0, 90, 20],
            Contents="TỐI MẬT",
        )
        opened.pages[0].Annots = pikepdf.Array([opened.make_indirect(note)])

    with pytest.raises(SecretMark):
        _inspected(tmp_path, changed(pdf(), stamp))
