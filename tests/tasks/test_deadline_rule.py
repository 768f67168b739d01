"""The office's rule for "trước ngày X" is kept with its rules of following up; every reading
follows it."""

import io
import json
from datetime import date

from server import cli
from server.kernel import workdays
from server.tasks.deadlines import proposed_date
from server.tasks.followup import FollowUpRules


def by_rule(world):
    return world.read(lambda db: proposed_date("trước ngày 30/6/2026"))


def test_days_are_counted_as_the_office_says(world):
    assert by_rule(world) == date(2026, 6, 30)
    world.add(FollowUpRules(day_before=True))
    assert world.read(lambda db: not workdays.office_days().works(date(2026, 1, 2)))


def test_a_notice_is_read_by_the_same_rule(monkeypatch, capsys):
    text = "Giao Văn phòng Tỉnh ủy rà soát quy chế trước ngày 30/6/2026."
    for rule, day in ((["--day-before"], "2026-06-29"), ([], "2026-06-30")):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert cli.main(["read-notice", "-", *rule]) == 0
        assert json.loads(capsys.readouterr().out)["deadline_date"] == day
