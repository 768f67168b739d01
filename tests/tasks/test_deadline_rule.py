"""The office's rule for "trước ngày X" is a setting that reaches every reading."""

import io
import json
from datetime import date

from server import cli
from server.app import build_app
from server.kernel import workdays
from server.kernel.settings import Settings
from server.tasks.deadlines import proposed_date


def test_a_server_counts_as_its_setting_says(settings):
    usual = workdays.office_days()
    try:
        for day_before, day in ((True, date(2026, 6, 29)), (False, date(2026, 6, 30))):
            build_app(settings.model_copy(update={"deadline_day_before": day_before}))
            assert proposed_date("trước ngày 30/6/2026") == day
            assert not workdays.office_days().works(date(2026, 1, 2))  # the office's own day off
    finally:
        workdays.set_office_days(usual)


def test_a_notice_is_read_by_the_same_rule(monkeypatch, capsys):
    text = "Giao Văn phòng Tỉnh ủy rà soát quy chế trước ngày 30/6/2026."
    for rule, day in (("true", "2026-06-29"), ("false", "2026-06-30")):
        monkeypatch.setenv("DEADLINE_DAY_BEFORE", rule)
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert cli.main(["read-notice", "-"]) == 0
        assert json.loads(capsys.readouterr().out)["deadline_date"] == day
    assert Settings().deadline_day_before is False
