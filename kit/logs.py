"""Structured logs: a constant event with fields, numbers of people masked, one JSON line each."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from kit.phones import mask_within


def get(name: str) -> Any:
    """A logger for constant events with fields: `log.info("ticket_opened", ticket_id=7)`. Never pass what a citizen said."""
    return structlog.get_logger(name)


def configure(as_json: bool, level: str = "INFO") -> None:
    """Sets the process's logging once, at the start. Everything goes to standard error."""
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _masked,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=level, stream=sys.stderr)
    logging.getLogger("alembic").setLevel("WARNING")
    logging.getLogger("apscheduler").setLevel("WARNING")
    logging.getLogger("httpx2").setLevel("WARNING")


def _masked(_logger: Any, _method: str, line: Any) -> Any:
    return {key: mask_within(value) if isinstance(value, str) else value for key, value in line.items()}
