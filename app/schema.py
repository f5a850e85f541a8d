"""Brings a database to the newest schema, or says why not."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from kit.errors import Misconfigured
from kit.work import Database


def upgrade(database: Database) -> None:
    """Migrates to the newest revision; does nothing, quickly, when it stands there already."""
    with database.engine.execution_options(write=True).begin() as connection:
        if current(connection) != newest():
            command.upgrade(_config(connection), "head")


def require_newest(database: Database) -> None:
    """Misconfigured unless the schema is the newest one: a production database is migrated on purpose, by `hotline migrate`."""
    with database.engine.connect() as connection:
        revision = current(connection)
        if revision != newest():
            empty = not inspect(connection).get_table_names()
            raise Misconfigured(
                f"数据库结构是 {'空的' if empty else revision or '未知的'}，程序需要 {newest()}。请先备份，再运行 hotline migrate。"
            )


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
