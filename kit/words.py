"""Codes that data files and several packages share."""

from __future__ import annotations

from typing import Literal

Post = Literal[
    "legal_aid",
    "mediation",
    "notary",
    "forensics",
    "lawyer",
    "reconsideration",
    "corrections",
    "psychology",
    "publicity",
]
