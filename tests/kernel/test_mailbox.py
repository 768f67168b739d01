"""What waits for one slow tablet."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from server.kernel.live.mailbox import MAX_TARGETS, Entry, Mailbox
from server.kernel.live.screens import Order


def entry(seq, target, state, within=""):
    return Entry.of("meeting:1", seq, target, state, within)


def test_only_the_newest_state_of_an_element_waits():
    mailbox = Mailbox()
    for seq in range(1, 50):
        mailbox.put(entry(seq, "item-a", f"<li>{seq}</li>"))
    assert [(e.seq, e.state) for e in mailbox.drain()] == [(49, "<li>49</li>")]


def test_a_list_takes_the_waiting_states_of_its_own_elements_along():
    mailbox = Mailbox()
    mailbox.put(entry(1, "agenda", Order(("a", "c"), {"c": "<li>new</li>"})))
    mailbox.put(entry(2, "c", "<li>renamed</li>"))
    mailbox.put(entry(3, "agenda", Order(("c", "a"))))
    (only,) = mailbox.drain()
    assert only.state == Order(("c", "a"), {"c": "<li>renamed</li>"})
    assert b"renamed" in only.message.frame


def test_a_list_forgets_what_has_left_it():
    mailbox = Mailbox()
    mailbox.put(entry(1, "agenda", Order(("a", "b"), {"b": "<li>secret</li>"})))
    mailbox.put(entry(2, "agenda", Order(("a",))))
    (only,) = mailbox.drain()
    assert b"secret" not in only.message.frame


def test_too_much_means_reload():
    mailbox = Mailbox()
    for n in range(MAX_TARGETS + 1):
        mailbox.put(entry(n, f"item-{n}", "x"))
    assert mailbox.overflowed
    assert not mailbox


@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from("abcd"), st.text(max_size=3)),
            st.tuples(st.just("list"), st.permutations("abcd")),
        ),
        max_size=30,
    )
)
def test_seqs_leave_in_rising_order_and_end_in_the_newest_state(changes):
    mailbox = Mailbox()
    newest = {}
    for seq, (target, state) in enumerate(changes, 1):
        if target == "list":
            mailbox.put(entry(seq, "list", Order(tuple(state))))
            newest["list"] = tuple(state)
        else:
            mailbox.put(entry(seq, target, state))
            newest[target] = state
    shown = {}
    last = 0
    for sent in mailbox.drain():
        assert sent.seq >= last
        last = sent.seq
        if isinstance(sent.state, Order):
            shown["list"] = sent.state.ids
            shown |= sent.state.html
        else:
            shown[sent.target] = sent.state
    assert shown == newest


def test_a_frame_is_the_message_of_the_protocol():
    frame = entry(118, "item-7", "<li>Đề án</li>").message.frame
    body = frame[2:] if frame[1] < 126 else frame[4:]
    assert frame[0] == 0x81
    assert json.loads(body) == {"s": "meeting:1", "q": 118, "t": "item-7", "h": "<li>Đề án</li>"}


class Shown:
    """A page with a list whose elements each have a part that is pushed by itself."""

    def __init__(self, items):
        self.items = dict(items)  # element -> its part, in order
        self.lacking = False

    def apply(self, sent):
        """Do as live.js does."""
        if not isinstance(sent.state, Order):
            item = sent.target.removeprefix("part-")
            if item in self.items:
                self.items[item] = sent.state
            return
        kept = {}
        for item in sent.state.ids:
            if item in sent.state.html:
                kept[item] = sent.state.html[item]
            elif item in self.items:
                kept[item] = self.items[item]
            else:
                self.lacking = True
        self.items = kept


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from("abcd")),
        st.tuples(st.just("take"), st.sampled_from("abcd")),
        st.tuples(st.just("bring"), st.sampled_from("abcd")),
        st.tuples(st.just("drain"), st.integers(0, 3)),
    ),
    max_size=40,
)


@given(ACTS)
@settings(max_examples=400)
def test_whatever_waits_a_slow_page_ends_as_the_list_and_its_parts_are(acts):
    mailbox = Mailbox()
    now = {"a": "0", "b": "0", "c": "0"}
    page = Shown(now)
    last = 0

    def send(count):
        nonlocal last
        for sent in mailbox.drain():
            assert sent.seq >= last
            last = sent.seq
            page.apply(sent)
            count -= 1
            if not count:
                return

    for seq, (act, what) in enumerate(acts, 1):
        if act == "drain":
            if what:
                send(what)
        elif act == "edit" and what in now:
            now[what] = str(seq)
            mailbox.put(entry(seq, f"part-{what}", str(seq), within=what))
        elif act == "take" and what in now:
            del now[what]
            mailbox.put(entry(seq, "list", Order(tuple(now))))
        elif act == "bring" and what not in now:
            now[what] = str(seq)
            mailbox.put(entry(seq, "list", Order(tuple(now), {what: str(seq)})))
    send(-1)
    assert not page.lacking
    assert page.items == now
