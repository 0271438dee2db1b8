"""What `duban plan import` and `duban people import` say: Chinese, English."""

from __future__ import annotations

IMPORTING: dict[str, tuple[str, str]] = {
    "reading": ("正在读取 {name} ……", "Reading {name} ..."),
    "to_look_at": ("请看一看（{count}处）：", "To look at ({count}):"),
    "left_out_rows": (
        "有{count}处写不全，没有写出也没有装载。改好文件再来，或加上 --yes 先用其余的。",
        "{count} rows are incomplete; nothing was written or loaded. Mend the file, or add --yes to use the others.",
    ),
    "roster_read": (
        "名册：{people}人可以邀请，{faults}行要改。",
        "Roster: {people} can be invited, {faults} rows to mend.",
    ),
    "roster_empty": ("没有一行可以用，没有生成邀请码。", "No row can be used; no invitation was made."),
    "roster_faults": (
        "有{count}行要改，没有生成邀请码。改好名册再来，或加上 --yes 先邀请其余的人。",
        "{count} rows have to be mended; no invitation was made. Mend the roster, or add --yes to invite the others.",
    ),
    "roster_make": ("为{count}人生成邀请码？", "Make invitations for {count} people?"),
    "roster_made": ("已生成{count}个邀请码，写入 {file}。", "{count} invitations made, written to {file}."),
    "roster_not_made": (
        "只作检查，没有生成邀请码。加上 --out 邀请码.xlsx（和 --page 邀请码.html）生成。",
        "Checked only. Add --out SHEET.xlsx (and --page PAGE.html) to make the invitations.",
    ),
    "openings_asked": (
        "{count}项带来了完成情况，已请{asked}位联络员核对。",
        "{count} tasks say what was done so far; {asked} liaisons were asked to confirm it.",
    ),
    "may_restore": (
        "要恢复之前的清单：duban plan restore {revision}",
        "To go back to the plan before: duban plan restore {revision}",
    ),
    "versions": ("现在是第{now}版；留存的版本：{kept}", "This is version {now}; kept: {kept}"),
    "no_such_version": ("没有留存第{revision}版。", "Version {revision} is not kept."),
    "no_plan_yet": ("还没有装载任务清单。", "No plan is loaded yet."),
    "say_year": ("加上 --year 2026 这样的年份再来一次。", "Add the year, such as --year 2026."),
}
