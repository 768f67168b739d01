"""Django Channels with its in-memory layer. `python -m benchmarks.peers.django_channels PORT`."""

import sys
from typing import Any

import django
import uvicorn
from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    SECRET_KEY="of a benchmark",
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Tablet(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Keep a tablet."""

    async def connect(self) -> None:
        """Join the room."""
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def said(self, event: dict[str, Any]) -> None:
        """Hand on what was said."""
        await self.send(text_data=event["text"])


class Control(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Broadcast what is said."""

    async def receive(self, text_data: str = "", bytes_data: bytes = b"") -> None:
        """Tell the group."""
        await self.channel_layer.group_send("room", {"type": "said", "text": text_data})


routes = [path("tablet", Tablet.as_asgi()), path("control", Control.as_asgi())]
app = ProtocolTypeRouter({"websocket": URLRouter(routes)})

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_level="error",
    )
