"""Alembic's entry: given a connection by `app.schema`, never a URL of its own."""

from __future__ import annotations

from alembic import context

from app.migrations.everything import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
