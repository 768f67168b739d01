"""Two wordings, word by word."""

import pytest

from server.kernel.differences import Piece, compared

PAIRS = [
    ("", ""),
    ("Giao Ban Tổ chức.", "Giao Ban Tổ chức."),
    ("", "Giao Ban Tổ chức."),
    ("Giao Ban Tổ chức chủ trì.", "Giao Ban Nội chính chủ trì, báo cáo."),
    ("a\nb  c", "a b\n\nc"),
    ("  a b ", "\na b"),
    (" ", "a"),
    ("  ", ""),
    ("hoàn thành trước ngày 30/9/2026", "hoàn thành trước ngày 15/10/2026."),
    ("“Thống nhất”; giao – phối hợp", "'Thống nhất' và giao… phối hợp (1)"),
]


@pytest.mark.parametrize(("was", "now"), PAIRS)
def test_the_pieces_make_up_both_wordings(was, now):
    pieces = compared(was, now)
    assert "".join(p.text for p in pieces if p.kind != "new") == was
    assert "".join(p.text for p in pieces if p.kind != "gone") == now


def test_whole_words_change_and_the_rest_is_the_same():
    assert compared("Giao Ban Tổ chức chủ trì", "Giao Ban Nội chính chủ trì") == (
        Piece("same", "Giao Ban "),
        Piece("gone", "Tổ chức "),
        Piece("new", "Nội chính "),
        Piece("same", "chủ trì"),
    )


def test_a_word_stays_the_same_whatever_follows_it():
    pieces = compared("sắp xếp bộ máy, trình", "sắp xếp bộ máy giai đoạn 2026 - 2030, trình")
    assert pieces == (
        Piece("same", "sắp xếp bộ máy"),
        Piece("new", " giai đoạn 2026 - 2030"),
        Piece("same", ", trình"),
    )


def test_a_date_or_a_number_is_one_word():
    assert compared("trước ngày 30/9/2026", "trước ngày 30/10/2026")[1:] == (
        Piece("gone", "30/9/2026"),
        Piece("new", "30/10/2026"),
    )


def test_a_changed_tone_mark_is_another_word():
    kinds = [piece.kind for piece in compared("hoà bình", "hòa bình")]
    assert kinds == ["gone", "new", "same"]


def test_words_that_stand_often_do_not_swallow_the_difference():
    was = "và " * 500 + "giao " + "và " * 500
    now = "và " * 500 + "không giao " + "và " * 500
    assert [p for p in compared(was, now) if p.kind != "same"] == [Piece("new", "không ")]
