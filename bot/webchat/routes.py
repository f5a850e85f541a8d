"""GET / · POST /chat/messages · GET /chat/history · GET /chat/stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.templating import Jinja2Templates

from bot.webchat.visitors import Visitors
from dialogue.attendant import Attendant
from dialogue.talking import Incoming, TurnView
from kit.bell import Bell
from kit.clock import Clock
from kit.errors import BadInput
from kit.when import short_time

HERE = Path(__file__).parent
CHANNEL = "web"
_BEAT = 15.0  # seconds between the comments that keep proxies from closing a quiet stream


def router(attendant: Attendant, bell: Bell, clock: Clock, secret_key: str, secure_cookies: bool) -> APIRouter:
    """The web chat over one attendant."""
    routes, visitors = APIRouter(), Visitors(secret_key, secure_cookies)
    pages = Jinja2Templates(HERE / "templates")

    def shown(turns: tuple[TurnView, ...]) -> list[dict[str, Any]]:
        now = clock.now()
        return [
            {
                "id": turn.id, "who": turn.who, "name": turn.name, "text": turn.text, "law": turn.law,
                "at": turn.at.isoformat(), "when": short_time(turn.at, now), "urgent": turn.decision == "emergency",
                "choices": [{"number": c.number, "label": c.label} for c in turn.choices],
            }
            for turn in turns
        ]  # fmt: skip

    @routes.get("/", include_in_schema=False)
    def page(request: Request) -> Response:
        response = pages.TemplateResponse(request, "chat.html")
        response.headers["Cache-Control"] = "no-store"
        visitor = visitors.known(request) or visitors.welcome(response)
        attendant.greet(CHANNEL, visitor)
        return response

    @routes.post("/chat/messages")
    async def say(request: Request) -> Response:
        visitor = visitors.known(request)
        if visitor is None:
            return JSONResponse({"error": "页面放得太久了，请刷新后再说。"}, 401)
        if not _same_origin(request):
            return JSONResponse({"error": "请从本页面发送。"}, 403)
        incoming = _parse(visitor, await request.body())
        reply = await asyncio.to_thread(attendant.hear, incoming)
        return JSONResponse({"owner": reply.owner, "turns": [u.turn_id for u in reply.utterances]}, 202)

    @routes.get("/chat/history")
    def history(request: Request, after: int = 0) -> Response:
        visitor = visitors.known(request)
        return JSONResponse({"turns": shown(attendant.history(CHANNEL, visitor, after)) if visitor else []})

    @routes.get("/chat/stream", include_in_schema=False)
    async def stream(request: Request, after: int = 0) -> Response:
        visitor = visitors.known(request)
        if visitor is None:
            return Response(status_code=204)  # tells an EventSource not to come back
        resumed = request.headers.get("last-event-id", "")
        seen = int(resumed) if resumed.isdigit() else after

        async def events() -> AsyncIterator[str]:
            last, heard = seen, await asyncio.to_thread(bell.last_id)
            yield "retry: 1500\n\n"
            while not await request.is_disconnected():
                for turn in shown(await asyncio.to_thread(attendant.history, CHANNEL, visitor, last)):
                    last = turn["id"]
                    yield f"id: {last}\ndata: {json.dumps(turn, ensure_ascii=False)}\n\n"
                rung = await bell.wait(heard, _BEAT)
                heard = rung[-1].id if rung else heard
                yield "" if rung else ": still here\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return routes


def _parse(visitor: str, body: bytes) -> Incoming:
    try:
        said = json.loads(body)
    except ValueError:
        raise BadInput("消息的格式不对。") from None
    if not isinstance(said, dict):
        raise BadInput("消息的格式不对。")
    text, choice, key = said.get("text"), said.get("choice"), said.get("key")
    if not isinstance(key, str) or not 8 <= len(key) <= 64:
        raise BadInput("消息缺少编号。")
    if isinstance(choice, int) and not isinstance(choice, bool) and 1 <= choice <= 9:
        return Incoming(CHANNEL, visitor, choice=choice, key=f"{visitor}:{key}")
    if not isinstance(text, str) or not text.strip():
        raise BadInput("请先写点内容再发送。")
    return Incoming(CHANNEL, visitor, text, key=f"{visitor}:{key}")


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or origin.split("//")[-1] == request.headers.get("host")
