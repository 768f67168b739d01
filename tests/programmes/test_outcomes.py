"""What became of each item in a period: presented, not, outside, carried, postponed, dropped."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.errors import NotFound
from server.kernel.types import now
from server.programmes.models import (
    STATES,
    Programme,
    ProgrammeItem,
    ProgrammeItemBody,
    ProgrammeProposal,
)
from server.programmes.outcomes import OUTCOMES, Facts, outcome, review_seeds
from server.programmes.review_periods import before, periods_of, span_of
from server.programmes.review_queries import review, review_lists, review_rows
from server.programmes.review_views import Wish

YEAR = Programme(
    slug="y", body_id=1, level="year", title="Y", period_from=date(2026, 1, 1),
    period_to=date(2026, 12, 31), created_at=now(),
)  # fmt: skip
QUARTERS = [span_of(f"2026-Q{n}", YEAR) for n in (1, 2, 3, 4)]
Q1, Q2 = QUARTERS[:2]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts("presented", "2026-03-31", "2026-02-10"), ("presented", None)),
        (Facts("presented", "2026-03-31", "2026-05-10"), ("not-presented", "presented")),
        (Facts("presented", "2026-06-30", "2026-02-10"), ("presented", None)),
        (Facts("presented", "2026-03-31", "2026-02-10", unplanned=True), ("outside", None)),
        (Facts("done", "2026-03-31", "2026-03-31T09:00"), ("presented", None)),
        (Facts("planned", "2026-03-31"), ("not-presented", None)),
        (Facts("planned", "2026-03-31", unplanned=True), ("not-presented", None)),
        (Facts("on-agenda", "2026-03-31", "2026-02-10"), ("presented", None)),
        (Facts("deferred", "2026-03-31"), ("postponed", None)),
        (Facts("withdrawn", "2026-03-31"), ("dropped", None)),
        (Facts("carried", "2026-03-31"), ("carried", None)),
        (Facts("split", "2026-03-31"), (None, None)),
        (Facts("merged", "2026-03-31", "2026-03-01"), (None, None)),
        (
            Facts("planned", "2026-06-30", was_due=("2026-03-31",)),
            ("postponed", "not-presented"),
        ),
        (
            Facts("presented", "2026-06-30", "2026-03-20", was_due=("2026-03-31",)),
            ("presented", None),
        ),
        (Facts("planned", "2026-03-30", was_due=("2026-02-28",)), ("not-presented", None)),
    ],
)
def test_an_item_in_two_quarters(facts, said):
    assert (outcome(facts, Q1), outcome(facts, Q2)) == said


DAYS = st.dates(date(2025, 10, 1), date(2027, 3, 1)).map(date.isoformat)
FACTS = st.builds(
    Facts,
    st.sampled_from(STATES),
    DAYS,
    st.none() | DAYS,
    st.booleans(),
    st.lists(DAYS, max_size=2).map(tuple),
)


@given(FACTS)
def test_the_outcomes_part_the_items_of_each_period(facts):
    for span in QUARTERS:
        found = outcome(facts, span)
        assert found is None or found in OUTCOMES
        became_others = facts.state in ("split", "merged")
        here = facts.settled is not None and span.holds(facts.settled)
        early = facts.settled is not None and facts.settled < span.first
        put_off = facts.due >= span.after and any(map(span.holds, facts.was_due))
        of = not became_others and (here or (span.holds(facts.due) and not early) or put_off)
        assert (found is not None) == of


@given(FACTS)
def test_what_was_settled_is_counted_once_over_all_periods(facts):
    spans = [span_of(f"{year}-Q{n}", YEAR) for year in (2025, 2026, 2027) for n in (1, 2, 3, 4)]
    found = [outcome(facts, span) for span in spans]
    times = found.count("presented") + found.count("outside")
    assert times == int(bool(facts.settled) and facts.state not in ("split", "merged"))


@given(st.integers(2000, 2050), st.sampled_from(["", "-H1", "-H2", "-Q1", "-Q4", "-01", "-12"]))
def test_the_period_before_ends_where_the_period_begins(year, part):
    period = f"{year}{part}"
    earlier = before(period)
    assert span_of(earlier, YEAR).after == span_of(period, YEAR).first


def test_the_periods_of_a_year_are_its_halves_quarters_and_months():
    assert periods_of(YEAR)[:4] == ("2026", "2026-H1", "2026-H2", "2026-Q1")
    assert len(periods_of(YEAR)) == 1 + 2 + 4 + 12
    assert span_of("2026-H2", YEAR).first == "2026-07-01"
    assert span_of("2026-13", YEAR) is None
    assert span_of("2026-H3", YEAR) is None


# --- of a programme in the database --------------------------------------------------------------


class Reviewed:
    """The committee's year with an item of each outcome in its first quarter."""

    def __init__(self, world):
        self.world = world
        self.id = world.add(
            Programme(
                slug="committee-2026", body_id=world.bodies["committee"], level="year",
                title="Chương trình năm 2026", period_from=date(2026, 1, 1),
                period_to=date(2026, 12, 31), created_at=now(), state="adopted",
            )
        )  # fmt: skip
        self.key = str(world.row(Programme, id=self.id).key)
        self.items = {}
        due = {"time_from": "2026-03-01", "time_to": "2026-03-31"}
        self.item("presented", **due, state="presented", settled_on=date(2026, 3, 5))
        self.item("open", **due, lead=("commission", "Commission"), origin="year")
        self.item("outside", **due, state="presented", origin="unscheduled")
        self.item("carried", **due, state="carried")
        self.item("dropped", **due, state="withdrawn")
        self.item("moved", time_to="2026-06-30", moves=1, lead=(None, "Sở Lạ"))
        self.item("added", time_to="2026-03-10", state="done", kind="activity")
        self.item("undated")
        self.item("parts", **due, state="split")
        self.propose("moved", "postpone", "Chờ số liệu", {"time_to": ["2026-03-31", "2026-06-30"]})
        self.propose("added", "add", "Cấp trên giao", {})
        self.propose("dropped", "withdraw", "Không còn phù hợp", {"state": ["planned", "x"]})

    def item(self, text, lead=None, **more):
        more = {"kind": "submission"} | more
        row = ProgrammeItem(
            programme_id=self.id, position=len(self.items) + 1, text=text, folded=text, **more
        )
        self.items[text] = self.world.add(row)
        if lead:
            body = self.world.bodies[lead[0]] if lead[0] else None
            named = {"item_id": self.items[text], "role": "lead"}
            self.world.add(ProgrammeItemBody(**named, body_id=body, name=lead[1]))
            self.world.add(ProgrammeItemBody(**named, body_id=None, name="Second"))

    def propose(self, text, kind, reason, changes):
        key = str(self.world.row(ProgrammeItem, id=self.items[text]).key)
        self.world.add(
            ProgrammeProposal(
                programme_id=self.id, item_id=self.items[text], kind=kind, reason=reason,
                state="taken", taken_at=now(), entered_by_id=1, entered_at=now(),
                changes={key: changes},
            )
        )  # fmt: skip

    def review(self, period="2026-Q1", who="anna"):
        return self.world.read(review, self.world.viewer(who), self.key, period)


