"""On the web a message is shown by the page's own stream as soon as its row stands; there is nothing more to send."""

from __future__ import annotations


class WebchatSender:
    """Fulfils `dialogue.ports.Messenger`."""

    channel = "web"

    def send(self, sender: str, text: str) -> None:
        """Confirms: the turn is in the conversation, and the visitor's page reads it from there, now or when they come back."""
