"""Sends a line outside of an update, by one plain call of the Bot API."""

from __future__ import annotations

import httpx2

from bot.telegram.rendering import pieces
from kit.errors import TryAgain, Undeliverable

_TIMEOUT = 10.0


class TelegramSender:
    """Fulfils `dialogue.ports.Messenger`."""

    channel = "telegram"

    def __init__(self, token: str, api_base: str) -> None:
        self._url = f"{api_base.rstrip('/')}/bot{token}/sendMessage"

    def send(self, sender: str, text: str) -> None:
        """Undeliverable where the bot is blocked or the chat is gone; TryAgain for limits, faults of theirs and of the network."""
        for piece in pieces(text):
            try:
                answer = httpx2.post(self._url, json={"chat_id": int(sender), "text": piece}, timeout=_TIMEOUT)
            except httpx2.HTTPError as error:
                raise TryAgain(30) from error
            if answer.status_code == 429:
                raise TryAgain(float(answer.json().get("parameters", {}).get("retry_after", 30)))
            if answer.status_code >= 500:
                raise TryAgain(30)
            if answer.status_code >= 400:
                raise Undeliverable
