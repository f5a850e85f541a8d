"""Who is at the console: the session cookie, and the two checks every change passes (same origin, and the session's own token)."""

from __future__ import annotations

import hmac

from fastapi import Request, Response

from center.staff.service import LONGEST, Person, StaffRoom
from console import policy
from kit.errors import HotlineError, NotLoggedIn


class ForgedRequest(HotlineError):
    sentence = "这个请求不是从工作台页面发出的，已拒绝。请刷新页面后再试。"


class Sessions:
    def __init__(self, staff: StaffRoom, secure: bool) -> None:
        self._staff, self._secure = staff, secure
        self.cookie = "__Host-hotline" if secure else "hotline"

    def person(self, request: Request, action: str) -> Person:
        """Whoever is logged in, if their role may do this; NotLoggedIn, NotFound."""
        person = self._staff.who(request.cookies.get(self.cookie))
        policy.require(person, action)
        return person

    def changing(self, request: Request, action: str, csrf: str) -> Person:
        """The same for a change: ForgedRequest unless it comes from our own page with this session's token."""
        person = self.person(request, action)
        self.same_origin(request)
        if not hmac.compare_digest(person.csrf.encode(), csrf.encode("utf-8", "replace")):
            raise ForgedRequest
        return person

    def same_origin(self, request: Request) -> None:
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site is not None and site not in {"same-origin", "none"}:
            raise ForgedRequest
        if site is None and origin is not None and origin.split("//")[-1] != request.headers.get("host"):
            raise ForgedRequest

    def begin(self, response: Response, token: str) -> None:
        response.set_cookie(
            self.cookie,
            token,
            max_age=int(LONGEST.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._secure,
            path="/",
        )

    def end(self, request: Request, response: Response) -> None:
        token = request.cookies.get(self.cookie)
        if token:
            self._staff.log_out(token)
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax")


__all__ = ["ForgedRequest", "NotLoggedIn", "Sessions"]
