"""The agent app's REST interface (自建应用): it sends to any member of its visible range, from a trusted address only.

One token for all calls, one refresh at a time. A repeated `message/send` of the same bytes within the interval is
dropped by WeCom itself, so whoever retries sends the very same bytes. An answer with errcode 0 may still name people
whom it did not reach.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.telegram_early import proxy_for
from bot.channels.wecom.link import NoReceipt, NotThere
from bot.channels.wecom.outcomes import NOT_TRUSTED, TOKEN

log = logging.getLogger("duban.wecom")

BASE = "https://qyapi.weixin.qq.com"
INTERVAL = 14_400  # seconds in which WeCom drops what it has seen; the most it takes (document/path/90236)
EARLY = 300.0  # seconds before its end in which a token is not used any more
TOO_BIG = 40006  # as WeCom says of an upload
PATIENCE = 10.0  # seconds for an answer
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
_ADDRESS = re.compile(r"from ip: ([0-9a-fA-F.:]+)")


@dataclass(frozen=True, slots=True)
class Answer:
    """What WeCom answered."""

    code: int
    told: str
    body: Mapping[str, Any]

    @property
    def missed(self) -> frozenset[str]:
        """Whom a message did not reach although it was taken."""
        names = (str(self.body.get(name) or "") for name in ("invaliduser", "unlicenseduser"))
        return frozenset(one.casefold() for name in names for one in name.split("|") if one)

    @property
    def our_address(self) -> str | None:
        """Where a refusal says that we call from, to be put on the list of trusted addresses."""
        found = _ADDRESS.search(self.told) if self.code == NOT_TRUSTED else None
        return found[1] if found else None


class AgentApp:
    """One agent app. Every call raises NotThere (nothing has left) or NoReceipt (nobody knows)."""

    def __init__(
        self,
        corp_id: str,
        secret: str,
        agent_id: int,
        *,
        base: str = BASE,
        patience: float = PATIENCE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.corp_id, self.agent_id, self._secret = corp_id, agent_id, secret
        self._base, self._patience, self._tls = base.rstrip("/"), patience, tls
        self._token: tuple[str, float] | None = None  # and until when it is good, seconds of the loop's clock
        self._refreshing = asyncio.Lock()
        self._userids: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    # ── what it can do ────────────────────────────────────────────────────────────────────────────────────

    def letter(self, userid: str, content: Mapping[str, Any]) -> bytes:
        """The bytes of a message to one person: the same content gives the same bytes."""
        body = {"touser": userid, "agentid": self.agent_id, **content}
        check = {"enable_duplicate_check": 1, "duplicate_check_interval": INTERVAL}
        return json.dumps({**body, **check}, ensure_ascii=False, sort_keys=True).encode()

    async def send(self, letter: bytes) -> Answer:
        """`message/send`."""
        return await self._call("/cgi-bin/message/send", letter)

    async def update_card(self, response_code: str, card: Mapping[str, Any]) -> Answer:
        """Redraw the card of a press, once, within 72 hours."""
        body = {"agentid": self.agent_id, "response_code": response_code, "template_card": card}
        return await self._call("/cgi-bin/message/update_template_card", json.dumps(body, ensure_ascii=False).encode())

    async def upload(self, kind: str, name: str, content: bytes) -> Answer:
        """`media/upload`; the answer has a `media_id`, good for three days."""
        form = aiohttp.FormData(quote_fields=False)  # a Chinese name goes as it is
        form.add_field("media", content, filename=name, content_type="application/octet-stream")
        return await self._call("/cgi-bin/media/upload", form, type=kind)

    async def download(self, media_id: str, most: int) -> bytes | Answer:
        """`media/get`: the bytes of what somebody sent to the app, or why they cannot be had."""
        token = await self._fresh_token(None)
        got = await self._download(media_id, most, token)
        if isinstance(got, Answer) and got.code in TOKEN:
            got = await self._download(media_id, most, await self._fresh_token(token))
        return got

    async def _download(self, media_id: str, most: int, token: str) -> bytes | Answer:
        query = {"access_token": token, "media_id": media_id}
        try:
            async with self._client().get(f"{self._base}/cgi-bin/media/get", params=query, **self._ways()) as answer:
                if answer.content_type == "application/json":
                    return _answer(await answer.read())
                if (answer.content_length or 0) > most:
                    return Answer(TOO_BIG, "too big", {})
                return await answer.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotThere(type(error).__name__) from error  # to be tried again: nothing was changed

    async def userid(self, address: str) -> str:
        """The userid behind an address that may be an encrypted one of the AI bot's; a plain one is itself."""
        if address not in self._userids:
            found = (await self.resolve([address])).body.get("userid_list")
            for one in found if isinstance(found, Sequence) else ():
                self._userids[str(one.get("open_userid"))] = str(one.get("userid"))
        return self._userids.get(address, address)

    async def resolve(self, encrypted: Sequence[str]) -> Answer:
        """`batch/openuserid_to_userid`."""
        body = {"open_userid_list": [*encrypted], "source_agentid": self.agent_id}
        return await self._call("/cgi-bin/batch/openuserid_to_userid", json.dumps(body).encode())

    async def introduce(self) -> Answer:
        """Try the credentials: a token, fetched anew."""
        return await self._ask_token()

    # ── calls ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _call(self, path: str, body: bytes | aiohttp.FormData, **query: str) -> Answer:
        """One call; where its token is refused, once more with a new one."""
        token = await self._fresh_token(None)
        answer = await self._post(path, body, {**query, "access_token": token})
        if answer.code in TOKEN:
            token = await self._fresh_token(token)
            if isinstance(body, bytes):  # a form is read once: whoever uploads tries again
                answer = await self._post(path, body, {**query, "access_token": token})
        return answer

    async def _fresh_token(self, refused: str | None) -> str:
        """The token; another one than `refused`. Whoever waits here takes the one that was fetched meanwhile."""
        async with self._refreshing:
            now = asyncio.get_running_loop().time()
            if self._token is not None and self._token[0] != refused and now < self._token[1]:
                return self._token[0]
            answer = await self._ask_token()
            if answer.code:
                raise NotThere(f"no token: {answer.code} {answer.told}"[:200])
            return str(answer.body["access_token"])

    async def _ask_token(self) -> Answer:
        try:
            query = {"corpid": self.corp_id, "corpsecret": self._secret}
            answer = await self._request("GET", "/cgi-bin/gettoken", query, None)
        except NoReceipt as why:
            raise NotThere(str(why)) from why  # a token that nobody got does no harm
        if not answer.code:
            lasts = float(answer.body.get("expires_in") or 7200)
            ends = asyncio.get_running_loop().time() + max(lasts - EARLY, lasts / 2)
            self._token = str(answer.body["access_token"]), ends
        return answer

    async def _post(self, path: str, body: bytes | aiohttp.FormData, query: Mapping[str, str]) -> Answer:
        return await self._request("POST", path, query, body)

    async def _request(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | aiohttp.FormData | None
    ) -> Answer:
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else {}
        try:
            async with self._client().request(
                method,
                self._base + path,
                params=query,
                data=body,
                headers=headers,
                allow_redirects=False,
                **self._ways(),
            ) as answer:
                status, text = answer.status, await answer.read()
        except NEVER_LEFT as error:
            raise NotThere(type(error).__name__) from error  # its words may hold the secret
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoReceipt(type(error).__name__) from error
        if status != 200:
            raise NoReceipt(f"HTTP {status}")
        return _answer(text)

    def _ways(self) -> dict[str, Any]:
        """Which certificates are believed, and through which proxy."""
        return {"ssl": self._tls if self._tls is not None else True, "proxy": proxy_for(self._base)}

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self._patience)
            self._session = aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": "duban"})
        return self._session


def _answer(text: bytes) -> Answer:
    """An answer is WeCom's only if it is its JSON. Raises NoReceipt for a page of somebody in between."""
    try:
        body = json.loads(text)
    except ValueError:
        raise NoReceipt("an answer that is not WeCom's") from None
    if not isinstance(body, dict) or not isinstance(body.get("errcode", 0), int):
        raise NoReceipt("an answer that is not WeCom's")
    if "errcode" not in body and "access_token" not in body:
        raise NoReceipt("an answer that is not WeCom's")
    return Answer(body.get("errcode", 0), str(body.get("errmsg", "")), body)
