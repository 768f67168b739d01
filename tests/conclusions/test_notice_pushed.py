"""Every act on a notice, on every page that shows it: live equals reload."""

import pytest

from server.conclusions import drafting, publishing
from server.conclusions.models import DraftComment
from server.room.commands import end_session
from tests.conclusions.drafts import Draft
from tests.live.harness import SAME, live_equals_reload, opened

SAID = "Adopt the budget"


class Story:
    """A draft notice that was submitted and commented on; another that was issued."""

    def __init__(self, world, session):
        self.world, self.session = world, session
        first = session.note("Staff", "Issued before")
        session.verdict(first, "decides")
        session.agree(first)
        self.notice = session.issue(first, number="11")
        self.key = session.note("Budget", SAID)
        session.assign(self.key, "Publish it")
        session.agree(self.key)
        session.draft()
        world.run("anna", end_session, key=session.key)
        self.draft = Draft(session)
        self.draft.submit()
        self.draft.run("carl", drafting.comment, text="Shorter")

    def approve(self):
        self.draft.approve()

    def number(self):
        self.draft.approve()
        self.draft.number()

    def settle(self):
        key = self.world.row(DraftComment, text="Shorter").key
        self.world.run("anna", drafting.settle_comment, key=key, answer="Done")

    def sign(self):
        said = {"key": self.notice, "sha256": "a" * 64, "file_name": "a.pdf"}
        self.world.run("rita", publishing.bind_signed, **said)


ACTS = {
    "words": lambda s: s.draft.words(closing="Hết.", urgency="KHẨN"),
    "comment": lambda s: s.draft.run("anna", drafting.comment, text="More"),
    "settle": lambda s: s.settle(),
    "approve": lambda s: s.approve(),
    "return": lambda s: s.draft.run("carl", drafting.return_draft, answer="Say who pays"),
    "take back": lambda s: s.draft.run("anna", drafting.take_back),
    "edit": lambda s: s.session.edit(s.key, "Other words"),
    "approve, edit": lambda s: (s.approve(), s.session.edit(s.key, "Other words")),
    "assign": lambda s: s.session.assign(s.key, "More work"),
    "number": lambda s: s.number(),
    "sign": lambda s: s.sign(),
}


@pytest.mark.parametrize("act", list(ACTS))
def test_what_is_pushed_is_what_a_reload_shows(world, session, act):
    story = Story(world, session)
    meeting = f"/meetings/{session.key}"
    asked = [
        ("anna", f"{meeting}/notice"),
        ("anna", f"{meeting}/notice/approval"),
        ("carl", f"{meeting}/notice/approval"),
        ("carl", f"{meeting}/after"),
        ("anna", f"{meeting}/after"),
        ("rita", "/office/numbers"),
        *((who, "/work") for who in ("anna", "carl", "rita")),
        *((who, f"/notices/{story.notice}") for who in ("mia", "rita")),
    ]
    watched = [opened(world, who, url) for who, url in asked]
    outcome = live_equals_reload(world, watched, lambda: ACTS[act](story))
    assert outcome == [SAME] * len(asked)
