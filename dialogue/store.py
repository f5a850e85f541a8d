from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dialogue.models import ConversationRow, DeliveryRow, TurnRow


class TalkStore:
    def __init__(self, session: Session) -> None:
        self.session = session

    def open_of(self, channel: str, sender: str) -> ConversationRow | None:
        rows = select(ConversationRow).where(
            ConversationRow.channel == channel, ConversationRow.sender == sender, ConversationRow.ended_at.is_(None)
        )
        return self.session.scalar(rows)

    def open_or_begin(self, channel: str, sender: str, now: datetime) -> tuple[ConversationRow, bool]:
        """The sender's open conversation, or a new one; True when it is new. Two at once get the same one."""
        row = self.open_of(channel, sender)
        if row is not None:
            return row, False
        row = ConversationRow(
            channel=channel,
            sender=sender,
            owner="assistant",
            talk={},
            version=1,
            danger=False,
            topic="",
            opened_at=now,
            last_at=now,
        )
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError:
            found = self.open_of(channel, sender)
            if found is None:
                raise
            return found, False
        return row, True

    def get(self, conversation_id: int) -> ConversationRow | None:
        return self.session.get(ConversationRow, conversation_id)

    def change(self, conversation_id: int, version: int, **values: object) -> bool:
        """Changes an open conversation if nobody has since that version; False otherwise."""
        mine = update(ConversationRow).where(
            ConversationRow.id == conversation_id,
            ConversationRow.version == version,
            ConversationRow.ended_at.is_(None),
        )
        done = cast("CursorResult[object]", self.session.execute(mine.values(version=version + 1, **values)))
        return done.rowcount == 1

    def give_to(self, conversation_id: int, staff_id: int, name: str) -> bool:
        """The one conditional update of a takeover; False when somebody owns it already or it has ended."""
        free = update(ConversationRow).where(
            ConversationRow.id == conversation_id, ConversationRow.owner != "staff", ConversationRow.ended_at.is_(None)
        )
        values = {"owner": "staff", "staff_id": staff_id, "staff_name": name, "waiting_since": None}
        done = cast(
            "CursorResult[object]", self.session.execute(free.values(version=ConversationRow.version + 1, **values))
        )
        return done.rowcount == 1

    def drop_queued(self, conversation_id: int) -> None:
        """What the assistant had ready but the channel had not yet sent is never sent."""
        waiting = (TurnRow.conversation_id == conversation_id, TurnRow.who == "assistant", TurnRow.state == "queued")
        self.session.execute(update(TurnRow).where(*waiting).values(state="dropped"))

    def release(self, turn_id: int) -> bool:
        mine = update(TurnRow).where(TurnRow.id == turn_id, TurnRow.state == "queued")
        done = cast("CursorResult[object]", self.session.execute(mine.values(state="sent")))
        if done.rowcount == 1:
            self.session.execute(update(DeliveryRow).where(DeliveryRow.turn_id == turn_id).values(delivered=True))
        return done.rowcount == 1

    def add_turn(self, conversation_id: int, who: str, text: str, at: datetime, **more: Any) -> TurnRow:
        blank = {"name": "", "spoken": [], "choices": [], "decision": "", "why": "", "law": "", "state": "said"}
        row = TurnRow(conversation_id=conversation_id, who=who, text=text, at=at, **{**blank, **more})
        self.session.add(row)
        self.session.flush()
        return row

    def add_delivery(self, row: DeliveryRow) -> None:
        self.session.add(row)
        self.session.flush()

    def turns(self, conversation_ids: Sequence[int], after: int = 0, with_dropped: bool = False) -> Sequence[TurnRow]:
        rows = select(TurnRow).where(TurnRow.conversation_id.in_(conversation_ids), TurnRow.id > after)
        if not with_dropped:
            rows = rows.where(TurnRow.state != "dropped")
        return self.session.scalars(rows.order_by(TurnRow.id).limit(1000)).all()

    def ids_of(self, channel: str, sender: str) -> Sequence[int]:
        rows = select(ConversationRow.id).where(ConversationRow.channel == channel, ConversationRow.sender == sender)
        return self.session.scalars(rows.order_by(ConversationRow.id.desc()).limit(20)).all()

    def board(self) -> Sequence[ConversationRow]:
        """Open conversations: danger first, then who waits longest, then those with people, then the assistant's newest."""
        rank = case((ConversationRow.owner == "waiting", 0), (ConversationRow.owner == "staff", 1), else_=2)
        unattended = case((ConversationRow.danger.is_(True) & (ConversationRow.owner != "staff"), 0), else_=1)
        rows = select(ConversationRow).where(ConversationRow.ended_at.is_(None))
        order = (unattended, rank, ConversationRow.waiting_since, ConversationRow.last_at.desc())
        return self.session.scalars(rows.order_by(*order).limit(200)).all()

    def last_citizen_words(self, conversation_ids: Sequence[int]) -> dict[int, str]:
        """The citizen's latest words in each of the conversations, in one query."""
        newest = (
            select(func.max(TurnRow.id))
            .where(TurnRow.conversation_id.in_(conversation_ids), TurnRow.who == "citizen")
            .group_by(TurnRow.conversation_id)
        )
        rows = self.session.execute(select(TurnRow.conversation_id, TurnRow.text).where(TurnRow.id.in_(newest)))
        return {row.conversation_id: row.text for row in rows}

    def stranded(self, since: datetime) -> Sequence[ConversationRow]:
        rows = select(ConversationRow).where(
            ConversationRow.owner == "waiting",
            ConversationRow.ended_at.is_(None),
            ConversationRow.waiting_since <= since,
        )
        return self.session.scalars(rows.limit(50)).all()
