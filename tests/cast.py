"""The same few people in every test."""

from __future__ import annotations

from app.wiring import Services
from voice.player import Player

ASKED = "公司一直没跟我签劳动合同怎么办"
ARTICLE = "《劳动合同法》第八十二条"
UNANSWERABLE = "隔壁村养的鸭子游到我家鱼塘里吃了鱼苗，村主任说按老规矩一只鸭换三条鱼，合不合法"
PASSWORD = "lin-xiao-2026"


def operator(services: Services, name: str = "xiaolin", display: str = "林晓") -> int:
    """An operator, who may take conversations over."""
    return services.staff.add(name, display, "operator", PASSWORD)


def lawyer(services: Services) -> int:
    """The duty lawyer, who answers tickets of the lawyers' post."""
    return services.staff.add("zhoumin", "周敏律师", "post", PASSWORD, "lawyer")


def director(services: Services) -> int:
    return services.staff.add("shen", "沈建华", "director", PASSWORD)


def log_in(client: object, name: str = "xiaolin") -> str:
    """Logs in at the console with a test client; the session's token against forged requests."""
    done = client.post("/console/login", data={"name": name, "password": PASSWORD}, follow_redirects=False)  # type: ignore[attr-defined]
    assert done.status_code == 303
    page = client.get("/console/tickets" if name in {"zhoumin"} else "/console").text  # type: ignore[attr-defined]
    return str(page.split('name="csrf" content="')[1].split('"')[0])


def caller(
    client: object, token: str = "t" * 32, number: str = "+8613812345678", base: str = "http://testserver"
) -> Player:
    """Somebody at a telephone, played against the signed webhooks through a test client."""

    def post(url: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
        answer = client.post(url, data=form, headers=headers)  # type: ignore[attr-defined]
        return answer.status_code, answer.text

    return Player(base, token, number, post)


def chat(client: object, key: str, text: str | None = None, choice: int | None = None) -> object:
    """One message of a web visitor."""
    body = (
        {"key": f"message-{key}"}
        | ({"text": text} if text is not None else {})
        | ({"choice": choice} if choice else {})
    )
    return client.post("/chat/messages", json=body)  # type: ignore[attr-defined]


def said(client: object) -> list[dict[str, object]]:
    """All that stands on the visitor's page."""
    return client.get("/chat/history").json()["turns"]  # type: ignore[attr-defined, no-any-return]
