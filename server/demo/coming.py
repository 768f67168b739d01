"""What is drafted in the demonstration: this month's programme, issued, and next year's, open."""

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.demo.life import CHAIR, KEEPER, TERM, Life, issued_on, month_name
from server.demo.stage import Stage
from server.people.access import viewer_with_id
from server.people.models import Body
from server.programmes import appraising, breaking, desk, life, registering, settling
from server.programmes.breaking_queries import offers
from server.programmes.models import Programme, ProgrammeItem, ProgrammeProposal
from server.programmes.sources import plan_of
from server.programmes.spans import Span, span_of

CHIEF = "daibieu2"
_HOWS = ("above", "recurring", "starter")  # nothing is carried away from this year's yet
_DRAFTED, _OPENED, _OPEN_UNTIL = -12, -10, 14  # days from today, of next year's programme


class Coming:
    """The acts by which two programmes are drafted; `taken` are slugs of items of this year's that
    the story has on its agendas, which the month leaves to them."""

    def __init__(self, stage: Stage, yearly: Life, taken: set[str]) -> None:
        self.stage, self.yearly, self.taken = stage, yearly, taken
        self.month = span_of("month", stage.today)
        self.next = span_of("year", date(stage.today.year + 1, 1, 1))

    def plan(self) -> None:
        """Plan the month's programme up to its number, and next year's with its registration."""
        stage = self.stage
        day = max(self.month.first - timedelta(days=3), issued_on(stage.today) + timedelta(days=1))
        at = partial(stage.moment, self.yearly.days(day))
        stage.at(at("08:10"), KEEPER, self._month)
        stage.at(at("10:00"), KEEPER, partial(self._step, life.submit))
        stage.at(at("10:40"), CHIEF, partial(self._step, life.approve))
        stage.at(at("14:10"), CHAIR, partial(self._step, life.approve))
        stage.at(at("16:20"), KEEPER, partial(self._adopt, day))
        stage.at(stage.moment(_DRAFTED, "09:20"), KEEPER, self._year)
        stage.at(stage.moment(_DRAFTED, "10:30"), KEEPER, self._consider)
        stage.at(stage.moment(_OPENED, "14:30"), KEEPER, self._open)
        for minutes, told in enumerate(self.yearly.told["proposal"]):
            moment = stage.moment(told["day"], "09:30", minutes)
            stage.at(moment, told["by"], partial(self._register, told))
            if "returned" in told:
                moment = stage.moment(told["day"] + 2, "15:40")
                stage.at(moment, KEEPER, partial(self._return, told))

    # --- drafted ---------------------------------------------------------------------------------

    def _draft(
        self, body: str, level: str, span: Span, above: Programme | None, starter: str, title: str
    ) -> UUID:
        """Draft a programme from what the wizard offers and ticks."""
        tx, own = self.stage.tx, self.stage.bodies[body]
        row = tx.session.exec(select(Body).where(Body.key == own)).one()
        plan = plan_of(tx.session, row, level, span, above, None, starter)
        left = {f"above:{self.yearly.item(slug=slug).key}" for slug in self.taken}
        found = offers(tx.session, viewer_with_id(tx.session, tx.actor.user_id), plan)
        values = [
            offer.value
            for how, some in found.parts
            for offer in some
            if how in _HOWS and offer.value not in left
            if offer.ticked or (how == "starter" and level == "month")
        ]
        key = breaking.draft_programme(
            tx,
            body_key=own,
            level=level,
            title=title,
            period_from=span.first,
            period_to=span.last,
            above_key=above.key if above else None,
            starter=starter,
            values=values,
        )
        return UUID(key)

    def _month(self) -> None:
        first = self.month.first
        title = f"Chương trình công tác tháng {month_name(first.month)}/{first.year}"
        above = self.yearly.programme(self.yearly.year)
        self.stage.keys["programme", "month"] = self._draft(
            "thuong-truc",
            "month",
            self.month,
            above,
            "standing-month",
            f"{title} của Thường trực Tỉnh ủy Minh Họa",
        )

    def _year(self) -> None:
        year = self.next.first.year
        term = self.yearly.programme(TERM)
        self.stage.keys["programme", "next"] = self._draft(
            "ban-thuong-vu",
            "year",
            self.next,
            term if term.period_to >= self.next.first else None,
            "party-year",
            f"Chương trình công tác năm {year} của Ban Thường vụ Tỉnh ủy Minh Họa",
        )

    def _consider(self) -> None:
        """Say at the desk who is to consider items of next year's draft."""
        draft = self.stage.row(Programme, "programme", "next")
        for told in self.yearly.told["considered"]:
            asked = select(ProgrammeItem).where(ProgrammeItem.programme_id == draft.id)
            begins = col(ProgrammeItem.text).startswith(told["begins"])
            item = self.stage.tx.session.exec(asked.where(begins)).one()
            desk.reword_item(
                self.stage.tx,
                key=item.key,
                version=item.version,
                base={"considers": ""},
                to={"considers": told["by"]},
            )

    def _step(self, step: Any) -> None:
        step(self.stage.tx, key=self.stage.keys["programme", "month"])

    def _adopt(self, day: date) -> None:
        """Issue the month's programme; so its own line that says it is to be issued is done."""
        tx, key = self.stage.tx, self.stage.keys["programme", "month"]
        number = f"{2 + 3 * day.month:02d}-CTr/TU"
        life.adopt(tx, key=key, number=number, adopted_on=day)
        row = self.stage.row(Programme, "programme", "month")
        self.yearly.write_document(row)
        own = select(ProgrammeItem).where(
            ProgrammeItem.programme_id == row.id,
            ProgrammeItem.kind == "document",
            ProgrammeItem.text == row.title.removesuffix(" Minh Họa"),
        )
        item = tx.session.exec(own).one()
        evidence = f"Chương trình số {number}"
        settling.settle_item(tx, key=item.key, version=item.version, day=day, evidence=evidence)

    # --- registered ------------------------------------------------------------------------------

    def _open(self) -> None:
        key, until = self.stage.keys["programme", "next"], self.stage.day(_OPEN_UNTIL)
        life.open_registration(self.stage.tx, key=key, until=until)

    def _register(self, told: dict[str, Any]) -> None:
        letter = told.get("letter", "")
        sent = {"letter": letter, "letter_on": self.stage.day(told["day"] - 1)} if letter else {}
        key = registering.register_item(
            self.stage.tx,
            key=self.stage.keys["programme", "next"],
            body_key=self.stage.bodies[told["body"]],
            texts={name: told[name] for name in registering.ASKED if name in told},
            reason=told.get("reason", ""),
            **sent,
        )
        self.stage.keys["proposal", told["key"]] = UUID(key)

    def _return(self, told: dict[str, Any]) -> None:
        self.stage.tx.session.flush()
        row = self.stage.row(ProgrammeProposal, "proposal", told["key"])
        appraising.return_proposal(
            self.stage.tx, key=row.key, version=row.version, lacking=told["returned"]
        )