@pytest.fixture
def reviewed(world):
    return Reviewed(world)


def test_each_item_of_the_quarter_is_counted_once_with_its_outcome(world, reviewed):
    tabled, work = reviewed.review().compared.figures.parts
    assert tabled.total.counts == {
        "presented": 1, "not-presented": 1, "outside": 1, "carried": 1, "postponed": 1,
        "dropped": 1,
    }  # fmt: skip
    assert (tabled.total.planned, tabled.total.share) == (5, 20)
    assert work.total.counts["outside"] == 1
    by_lead = {line.who.name: line.total for line in tabled.by_lead}
    assert by_lead == {"": 4, "Ban Tổ chức Tỉnh ủy": 1, "Sở Lạ": 1}  # once, with its first lead
    assert [line.who.name for line in tabled.by_considers] == ["Ban Thường vụ Tỉnh ủy"]


def test_the_whole_year_has_what_has_no_time_and_the_quarter_before_is_last_years(reviewed):
    year = reviewed.review("2026")
    assert (
        year.compared.figures.total.counts["not-presented"] == 3
    )  # open, moved within it, undated
    assert year.compared.before is None  # the body has no programme of 2025
    assert reviewed.review("2026-Q2").compared.before.total.total == 7


@pytest.mark.parametrize("name", OUTCOMES)
def test_each_number_opens_the_rows_behind_it(world, reviewed, name):
    line = reviewed.review().compared.figures.part("tabled").total
    viewer = world.viewer("anna")
    rows = world.read(review_rows, viewer, reviewed.key, "2026-Q1", Wish("tabled", name))
    assert rows.found == line.counts[name] == len(rows.rows)
    assert {each for _line, each in rows.rows} == {name}
    lists = world.read(review_lists, viewer, reviewed.key, "2026-Q1")
    assert {each.text for each in lists[name]} >= {each.text for each, _ in rows.rows}


