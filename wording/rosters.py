"""A roster that was handed in: whom it would invite, the rows to mend, and the invitations; members of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from domain.listed import LookedRoster, RosterLine
from domain.messages import Action, Attachment, Choice, Outgoing, Style
from domain.people import Membership
from wording import figures, imported, people
from wording.words import Words

SHOWN = 15
FAULTS_SHOWN = 10


class Invited(Protocol):
    """An invitation as it was made."""

    @property
    def code(self) -> str: ...
    @property
    def telegram_link(self) -> str | None: ...
    @property
    def expires_at(self) -> object: ...


def preview(words: Words, found: LookedRoster) -> Outgoing:
    """Who is on it, and which rows cannot be used; no invitation is made yet."""
    new, faults = found.new, found.roster.faults
    lines = [_line(words, one) for one in new[:SHOWN]]
    if len(new) > SHOWN:
        lines.append(words.t("……后面还有{count}人", count=len(new) - SHOWN))
    if found.bound:
        names = words.t("、").join(one.name for one in found.bound[:SHOWN])
        lines.append(words.t("已经绑定、不再邀请：{names}", names=names))
    groups = dict.fromkeys(one.group for one in new if one.group)
    for group in groups:
        names = words.t("、").join(dict.fromkeys(one.membership.department or "" for one in new if one.group == group))
        lines.append(words.t("{group}的成员单位将包括：{names}", group=group, names=names))
    if faults:
        lines += [words.t("— 这些行要改 —"), *imported.notices(words, faults, most=FAULTS_SHOWN)]
    choices = [Choice(words.t("取消"), _button("drop", found.draft))]
    if new:
        label = words.t("为{count}人生成邀请码", count=len(new))
        choices.insert(0, Choice(label, _button("make", found.draft), Style.PRIMARY))
    title = words.t("【名册预览】{people}人可以邀请，{faults}行要改", people=len(new), faults=len(faults))
    footer = words.t("改好名册再发一次即可；现在生成只邀请上面列出的人。") if faults else None
    return Outgoing(title, tuple(lines), tuple(choices), footer, f"roster:{found.draft}")


def _line(words: Words, one: RosterLine) -> str:
    where = one.membership.department or ""
    parts = (one.name, where, _role(words, one.membership), one.phone)
    return words.t(" · ").join(part for part in parts if part)


def _role(words: Words, membership: Membership) -> str:
    """联络员（B角）, without the department, which stands beside it."""
    return people.role(words, replace(membership, department=None))


def made(
    words: Words, title: str, invited: Sequence[tuple[RosterLine, Invited]]
) -> tuple[Outgoing, Outgoing, Outgoing]:
    """The receipt, the sheet and the page to print; the codes stand in these alone."""
    rows = [_handed(words, one, invitation) for one, invitation in invited]
    told = Outgoing(
        title=words.t("已生成{count}个邀请码 ✓", count=len(rows)),
        lines=(words.t("下面两个文件：表格可以留存、按人转发；网页用浏览器打开后打印，裁开发给本人，扫码即可绑定。"),),
        footer=words.t("邀请码只能用一次，请当面或单独发给本人，不要发到群里。"),
    )
    source = {"kind": "invitations", "language": words.language, "title": title, "rows": rows}
    sheet = Attachment(words.t("邀请码.xlsx"), {**source, "form": "sheet"})
    page = Attachment(words.t("邀请码（打印）.html"), {**source, "form": "page"})
    return told, Outgoing(title=words.t("邀请码表格"), file=sheet), Outgoing(title=words.t("打印用的网页"), file=page)


def _handed(words: Words, one: RosterLine, invited: Invited) -> dict[str, str | None]:
    return {
        "name": one.name,
        "department": one.membership.department or "",
        "role": _role(words, one.membership),
        "phone": one.phone,
        "code": invited.code,
        "link": invited.telegram_link,
        "until": words.full_day(words.local(invited.expires_at).date()),  # type: ignore[arg-type]
    }


def dropped(words: Words) -> Outgoing:
    """No invitation was made."""
    return figures.plain(words, "没有生成邀请码，没有改动任何内容。")


# ── the members of a group ────────────────────────────────────────────────────────────────────────────────


def members(words: Words, group: str, names: Sequence[str]) -> Outgoing:
    """Who belongs to a group, and how to say it."""
    told = (
        words.t("现有{count}个：{names}", count=len(names), names=words.t("、").join(names))
        if names
        else words.t("还没有指定。")
    )
    how = words.t("要指定请回复，如“{group}成员：甲大学、乙学院”。", group=group)
    return Outgoing(words.t("{group}的成员单位", group=group), (told, how))


def confirm_members(
    words: Words, group: str, before: Sequence[str], names: Sequence[str], yes: Action, no: Action
) -> Outgoing:
    """What would be different."""
    new = [one for one in names if one not in before]
    gone = [one for one in before if one not in names]
    lines = [words.t("共{count}个：{names}", count=len(names), names=words.t("、").join(names))]
    if before and new:
        lines.append(words.t("新增：{names}", names=words.t("、").join(new)))
    if gone:
        lines.append(words.t("去掉：{names}", names=words.t("、").join(gone)))
    lines.append(words.t("保存后，凡由{group}配合的任务，这些单位都各自配合、各自邀请联络员。", group=group))
    choices = (Choice(words.t("保存"), yes, Style.PRIMARY), Choice(words.t("取消"), no))
    return Outgoing(words.t("{group}的成员单位（未保存）", group=group), tuple(lines), choices)


def members_set(words: Words, group: str, names: Sequence[str]) -> Outgoing:
    """They are members now."""
    return Outgoing(
        words.t("已保存：{group}有{count}个成员单位 ✓", group=group, count=len(names)),
        (words.t("邀请联络员：回复“邀请 {name} 联络员”，或发名册。", name=names[0]),) if names else (),
    )


def members_kept(words: Words) -> Outgoing:
    """Nothing was changed."""
    return figures.plain(words, "没有保存，没有改动任何内容。")


def _button(do: str, draft: int) -> dict[str, object]:
    return {"flow": "rosters", "do": do, "draft": draft}
