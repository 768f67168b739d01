"""The way of a term's items to issued documents, and where they fell out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.kernel.i18n import gettext as _
from server.overview.pictures.drawing import (
    LINE,
    WIDTH,
    Box,
    Line,
    lines_at,
    scaled,
    text_width,
    wrapped,
)

STEPS = (
    *("term", "year", "month", "agenda", "presented", "concluded"),
    *("tasks", "done", "issued"),
)
_LABEL_WIDTH = 232
_BAND = 28  # height of a step's bar
_BETWEEN = 16  # room for the band that narrows to the next step
_PAD = 4


@dataclass(frozen=True)
class Passed:
    """How many items came to a step, and how many of these fell out there for good."""

    reached: int
    out: int = 0


@dataclass(frozen=True)
class FlowStep:
    """A step as drawn: what goes on, then what fell out, as one bar; the numbers beside it.

    `narrowing` are the four corners "x,y x,y ..." of the band to the next step, "" at the last.
    """

    key: str
    name: str
    reached: int
    out: int
    label: tuple[Line, ...]
    on_box: Box
    out_box: Box
    number: Line
    out_number: Line | None
    narrowing: str


@dataclass(frozen=True)
class FlowPicture:
    """The drawn way; `heads` stand above the two columns of numbers."""

    width: int
    height: int
    steps: tuple[FlowStep, ...]
    heads: tuple[Line, ...]

    @property
    def reached(self) -> int:
        """Items there were at any step; 0 where there is nothing to draw."""
        return max(step.reached for step in self.steps)


def step_name(key: str) -> str:
    """Return a step of STEPS in words."""
    return {
        "term": _("In the term programme"),
        "year": _("Broken down to a year"),
        "month": _("Broken down to a quarter or month"),
        "agenda": _("On the agenda of a meeting"),
        "presented": _("Tabled"),
        "concluded": _("Concluded"),
        "tasks": _("Tasks given"),
        "done": _("Tasks completed"),
        "issued": _("Document issued"),
    }[key]


def flow_picture(passed: Mapping[str, Passed], steps: Sequence[str] = STEPS) -> FlowPicture:
    """Draw how many items came to each of `steps`; one that is not named was reached by none.

    Items are counted, not their tasks. A later step may hold more than an earlier one: an item
    may be issued without a task. Raises ValueError for an unknown step, for a count below 0, and
    where more fell out than had come.
    """
    unknown = set(passed) - set(steps) | set(steps) - set(STEPS)
    if unknown or any(not 0 <= each.out <= each.reached for each in passed.values()):
        raise ValueError(f"no way of items: {passed!r}")
    counts = [passed.get(key, Passed(0)) for key in steps]
    most = max(each.reached for each in counts)
    out_most = max(each.out for each in counts)
    head, out_head = _("Items"), _("Fell out")
    number = max(text_width(head), text_width(str(most))) + 2 * _PAD
    out_width = max(text_width(out_head), text_width(f"−{out_most}")) + 2 * _PAD
    length = max(WIDTH - _LABEL_WIDTH - number - out_width, 200)
    width = _LABEL_WIDTH + length + number + out_width
    ends = (width - out_width - _PAD, width - _PAD)
    tops, labels = [], []
    y = LINE + 10
    for key in steps:
        lines = wrapped(step_name(key), _LABEL_WIDTH - 3 * _PAD)
        height = max(_BAND, len(lines) * LINE)
        tops.append(y + (height - _BAND) // 2)
        labels.append(lines_at(lines, _PAD, y + (height - len(lines) * LINE) // 2))
        y += height + _BETWEEN
    drawn = []
    for place, (key, each) in enumerate(zip(steps, counts, strict=True)):
        going = scaled(each.reached - each.out, most, length)
        out = max(scaled(each.reached, most, length) - going, 3 if each.out else 0)
        going = min(going, length - out)
        top = tops[place]
        after = counts[place + 1] if place + 1 < len(steps) else None
        drawn.append(
            FlowStep(
                key=key,
                name=step_name(key),
                reached=each.reached,
                out=each.out,
                label=labels[place],
                on_box=Box(_LABEL_WIDTH, top, going, _BAND),
                out_box=Box(_LABEL_WIDTH + going, top, out, _BAND),
                number=Line(str(each.reached), ends[0], top + 19),
                out_number=Line(f"−{each.out}", ends[1], top + 19) if each.out else None,
                narrowing=_band(going, scaled(after.reached, most, length), top, tops[place + 1])
                if after
                else "",
            )
        )
    return FlowPicture(
        width,
        y - _BETWEEN + _PAD,
        tuple(drawn),
        (Line(head, ends[0], LINE), Line(out_head, ends[1], LINE)),
    )


def _band(here: int, there: int, top: int, below: int) -> str:
    """The corners of what goes on from a bar to the next one; "" where nothing does."""
    if not (here and there):
        return ""
    x, foot = _LABEL_WIDTH, top + _BAND
    return f"{x},{foot} {x + here},{foot} {x + there},{below} {x},{below}"
