"""Moments and dates as people say them, in Beijing time."""

from __future__ import annotations

from datetime import datetime, timedelta

from kit.clock import BEIJING

_WEEKDAYS = "一二三四五六日"
_HOURS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def short_time(moment: datetime, now: datetime) -> str:
    """今天 15:20 · 昨天 09:05 · 明天 17:00 · 11月26日 17:00 · 2025年3月1日 08:00."""
    here, today = moment.astimezone(BEIJING), now.astimezone(BEIJING).date()
    near = {0: "今天", -1: "昨天", 1: "明天"}.get((here.date() - today).days)
    if near is None:
        near = f"{here.month}月{here.day}日" if here.year == today.year else f"{here.year}年{here.month}月{here.day}日"
    return f"{near} {here:%H:%M}"


def promised(moment: datetime) -> str:
    """11月26日星期四下午五点前: how a promised time is written and said."""
    here = moment.astimezone(BEIJING)
    return f"{here.month}月{here.day}日星期{_WEEKDAYS[here.weekday()]}{_hour(here)}前"


def waited(since: datetime, now: datetime) -> str:
    """刚刚 · 3分钟 · 1小时20分钟 · 2天: how long somebody has waited."""
    gone = max(now - since, timedelta(0))
    minutes = int(gone.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes}分钟"
    if minutes < 24 * 60:
        return f"{minutes // 60}小时{minutes % 60}分钟" if minutes % 60 else f"{minutes // 60}小时"
    return f"{minutes // (24 * 60)}天"


def _hour(here: datetime) -> str:
    part = "上午" if here.hour < 12 else "下午" if here.hour < 18 else "晚上"
    if here.hour == 12:
        part = "中午"
    hour = here.hour if here.hour <= 12 else here.hour - 12
    minute = {0: "", 30: "半"}.get(here.minute, f"{here.minute}分")
    return f"{part}{_HOURS[hour]}点{minute}"
