"""Puts the product together: does what can fail first, then opens resources. Nobody else builds services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.settings import Settings
from app.thinking import build_calendar, build_mind, build_segmenter
from bot.webchat.sender import WebchatSender
from callbacks.service import CallbackBook
from center.duties.service import DutyRoom
from center.staff.service import StaffRoom
from dialogue.attendant import Attendant
from dialogue.mind import Mind
from dialogue.outgoing import Postman
from dialogue.ports import Messenger
from dialogue.takeover import Desk
from dialogue.telling import Rescuer, Teller
from dialogue.voicing import Voicing
from kit import workdays
from kit.audit import Audit
from kit.bell import Bell
from kit.clock import Clock, SystemClock
from kit.work import Database
from kit.workdays import WorkCalendar
from knowledge import library
from knowledge.publication import live, publish
from knowledge.segmentation import Segmenter
from knowledge.shelf import KnowledgeBase
from tickets.service import TicketDesk

DRAFT_APPROVAL = "演示：项目起草，未经中心律师审核"


@dataclass(frozen=True)
class Services:
    settings: Settings
    clock: Clock
    calendar: WorkCalendar
    database: Database
    bell: Bell
    audit: Audit
    knowledge: KnowledgeBase
    voicing: Voicing
    mind: Mind
    staff: StaffRoom
    duty: DutyRoom
    tickets: TicketDesk
    callbacks: CallbackBook
    attendant: Attendant
    desk: Desk
    postman: Postman
    rescuer: Rescuer
    messengers: Mapping[str, Messenger]

    def close(self) -> None:
        self.database.close()


def build(settings: Settings, clock: Clock | None = None, segmenter: Segmenter | None = None) -> Services:
    """The whole product over one database, migrated and with its library loaded. Misconfigured or LibraryError where it cannot be."""
    from app import schema  # the migrations' libraries: rehearsals need no database and no schema

    clock = clock or SystemClock()
    calendar = build_calendar(settings)
    written = library.load()
    knowledge = KnowledgeBase(segmenter or build_segmenter(settings))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url)
    try:
        if settings.demo:
            schema.upgrade(database)
        else:
            schema.require_newest(database)
        publish(database, written.entries, clock.now(), DRAFT_APPROVAL if settings.demo else None)
        knowledge.hold(live(database, workdays.local_day(clock.now())))
        return _assemble(settings, clock, calendar, database, knowledge)
    except BaseException:
        database.close()
        raise


def _assemble(
    settings: Settings, clock: Clock, calendar: WorkCalendar, database: Database, knowledge: KnowledgeBase,
) -> Services:  # fmt: skip
    mind, voicing = build_mind(knowledge)
    audit = Audit(settings.secret_key.encode())
    staff = StaffRoom(database, clock, audit)
    duty = DutyRoom(staff)
    messengers: list[Messenger] = [WebchatSender()]
    if settings.telegram_token:
        from bot.telegram.sender import TelegramSender  # the HTTP client costs every start that does not need it

        messengers.append(TelegramSender(settings.telegram_token, settings.telegram_api_base))
    by_channel = {messenger.channel: messenger for messenger in messengers}
    callbacks = CallbackBook(database, clock, Teller(), tuple(by_channel))
    tickets = TicketDesk(database, clock, calendar, audit, callbacks, staff)
    attendant = Attendant(database, clock, mind, voicing, tickets, callbacks, duty, push_channels=("telegram",))
    return Services(
        settings=settings, clock=clock, calendar=calendar, database=database, bell=Bell(database), audit=audit,
        knowledge=knowledge, voicing=voicing, mind=mind, staff=staff, duty=duty, tickets=tickets, callbacks=callbacks,
        attendant=attendant, desk=Desk(database, clock, audit, staff, voicing.lines),
        postman=Postman(database, clock, by_channel, callbacks), rescuer=Rescuer(database, clock, tickets, callbacks, voicing.lines),
        messengers=by_channel,
    )  # fmt: skip
