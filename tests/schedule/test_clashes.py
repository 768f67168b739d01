"""What clashes: properties over any days, and the rules in words."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from server.schedule.clashes import Busy, Who, clashes, overlap, span
from server.schedule.drafts import Dated, draft_clashes
from server.schedule.leaders import Directory, Leader

DAY = date(2027, 3, 8)
CLOCKS = st.integers(0, 23 * 60 + 58).map(lambda m: f"{m // 60:02}:{m % 60:02}")


@st.composite
def things(draw):
    found = []
    for number in range(draw(st.integers(0, 6))):
        starts = draw(st.one_of(st.just(""), CLOCKS))
        ends = draw(st.one_of(st.just(""), CLOCKS))
        people = draw(
            st.lists(
                st.builds(
                    Who,
                    st.sampled_from(["Chủ tịch", "chủ tịch", "Bí thư"]),
                    st.frozensets(st.integers(1, 3), max_size=2),
                    st.booleans(),
                    st.booleans(),
                ),
                max_size=3,
            )
        )
        found.append(
            Busy(
                key=str(number),
                day=DAY + timedelta(days=draw(st.integers(0, 2))),
                starts=starts,
                ends=ends if starts and ends > starts else "",
                part=draw(st.sampled_from(["morning", "afternoon", ""])),
                place=draw(st.sampled_from(["", "Phòng A", "phong a", "Phòng B"])),
                vehicle=draw(st.sampled_from(["", "80A-000.00"])),
                body_id=draw(st.sampled_from([None, 1, 2])),
                people=tuple(people),
            )
        )
    return found


@given(things())
def test_what_clashes_clashes_both_ways_and_only_at_the_same_time(busy):
    found = clashes(busy)
    by_key = {each.key: each for each in busy}
    said = {(k, c.other, c.kind, c.sure) for k, all_of in found.items() for c in all_of}
    assert said == {(other, key, kind, sure) for key, other, kind, sure in said}
    for key, other, _kind, _sure in said:
        assert key != other
        assert overlap(by_key[key], by_key[other])
    assert clashes(list(reversed(busy))).keys() == found.keys()


@given(things())
def test_things_that_share_no_time_never_clash(busy):
    days = [
        Busy(key=each.key, day=DAY + timedelta(days=n), place="Phòng A", people=each.people)
        for n, each in enumerate(busy)
    ]
    assert clashes(days) == {}


def thing(key, starts="", ends="", part="morning", **more):
    return Busy(key=key, day=DAY, starts=starts, ends=ends, part=part, **more)


def kinds(one, other):
    return [(c.kind, c.sure, c.names) for c in clashes([one, other]).get(one.key, ())]


def test_without_an_end_it_counts_until_the_end_of_its_half_day():
    assert span(thing("a", "08:00")) == (480, 720)
    assert span(thing("a", "14:00", part="afternoon")) == (840, 1080)
    assert span(thing("a", "19:30", part="afternoon")) == (1170, 1440)
    assert span(thing("a")) == (0, 720)
    room = {"place": "Phòng họp số 1"}
    assert kinds(thing("a", "08:00", **room), thing("b", "11:00", **room))
    assert not kinds(thing("a", "08:00", "11:00", **room), thing("b", "11:00", **room))
    assert not kinds(thing("a", "08:00", **room), thing("b", "14:00", part="afternoon", **room))


def test_rooms_and_vehicles_are_compared_without_marks():
    one = thing("a", place="Phòng họp số 1", vehicle="Xe 80A-000.01")
    other = thing("b", place="phong  hop so 1", vehicle="xe 80a-000.01")
    assert [kind for kind, *_ in kinds(one, other)] == ["room", "vehicle"]


PEOPLE = (
    Leader(1, "k1", "Lê Văn Minh Họa", "Bí thư Tỉnh ủy", True),
    Leader(2, "k2", "Phạm Thị Ví Dụ", "Phó Bí thư Thường trực Tỉnh ủy", True),
    Leader(3, "k3", "Hoàng Văn Giả Định", "Phó Bí thư Tỉnh ủy, Bí thư Đảng ủy UBND tỉnh", True),
    Leader(4, "k4", "Trần Thị Thử", "Phó Bí thư Tỉnh ủy", True),
)
KNOWN = Directory(PEOPLE, {"thuong truc tinh uy": frozenset({1, 2, 3, 4})})


def test_the_same_person_clashes_and_a_post_only_perhaps():
    def both(one, other):
        found = kinds(thing("a", people=(KNOWN.who(one),)), thing("b", people=(KNOWN.who(other),)))
        return [(kind, sure) for kind, sure, _names in found]

    name, post = "Đ/c Phạm Thị Ví Dụ", "Đ/c Phó Bí thư Thường trực Tỉnh ủy"
    assert both(name, name) == [("leader", True)]
    assert both(name, post) == [("post", True)]
    # Held by two people; and one of them holds another post, too.
    assert both("Phó Bí thư Tỉnh ủy", "đồng chí Phó Bí thư Tỉnh ủy") == [("post", False)]
    assert both("Phó Bí thư Tỉnh ủy", "Bí thư Đảng ủy UBND tỉnh") == [("post", False)]
    assert both("Hoàng Văn Giả Định", "Bí thư Đảng ủy UBND tỉnh") == [("post", False)]
    # A group holds everybody in it, but another may go.
    assert both("Các đồng chí Thường trực Tỉnh ủy", name) == [("post", False)]
    assert both(name, "Lê Văn Minh Họa") == []
    # Words that nobody here holds are at least the same words.
    assert both("Giám đốc Sở Y tế", "giám đốc  sở y tế") == [("post", True)]


def test_a_draft_programme_says_where_one_leader_has_two_things_on_a_day():
    def item(number, leader, day=DAY, starts="", ends="", programme="Draft 2027"):
        key = UUID(int=number)
        return Dated(key, programme, str(number), f"Item {number}", leader, day, starts, ends)

    items = [
        item(1, "Phạm Thị Ví Dụ"),
        item(2, "Đ/c Phó Bí thư Thường trực Tỉnh ủy; Trần Thị Thử"),
        item(3, "Trần Thị Thử", DAY + timedelta(days=1)),
        item(4, "Lê Văn Minh Họa", starts="08:00", ends="09:00"),
        item(5, "Lê Văn Minh Họa", starts="09:00"),
        item(6, "Phạm Thị Ví Dụ", programme="Another"),
        item(7, ""),
    ]
    found = draft_clashes(items, KNOWN)
    assert [(m.one.number, m.other.number, m.clash.sure) for m in found] == [("1", "2", True)]
