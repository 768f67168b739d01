"""The one Jinja environment: pages and pushed fragments are rendered by the same templates."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.kernel import i18n

TEMPLATES = Path(__file__).parents[2] / "templates"


def _said(message: str, /, **params: Any) -> Markup:
    """`_()` of the templates: what params bring is escaped, a message's own markup is not."""
    return _filled(i18n.gettext(message), params)


def _counted(singular: str, plural: str, count: int, /, **params: Any) -> Markup:
    """`ngettext()` of the templates; `count` fills %(num)s unless params do."""
    return _filled(i18n.ngettext(singular, plural, count), {"num": count} | params)


def _filled(text: str, params: dict[str, Any]) -> Markup:
    said = Markup(text)  # noqa: S704 - the catalogues are ours
    return said % params if "%" in text else said


def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        # Read once, as the code is: a release put in place under a running server mixes nothing,
        # and a page of 200 lines does not ask the disk 600 times whether a file has changed.
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "date": i18n.show_date,
        "time": i18n.show_time,
        "moment": i18n.show_moment,
        "say": i18n.say,
    }
    env.globals |= {
        "term": i18n.term,
        "_": _said,
        "ngettext": _counted,
        "N_": lambda message: message,  # marks a word of a table that _() is to say later
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
    if env.cache is not None:
        env.cache.clear()  # macros keep the globals that there were when they were read


def render(template: str, **context: Any) -> str:
    """Render `template` in the language of this request or fragment."""
    return env.get_template(template).render(locale=i18n.current_locale(), **context)
