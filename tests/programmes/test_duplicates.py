"""One matter that several bodies registered is found, and what only looks like it is not."""

import random
import tomllib
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.programmes.duplicates import ENOUGH, Entry, Known, like, near, score

ALIKE = sorted((Path(__file__).parent / "alike").glob("*.toml"))
LABELLED = [tomllib.loads(file.read_text(encoding="utf-8")) for file in ALIKE]
Sides = list[tuple[Entry, Entry]]


def _labelled(kind: str) -> Sides:
    return [
        (Entry(pair["a"][0], pair["a"][2]), Entry(pair["b"][0], pair["b"][2]))
        for file in LABELLED
        for pair in file[kind]
    ]


SAME, OTHER = _labelled("same"), _labelled("other")
ENTRIES = [entry for pair in SAME + OTHER for entry in pair]
_entries = st.lists(st.sampled_from(ENTRIES), min_size=2, max_size=12)


def test_nine_in_ten_of_the_labelled_pairs_are_found_and_one_in_ten_wrongly() -> None:
    found = sum(bool(near(pair)) for pair in SAME)
    wrong = sum(bool(near(pair)) for pair in OTHER)
    print(f"found {found} of {len(SAME)}, false alarms {wrong} of {len(OTHER)}")
    assert len(SAME) >= 50
    assert len(OTHER) >= 80
    assert found >= 0.9 * len(SAME)
    assert wrong <= 0.1 * len(OTHER)


def test_they_are_found_among_all_the_others_too() -> None:
    pairs = {(pair.a, pair.b) for pair in near(ENTRIES)}
    places = range(0, 2 * len(SAME), 2)
    # the same matter may stand in the set more often than twice: then it is found with another
    found = sum((n, n + 1) in pairs for n in places)
    print(f"found {found} of {len(SAME)} among {len(ENTRIES)}")
    assert found >= 0.9 * len(SAME)


def test_it_says_which_words_are_common_and_which_differ() -> None:
    a = Entry("Kế hoạch sản xuất kinh doanh năm 2027 của nhà máy")
    b = Entry("Phê duyệt kế hoạch SXKD năm 2027")
    (pair,) = near([a, b])
    assert "SXKD" not in " ".join(pair.why.common)
    assert "sản xuất kinh doanh" in " ".join(pair.why.common)
    assert pair.why.only_a == ("nhà máy",)
    assert pair.why.only_b == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Sơ kết NQ số 08-NQ/TU về du lịch", "Sơ kết NQ số 11-NQ/TU về du lịch"),
        ("Quy chế phối hợp quý I/2026", "Quy chế phối hợp quý II/2026"),
        ("Kỳ họp thứ năm HĐND tỉnh khóa XIX", "Kỳ họp thứ 6 HĐND tỉnh khóa XIX"),
        ("Phương án bồi thường đợt 1", "Phương án bồi thường đợt 2"),
    ],
)
def test_what_tells_apart_decides_before_likeness(a: str, b: str) -> None:
    assert near([Entry(a), Entry(b)]) == []


def test_the_same_words_due_in_another_year_are_a_recurring_duty() -> None:
    text = "Kết quả thực hiện các kiến nghị sau giám sát"
    assert near([Entry(text, "12/2029"), Entry(text, "12/2030")]) == []
    assert len(near([Entry(text, "07/2029"), Entry(text, "12/2029")])) == 1


def test_a_thousand_times_the_same_is_a_chain() -> None:
    assert len(near([Entry("Giao ban tuần")] * 1000)) == 999


def test_a_text_being_typed_finds_its_like_best_first() -> None:
    known = Known(ENTRIES)
    found = like("nghi quyet phat trien kinh te bien den nam 20", known)
    assert "kinh tế biển" in ENTRIES[found[0].place].text
    assert [one.likeness for one in found] == sorted((f.likeness for f in found), reverse=True)
    assert like("", known) == like("về", known) == []


@given(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES))
def test_likeness_is_symmetric(a: Entry, b: Entry) -> None:
    assert score(a, b) == score(b, a)


@given(st.text(min_size=1), st.lists(st.sampled_from(ENTRIES), max_size=5))
def test_an_identical_text_is_always_found(text: str, others: list[Entry]) -> None:
    entries = [Entry(text), *others, Entry(text)]
    pairs = near(entries)
    assert {0, len(entries) - 1} <= {place for pair in pairs for place in (pair.a, pair.b)}
    assert max(pair.likeness for pair in pairs) == 100


@settings(max_examples=50)
@given(_entries, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(entries: list[Entry], chance: random.Random) -> None:
    mixed = list(entries)
    chance.shuffle(mixed)
    assert _told(entries) == _told(mixed)


def _told(entries: list[Entry]) -> list[tuple[float, list[tuple[str, str]]]]:
    return sorted(
        (p.likeness, sorted((entries[n].text, entries[n].time) for n in (p.a, p.b)))
        for p in near(entries)
    )


def test_thousands_take_far_less_than_comparing_all_with_all() -> None:
    """Printed only: the ratio to a plain run over 500, scaled by its square."""
    chance = random.Random(5)
    fields = ("du lịch", "y tế", "rừng", "đô thị", "thủy lợi", "giao thông", "khoáng sản")

    def drawn(count: int) -> list[Entry]:
        return [
            Entry(f"{chance.choice(ENTRIES).text} {chance.choice(fields)} {n % 97}")
            for n in range(count)
        ]

    few, many = drawn(500), drawn(2000)
    began = process_time()
    plain = {(n, m) for m in range(len(few)) for n in range(m) if score(few[n], few[m]) >= ENOUGH}
    slow = (process_time() - began) * (len(many) / len(few)) ** 2
    found = {(pair.a, pair.b) for pair in near(few)}
    began = process_time()
    near(many)
    print(f"{slow / (process_time() - began):.0f} times as fast as all pairs of {len(many)}")
    print(f"{len(plain & found)} of {len(plain)} pairs found of those a plain run finds")
    assert len(plain & found) >= 0.9 * len(plain)
