"""POST /voice/incoming, /voice/turn, /voice/status: check the signature, parse, hand over, answer in TwiML."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from dialogue.attendant import Attendant
from kit import logs
from kit.errors import BadInput
from kit.text import clean
from voice.conversation import Heard, PhoneConversation
from voice.signature import SignatureCheck
from voice.steps import Bridge, End, Step
from voice.twiml import render

log = logs.get("voice")

_SID = re.compile(r"^CA[0-9a-fA-F]{32}$")
_FINISHED = {"completed", "busy", "failed", "no-answer", "canceled"}
_APOLOGY = "对不起，系统出了点问题。"


def router(attendant: Attendant, check: SignatureCheck, public_url: str, duty_number: str | None) -> APIRouter:
    """The call webhooks. Whatever goes wrong behind them, a caller hears an apology and a way on, never an English error."""
    routes, base = APIRouter(), public_url.rstrip("/")
    phone = PhoneConversation(attendant, duty_number)

    async def signed_form(request: Request) -> dict[str, str] | Response:
        try:
            pairs = parse_qsl(
                (await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=200, errors="strict"
            )
        except (UnicodeDecodeError, ValueError):
            return _refused(400, "表单格式不对")
        form = dict(pairs)
        if len(form) != len(pairs):
            return _refused(400, "参数重复")
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if not check.holds(path, form, request.headers.get("x-twilio-signature", "")):
            log.warning("voice_signature_refused", path=request.url.path)
            return _refused(403, "签名不对")
        if not _SID.match(form.get("CallSid", "")):
            return _refused(400, "缺少CallSid")
        return form

    def answered(step: Step) -> Response:
        return Response(render(step, base), media_type="text/xml")

    def apology() -> Response:
        if duty_number:
            return answered(Bridge((_APOLOGY, "现在为您转接值班电话。"), duty_number))
        return answered(End((_APOLOGY, "请过几分钟再拨，有危险请马上拨打110。")))

    @routes.post("/voice/incoming")
    async def incoming(request: Request) -> Response:
        form = await signed_form(request)
        if isinstance(form, Response):
            return form
        try:
            return answered(await run_in_threadpool(phone.begin, form["CallSid"], _number(form)))
        except Exception:
            log.exception("voice_failed", call=form["CallSid"])
            return apology()

    @routes.post("/voice/turn")
    async def turn(request: Request) -> Response:
        form = await signed_form(request)
        if isinstance(form, Response):
            return form
        query = request.query_params
        if not (query.get("turn", "").isdigit() and query.get("after", "0").isdigit()):
            return _refused(400, "缺少turn")
        try:
            words = clean(form.get("SpeechResult", ""))
        except BadInput:
            words = clean(form.get("SpeechResult", "")[:500])
        key = form.get("Digits", "")[:1]
        heard = Heard(
            form["CallSid"], _number(form), int(query["turn"][:6]), words, key, int(query.get("after", "0")[:12])
        )
        try:
            return answered(await run_in_threadpool(phone.go_on, heard))
        except Exception:
            log.exception("voice_failed", call=form["CallSid"])
            return apology()

    @routes.post("/voice/status")
    async def status(request: Request) -> Response:
        """Receipts: a finished call ends its conversation, once; anything else changes nothing."""
        form = await signed_form(request)
        if isinstance(form, Response):
            return form
        if form.get("CallStatus") in _FINISHED:
            await run_in_threadpool(phone.left, form["CallSid"], _number(form))
        return Response(status_code=204)

    return routes


def _number(form: dict[str, str]) -> str:
    return re.sub(r"[^+0-9a-zA-Z]", "", form.get("From", ""))[:32]


def _refused(status: int, why: str) -> Response:
    return Response(why, status, media_type="text/plain; charset=utf-8")
