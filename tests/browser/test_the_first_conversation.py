"""The first conversation in a real Chromium against the running product: a citizen on one side, an operator on the other."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
import uvicorn
from playwright.sync_api import Browser, expect, sync_playwright

from app.main import create_app
from app.settings import Settings
from app.wiring import Services
from tests import cast

T = TypeVar("T")

pytestmark = pytest.mark.browser


def aside(call: Callable[..., T], *arguments: Any) -> T:
    """Calls a service in a thread: Playwright keeps an event loop running in ours, where the database must not be touched."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call, *arguments).result()


@pytest.fixture
def address(settings: Settings, services: Services) -> Iterator[str]:
    """The product on a free loopback port, due work included."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    app = create_app(settings, services)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()


def test_a_citizen_asks_an_operator_takes_over_and_both_see_each_others_words(
    address: str, services: Services, browser: Browser
) -> None:
    aside(cast.operator, services)
    citizen = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    citizen.goto(address)
    expect(citizen.locator("article").first).to_contain_text("智能助手")
    citizen.get_by_label("请说您遇到的事").fill(cast.ASKED)
    citizen.keyboard.press("Enter")
    expect(citizen.locator(".law").last).to_contain_text(cast.ARTICLE)
    assert citizen.evaluate("document.documentElement.scrollWidth <= innerWidth")

    citizen.get_by_label("请说您遇到的事").fill(cast.UNANSWERABLE)
    citizen.get_by_role("button", name="发送").click()
    expect(citizen.locator("article").last).to_contain_text("12348-261124-0001")

    staff = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    staff.goto(f"{address}/console")
    staff.get_by_label("用户名").fill("xiaolin")
    staff.get_by_label("密码").fill(cast.PASSWORD)
    staff.keyboard.press("Enter")
    staff.locator("#board a").first.click()
    expect(staff.locator("#board a[aria-current]")).to_be_visible()  # the opened page's own script is at work
    staff.keyboard.press("t")
    expect(citizen.locator("article.system")).to_contain_text("林晓已接入")
    staff.get_by_label("回复群众").fill("您好，我是林晓，鸭子有多少只？")
    staff.keyboard.press("Control+Enter")
    expect(citizen.locator("article.staff")).to_contain_text("鸭子有多少只")
    citizen.get_by_label("请说您遇到的事").fill("十二只 <b>左右</b>")
    citizen.keyboard.press("Enter")
    expect(staff.locator(".turns li.citizen").last).to_contain_text("十二只 <b>左右</b>")
    expect(citizen.locator("article").last).to_contain_text("十二只")  # the assistant stays silent
    staff.keyboard.press("Escape")
    staff.locator("h1").first.click()
    staff.keyboard.press("b")
    expect(citizen.locator("article.system").last).to_contain_text("智能助手继续")


def test_the_page_resumes_without_loss_or_doubles_after_a_broken_connection(
    address: str, services: Services, browser: Browser
) -> None:
    me = aside(cast.operator, services)
    context = browser.new_context()
    citizen = context.new_page()
    citizen.goto(address)
    citizen.get_by_label("请说您遇到的事").fill(cast.ASKED)
    citizen.keyboard.press("Enter")
    expect(citizen.locator(".law")).to_have_count(1)
    conversation = aside(services.desk.board)[0].id
    aside(services.desk.take, conversation, me)
    context.set_offline(True)
    aside(services.desk.say, conversation, me, "断线时说的话")
    context.set_offline(False)
    citizen.reload()
    expect(citizen.get_by_text("断线时说的话")).to_have_count(1)
    expect(citizen.locator(".law")).to_have_count(1)
