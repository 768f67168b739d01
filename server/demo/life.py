"""The life of the demonstration's programmes: issued, settled, amended, with rules and sources.

life.toml tells it. What lies before `today` has happened, on whichever day that is.
"""

from dataclasses import asdict
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.demo.stage import Stage
from server.programmes import amending, deciding, rule_commands, settling, source_commands
from server.programmes.document_commands import save_document
from server.programmes.life import set_document
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.printing.letter import Words

KEEPER, CHAIR = "thuky", "chutri"
TERM = "party-term-2025"
_TERM_ISSUED = ("01-CTr/TU", date(2025, 11, 14))  # the day its source says
_AT_LEAST = 30  # days before today that the year's programme was issued: before all of the story
_SOON = 3  # days after its day until somebody says that an item was done


def issued_on(today: date) -> date:
    """Return when this year's programme was issued: in January, where that is some time ago."""
    return min(date(today.year, 1, 8), today - timedelta(days=_AT_LEAST))


def issued_as(today: date) -> str:
    """Return the number and symbol of this year's programme."""
    return "01-CTr/TU" if issued_on(today).month == 1 else "34-CTr/TU"


def month_name(month: int) -> str:
    """Return a month as offices write it: "02", "3"."""
    return f"{month:02d}" if month < 3 else f"{month}"