def test_rows_are_narrowed_to_who_considers_and_who_leads(world, reviewed):
    viewer = world.viewer("anna")
    tabled = reviewed.review().compared.figures.part("tabled")
    for line in (*tabled.by_lead, *tabled.by_considers):
        for wish in (Wish("tabled", lead=line.who.key), Wish("tabled", considers=line.who.key)):
            found = world.read(review_rows, viewer, reviewed.key, "2026-Q1", wish).found
            lines = tabled.by_lead if wish.lead else tabled.by_considers
            if line in lines:
                assert found == line.total


def test_open_items_seed_the_next_programme_with_the_reason(world, reviewed):
    seeds = world.read(review_seeds, world.viewer("anna"), reviewed.key, "2026-Q1")
    assert [(s.text, s.outcome, s.reason, s.origin, s.moves) for s in seeds] == [
        ("open", "not-presented", "", "year", 0),
        ("moved", "postponed", "Chờ số liệu", "", 1),
    ]


@pytest.mark.parametrize("who", ["zoe", "adam", "greta"])
def test_outsiders_are_told_nothing(world, reviewed, who):
    assert world.people[who]
    for query in (review, review_lists, review_seeds):
        with pytest.raises(NotFound):
            world.read(query, world.viewer(who), reviewed.key, "2026-Q1")
    with pytest.raises(NotFound):
        world.read(review_rows, world.viewer(who), reviewed.key, "2026-Q1", Wish())


def test_what_is_no_period_is_not_there(reviewed):
    for period in ("2026-Q5", "x", "2026-H3", "9999"):
        with pytest.raises(NotFound):
            reviewed.review(period)


def test_a_session_after_the_end_does_not_change_what_was_not_presented(world, reviewed):
    with_day = date(2026, 3, 31) + timedelta(days=3)
    reviewed.item("late", time_to="2026-03-31", state="presented", settled_on=with_day)
    assert reviewed.review().compared.figures.total.counts["not-presented"] == 2
    assert reviewed.review("2026-Q2").compared.figures.total.counts["presented"] == 1


def test_what_was_settled_before_the_programme_began_counts_on_its_first_day(world, reviewed):
    early = {"time_from": "2026-05-01", "time_to": "2026-05-31", "settled_on": date(2025, 12, 20)}
    counts = {
        period: reviewed.review(period).compared.figures.total.counts["presented"]
        for period in ("2026", "2026-01", "2026-Q2")
    }
    reviewed.item("early", **early, state="done", kind="activity")
    for period, more in (("2026", 1), ("2026-01", 1), ("2026-Q2", 0)):
        found = reviewed.review(period).compared.figures.total.counts["presented"]
        assert found == counts[period] + more
    rows = world.read(
        review_rows, world.viewer("anna"), reviewed.key, "2026-01", Wish("work", "presented")
    )
    assert [line.text for line, _outcome in rows.rows] == ["early"]
