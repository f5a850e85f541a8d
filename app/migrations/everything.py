"""Imports everybody's rows, so that one metadata knows them all."""

from __future__ import annotations

import callbacks.models
import center.staff.models
import dialogue.models
import kit.audit
import kit.bell
import kit.inbox
import kit.outbox
import knowledge.models
import tickets.models
from kit.rows import Row

METADATA = Row.metadata

__all__ = ["METADATA", "callbacks", "center", "dialogue", "kit", "knowledge", "tickets"]
