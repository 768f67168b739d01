"""A meeting of the story is prepared: its agenda drawn up and sent, its papers collected and sent.

What story.toml leaves to a keeper's habits is decided here: an agenda is drawn up the day before
its first paper comes, and approved and sent three days ahead.
"""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from server.demo.press import drafts_of, file_name, paper_name
from server.demo.stage import Stage
from server.materials import commands as materials
from server.materials.intake import Arrived
from server.materials.models import Paper, PaperVersion
from server.meetings import commands as meetings
from server.meetings.models import AgendaItem
from server.programmes.models import Programme, ProgrammeItem

_MADE_AHEAD, _SENT_AHEAD = 7, 3  # days before the session, at the latest


class Preparation:
    """The acts of one `[[meeting]]` of the story up to its session."""

    def __init__(self, stage: Stage, meeting: dict[str, Any]) -> None:
        self.stage, self.meeting = stage, meeting
        self.key: str = meeting["key"]
        self.keeper: str = meeting["secretaries"][0]
        self.sent = stage.moment(meeting["day"] - _SENT_AHEAD, "14:00")

    def plan(self, papers: Mapping[str, Arrived]) -> None:
        """Plan the agenda from its first draft, and every paper's way to the delegates."""
        self._draw_up()
        self._collect(papers)

    # --- the agenda ------------------------------------------------------------------------------

    def _draw_up(self) -> None:
        stage, meeting = self.stage, self.meeting
        first = [p["day"] - len(drafts_of(p)) for i in meeting["item"] for p in i.get("paper", [])]
        made = min([*first, meeting.get("made", meeting["day"] - _MADE_AHEAD)])
        stage.at(stage.moment(made, "08:30"), self.keeper, self._make)
        items = [i for i in meeting["item"] if not i.get("hidden") and not i.get("aside")]
        for minutes, item in enumerate(items, 1):
            moment = stage.moment(made, "08:30", minutes)
            stage.at(moment, self.keeper, partial(self.add, item))
        before = meeting["day"] - _SENT_AHEAD
        if meeting["agenda"] != "draft":
            stage.at(stage.moment(before, "10:00"), self.keeper, self._approve)
        if meeting["agenda"] == "sent":
            stage.at(self.sent, self.keeper, self._send)

    def _make(self) -> None:
        key = meetings.make_meeting(
            self.stage.tx,
            body_key=self.stage.bodies[self.meeting["body"]],
            kind="session",
            title=self.meeting["title"],
            starts_at=self.stage.moment(self.meeting["day"], self.meeting["starts"]),
            place=self.meeting["place"],
        )
        self.stage.keys["meeting", self.key] = UUID(key)

    def _meeting_key(self) -> UUID:
        return self.stage.keys["meeting", self.key]

    def _approve(self) -> None:
        meetings.approve_agenda(self.stage.tx, key=self._meeting_key())

    def _send(self) -> None:
        meetings.send_agenda(self.stage.tx, key=self._meeting_key())

    def add(self, item: dict[str, Any]) -> None:
        """Put a line on the agenda, worded and timed, for those who may see it."""
        tx, people = self.stage.tx, self.stage.people
        if name := item.get("programme_item"):
            keys = [self._take(name)]
            (key,) = meetings.add_programme_items(
                tx, meeting_key=self._meeting_key(), programme_item_keys=keys
            )
        else:
            key = meetings.add_item(
                tx,
                meeting_key=self._meeting_key(),
                title=item.get("title", ""),
                presenter=self._presenter(item),
                time_label=item.get("time_label", ""),
                secret=item.get("secret", False),
            )
        self.stage.keys["item", self.key, item["key"]] = UUID(key)
        if name:
            self._word(item)
        if restricted_to := item.get("restricted_to"):
            # The chair sees every line and is named on none.
            names = [people[login].key for login in restricted_to if login != self.meeting["chair"]]
            meetings.restrict_item(tx, key=UUID(key), names=names)
        if guests := item.get("guests"):
            meetings.set_guests(tx, key=UUID(key), names=[people[login].key for login in guests])

    def _presenter(self, item: dict[str, Any]) -> str:
        return self.stage.people[item["presenter"]].name if "presenter" in item else ""

    def _word(self, item: dict[str, Any]) -> None:
        row = self.stage.row(AgendaItem, "item", self.key, item["key"])
        meetings.edit_item(
            self.stage.tx,
            key=row.key,
            version=row.version,
            base_title=row.title,
            title=item["title"],
            base_presenter=row.presenter,
            presenter=self._presenter(item),
            base_time_label=row.time_label,
            time_label=item.get("time_label", ""),
        )

    def _take(self, name: str) -> UUID:
        """Return the key of the programme's item."""
        programme, _, slug = name.partition("#")
        return self.stage.tx.session.exec(
            select(ProgrammeItem.key)
            .join(Programme, col(Programme.id) == col(ProgrammeItem.programme_id))
            .where(Programme.slug == programme)
            .where(ProgrammeItem.slug == slug)
        ).one()

    # --- papers ----------------------------------------------------------------------------------

    def _collect(self, papers: Mapping[str, Arrived]) -> None:
        """Each paper comes on its day, its earlier drafts the days before; it is then sent."""
        stage = self.stage
        for item in self.meeting["item"]:
            for place, paper in enumerate(item.get("paper", [])):
                drafts = drafts_of(paper)
                for draft in drafts:
                    arrived = papers[paper_name(self.key, item["key"], place, draft)]
                    moment = stage.moment(paper["day"] - len(drafts) + draft, "15:00", place)
                    act = partial(self._upload, item["key"], place, paper, draft, arrived)
                    stage.at(moment, self.keeper, act)
                if paper["state"] == "sent":
                    send = partial(self._send_paper, item["key"], place)
                    stage.at(max(moment, self.sent), self.keeper, send)

    def _upload(
        self, item: str, place: int, paper: dict[str, Any], draft: int, arrived: Arrived
    ) -> None:
        tx, keys, name = self.stage.tx, self.stage.keys, ("draft", self.key, item, str(place))
        file, facts = file_name(paper["title"]), asdict(arrived)
        if draft > 1:
            of = self._paper(*name).key
            keys[name] = UUID(materials.add_draft(tx, key=of, file_name=file, **facts))
            return
        key = materials.add_paper(
            tx,
            item_key=keys["item", self.key, item],
            kind=paper["kind"],
            title=paper["title"],
            file_name=file,
            **facts,
        )
        keys[name] = UUID(key)
        # Papers come in any order; the item shows them in the story's.
        before = [(*name[:3], str(p)) for p in range(place) if (*name[:3], str(p)) in keys]
        after = self._paper(*before[-1]).key if before else None
        materials.move_paper(tx, key=self._paper(*name).key, after=after)

    def _paper(self, *name: str) -> Paper:
        """Return the paper of a draft."""
        draft = self.stage.row(PaperVersion, *name)
        return self.stage.tx.session.get_one(Paper, draft.paper_id)

    def _send_paper(self, item: str, place: int) -> None:
        draft = self.stage.keys["draft", self.key, item, str(place)]
        materials.send_papers(
            self.stage.tx,
            meeting_key=self._meeting_key(),
            versions=[str(draft)],
            scans_seen=True,
        )
