"""The Bot API over aiohttp: python-telegram-bot's own extension point, so that one network library serves all.

Whoever sends must know what an error means for the message. python-telegram-bot gives every error of the network the
same two names; the aiohttp error behind it (`__cause__`) tells whether anything can have left: see `never_left`.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram_early import proxy_for

# The library is on its way from seconds to timedelta and warns at every 429 until one has chosen.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Of an answer that is no JSON (a proxy's 502 page) it logs a traceback; our own line says it all.
logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)

CONNECTIONS = 256  # more than pacing ever lets go at once: nothing waits for a free one
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    connect: for a connection. read: for an answer. poll: how long Telegram may hold an empty getUpdates. upload: for
    an answer to a file. first_wait, longest_wait: back-off while Telegram cannot be reached. gap: between the parts
    of one long message.
    """

    connect: float = 10.0
    read: float = 20.0
    poll: int = 30
    upload: float = 120.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    gap: float = 1.05

    def backoff(self, failures: int) -> float:
        """How long to wait after so many failures in a row (1 is the first)."""
        return min(self.first_wait * (1 << min(failures - 1, 16)), self.longest_wait)


class NotTelegram(NetworkError):
    """Something else answered in Telegram's place (a portal, a firewall, a proxy), or its answer is cut: that says
    nothing of the chat, the message or the token."""

    def __init__(self, status: int, media_type: str) -> None:
        super().__init__(f"no answer of Telegram: HTTP {status}, {media_type or 'nothing'}")
        self.status = status


def never_left(error: NetworkError) -> bool:
    """Whether no byte of the request can have reached the server: there was no connection yet."""
    return isinstance(error.__cause__, NEVER_LEFT)


class AiohttpRequest(BaseRequest):
    """Carries python-telegram-bot's requests; the token, which is in every address, stands in no error.

    A proxy is taken from the environment (HTTPS_PROXY, NO_PROXY).
    """

    def __init__(self, patience: Patience, token: str) -> None:
        self._patience, self._token = patience, token
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}
        self.date: str | None = None  # when the server gave its last answer, as it said itself (RFC 9110)

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._patience.read

    async def initialize(self) -> None:
        """Open the session; one that is open stays."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS), headers={"User-Agent": "duban"}
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request: the status and the body of its answer. Raises TimedOut, NetworkError with the cause."""
        if self._session is None:
            raise RuntimeError("the session is not open")
        data, headers = _body(request_data)
        uploads = request_data is not None and request_data.contains_files
        read = read_timeout if isinstance(read_timeout, int | float) else self._patience.read
        if uploads:
            read = max(read, self._patience.upload)
        connect = connect_timeout if isinstance(connect_timeout, int | float) else self._patience.connect
        timeout = aiohttp.ClientTimeout(total=connect + read, connect=connect, sock_connect=connect, sock_read=read)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=timeout, proxy=self._proxy(url), allow_redirects=False
            ) as answer:
                body = await answer.read()
        except TimeoutError as error:
            raise TimedOut(f"{type(error).__name__}: no answer within {read:g} s") from error
        except aiohttp.ClientError as error:
            told = f"{type(error).__name__}: {error}"
            raise NetworkError(told.replace(self._token, "***")) from error
        if not _is_telegrams(answer.status, body, is_file=method == "GET"):
            raise NotTelegram(answer.status, answer.content_type)
        self.date = answer.headers.get("Date", self.date)
        return answer.status, body

    def _proxy(self, url: str) -> str | None:
        """The proxy for that server; asked once, for the answer costs more than a request."""
        parts = urlsplit(url)
        server = f"{parts.scheme}://{parts.netloc}"
        if server not in self._proxies:
            self._proxies[server] = proxy_for(server)
        return self._proxies[server]


def form(values: Mapping[str, str]) -> RequestData:
    """The parameters of a call that the library's own methods do not make."""
    return RequestData([RequestParameter(name, value, None) for name, value in values.items()])


def _is_telegrams(status: int, body: bytes, *, is_file: bool) -> bool:
    """Whether Telegram said that itself: JSON whose `ok` agrees with the status, with a `result` where it is true.

    https://core.telegram.org/bots/api#making-requests; a file has no form that could be told.
    """
    fine = status // 100 == 2
    if is_file and fine:
        return True
    try:
        told = json.loads(body)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("ok") is fine and (not fine or "result" in told)


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Parameters as a form; with files as a multipart form."""
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        form = request_data.url_encoded_parameters().encode()
        return form, {"Content-Type": "application/x-www-form-urlencoded"}
    parts = aiohttp.FormData(quote_fields=False)  # names go as they are, or people see %E7%8E%B0
    for name, value in request_data.json_parameters.items():
        parts.add_field(name, value)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        parts.add_field(name, BytesIO(cast(bytes, content)), filename=filename, content_type=media_type)
    return parts, {}
