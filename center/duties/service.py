"""Who can take a conversation over now."""

from __future__ import annotations

from datetime import datetime

from center.staff.service import StaffRoom


class DutyRoom:
    """Fulfils `dialogue.ports.Duty`."""

    def __init__(self, staff: StaffRoom) -> None:
        self._staff = staff

    def somebody_is_on_duty(self, now: datetime) -> bool:
        """Somebody with an open console is there, whatever the clock says: who stays on into the evening may be called."""
        return self._staff.somebody_here(now)
