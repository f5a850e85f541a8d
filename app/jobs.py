"""Due work: APScheduler only knocks; what is due stands in rows and is won there."""

from __future__ import annotations

from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from app.wiring import Services
from kit import logs

log = logs.get("jobs")
KNOCK_EVERY = 1  # seconds
_AT_ONCE = 200  # a knock works off at most so much before the next job has its turn


def scheduler(services: Services) -> BackgroundScheduler:
    """A scheduler, not yet started, that knocks at everything that may be due."""
    ticker = BackgroundScheduler(
        timezone="Asia/Shanghai", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 30}
    )
    for name, one in due_work(services).items():
        ticker.add_job(work_off, "interval", seconds=KNOCK_EVERY, args=[name, one], id=name)
    return ticker


def due_work(services: Services) -> dict[str, Callable[[], bool]]:
    """Each does one piece of due work and says whether there was any."""
    return {
        "promises": services.callbacks.keep_one,
        "outbox": services.postman.deliver_one,
        "stranded": services.rescuer.rescue_one,
    }


def work_off(name: str, one: Callable[[], bool]) -> int:
    """Does what is due, piece by piece; how many. A fault is logged and the next knock tries again."""
    done = 0
    try:
        while done < _AT_ONCE and one():
            done += 1
    except Exception:
        log.exception("due_work_failed", job=name)
    return done
