from __future__ import annotations

from dataclasses import dataclass

from center.staff.service import StaffRoom
from dialogue.takeover import Desk
from kit.bell import Bell
from kit.clock import Clock
from tickets.service import TicketDesk


@dataclass(frozen=True)
class ConsoleServices:
    """What the pages work with."""

    staff: StaffRoom
    desk: Desk
    tickets: TicketDesk
    bell: Bell
    clock: Clock
    secure_cookies: bool
    demo: bool
