"""Lines that a programme may take, as the screen offers them: ticked or not, and why."""

from dataclasses import dataclass, replace

from server.kernel.i18n import say
from server.programmes.duplicates import Entry, near
from server.programmes.picks import Pick
from server.programmes.views import Head

MOST = 1500  # offers on a page: a form has not more fields
Found = tuple[Pick, bool, list[str]]  # a line, whether it is ticked, and remarks


@dataclass(frozen=True)
class Offer:
    """A line that may be taken, as it would stand. `remarks` are sentences about it."""

    value: str
    how: str
    text: str
    kind: str
    lead: str
    time_text: str
    time_from: str | None
    time_to: str | None
    origin: str
    ticked: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """What a programme can be drafted from: (how, offers) in the order of picks.HOWS.

    `directions` are (programme's title, words) of what last year's reviews said of the time to
    come; `left_off` counts what a page has no room for.
    """

    parts: tuple[tuple[str, tuple[Offer, ...]], ...]
    directions: tuple[tuple[str, str], ...]
    above: Head | None
    before: Head | None
    left_off: int = 0

    @property
    def count(self) -> int:
        """How many are offered."""
        return sum(len(offers) for _how, offers in self.parts)

    @property
    def ticked(self) -> int:
        """How many of them are ticked."""
        return sum(offer.ticked for _how, offers in self.parts for offer in offers)


def by_parts(found: list[Found]) -> list[Found]:
    """Leave out ticks of what is offered a second time, better, for a caller.

    An item above whose duties are offered one by one; an open one of last year that comes again.
    """
    again = [pick for pick, ticked, _remarks in found if ticked and pick.how == "recurring"]
    duties = {pick.also["parent_id"] for pick in again} | {
        pick.also["parent_id"] for pick, ticked, _r in found if ticked and pick.how == "starter"
    }
    recurring = {pick.source_id for pick in again}
    told: list[Found] = []
    for pick, ticked, remarks in found:
        if ticked and pick.how in ("above", "apart") and pick.source_id in duties:
            told.append((pick, False, [*remarks, say("break-by-duties")]))
        elif ticked and pick.how == "carried" and pick.source_id in recurring:
            told.append((pick, False, [*remarks, say("break-comes-again")]))
        else:
            told.append((pick, ticked, remarks))
    return told


def offer_of(pick: Pick, ticked: bool, remarks: list[str]) -> Offer:
    """Return a line as it is offered, for a caller."""
    words = pick.line.words
    names = ("text", "kind", "lead", "time_text", "time_from", "time_to", "origin")
    return Offer(
        value=pick.value,
        how=pick.how,
        ticked=ticked,
        remarks=tuple(remarks),
        **{name: words[name] for name in names},
    )


def without_doubles(own: list[tuple[str, str]], found: list[Offer]) -> list[Offer]:
    """Say where two lines may be one matter, for a caller; the later one is not ticked."""
    entries = [Entry(text, time) for text, time in own]
    entries += [Entry(offer.text, offer.time_text) for offer in found]
    shown = list(found)
    for pair in near(entries):
        place = pair.b - len(own)
        if place < 0:
            continue
        other = entries[pair.a].text
        if pair.a >= len(own) and shown[pair.a - len(own)].how == shown[place].how == "starter":
            continue  # a starter says nothing twice
        remarks = (*shown[place].remarks, say("break-like", text=other))
        ticked = shown[place].ticked and pair.a >= len(own) and not shown[pair.a - len(own)].ticked
        shown[place] = replace(shown[place], ticked=ticked, remarks=remarks)
    return shown
