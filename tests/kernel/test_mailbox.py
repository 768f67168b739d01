"""What waits for one slow tablet."""

import json

from hypothesis import given
from hypothesis import strategies as st

from server.kernel.live.mailbox import MAX_TARGETS, Entry, Mailbox
from server.kernel.live.screens import Order


def entry(seq, target, state):
    return Entry.of("meeting:1", seq, target, state)


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
        assert sent.seq > last
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
