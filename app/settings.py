"""Settings: from the environment (DUBAN_…), a `.env` file or `duban.toml`, in this order of precedence.

`docs/operations.md` says what each is for; a test fails when one is missing there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from domain.errors import InvalidSetting

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that an office may set. Secrets never appear in a log or an error."""

    model_config = SettingsConfigDict(
        env_prefix="DUBAN_", env_file=".env", toml_file="duban.toml", extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = None  # None: SQLite in the data folder
    plan_file: Path = PROJECT / "data" / "plan.json"
    timezone: str = "Asia/Shanghai"
    language: Annotated[str, Field(pattern="^(zh|en)$")] = "zh"
    data_dir: Path = Path("var")
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str | None = None
    backups: Annotated[int, Field(ge=0, le=400)] = 14  # nightly copies that are kept; 0: none are made
    keep_days: Annotated[int, Field(ge=180)] = 400  # raw messages, buttons, tries to deliver
    heartbeat_url: SecretStr | None = None  # called each minute while everything works: a dead man's switch
    local_chat: bool | None = None  # None: on exactly while no real channel is configured

    telegram_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_base_file_url: str = "https://api.telegram.org/file/bot"
    telegram_webhook_secret: SecretStr | None = None

    wecom_bot_id: str | None = None
    wecom_bot_secret: SecretStr | None = None
    wecom_ws_url: str = "wss://openws.work.weixin.qq.com"
    wecom_ca_file: Path | None = None  # of a private deployment with its own certificates
    wecom_api_base: str = "https://qyapi.weixin.qq.com"
    wecom_corp_id: str | None = None
    wecom_corp_secret: SecretStr | None = None
    wecom_agent_id: int | None = None
    wecom_callback_token: SecretStr | None = None
    wecom_callback_aes_key: SecretStr | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then `.env`, then `duban.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"{name!r} is no time zone; write one such as Asia/Shanghai")
        return name

    @field_validator("public_url")
    @classmethod
    def _https(cls, url: str | None) -> str | None:
        if url and urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("write the whole address, such as https://duban.example.gov.cn")
        return url.rstrip("/") if url else None

    @field_validator("wecom_ws_url", "wecom_api_base")
    @classmethod
    def _secure(cls, url: str) -> str:
        """Secrets go there: in clear only within this machine."""
        parts = urlsplit(url)
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme not in ("wss", "https") and not (here and parts.scheme in ("ws", "http")):
            raise ValueError("write the whole address, beginning with wss:// or https://")
        return url

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def has_channel(self) -> bool:
        """Whether a real channel is configured."""
        return self.telegram_token is not None or self.wecom_bot_id is not None or self.wecom_corp_id is not None

    @property
    def serves_local_chat(self) -> bool:
        """Whether the local chat is on."""
        return not self.has_channel if self.local_chat is None else self.local_chat

    def url(self) -> str:
        """The database of real channels."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'duban.db').resolve()}"

    def local_url(self) -> str:
        """The local chat's own database."""
        return f"sqlite:///{(self.data_dir / 'local.db').resolve()}"


def load() -> Settings:
    """The settings. Raises InvalidSetting naming each one that cannot be used and why."""
    try:
        return Settings()
    except ValidationError as invalid:
        told = "; ".join(
            f"DUBAN_{'_'.join(str(part) for part in one['loc']).upper()}: {one['msg'].removeprefix('Value error, ')}"
            for one in invalid.errors()
        )
        raise InvalidSetting(told) from None
