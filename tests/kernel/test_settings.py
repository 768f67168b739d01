"""Every setting is documented, and the document is the settings'."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from server.kernel.settings import Settings, settings_page

ROOT = Path(__file__).parents[2]


def test_the_document_is_generated():
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()


def test_every_setting_says_what_it_means_and_its_unit():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        numbers = (
            "bytes",
            "seconds",
            "minutes",
            "hours",
            "days",
            "pages",
            "tries",
            "queue",
            "percent",
            "port",
        )
        if field.annotation in (int, float):
            assert name.endswith(numbers), f"{name} says no unit"


def test_what_hosting_services_hand_out_is_understood(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:word@db:5432/plenum")
    assert Settings().database_url == "postgresql+psycopg://user:word@db:5432/plenum"
    monkeypatch.setenv("DATABASE_URL", "mysql://db/plenum")
    with pytest.raises(ValidationError, match="PostgreSQL"):
        Settings()
