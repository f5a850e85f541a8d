"""Builds the web application. Importing this module does nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

import console
import voice
from app import jobs
from app.edges import BodyLimit, SecurityHeaders
from app.settings import Settings
from app.wiring import Services
from bot.webchat import routes as webchat
from kit import errors, logs
from kit.errors import HotlineError

log = logs.get("app")

# The one table from kinds of errors to HTTP.
STATUS: dict[type[HotlineError], int] = {
    errors.BadInput: 400, errors.NotLoggedIn: 401, errors.WrongPassword: 401, errors.NotAllowed: 409, errors.NotFound: 404,
    errors.AlreadyTaken: 409, errors.TooManyTries: 429,
}  # fmt: skip


def create_app(settings: Settings, services: Services, with_due_work: bool = True) -> FastAPI:
    """The whole product as one ASGI application over `services`; `with_due_work` also runs the knocking scheduler in this process."""
    telegram = _telegram(settings, services)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        ticker = jobs.scheduler(services) if with_due_work else None
        if ticker is not None:
            ticker.start()
        polling = asyncio.create_task(telegram.poll()) if telegram and not telegram.webhook and with_due_work else None
        try:
            yield
        finally:
            if polling is not None:
                polling.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await polling
            if telegram is not None:
                await telegram.close()
            if ticker is not None:
                ticker.shutdown(wait=True)

    docs = {} if settings.demo else {"openapi_url": None, "docs_url": None, "redoc_url": None}
    app = FastAPI(title="hotline12348", lifespan=lifespan, **docs)  # type: ignore[arg-type]
    app.add_middleware(SecurityHeaders)
    app.add_middleware(BodyLimit, most=256 * 1024)
    secure = settings.public_url.startswith("https://")
    app.include_router(
        webchat.router(services.attendant, services.bell, services.clock, settings.secret_key, secure_cookies=secure)
    )
    app.mount("/chat/static", StaticFiles(directory=webchat.HERE / "static"))
    app.mount("/console/static", StaticFiles(directory=console.STATIC))
    app.include_router(
        console.router(
            console.ConsoleServices(
                services.staff, services.desk, services.tickets, services.bell, services.clock, secure, settings.demo
            )
        )
    )
    if settings.twilio_auth_token:
        check = voice.SignatureCheck(settings.public_url, [settings.twilio_auth_token])
        app.include_router(voice.router(services.attendant, check, settings.public_url, settings.duty_number or None))
    else:
        log.warning("channel_off", channel="phone", why="HOTLINE_TWILIO_AUTH_TOKEN is empty")
    if telegram is not None and telegram.webhook is not None:
        app.include_router(telegram.webhook)
    _health(app, services)
    _errors(app)
    return app


def _telegram(settings: Settings, services: Services) -> Any:
    """The Telegram channel where it is configured: aiogram is imported only then (2 s and 130 MB)."""
    if not settings.telegram_token:
        return None
    from bot.telegram.channel import TelegramChannel

    return TelegramChannel(
        settings.telegram_token, settings.telegram_api_base, settings.telegram_secret, services.attendant
    )


def _health(app: FastAPI, services: Services) -> None:
    @app.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    def readyz() -> Response:
        try:
            services.database.ping()
        except Exception:
            log.exception("not_ready")
            return JSONResponse({"status": "database"}, 503, {"Retry-After": "5"})
        return JSONResponse({"status": "ok", "entries": len(services.knowledge.all())})


def _errors(app: FastAPI) -> None:
    @app.exception_handler(HotlineError)
    def known(_request: Request, error: HotlineError) -> Response:
        status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
        return JSONResponse({"error": str(error)}, status)

    @app.exception_handler(RequestValidationError)
    def malformed(_request: Request, _error: RequestValidationError) -> Response:
        # Never echoes what was sent: it may be somebody's words, or somebody's script.
        return JSONResponse({"error": "请求的内容看不懂，请检查后再试。"}, 400)

    @app.exception_handler(Exception)
    def unknown(_request: Request, error: Exception) -> Response:
        log.error("request_failed", kind=type(error).__name__, exc_info=error)
        return PlainTextResponse("系统出了点问题，请稍后再试，急事请拨打12348。", 500)
