"""Plays the provider at the terminal: a real call against the real, signed webhooks."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import httpx2

from kit.errors import HotlineError
from voice.signature import SignatureCheck

Post = Callable[[str, dict[str, str], dict[str, str]], tuple[int, str]]


class Player:
    """One call. Follows TwiML as the provider does: says, gathers, redirects, hangs up."""

    def __init__(self, base_url: str, token: str, number: str, post: Post) -> None:
        self._check, self._base, self._post = SignatureCheck(base_url, [token]), base_url.rstrip("/"), post
        self._call = {
            "CallSid": f"CA{secrets.token_hex(16)}",
            "From": number,
            "To": "12348",
            "CallStatus": "in-progress",
        }
        self.said: tuple[str, ...] = ()
        self.over = False
        self._next = "/voice/incoming"

    def begin(self) -> tuple[str, ...]:
        """What is said first."""
        return self._fetch({})

    def speak(self, words: str) -> tuple[str, ...]:
        return self._fetch({"SpeechResult": words, "Confidence": "0.9"})

    def press(self, key: str) -> tuple[str, ...]:
        return self._fetch({"Digits": key})

    def stay_silent(self) -> tuple[str, ...]:
        return self._fetch({})

    def hang_up(self) -> None:
        self.over = True
        self._next = "/voice/status"
        self._send({"CallStatus": "completed"})

    def _fetch(self, heard: dict[str, str]) -> tuple[str, ...]:
        root: Any = ElementTree.fromstring(self._send(heard))  # noqa: S314  (our own server's document)
        self.said = tuple(say.text or "" for say in root.iter("Say"))
        gather = root.find("Gather")
        self.over = gather is None
        if gather is not None:
            parts = urlsplit(gather.get("action"))
            self._next = f"{parts.path}?{parts.query}"
        dialled = root.find("Dial")
        if dialled is not None:
            self.said = (*self.said, f"（转接 {dialled.text}）")
        return self.said

    def _send(self, heard: dict[str, str]) -> str:
        form = self._call | heard
        headers = {
            "X-Twilio-Signature": self._check.sign(self._next, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, body = self._post(self._base + self._next, form, headers)
        if status >= 400:
            raise HotlineError(f"服务器没有接这个电话（{status}）：{body[:80]}")
        return body


def play(base_url: str, token: str, number: str, read: Callable[[str], str], write: Callable[[str], None]) -> int:
    """A call at the terminal: what is typed is spoken, one digit is a key, an empty line is silence, q hangs up."""
    with httpx2.Client(timeout=15) as client:

        def post(url: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
            answer = client.post(url, content=urlencode(form), headers=headers)
            return answer.status_code, answer.text

        player = Player(base_url, token, number, post)
        try:
            said = player.begin()
            while True:
                for piece in said:
                    write(f"☎ {piece}")
                if player.over:
                    write("（通话结束）")
                    return 0
                words = read("您说（一个数字是按键，空行是沉默，q 挂机）：").strip()
                if words == "q":
                    player.hang_up()
                    return 0
                if not words:
                    said = player.stay_silent()
                else:
                    said = player.press(words) if len(words) == 1 and words in "0123456789*#" else player.speak(words)
        except httpx2.HTTPError as error:
            raise HotlineError(f"连不上 {base_url}，请先在另一个终端运行 make run。") from error
        except EOFError:
            player.hang_up()
            return 0
