"""Invitations to hand out, on a sheet or on paper."""

from __future__ import annotations

from wording.words import N_, Words

_HEADINGS = (N_("姓名"), N_("单位"), N_("身份"), N_("电话"), N_("邀请码"), N_("链接"), N_("有效期至"))


def headings(words: Words) -> tuple[str, ...]:
    """The heads of the sheet's columns."""
    return tuple(words.t(one) for one in _HEADINGS)


def title(words: Words, plan: str) -> str:
    """The title of the page."""
    return words.t("【邀请码】{title}", title=plan)


def how(words: Words, code: str, day: str) -> str:
    """What to do with it."""
    return words.t("扫码，或给机器人发送“绑定 {code}”。只能用一次，{day}前有效。", code=code, day=day)


def redeeming(code: str) -> str:
    """What a QR code holds where there is no link: the words to send to the bot. Both languages are understood."""
    return f"/bind {code}"
