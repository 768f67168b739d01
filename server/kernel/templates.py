"""The one Jinja environment: pages and pushed fragments are rendered by the same templates."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.kernel import i18n

TEMPLATES = Path(__file__).parents[2] / "templates"


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters |= {
        "date": i18n.show_date,
        "time": i18n.show_time,
        "moment": i18n.show_moment,
        "say": i18n.say,
    }
    env.globals |= {
        "term": i18n.term,
        "command_id": lambda: str(uuid.uuid4()),
        "viewer": None,
        "demonstration": False,
        "nav": [],
        "live": None,
    }
    return env


env = _environment()


def provide(**things: Callable[..., Any] | Any) -> None:
    """Give every template these globals (app.py does it once)."""
    env.globals |= things


def render(template: str, **context: Any) -> str:
    """Render `template` in the language of this request or fragment."""
    return env.get_template(template).render(locale=i18n.current_locale(), **context)
