"""Who a visitor is: a random id in a signed cookie, good for their own conversation on that browser and nothing else."""

from __future__ import annotations

import secrets

from fastapi import Request, Response
from itsdangerous import BadSignature, Signer


class Visitors:
    def __init__(self, secret_key: str, secure: bool) -> None:
        self._signer = Signer(secret_key, salt="webchat-visitor")
        self._secure = secure
        self._cookie = "__Host-visitor" if secure else "visitor"

    def known(self, request: Request) -> str | None:
        """The visitor's id; None when there is no cookie or it was not made by us."""
        try:
            return self._signer.unsign(request.cookies.get(self._cookie, "")).decode()
        except BadSignature:
            return None

    def welcome(self, response: Response) -> str:
        """A new visitor's id, put into the cookie."""
        visitor = secrets.token_urlsafe(18)
        value = self._signer.sign(visitor).decode()
        response.set_cookie(
            self._cookie, value, max_age=180 * 24 * 3600, httponly=True, samesite="lax", secure=self._secure, path="/"
        )
        return visitor
