"""Who decides by the working rules in force: what is flagged, how surely, and what is not."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.programmes.authority import Matter, Rule, Rules, decided_elsewhere

COMMITTEE, BOARD, STANDING, COUNCIL = 1, 2, 3, 9  # BCH, BTV, Thường trực, HĐND


def rule(matter, body_id, kind="", article="Khoản 2 Điều 5"):
    return Rule(matter, kind, body_id, article)


RULES = Rules(
    *(COMMITTEE, "Quy chế làm việc", "01-QC/TU", date(2026, 1, 1), None),
    (
        rule("đề án", BOARD),
        rule("đề án nhân sự", COMMITTEE),
        rule("công tác cán bộ", BOARD),
        rule("báo cáo", STANDING, "submission"),
    ),
)
ITEM = Matter(date(2026, 5, 1), BOARD, STANDING, "submission", "Đề án phát triển kinh tế số")


def found(versions=(RULES,), **changes):
    said = decided_elsewhere(versions, replace(ITEM, **changes))
    return said and (said.rule.body_id, said.sure)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (BOARD, True)),
        ({"considers_id": BOARD}, None),
        ({"text": "ĐỀ ÁN nhân sự Ban Chấp hành"}, (COMMITTEE, True)),  # the longest matter wins
        ({"text": "Việc khác", "product": "Đề án"}, (BOARD, True)),
        ({"text": "Đề ánh sáng"}, None),  # whole words
        ({"text": "Việc khác"}, None),
        ({"text": "Công tác quy hoạch cán bộ"}, (BOARD, False)),  # its words stand apart
        ({"text": "Báo cáo", "considers_id": BOARD}, (STANDING, True)),
        ({"text": "Báo cáo", "considers_id": BOARD, "kind": "activity"}, None),
        ({"text": "Báo cáo", "considers_id": BOARD, "kind": ""}, (STANDING, False)),
        ({"day": date(2025, 12, 31)}, None),
        ({"body_id": COUNCIL, "considers_id": COUNCIL}, None),  # other people's rules
    ],
)
def test_an_item_put_to_another_body_than_the_rule_says(changes, expected):
    assert found(**changes) == expected


def test_of_two_versions_the_one_in_force_on_the_day_speaks():
    old = replace(RULES, until=date(2026, 3, 31))
    new = replace(RULES, since=date(2026, 4, 1), lines=(rule("đề án", STANDING),))
    assert found((old, new), day=date(2026, 3, 31)) == (BOARD, True)
    assert found((old, new), day=date(2026, 4, 1)) is None
    assert found((new, replace(old, until=None))) is None  # the latest, where they overlap


def test_two_rules_that_say_as_much_are_not_sure():
    twice = replace(RULES, lines=(rule("đề án", BOARD), rule("kinh tế", COMMITTEE)))
    assert found((twice,)) == (BOARD, False)
    assert found((twice,), considers_id=COMMITTEE) is None


@given(st.text(max_size=60), st.text(max_size=20), st.sampled_from(["", "submission"]))
def test_whoever_the_rule_names_is_never_flagged(text, matter, kind):
    lines = (rule(matter, BOARD, kind),)
    said = replace(ITEM, text=text, considers_id=BOARD)
    assert decided_elsewhere([replace(RULES, lines=lines)], said) is None
