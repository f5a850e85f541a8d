"""The unit of work and the database under it.

SQLite: WAL, synchronous FULL, and write units behind one process lock with BEGIN IMMEDIATE, because the driver's own default
loses updates (SELECT outside the transaction) and a deferred BEGIN ends in "database is locked".
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker


class Database:
    """One engine and the two ways to use it: `work()` to change things, `read()` to look."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet. `url` is SQLAlchemy's: sqlite:///file or postgresql+psycopg://…"""
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._writing = threading.RLock()
        options: dict[str, Any] = {"connect_args": {"timeout": 30}} if self.is_sqlite else {"pool_pre_ping": True}
        self.engine: Engine = create_engine(parsed, pool_size=40, max_overflow=10, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        event.listen(self.engine, "before_cursor_execute", _not_on_the_event_loop)
        self._writers = sessionmaker(self.engine.execution_options(write=True), expire_on_commit=False)
        self._readers = sessionmaker(self.engine, expire_on_commit=False)

    def work(self) -> Work:
        """A unit of work: kept whole when committed, otherwise as if it never was."""
        return Work(self)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look with; what it changed is thrown away."""
        with self._readers() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()

    def ping(self) -> None:
        """Raises SQLAlchemy's error when the database does not answer."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))


class Work:
    """One unit of work. Leaving the block without `commit()` undoes everything; `flush()` is the session's own."""

    session: Session

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        if self._database.is_sqlite:
            self._database._writing.acquire()
        try:
            self.session = self._database._writers()
        except BaseException:
            self._release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.session.close()
        finally:
            self._release()

    def commit(self) -> None:
        self.session.commit()

    def _release(self) -> None:
        if self._database.is_sqlite:
            self._database._writing.release()


def serialise_events(session: Session) -> None:
    """Makes rows of the events table commit in the order of their ids (PostgreSQL hands ids out before commit, so a reader
    that resumes by id would skip the slower one). To be called right before the insert, at the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(12348)"))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _not_on_the_event_loop(*_: object) -> None:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError("the database was touched on the event loop: hand over with asyncio.to_thread")
