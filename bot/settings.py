"""Settings: environment variables or `.env`, each with its default (`.env.example` lists them)."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class PersonalData(StrEnum):
    """What of personal data a channel may carry."""

    MASK = "mask"
    ALLOW = "allow"
    OFF = "off"


def _no_slash(url: str | None) -> str | None:
    return url.rstrip("/") if url else None


def _chat(said: str | None) -> str | None:
    """A channel's @name or number, however it was written down."""
    name = (said or "").strip().rstrip("/").rpartition("/")[2].removeprefix("@")
    return None if not name else name if name.removeprefix("-").isdecimal() else f"@{name}"


def _posted_to(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or not parts.path.strip("/")):
        raise ValueError("write the whole address with a path, such as https://bot.example/hooks/vk")
    return url or None


def _not_empty(secret: SecretStr | None) -> SecretStr | None:
    return secret if secret and secret.get_secret_value() else None


Url = Annotated[str | None, AfterValidator(_no_slash)]
Hook = Annotated[str | None, AfterValidator(_posted_to)]
Secret = Annotated[SecretStr | None, AfterValidator(_not_empty)]


class Settings(BaseSettings):
    """What the administrator has decided. An unknown value is refused with its name."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    database_url: str = "sqlite+aiosqlite:///var/metodaktiv.db"
    regulation: str = "vsevolozhsk"
    telegram_token: SecretStr | None = None
    telegram_api_url: Url = None
    telegram_proxy: str | None = None
    telegram_personal_data: PersonalData = PersonalData.MASK
    telegram_news_chat: Annotated[str | None, AfterValidator(_chat)] = None
    vk_token: SecretStr | None = None
    vk_wall_token: SecretStr | None = None
    vk_group_id: int | None = Field(default=None, gt=0)
    vk_api_url: Url = None
    vk_proxy: str | None = None
    vk_callback_url: Hook = None
    vk_callback_secret: Secret = Field(default=None, max_length=50)
    vk_personal_data: PersonalData = PersonalData.ALLOW
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    web_public_url: Url = None
    log_format: str = Field(default="text", pattern="^(text|json)$")

    @property
    def public_url(self) -> str:
        """The address that people open in a browser."""
        return self.web_public_url or f"http://{self.web_host}:{self.web_port}"

    def prepare_folder(self) -> None:
        """Makes the folder of an SQLite file, so that a newcomer need not."""
        prefix = "sqlite+aiosqlite:///"
        if self.database_url.startswith(prefix):
            Path(self.database_url.removeprefix(prefix)).parent.mkdir(parents=True, exist_ok=True)
