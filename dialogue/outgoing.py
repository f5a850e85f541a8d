"""The postman: takes what waits in the outbox to its channel, in order, and writes down what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from callbacks.service import CallbackBook
from dialogue.ports import Messenger
from kit import logs, outbox
from kit.clock import Clock
from kit.errors import TryAgain, Undeliverable
from kit.outbox import Outgoing
from kit.work import Database

log = logs.get("outgoing")


class Postman:
    def __init__(
        self, database: Database, clock: Clock, messengers: Mapping[str, Messenger], callbacks: CallbackBook
    ) -> None:
        self._database, self._clock, self._messengers, self._callbacks = database, clock, messengers, callbacks

    def deliver_one(self) -> bool:
        """One message: lease it, send it outside of any transaction, write the outcome. False when nothing is due.

        After a crash between sending and writing, the lease runs out and the message goes again: a possible repeat, never a loss.
        """
        with self._database.work() as work:
            outgoing = outbox.claim_one(work.session, self._clock.now())
            work.commit()
        if outgoing is None:
            return False
        state, again, for_ever = self._send(outgoing)
        now = self._clock.now()
        with self._database.work() as work:
            held = outbox.settle(work.session, outgoing, state, now + again)
            if outgoing.callback_id is not None and held == "sent":
                self._callbacks.delivered(work.session, outgoing.callback_id, now)
            elif outgoing.callback_id is not None and held == "failed":
                self._callbacks.undelivered(work.session, outgoing.callback_id, now, for_ever)
            work.commit()
        return True

    def _send(self, outgoing: Outgoing) -> tuple[str, timedelta, bool]:
        messenger = self._messengers.get(outgoing.channel)
        if messenger is None:
            # A phone call is not a mailbox: what staff say there is spoken on the live call, promises by the dialler.
            return "failed", timedelta(0), True
        try:
            messenger.send(outgoing.sender, outgoing.text)
        except TryAgain as e:
            log.info("delivery_postponed", outbox_id=outgoing.id, channel=outgoing.channel, after=e.after)
            return "queued", timedelta(seconds=e.after), False
        except Undeliverable:
            log.warning("delivery_impossible", outbox_id=outgoing.id, channel=outgoing.channel)
            return "failed", timedelta(0), True
        return "sent", timedelta(0), False
