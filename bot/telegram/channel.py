"""The Telegram channel by aiogram: updates in, the same conversation, messages out. Webhook where a secret is set, else polling."""

from __future__ import annotations

import asyncio
import hmac
import json
from typing import Any

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from aiogram.types.update import UpdateTypeLookupError
from fastapi import APIRouter, Request
from fastapi.responses import Response

from bot.telegram import rendering
from dialogue.attendant import Attendant
from dialogue.talking import Incoming, Reply, Utterance
from kit import logs
from kit.errors import HotlineError

log = logs.get("telegram")
CHANNEL = "telegram"


class TelegramChannel:
    """`webhook` is the router to mount, or None: then `poll` runs in exactly one process."""

    def __init__(self, token: str, api_base: str, secret: str, attendant: Attendant) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(api_base.rstrip("/")))
        self.bot = Bot(token, session=session)
        self._attendant = attendant
        # Our own conversation rows are the only state: aiogram's is switched off.
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.include_router(self._handlers())
        self.webhook = _webhook(self, secret) if secret else None

    async def feed(self, update: dict[str, Any]) -> None:
        """One update as Telegram sends it; a shape we do not know is logged and left."""
        try:
            known = Update.model_validate(update, context={"bot": self.bot})
            _ = known.event_type  # aiogram only warns of a kind it does not know
        except (ValueError, UpdateTypeLookupError):
            log.warning("telegram_unknown_update", keys=sorted(update)[:8])
            return
        await self._dispatcher.feed_update(self.bot, known)

    async def poll(self) -> None:
        await self._dispatcher.start_polling(self.bot, handle_signals=False)

    async def close(self) -> None:
        await self.bot.session.close()

    def _handlers(self) -> Router:
        router = Router()
        private = F.chat.type == ChatType.PRIVATE
        router.message.register(self._text, private, F.text)
        router.message.register(self._other, private)
        router.message.register(self._group)
        router.callback_query.register(self._press)
        return router

    async def _text(self, message: Message, event_update: Update) -> None:
        sender, text = str(message.chat.id), message.text or ""
        if text.startswith("/"):
            await self._greet(message.chat.id, sender)
            return
        await self._hear(message.chat.id, Incoming(CHANNEL, sender, text, key=f"update-{event_update.update_id}"))

    async def _greet(self, chat: int, sender: str) -> None:
        await self.bot.send_message(chat, rendering.NOTICE)
        reply = await asyncio.to_thread(self._attendant.greet, CHANNEL, sender)
        await self._speak(chat, reply)

    async def _press(self, press: CallbackQuery, event_update: Update) -> None:
        number = (press.data or "").removeprefix("choice:")
        await press.answer()
        if not number.isdigit() or not isinstance(press.message, Message):
            return
        chat = press.message.chat.id
        await press.message.edit_reply_markup(reply_markup=None)
        await self._hear(chat, Incoming(CHANNEL, str(chat), choice=int(number), key=f"update-{event_update.update_id}"))

    async def _other(self, message: Message) -> None:
        await message.answer(rendering.ONLY_TEXT)

    async def _group(self, message: Message) -> None:
        log.info("telegram_group_ignored", chat_type=message.chat.type)

    async def _hear(self, chat: int, incoming: Incoming) -> None:
        try:
            reply = await asyncio.to_thread(self._attendant.hear, incoming)
        except HotlineError as error:
            await self.bot.send_message(chat, str(error))
            return
        await self._speak(chat, reply)

    async def _speak(self, chat: int, reply: Reply) -> None:
        for utterance in reply.utterances:
            # Asked right before sending: a person may have taken over since, and a repeated update must not say it twice.
            if not await asyncio.to_thread(self._attendant.release, utterance.turn_id):
                continue
            parts = rendering.pieces(rendering.words(utterance))
            try:
                for part in parts[:-1]:
                    await self.bot.send_message(chat, part)
                await self.bot.send_message(chat, parts[-1], reply_markup=_keyboard(utterance))
            except TelegramAPIError as error:
                log.warning("telegram_not_sent", turn_id=utterance.turn_id, kind=type(error).__name__)


def _keyboard(utterance: Utterance) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(text=c.label[:60], callback_data=f"choice:{c.number}")] for c in utterance.choices]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _webhook(channel: TelegramChannel, secret: str) -> APIRouter:
    routes = APIRouter()

    @routes.post("/telegram/webhook")
    async def webhook(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()):
            return Response("签名不对", 403, media_type="text/plain; charset=utf-8")
        try:
            update = json.loads(await request.body())
        except ValueError:
            return Response("不是JSON", 400, media_type="text/plain; charset=utf-8")
        if isinstance(update, dict):
            await channel.feed(update)
        return Response(status_code=200)

    return routes
