"""The console's routes. Each is named as in `policy.POLICY`, looks who is there, asks a service, and shows a page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from fastapi.routing import APIRoute

from center.staff.service import Person
from console import policy
from console.pages import Pages
from console.ports import ConsoleServices
from console.session import ForgedRequest, Sessions
from kit.errors import HotlineError, NotFound, NotLoggedIn, TooManyTries, WrongPassword
from tickets.service import TicketCard, TicketDetail

Text = Annotated[str, Form()]
_BEAT = 30.0


class _ConsoleRoute(APIRoute):
    """Not logged in → the log-in page; a forged request → 403 in plain words. Fragments and streams get the bare status."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except NotLoggedIn as error:
                if (
                    request.method == "GET"
                    and not request.headers.get("x-fragment")
                    and not request.url.path.endswith("/stream")
                ):
                    return RedirectResponse("/console/login", 303)
                return JSONResponse({"error": str(error)}, 401)
            except ForgedRequest as error:
                return JSONResponse({"error": str(error)}, 403)

        return handle


def router(services: ConsoleServices) -> APIRouter:
    """All staff pages over the services."""
    routes = APIRouter(route_class=_ConsoleRoute, include_in_schema=False)
    sessions, pages = Sessions(services.staff, services.secure_cookies), Pages(services.clock)
    _doors(routes, services, sessions, pages)
    _conversations(routes, services, sessions, pages)
    _tickets(routes, services, sessions, pages)
    _stream(routes, services, sessions)
    return routes


def _doors(routes: APIRouter, services: ConsoleServices, sessions: Sessions, pages: Pages) -> None:
    @routes.get("/console/login")
    def login_page(request: Request) -> Response:
        return pages.show(request, "login.html", None, problem="", name="", demo=services.demo)

    @routes.post("/console/login")
    def login(request: Request, name: Text = "", password: Text = "") -> Response:
        sessions.same_origin(request)
        try:
            token = services.staff.log_in(name, password)
        except (WrongPassword, TooManyTries) as error:
            status = 429 if isinstance(error, TooManyTries) else 401
            return pages.show(request, "login.html", None, status, problem=str(error), name=name, demo=services.demo)
        response = RedirectResponse("/console", 303)
        sessions.begin(response, token)
        return response

    @routes.post("/console/logout")
    def logout(request: Request, csrf: Text = "") -> Response:
        sessions.changing(request, "logout", csrf)
        response = RedirectResponse("/console/login", 303)
        sessions.end(request, response)
        return response


def _conversations(routes: APIRouter, services: ConsoleServices, sessions: Sessions, pages: Pages) -> None:
    desk = services.desk

    @routes.get("/console")
    def workspace(request: Request) -> Response:
        person = sessions.person(request, "workspace")
        if person.role not in policy.POLICY["board"]:
            return (
                RedirectResponse("/console/tickets", 303)
                if person.role in policy.POLICY["tickets"]
                else _nothing(request, person)
            )
        services.staff.seen(person.id)
        return pages.show(request, "workspace.html", person, board=desk.board(), open=None)

    def _nothing(request: Request, person: Person) -> Response:
        return pages.show(request, "nothing.html", person)

    @routes.get("/console/board")
    def board(request: Request) -> Response:
        person = sessions.person(request, "board")
        services.staff.seen(person.id)
        return pages.show(request, "board.html", person, board=desk.board(), open=None)

    @routes.get("/console/c/{conversation_id}")
    def conversation(request: Request, conversation_id: int) -> Response:
        person = sessions.person(request, "conversation")
        detail = desk.open(conversation_id)
        if request.headers.get("x-fragment"):
            return pages.show(request, "conversation.html", person, open=detail)
        services.staff.seen(person.id)
        return pages.show(request, "workspace.html", person, board=desk.board(), open=detail)

    def change(request: Request, action: str, csrf: str, act: Callable[[int], object]) -> Response:
        person = sessions.changing(request, action, csrf)
        act(person.id)
        return JSONResponse({"ok": True})

    @routes.post("/console/c/{conversation_id}/take")
    def take(request: Request, conversation_id: int, csrf: Text = "") -> Response:
        return change(request, "take", csrf, lambda me: desk.take(conversation_id, me))

    @routes.post("/console/c/{conversation_id}/say")
    def say(request: Request, conversation_id: int, text: Text = "", csrf: Text = "") -> Response:
        return change(request, "say", csrf, lambda me: desk.say(conversation_id, me, text))

    @routes.post("/console/c/{conversation_id}/hand-back")
    def hand_back(request: Request, conversation_id: int, csrf: Text = "") -> Response:
        return change(request, "hand_back", csrf, lambda me: desk.hand_back(conversation_id, me))

    @routes.post("/console/c/{conversation_id}/close")
    def close(request: Request, conversation_id: int, csrf: Text = "") -> Response:
        return change(request, "close", csrf, lambda me: desk.close(conversation_id, me))


