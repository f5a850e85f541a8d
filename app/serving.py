"""`hotline serve`: the whole product in one process."""

from __future__ import annotations

import sys
from argparse import Namespace
from ipaddress import ip_address

import uvicorn

from app import demo, settings, wiring
from app.main import create_app
from kit import logs
from kit.errors import Misconfigured


def serve(arguments: Namespace) -> int:
    """Serves until stopped. Misconfigured when the demo would be reachable from other machines."""
    own = settings.from_environment()
    logs.configure(as_json=not own.demo, level=own.log_level)
    if own.demo and not _is_loopback(arguments.host):
        raise Misconfigured("演示配置只在本机开放（127.0.0.1）。要对外服务，请设 HOTLINE_PROFILE=production。")
    if own.demo:
        own = own.model_copy(update={"public_url": f"http://{arguments.host}:{arguments.port}"})
    _tell("正在载入词库和数据库……")
    services = wiring.build(own)
    try:
        year = services.clock.now().year
        for wanted in (year, year + 1):
            if not services.calendar.knows(wanted):
                _tell(
                    f"提醒：还没有{wanted}年的放假安排，先按周一至周五算；公布后请更新，或写进 HOTLINE_CALENDAR_FILE。"
                )
        _tell(f"知识库 {len(services.knowledge.all())} 条。")
        if arguments.demo:
            demo.seed(services, _tell)
        _tell(
            f"群众页面  {own.public_url}/\n工作台    {own.public_url}/console\n电话      hotline call（另开一个终端）"
        )
        uvicorn.run(
            create_app(own, services), host=arguments.host, port=arguments.port, log_level="warning", access_log=False,
            timeout_graceful_shutdown=2, server_header=False,
        )  # fmt: skip
    finally:
        services.close()
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
