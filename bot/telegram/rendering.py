"""An utterance as Telegram shows it."""

from __future__ import annotations

from dialogue.talking import Utterance

MOST = 4096
NOTICE = "请您留意：Telegram 的服务器在境外。请不要在这里写姓名、电话、身份证号码和案情细节；涉及个人情况，请拨打 12348 或者使用本中心网页咨询。"
ONLY_TEXT = "这里暂时只能看懂文字，请把您遇到的事写给我，或者拨打 12348。"
ONLY_PRIVATE = "为了保护您的隐私，请单独给我发消息，我不在群里答复。"


def words(utterance: Utterance) -> str:
    return f"{utterance.text}\n\n依据：{utterance.law}" if utterance.law else utterance.text


def pieces(text: str) -> list[str]:
    """The text in parts Telegram takes, cut at line ends where there are any."""
    parts = []
    while len(text) > MOST:
        cut = text.rfind("\n", 1, MOST)
        cut = cut if cut > 0 else MOST
        parts.append(text[:cut])
        text = text[cut:].lstrip("\n")
    return [*parts, text]