def _tickets(routes: APIRouter, services: ConsoleServices, sessions: Sessions, pages: Pages) -> None:
    def visible(person: Person, card: TicketCard) -> bool:
        return policy.may_see_ticket(person, card.post, card.nature)

    def one(person: Person, ticket_id: int) -> TicketDetail:
        detail = services.tickets.open_one(ticket_id)
        if not visible(person, detail.card):
            raise NotFound("没有找到这张工单。")
        return detail

    @routes.get("/console/tickets")
    def tickets(request: Request, all: bool = False) -> Response:
        person = sessions.person(request, "tickets")
        cards = [card for card in services.tickets.board(person.post, include_closed=all) if visible(person, card)]
        return pages.show(request, "tickets.html", person, tickets=cards, all=all)

    @routes.get("/console/tickets/{ticket_id}")
    def ticket(request: Request, ticket_id: int) -> Response:
        person = sessions.person(request, "ticket")
        return pages.show(request, "ticket.html", person, open=one(person, ticket_id), problem="", draft="")

    @routes.post("/console/tickets/{ticket_id}/answer")
    def answer_ticket(request: Request, ticket_id: int, text: Text = "", csrf: Text = "") -> Response:
        person = sessions.changing(request, "answer_ticket", csrf)
        detail = one(person, ticket_id)
        try:
            services.tickets.answer(ticket_id, person.id, text)
        except HotlineError as error:  # the draft is not lost
            return pages.show(request, "ticket.html", person, 400, open=detail, problem=str(error), draft=text)
        return RedirectResponse(f"/console/tickets/{ticket_id}", 303)

    @routes.post("/console/tickets/{ticket_id}/close")
    def close_ticket(request: Request, ticket_id: int, csrf: Text = "") -> Response:
        person = sessions.changing(request, "close_ticket", csrf)
        one(person, ticket_id)
        services.tickets.close(ticket_id, person.id)
        return RedirectResponse(f"/console/tickets/{ticket_id}", 303)


def _stream(routes: APIRouter, services: ConsoleServices, sessions: Sessions) -> None:
    @routes.get("/console/stream")
    async def stream(request: Request) -> Response:
        """Signals only; what they are about is fetched, and permissions are checked at each fetch."""
        person = await asyncio.to_thread(sessions.person, request, "stream")
        resumed = request.headers.get("last-event-id", "")
        start = int(resumed) if resumed.isdigit() else await asyncio.to_thread(services.bell.last_id)

        async def events() -> AsyncIterator[str]:
            last = start
            yield f"retry: 1500\nid: {last}\ndata: {{}}\n\n"
            while not await request.is_disconnected():
                rung = await services.bell.wait(last, _BEAT)
                try:  # a session that ended ends its stream
                    await asyncio.to_thread(sessions.person, request, "stream")
                except (NotLoggedIn, NotFound):
                    return
                if not rung:
                    await asyncio.to_thread(services.staff.seen, person.id)
                    yield ": still here\n\n"
                for event in rung:
                    last = event.id
                    signal = {"kind": event.kind, "conversation": event.conversation_id}
                    yield f"id: {last}\ndata: {json.dumps(signal)}\n\n"

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
