"""A Bot API server on loopback: answers as Telegram does, remembers what it was asked, fails when told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class TelegramServer:
    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    failure: tuple[int, dict[str, Any]] | None = None

    def sent(self) -> list[str]:
        return [str(body["text"]) for method, body in self.calls if method == "sendMessage"]

    def answer(self, method: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.calls.append((method, body))
        if self.failure is not None:
            return self.failure
        chat = {"id": int(body.get("chat_id", 1)), "type": "private"}
        message = {"message_id": len(self.calls), "date": 1, "chat": chat, "text": str(body.get("text", ""))}
        results: dict[str, Any] = {
            "sendMessage": message,
            "editMessageReplyMarkup": message,
            "getMe": {"id": 42, "is_bot": True, "first_name": "12348", "username": "hotline_bot"},
            "getUpdates": self._new_updates(int(body.get("offset", 0) or 0)) if method == "getUpdates" else [],
        }
        return 200, {"ok": True, "result": results.get(method, True)}

    def _new_updates(self, offset: int) -> list[dict[str, Any]]:
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            time.sleep(0.2)  # Telegram holds the request until something comes
        return self.updates


@contextmanager
def running() -> Iterator[TelegramServer]:
    fake = TelegramServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, answer = fake.answer(
                self.path.rsplit("/", 1)[-1], _parse(raw, self.headers.get("Content-Type", ""))
            )
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _parse(raw: bytes, content_type: str) -> dict[str, Any]:
    if "json" in content_type:
        return dict(json.loads(raw or b"{}"))
    if "multipart" in content_type:
        boundary = content_type.split("boundary=")[1].strip('"').encode()
        fields = {}
        for part in raw.split(b"--" + boundary)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            name = head.split(b'name="')[1].split(b'"')[0].decode()
            fields[name] = value.removesuffix(b"\r\n").decode()
        return fields
    return {k: v[0] for k, v in parse_qs(raw.decode()).items()}
