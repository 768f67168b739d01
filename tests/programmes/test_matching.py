"""Which line of a corrected file is which line of the programme that is there."""

import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.programmes.matching import PLACE, SECTION, TEXT, Row, compare, same_words

CORRECTED = Path(__file__).parent / "corrected" / "lines.txt"
FLOOR = 0.98  # share of the labelled lines that find what they were, or that they are new


def row(text, section="", number="", level=1, **words):
    return Row(section, number, level, text, words)


def kinds(old, new):
    return [pair.kind for pair in compare(old, new)]


def joined(pairs):
    return {(pair.old, pair.new) for pair in pairs}


# --- the labelled set --------------------------------------------------------------------------


def labelled():
    """Yield (case, old rows by id, new rows by id) of corrected/lines.txt."""
    cases = []
    for line in CORRECTED.read_text(encoding="utf-8").splitlines():
        sign, rest = line[:1], line[2:].strip()
        if sign == "#":
            cases.append((rest, {}, {}))
        elif sign == "@":
            section = rest
        elif sign in ("-", "+"):
            cells = [cell.strip() for cell in rest.split(" | ")]
            name, number, text, lead, when = [*cells, "", ""][:5]
            side = cases[-1][1 if sign == "-" else 2]
            assert name not in side
            level = 2 if text.startswith("–") else 1
            side[name] = row(text, section, number, level, lead=lead, time_text=when)
    return cases


def test_corrected_lines_are_found_again():
    right = count = 0
    wrong = []
    for case, old, new in labelled():
        olds, news = list(old), list(new)
        for pair in compare(list(old.values()), list(new.values())):
            was = olds[pair.old] if pair.old is not None else None
            now = news[pair.new] if pair.new is not None else None
            for name, other in ((was, new), (now, old)):
                if name is None:
                    continue
                count += 1
                if was == now or (name not in other and None in (was, now)):
                    right += 1
                else:
                    wrong.append(f"{case}: {was} -> {now}")
    both = sum(len(old.keys() & new.keys()) for _case, old, new in labelled())
    assert both >= 40
    said = f"{right} of {count} labelled lines right ({right / count:.1%})"
    print(said)
    assert right / count >= FLOOR, "\n".join([said, *wrong])


# --- one by one --------------------------------------------------------------------------------


def test_the_same_lists_are_the_same():
    rows = [row("A", "I", "1"), row("A", "I", "2"), row("", "II"), row("B", "II", lead="X")]
    assert kinds(rows, rows) == ["same"] * 4


def test_each_difference_is_named():
    old = [row("Report on roads", "I", "1", lead="Works", time_text="March"), row("Schools", "I")]
    new = [row("Report on the roads", "I", "1", 2, lead="Works", time_text="May"), old[1]]
    changed, same = compare(old, new)
    assert (changed.kind, changed.fields) == ("changed", ("level", TEXT, "time_text"))
    assert (same.kind, same.fields) == ("same", ())


def test_another_number_alone_makes_no_difference():
    old = [row("Roads", "I", "1"), row("Schools", "I", "2")]
    new = [row("Health", "I", "1"), row("Roads", "I", "2"), row("Schools", "I", "3.")]
    assert kinds(old, new) == ["added", "same", "same"]


def test_where_a_tone_stands_and_spaces_make_no_difference_and_a_tone_does():
    assert same_words("Uỷ ban  hoà giải", "Ủy ban hòa giải")
    assert not same_words("thư", "thứ")
    assert kinds([row("Uỷ ban hoà giải")], [row("Ủy ban hòa giải")]) == ["same"]
    assert compare([row("Họp thư")], [row("Họp thứ")])[0].fields == (TEXT,)


def test_what_moved_to_another_section_is_changed_and_not_gone():
    old = [row("Scheme of the party cells", "Q1"), row("Roads", "Q1"), row("Schools", "Q2")]
    new = [old[1], old[2], row("Scheme of the party cells", "Q2")]
    pairs = compare(old, new)
    assert [pair.kind for pair in pairs] == ["same", "same", "changed"]
    assert (pairs[2].old, pairs[2].fields) == (0, (SECTION,))


def test_what_moved_within_its_section_is_said_and_its_neighbours_stay():
    old = [row(text, "I") for text in ("Roads", "Schools", "Health", "Ports")]
    new = [old[3], old[0], old[1], old[2]]
    pairs = compare(old, new)
    assert [pair.fields for pair in pairs] == [(PLACE,), (), (), ()]
    assert joined(pairs) == {(3, 0), (0, 1), (1, 2), (2, 3)}


def test_what_is_gone_stands_at_its_old_place():
    old = [row("Roads", "I"), row("Schools", "I"), row("Health", "I"), row("Ports", "II")]
    new = [old[0], old[2], row("Something new altogether", "I"), row("Tolls", "III")]
    assert [(p.old, p.new) for p in compare(old, new)] == [
        *((0, 0), (1, None), (2, 1), (None, 2), (3, None), (None, 3))
    ]


