"""Demo people, with log-ins made at random and printed at every start; nothing fixed, nothing kept in the open."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from app.wiring import Services
from center.staff.service import ROLES

PEOPLE = (
    ("xiaolin", "林晓", "operator", None),
    ("laochen", "陈卫国", "operator", None),
    ("zhoulvshi", "周敏律师", "post", "lawyer"),
    ("fayuan", "何静", "post", "legal_aid"),
    ("dangan", "吴芳", "archivist", None),
    ("zhuren", "沈建华", "director", None),
    ("guanli", "高翔", "administrator", None),
)


def seed(services: Services, tell: Callable[[str], None]) -> dict[str, str]:
    """Makes sure the demo people are there and gives each a new password for this run; log-in name → password."""
    there = {person.name for person in services.staff.everybody()}
    passwords = {}
    for name, display, role, post in PEOPLE:
        passwords[name] = secrets.token_urlsafe(9)
        if name in there:
            services.staff.set_password(name, passwords[name])
        else:
            services.staff.add(name, display, role, passwords[name], post)
    tell("演示账号（只在这次运行有效）：")
    for name, display, role, _ in PEOPLE:
        tell(f"  {ROLES[role]:<6}{display:<5}\t用户名 {name:<10}\t密码 {passwords[name]}")
    return passwords
