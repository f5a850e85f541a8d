"""All settings, in one place. Nothing else reads the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kit.errors import Misconfigured


class Settings(BaseSettings):
    """Each field is the environment variable HOTLINE_<FIELD>; a secret may come from a file named by HOTLINE_<FIELD>_FILE."""

    model_config = SettingsConfigDict(env_prefix="HOTLINE_", env_file=".env", extra="ignore", frozen=True)

    profile: Literal["demo", "production", "gov"] = "demo"
    database_url: str = "sqlite:///var/hotline.db"
    data_dir: Path = Path("var")
    public_url: str = "http://127.0.0.1:8348"
    secret_key: str = ""
    calendar_file: Path | None = None
    duty_number: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    twilio_auth_token: str = ""
    telegram_token: str = ""
    telegram_secret: str = ""
    telegram_api_base: str = "https://api.telegram.org"

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.profile != "demo" and len(self.secret_key) < 32:
            raise ValueError("HOTLINE_SECRET_KEY 至少要32个字符（production 和 gov 不会替您生成）。")
        if self.profile == "gov" and self.telegram_token:
            raise ValueError("gov 配置下不能启用 Telegram：消息会离开境内（个人信息保护法第三十六条）。")
        if self.profile == "production" and urlsplit(self.public_url).scheme != "https":
            raise ValueError("HOTLINE_PUBLIC_URL 在 production 下必须是 https 地址。")
        return self

    @property
    def demo(self) -> bool:
        return self.profile == "demo"


SECRETS = ("secret_key", "twilio_auth_token", "telegram_token", "telegram_secret", "database_url")


def from_environment() -> Settings:
    """The settings of this process; Misconfigured, in words, when something is missing or contradicts."""
    from_files: dict[str, str] = {}
    for field in SECRETS:
        if path := os.environ.get(f"HOTLINE_{field.upper()}_FILE"):
            try:
                from_files[field] = Path(path).read_text("utf-8").strip()
            except OSError as e:
                raise Misconfigured(f"HOTLINE_{field.upper()}_FILE 指的文件读不到：{e.strerror}") from e
    try:
        return with_demo_secrets(Settings(**from_files))  # type: ignore[arg-type]
    except ValueError as e:
        raise Misconfigured(f"设置有误：{e}") from e


def with_demo_secrets(settings: Settings) -> Settings:
    """In the demo, secrets nobody gave are made at random once and kept in the data folder, readable by its owner alone."""
    if not settings.demo:
        return settings
    made = {}
    for field in ("secret_key", "twilio_auth_token"):
        if not getattr(settings, field):
            made[field] = _kept_secret(settings.data_dir / f".{field}")
    return settings.model_copy(update=made)


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text("utf-8").strip()
