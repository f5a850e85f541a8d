"""The one tree of errors.

    HotlineError
    ├── BadInput            what was sent cannot be taken as it is
    ├── NotFound            there is no such thing (or not for you: the two read the same)
    ├── NotAllowed          this move is not open from here
    │   └── NotYours        somebody else owns this conversation
    ├── AlreadyTaken        somebody was quicker; `by` says who
    ├── NotLoggedIn
    ├── WrongPassword
    ├── TooManyTries
    ├── UnknownYear         the working-day calendar does not reach so far
    ├── Misconfigured       a setting is missing or contradicts another
    └── DeliveryError
        ├── Undeliverable   for ever
        └── TryAgain        for now; `after` seconds

A class is a sentence, and that sentence (in Chinese, for it may reach people) is its default message.
"""

from __future__ import annotations


class HotlineError(Exception):
    sentence = "出了点问题，请稍后再试。"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.sentence)


class BadInput(HotlineError):
    sentence = "这样的内容我们没法处理，请换个方式再说一次。"


class NotFound(HotlineError):
    sentence = "没有找到。"


class NotAllowed(HotlineError):
    sentence = "现在还不能这样做。"


class NotYours(NotAllowed):
    sentence = "这个会话不在您手里，请先接管。"


class AlreadyTaken(HotlineError):
    sentence = "已经有人接管了。"

    def __init__(self, by: str) -> None:
        super().__init__(f"已由{by}接管。")
        self.by = by


class NotLoggedIn(HotlineError):
    sentence = "请先登录。"


class WrongPassword(HotlineError):
    sentence = "用户名或密码不对。"


class TooManyTries(HotlineError):
    sentence = "试的次数太多了，请过几分钟再登录。"


class UnknownYear(HotlineError):
    def __init__(self, year: int) -> None:
        super().__init__(f"工作日历里没有{year}年的放假安排，请更新日历数据或在 HOTLINE_CALENDAR_FILE 里补上。")
        self.year = year


class Misconfigured(HotlineError):
    sentence = "设置不完整。"


class DeliveryError(HotlineError):
    sentence = "消息没有送到。"


class Undeliverable(DeliveryError):
    sentence = "消息送不到，对方已不接收。"


class TryAgain(DeliveryError):
    sentence = "消息暂时送不到，稍后再试。"

    def __init__(self, after: float = 30.0) -> None:
        super().__init__()
        self.after = after
