"""The one live path: committed events become fragments, once per audience, on every open page.

screens.py   what a live page declares: who may follow it and what an event renders again
mailbox.py   what waits for one slow tablet: newest state per element
wire.py      one encoded frame written to many sockets
relay.py     the log read in order, rendered per audience, handed to the sockets
lanes.py     what is rendered at once does not wait for what takes long
missed.py    what a page that was away lacks, rendered once for all that come back alike
socket.py    the endpoint: who it is, what it follows, how long it stays
"""

from server.kernel.live.lanes import Relay
from server.kernel.live.screens import Fragment, Happened, Order, Screen, Seat, screen_named

__all__ = ["Fragment", "Happened", "Order", "Relay", "Screen", "Seat", "screen_named"]
