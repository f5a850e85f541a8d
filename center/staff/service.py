"""The staff room: who somebody is, logging in and out, who is there."""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from center.staff.models import PersonRow, SessionRow, TryRow
from center.staff.store import StaffStore
from kit.audit import Audit
from kit.clock import Clock
from kit.errors import BadInput, NotFound, NotLoggedIn, TooManyTries, WrongPassword
from kit.text import clean
from kit.work import Database
from tickets.routing import POSTS

ROLES = {
    "operator": "话务员",
    "post": "专业服务岗",
    "archivist": "档案管理员",
    "director": "中心主任",
    "administrator": "系统管理员",
}
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
MOST_TRIES, TRY_WINDOW = 8, timedelta(minutes=10)
HERE = timedelta(seconds=90)  # the console's heart-beat is every 30 s
LEAST_PASSWORD = 10
TAKE_OVER_ROLES = ("operator", "director")


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    display: str
    role: str
    post: str | None
    csrf: str


@dataclass(frozen=True)
class Colleague:
    name: str
    display: str
    role: str
    post: str | None
    disabled: bool


class StaffRoom:
    def __init__(self, database: Database, clock: Clock, audit: Audit) -> None:
        self._database, self._clock, self._audit = database, clock, audit
        self._hasher = PasswordHasher()
        self._hashing = threading.BoundedSemaphore(2)  # argon2 takes 64 MB each time
        self._nobody = self._hasher.hash(secrets.token_hex(8))

    def add(self, name: str, display: str, role: str, password: str, post: str | None = None) -> int:
        """A new colleague's id; BadInput where the name is taken, the role unknown, the post missing, or the password too short."""
        name, display = clean(name, 64), clean(display, 64)
        if role not in ROLES:
            raise BadInput(f"没有“{role}”这个角色，可用：{'、'.join(ROLES)}。")
        if (role == "post") != (post is not None) or (post is not None and post not in POSTS):
            raise BadInput(f"专业服务岗的人要写明岗位，可用：{'、'.join(POSTS)}；其他角色不写岗位。")
        if not name or not display:
            raise BadInput("用户名和显示名都要写。")
        row = PersonRow(name=name, display=display, role=role, post=post, password=self._hash(password), disabled=False)
        with self._database.work() as work:
            store = StaffStore(work.session)
            if store.by_name(name) is not None:
                raise BadInput(f"用户名“{name}”已经有人用了。")
            store.add(row)
            self._audit.write(work.session, self._clock.now(), "administrator", "staff.added", staff=row.id, role=role)
            work.commit()
            return row.id

    def set_password(self, name: str, password: str) -> None:
        """Replaces the password and ends all sessions of that person; NotFound, BadInput."""
        hashed = self._hash(password)
        with self._database.work() as work:
            store = StaffStore(work.session)
            row = _there(store.by_name(name))
            row.password = hashed
            store.end_all_sessions(row.id)
            store.forget_tries(name)
            self._audit.write(work.session, self._clock.now(), "administrator", "staff.password", staff=row.id)
            work.commit()

    def disable(self, name: str) -> None:
        """Ends the person's access at once; NotFound."""
        with self._database.work() as work:
            store = StaffStore(work.session)
            row = _there(store.by_name(name))
            row.disabled = True
            store.end_all_sessions(row.id)
            self._audit.write(work.session, self._clock.now(), "administrator", "staff.disabled", staff=row.id)
            work.commit()

    def everybody(self) -> tuple[Colleague, ...]:
        with self._database.read() as session:
            rows = StaffStore(session).everybody()
            return tuple(Colleague(r.name, r.display, r.role, r.post, r.disabled) for r in rows)

    def log_in(self, name: str, password: str) -> str:
        """A session token. WrongPassword, in the same words and time whether or not the name exists; TooManyTries after eight in ten minutes."""
        now, name = self._clock.now(), clean(name, 64)
        with self._database.read() as session:
            store = StaffStore(session)
            if store.tries_since(name, now - TRY_WINDOW) >= MOST_TRIES:
                raise TooManyTries
            row = store.by_name(name)
            right = (
                self._verify(row.password if row else self._nobody, password) and row is not None and not row.disabled
            )
        with self._database.work() as work:
            store = StaffStore(work.session)
            if row is None or not right:
                store.add(TryRow(name=name, at=now))
                work.commit()
                raise WrongPassword
            token = secrets.token_urlsafe(32)
            store.forget_tries(name)
            store.add(
                SessionRow(
                    staff_id=row.id,
                    token_hash=_digest(token),
                    csrf=secrets.token_urlsafe(24),
                    begun_at=now,
                    used_at=now,
                )
            )
            store.touch(row.id, now)
            self._audit.write(work.session, now, f"staff:{row.id}", "staff.logged_in")
            work.commit()
        return token

    def who(self, token: str | None) -> Person:
        """Whose session this is; NotLoggedIn when it is none, too old, idle too long, or the person's access has ended."""
        if not token:
            raise NotLoggedIn
        now = self._clock.now()
        with self._database.read() as session:
            found = StaffStore(session).session_of(_digest(token))
        if found is None:
            raise NotLoggedIn
        held, row = found
        last = max(held.used_at, row.last_seen or held.used_at)
        if row.disabled or now - held.begun_at > LONGEST or now - last > IDLE:
            raise NotLoggedIn
        return Person(row.id, row.name, row.display, row.role, row.post, held.csrf)

    def log_out(self, token: str) -> None:
        with self._database.work() as work:
            StaffStore(work.session).end_session(_digest(token))
            work.commit()

    def seen(self, person_id: int) -> None:
        """The heart-beat of an open console."""
        with self._database.work() as work:
            StaffStore(work.session).touch(person_id, self._clock.now())
            work.commit()

    def somebody_here(self, now: datetime) -> bool:
        """Whether somebody who may take conversations over has a console open."""
        with self._database.read() as session:
            return StaffStore(session).seen_since(TAKE_OVER_ROLES, now - HERE) > 0

    def display_name(self, session: Session, person_id: int) -> str:
        """Fulfils `tickets.ports.People`."""
        row = StaffStore(session).get(person_id)
        return _there(row).display

    def _hash(self, password: str) -> str:
        if len(password) < LEAST_PASSWORD:
            raise BadInput(f"密码至少{LEAST_PASSWORD}个字符。")
        with self._hashing:
            return self._hasher.hash(password)

    def _verify(self, hashed: str, password: str) -> bool:
        with self._hashing:
            try:
                return self._hasher.verify(hashed, password)
            except (VerifyMismatchError, InvalidHashError):
                return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _there(row: PersonRow | None) -> PersonRow:
    if row is None:
        raise NotFound("没有这个人。")
    return row
