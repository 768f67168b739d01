"""Numbers of documents: one series a type, through the term or the year, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.kernel.errors import BadForm, NotFound
from server.people.documents import DocumentSettings, settings_of
from server.people.models import BodyDocuments, IssuedNumber
from server.people.numbering import (
    NumberTaken,
    full_number,
    give_number,
    next_number,
    register,
    series_of,
)

TERM = date(2025, 10, 20)
DAY = date(2026, 3, 5)


@pytest.fixture
def give(world):
    """Give a number in the committee's register: give(12, day=..., kind=...)."""

    def command(tx, **words):
        return give_number(tx, **words).full

    def run(number, day=DAY, kind="TB", who="rita", body="committee"):
        words = {"kind": kind, "number": number, "symbol": f"{kind}/TU", "issued_on": day}
        words |= {"subject": "Kết luận", "page": "", "target": "", "body_id": world.bodies[body]}
        return world.run(who, command, **words)

    return run


@pytest.fixture
def term(world):
    """The committee numbers through its term."""
    world.add(BodyDocuments(body_id=world.bodies["committee"], term_since=TERM))


def following(world, day=DAY, kind="TB", body="committee"):
    return world.read(next_number, world.bodies[body], kind, day)


def test_the_first_is_one_and_the_next_follows_the_highest(world, give):
    assert following(world) == 1
    assert give(326) == "326-TB/TU"
    assert following(world) == 327
    assert give(5) == "05-TB/TU"
    assert following(world) == 327


def test_each_type_and_each_body_has_its_own(world, give):
    give(12)
    assert following(world, kind="KL") == 1
    assert following(world, body="standing") == 1
    give(12, kind="KL")
    give(12, body="standing")


def test_without_a_known_term_it_goes_by_the_year(world, give):
    give(12, day=date(2025, 12, 31))
    assert following(world) == 1
    give(12)


def test_through_the_term_new_year_changes_nothing(world, give, term):
    give(12, day=date(2025, 12, 31))
    assert following(world) == 13
    with pytest.raises(NumberTaken) as refused:
        give(12)
    assert refused.value.params == {"following": 13}
    give(12, day=date(2025, 10, 19))  # of the term before


def test_a_body_that_changes_its_series_goes_on(world, give):
    give(40, day=date(2025, 11, 3))
    give(2)
    world.add(BodyDocuments(body_id=world.bodies["committee"], term_since=TERM))
    assert following(world) == 41
    with pytest.raises(NumberTaken):
        give(2, day=date(2026, 5, 1))


def test_a_refused_number_leaves_nothing(world, give):
    give(3)
    before = world.happened("numbers")
    with pytest.raises(NumberTaken):
        give(3)
    with pytest.raises(BadForm):
        give(0)
    assert world.happened("numbers") == before == ["number-given"]


def test_many_at_once_get_it_once(world, give):
    def attempt(_n):
        try:
            return give(7)
        except NumberTaken:
            return ""

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8)))[-2:] == ["", "07-TB/TU"]


def test_the_register_shows_the_newest_first_and_is_narrowed(world, give):
    for number in (1, 2):
        give(number)
    give(1, kind="KL", day=date(2025, 3, 5))
    rita = world.viewer("rita")
    shown = world.read(register, rita)
    assert [line.full for line in shown.lines] == ["02-TB/TU", "01-TB/TU", "01-KL/TU"]
    assert (shown.count, shown.years, shown.lines[0].by) == (3, (2026, 2025), "Rita Records")
    assert len(world.read(register, rita, kind="KL").lines) == 1
    assert len(world.read(register, rita, year=2026).lines) == 2
    key = shown.bodies[0][0]
    assert world.read(register, rita, body=key).count == 3


@pytest.mark.parametrize("who", ["carl", "mia", "stan", "clara", "greta", "adam", "ivan", "zoe"])
def test_the_register_is_for_who_gives_numbers(world, who):
    with pytest.raises(NotFound):
        world.read(register, world.viewer(who))


def test_settings_of_a_type_fill_their_gaps(world):
    committee = world.bodies["committee"]
    bare = world.read(settings_of, committee, "TB")
    assert (bare.head, bare.on_behalf) == ("BAN THƯỜNG VỤ TỈNH ỦY", "T/M BAN THƯỜNG VỤ TỈNH ỦY")
    assert (bare.signer, bare.through_term, bare.version) == ("Carl Chair", False, 0)
    world.add(BodyDocuments(body_id=committee, head="TỈNH ỦY", place="Minh Họa", tone="old"))
    world.add(BodyDocuments(body_id=committee, kind="TB", signer="Khác", final_mark="./."))
    said = world.read(settings_of, committee, "TB")
    assert (said.head, said.place, said.signer, said.final_mark) == (
        *("TỈNH ỦY", "Minh Họa", "Khác", "./."),
    )
    assert world.read(settings_of, committee, "BB").tone == "old"


def test_the_number_reads_as_the_office_writes_it():
    assert full_number(5, "TB/TU") == "05-TB/TU"
    assert full_number("12", "/TB-UBND") == "12/TB-UBND"
    assert full_number("5", "") == "5"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.booleans(),
)
def test_every_day_lies_in_its_own_series(day, since, own):
    said = DocumentSettings(1, "", "TU", "party", "TB", own_series=own, term_since=since)
    series = series_of(said, day)
    assert series.since <= day < series.until
    assert series == series_of(said, series.since)


def test_numbers_are_kept_as_numbers(world, give):
    give(1)
    assert world.row(IssuedNumber, number=1).series == "TB:2026"