class Life:
    """The acts on the term's programme and this year's, as `told` by life.toml."""

    def __init__(self, stage: Stage, told: dict[str, Any]) -> None:
        self.stage, self.told, self.today = stage, told, stage.today
        self.issued = issued_on(stage.today)

    def begin(self) -> None:
        """Say at once how the programmes were issued, who decides, and what they follow from."""
        self._issue(TERM, *_TERM_ISSUED)
        self._issue(self.year, issued_as(self.today), self.issued)
        self._rules()
        for source in self.told["source"]:
            self._source(source)

    def plan(self) -> None:
        """Plan what is settled and what is amended."""
        for settled in self.told["settled"]:
            self._settle(settled)
        self._amend()

    @property
    def year(self) -> str:
        """The slug of this year's programme."""
        return f"party-year-{self.today.year}"

    def days(self, day: date) -> int:
        """Return how many days from today a day is."""
        return (day - self.today).days

    def programme(self, slug: str) -> Programme:
        """Return a programme as it is now."""
        self.stage.tx.session.flush()
        return self.stage.tx.session.exec(select(Programme).where(Programme.slug == slug)).one()

    def item(self, **named: str) -> ProgrammeItem:
        """Return an item of this year's programme by its `number` or `slug`, as it is now."""
        asked = select(ProgrammeItem).where(
            ProgrammeItem.programme_id == self.programme(self.year).id
        )
        for column, value in named.items():
            asked = asked.where(getattr(ProgrammeItem, column) == value)
        return self.stage.tx.session.exec(asked.order_by(col(ProgrammeItem.id))).one()

    # --- beside the programmes -------------------------------------------------------------------

    def _issue(self, slug: str, number: str, day: date) -> None:
        row = self.programme(slug)
        set_document(
            self.stage.tx,
            key=row.key,
            version=row.version,
            base_number=row.number,
            number=number,
            base_adopted_on=row.adopted_on,
            adopted_on=day,
        )
        self.write_document(row)

    def write_document(self, row: Programme) -> None:
        """Write what stands around the items on the document of a programme of its level."""
        told = self.told["document"]
        common = {name: text.strip() for name, text in told.items() if isinstance(text, str)}
        to = asdict(Words(**common, **told[row.level]))
        save_document(self.stage.tx, key=row.key, version=0, base={}, to=to)

    def _rules(self) -> None:
        told, tx, bodies = self.told["rules"], self.stage.tx, self.stage.bodies
        head = {name: told[name] for name in ("title", "number", "since")}
        key = UUID(rule_commands.make_rules(tx, body_key=bodies[told["body"]], **head))
        for matter, kind, body, article in told["lines"]:
            rule_commands.add_rule(
                tx, key=key, matter=matter, kind=kind, body_key=bodies[body], article=article
            )

    def _source(self, told: dict[str, Any]) -> None:
        facts = {name: told[name] for name in ("reference", "dated", "kind", "issuer", "subject")}
        for name in ("interim", "final"):
            if name in told:
                facts[f"{name}_on"] = self.stage.day(told[name])
        lead = self.stage.bodies[told["lead"]]
        key = source_commands.add_source(self.stage.tx, lead_key=lead, **facts)
        for slug in told["items"]:
            source_commands.link_source(
                self.stage.tx, item_key=self.item(slug=slug).key, source_key=UUID(key)
            )

    # --- settled ---------------------------------------------------------------------------------

    def _settle(self, told: dict[str, Any]) -> None:
        item = self.item(number=told["number"])
        last = date.fromisoformat((item.time_to or item.time_from or "")[:10])
        day = last if item.time_from == item.time_to else weekday(last - timedelta(days=2))
        if item.time_from and "T" in item.time_from:
            day = last
        if told.get("with_the_programme"):
            day = self.issued
        elif self.days(last) >= -_SOON:
            return
        said = self.stage.moment(self.days(max(day, self.issued)) + 1, "16:30")
        evidence = told["evidence"].replace("{number}", issued_as(self.today))
        self.stage.at(said, KEEPER, partial(self._settled, told["number"], day, evidence))

    def _settled(self, number: str, day: date, evidence: str) -> None:
        item = self.item(number=number)
        settling.settle_item(
            self.stage.tx, key=item.key, version=item.version, day=day, evidence=evidence
        )

    # --- amended ---------------------------------------------------------------------------------

    @cached_property
    def amended(self) -> tuple[str, str]:
        """The numbers of the item that is put off, and of the one that changes its lead."""
        numbers = self.told["amended"]["numbers"]
        due = [self.item(number=number).time_to or "" for number in numbers]
        last = max(n for n, day in enumerate(due) if int(day[5:7]) <= self._month)
        return numbers[last], numbers[last + 1]

    @property
    def _month(self) -> int:
        """What is due in December cannot be put off."""
        return min(self.today.month, 11)

    def _amend(self) -> None:
        told = self.told["amended"]
        late, other = (self.item(number=number) for number in self.amended)
        later = f"Tháng {month_name(self._month + 1)}/{self.today.year}"
        swapped = {"lead": other.coordinating, "coordinating": other.lead}
        add = {name: text for name, text in told["add"].items() if name in amending.ASKED["add"]}
        self._ask("postpone", -12, KEEPER, late.key, {"time_text": later})
        self._ask("change-lead", -10, KEEPER, other.key, swapped)
        self._ask("add", -4, told["add"]["login"], None, add, told["add"]["body"])

    def _ask(
        self,
        kind: str,
        day: int,
        login: str,
        item_key: UUID | None,
        texts: dict[str, str],
        body: str = "",
    ) -> None:
        """Plan that something is asked for, appraised a day later and, but for `add`, taken."""
        stage, told = self.stage, self.told["amended"][kind]
        texts = texts | {"reason": told["reason"]}
        act = partial(self._propose, kind, item_key, texts, body)
        stage.at(stage.moment(day, "08:40"), login, act)
        stage.at(stage.moment(day + 1, "09:10"), KEEPER, partial(self._appraise, kind))
        if "decision" in told:
            stage.at(stage.moment(day + 2, "07:50"), CHAIR, partial(self._take, kind))

    def _propose(self, kind: str, item_key: UUID | None, texts: dict[str, str], body: str) -> None:
        key = amending.propose(
            self.stage.tx,
            programme_key=self.programme(self.year).key,
            item_key=item_key,
            kind=kind,
            body_key=self.stage.bodies[body] if body else None,
            texts=texts,
        )
        self.stage.keys["amendment", kind] = UUID(key)

    def _appraise(self, kind: str) -> None:
        opinion = self.told["amended"][kind]["appraisal"]
        key, version = self._asked(kind)
        deciding.appraise(
            self.stage.tx, key=key, version=version, verdict="forward", opinion=opinion
        )

    def _take(self, kind: str) -> None:
        key, version = self._asked(kind)
        note = self.told["amended"][kind]["decision"]
        deciding.decide(self.stage.tx, key=key, version=version, verdict="take", note=note)

    def _asked(self, kind: str) -> tuple[UUID, int]:
        self.stage.tx.session.flush()
        row = self.stage.row(ProgrammeProposal, "amendment", kind)
        return row.key, row.version


def weekday(day: date) -> date:
    """Return the day, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
