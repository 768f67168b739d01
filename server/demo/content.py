"""What the demonstration tells: cast.toml as it is, story.toml, follow.toml and life.toml as of a
given day.

All come back as plain tables; the files say what their fields mean.
"""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from server.demo.papers import PaperSpec

_HERE = Path(__file__).parent
_DAY = re.compile(r"\{day([+-]\d+)?\}")
_FACTS = ("title", "subject", "kind", "topic", "pages", "number", "post")
_MORE_FACTS = ("on_behalf", "form", "draft", "scanned")


def read_cast() -> dict[str, Any]:
    """`office`, `password`, `body` (list) and `person` (list)."""
    return tomllib.loads((_HERE / "cast.toml").read_text(encoding="utf-8"))


def read_story(today: date) -> list[dict[str, Any]]:
    """The meetings, with every `{...}` in their texts filled for `today`."""
    story = tomllib.loads((_HERE / "story.toml").read_text(encoding="utf-8"))
    meetings: list[dict[str, Any]] = _told(story["meeting"], today)
    return meetings + list(read_follow(today)["meeting"])


def read_follow(today: date) -> dict[str, Any]:
    """What followed the sessions: `document`, further `meeting`s, `act`, `inspection`."""
    follow = tomllib.loads((_HERE / "follow.toml").read_text(encoding="utf-8"))
    told: dict[str, Any] = _told(follow, today)
    return told


def read_week() -> list[dict[str, Any]]:
    """The entries of the leaders' week and the next one."""
    week = tomllib.loads((_HERE / "week.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = week["entry"]
    return entries


def read_life(today: date) -> dict[str, Any]:
    """What becomes of the programmes: `settled`, `amended`, `rules`, `source`, `proposal`."""
    life = tomllib.loads((_HERE / "life.toml").read_text(encoding="utf-8"))
    told: dict[str, Any] = _told(life, today)
    return told


def paper_spec(paper: dict[str, Any], cast: dict[str, Any], today: date) -> PaperSpec:
    """The spec of a `[[meeting.item.paper]]` of the story, signed by someone of the cast."""
    bodies = {body["key"]: body for body in cast["body"]}
    people = {person["login"]: person["name"] for person in cast["person"]}
    issuer = bodies[paper["issuer"]]
    province: str = cast["province"]
    by_province = issuer["kind"] == "committee"  # its own papers name nobody above it
    return PaperSpec(
        **{name: paper[name] for name in (*_FACTS, *_MORE_FACTS) if name in paper},
        day=today + timedelta(days=paper["day"]),
        upper=None if by_province else f"Tỉnh ủy {province}",
        issuer=f"Tỉnh ủy {province}" if by_province else issuer["name"].removesuffix(" Tỉnh ủy"),
        signatory=people[paper["signatory"]],
        points=tuple(paper.get("points", ())),
    )


def _told(value: Any, today: date) -> Any:
    if isinstance(value, list):
        return [_told(part, today) for part in value]
    if isinstance(value, dict):
        return {name: _told(part, today) for name, part in value.items()}
    if not isinstance(value, str):
        return value
    for name, filling in (
        ("year", f"{today.year}"),
        ("next", f"{today.year + 1}"),
        ("month", _number(today.month)),
        ("mm", f"{today.month:02d}"),
    ):
        value = value.replace(f"{{{name}}}", filling)
    return _DAY.sub(lambda match: _written(today + timedelta(days=int(match[1] or 0))), value)


def _written(day: date) -> str:
    """As offices write dates: a zero before days below ten and before January and February."""
    return f"{day.day:02d}/{_number(day.month)}/{day.year}"


def _number(month: int) -> str:
    return f"{month:02d}" if month < 3 else f"{month}"