def test_what_is_gone_before_everything_comes_first():
    old = [row("Roads", "I"), row("Schools", "I"), row("Ports", "0")]
    assert [(p.old, p.new) for p in compare(old[:2], old[1:2])] == [(0, None), (1, 0)]
    assert [(p.old, p.new) for p in compare(old, [])] == [(0, None), (1, None), (2, None)]
    first = compare([old[2], *old[:2]], old[:2])[0]
    assert (first.old, first.new) == (0, None)


def test_alike_lines_of_two_sections_are_not_mixed_up():
    meeting, work = "Họp thường kỳ", "Xem xét việc phát sinh"
    old = [row(text, section) for section in ("5", "6", "7") for text in (meeting, work)]
    new = [line for line in old if (line.section, line.text) != ("6", work)]
    new[0] = row("Họp thường kỳ mở rộng", "5")
    pairs = {pair.old: pair.new for pair in compare(old, new)}
    assert pairs == {0: 0, 1: 1, 2: 2, 3: None, 4: 3, 5: 4}


def test_other_figures_make_another_line_between_sections():
    old = [row("Họp đánh giá tháng 5, triển khai tháng 6", "THÁNG 5"), row("Khác", "THÁNG 5")]
    new = [row("Khác", "THÁNG 5"), row("Họp đánh giá tháng 9, triển khai tháng 10", "THÁNG 9")]
    assert sorted(kinds(old, new)) == ["added", "gone", "same"]


def test_a_renamed_heading_takes_its_lines_along():
    old = [row(text, "QUÝ I") for text in ("Họp", "Họp", "Báo cáo thu ngân sách")]
    new = [row(line.text, "A. Từ tháng 01 đến tháng 3") for line in old]
    new[2] = row("Báo cáo thu, chi ngân sách", new[2].section)
    pairs = compare(old, new)
    assert joined(pairs) == {(0, 0), (1, 1), (2, 2)}
    assert [pair.fields for pair in pairs] == [(SECTION,), (SECTION,), (SECTION, TEXT)]


# --- whatever the lists ------------------------------------------------------------------------

WORDS = st.sampled_from(["báo", "cáo", "đề", "án", "quý", "I", "II", "III", "năm", "2027", "2028"])
ROWS = st.builds(
    lambda words, section, number, lead: row(" ".join(words), section, number, lead=lead),
    st.lists(WORDS, max_size=6),
    st.sampled_from(["", "A", "B", "A / 1"]),
    st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "X", "Y"]),
)
LISTS = st.lists(ROWS, max_size=12)
often = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@often
@given(LISTS, LISTS)
def test_every_line_comes_exactly_once_in_its_own_order(old, new):
    pairs = compare(old, new)
    assert sorted(p.old for p in pairs if p.old is not None) == list(range(len(old)))
    assert [p.new for p in pairs if p.new is not None] == list(range(len(new)))
    for pair in pairs:
        lone = (pair.old is None, pair.new is None)
        assert {"added": (True, False), "gone": (False, True)}.get(pair.kind, (False,) * 2) == lone
        assert (pair.kind == "changed") == bool(pair.fields)


@often
@given(LISTS)
def test_a_list_is_the_same_as_itself(rows):
    pairs = compare(rows, rows)
    assert [(p.old, p.new, p.kind) for p in pairs] == [(i, i, "same") for i in range(len(rows))]


@often
@given(st.data(), LISTS)
def test_another_order_in_a_section_loses_nothing(data, rows):
    old = [row(r.text, "A", r.number, lead=r.words["lead"]) for r in rows]
    assert not {"gone", "added"} & set(kinds(old, data.draw(st.permutations(old))))


@often
@given(LISTS, LISTS)
def test_lines_wholly_alike_keep_their_order(old, new):
    old, new = (
        [row(line.text, line.section, lead=line.words["lead"]) for line in side]
        for side in (old, new)
    )
    partner = {p.old: p.new for p in compare(old, new) if None not in (p.old, p.new)}
    seen = {}
    for was in sorted(partner):
        key = (old[was].section, old[was].text, old[was].words["lead"])
        key += (new[partner[was]].section,)
        assert seen.get(key, -1) < partner[was]
        seen[key] = partner[was]


# --- large -------------------------------------------------------------------------------------


def many(count, reworded="", sections=40):
    return [
        row(
            f"Nội dung số {n} về lĩnh vực {n % 97} của địa bàn {n % 13}{reworded}",
            f"Mục {n * sections // count}",
            str(n),
            lead=f"Cơ quan {n % 29}",
        )
        for n in range(count)
    ]


def test_ten_thousand_lines_take_seconds():
    old = many(10_000)
    cases = {
        "alike": many(10_000),
        "every line reworded": many(10_000, " (điều chỉnh, bổ sung)"),
        "one section, every line reworded": many(10_000, " điều chỉnh", sections=1),
        "other headings, reworded": many(10_000, " điều chỉnh", sections=41),
        "all the same words": [row("Họp thường kỳ", "A") for _ in range(10_000)],
    }
    for name, new in cases.items():
        started = time.process_time()
        found = Counter(kinds(old, new))
        took = time.process_time() - started
        print(f"{name}: {took:.1f} s, {dict(found)}")
        assert took < 10, name  # measured: 1 to 4 s
