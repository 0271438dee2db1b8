"""The command line's sentences: pairs of Chinese and English. `wording.cli` chooses and fills them in."""

from __future__ import annotations

EXAMPLE = "每月25日上午9点提醒牵头部门，遇节假日顺延"  # of a reminder rule, for the help

SENTENCES: dict[str, tuple[str, str]] = {
    # Errors
    "broken_plan": (
        "清单不能使用，没有改动任何内容。共{count}处问题：",
        "The plan cannot be used; nothing was changed. Problems: {count}",
    ),
    "bad_rule": ("这条提醒规则不能成立：{why}", "This reminder rule cannot be: {why}"),
    "already_running": (
        "已有督办进程在使用这个数据库，请先停止它。（{why}）",
        "Another Duban process already works on this database; stop it first. ({why})",
    ),
    "already_speaking": (
        "已有督办进程在用这个机器人收发消息（它用的是另一个数据库），请先停止它，或换一个令牌。（{why}）",
        "Another Duban process already speaks as this bot, on a database of its own; stop it first, or set another "
        "token. ({why})",
    ),
    "system_says": ("系统不允许：{where} {why}", "The system says no: {where} {why}"),
    "not_a_moment": (
        "“{text}”不是时间。请写成 2022-10-24 或 2022-10-24T10:00+08:00。",
        "{text!r} is no time; write 2022-10-24 or 2022-10-24T10:00+08:00.",
    ),
    "no_database": (
        "还没有数据库（{place}）。先运行一次 duban run，或用 duban plan import FILE --load 装载清单。",
        "There is no database yet ({place}). Start duban run once, or load a plan with duban plan import FILE --load.",
    ),
    "database_closed": ("数据库打不开（{place}）：{why}", "The database does not open ({place}): {why}"),
    "version_later": (
        "数据库来自更新的版本（{standing}），本版本不能用它。没有改动任何内容。请安装那个版本，或恢复升级前的备份。",
        "The database is of a later version ({standing}), and this one cannot work on it. Nothing was changed. Install "
        "that version, or put back the copy made before the upgrade.",
    ),
    "version_before": (
        "数据库出自首次发布之前的开发版本（{standing}），不能直接升级。没有改动任何内容。"
        "办法见 docs/operations.md 的 Upgrade。",
        "The database is of a version before the first release ({standing}) and cannot be brought up to date from "
        "here. Nothing was changed. How to move it stands in docs/operations.md, Upgrade.",
    ),
    "no_plan": ("数据库里还没有任务清单。", "The database holds no plan yet."),
    # run
    "half_a_channel": (
        "已设置 {given}，还缺 {missing}。",
        "{given} is set, {missing} is missing.",
    ),
    "bad_aes_key": (
        "DUBAN_WECOM_CALLBACK_AES_KEY：应是管理后台“接收消息”里生成的43位 EncodingAESKey。",
        "DUBAN_WECOM_CALLBACK_AES_KEY: write the EncodingAESKey of 43 characters that the admin console makes.",
    ),
    "bad_webhook_secret": (
        "DUBAN_TELEGRAM_WEBHOOK_SECRET 只能用字母、数字、_ 和 -，最多256个字符。",
        "DUBAN_TELEGRAM_WEBHOOK_SECRET: letters, digits, _ and - only, at most 256 of them.",
    ),
    "nothing_to_run": (
        "没有可运行的渠道：DUBAN_LOCAL_CHAT 已关闭，也没有设置其他渠道。",
        "There is nothing to run: DUBAN_LOCAL_CHAT is off and no other channel is set.",
    ),
    "only_loopback": (
        "本地聊天里人人都可以扮演任何身份，只能开在本机。DUBAN_WEB_HOST（或 --host）是 {host}，请改为 127.0.0.1。",
        "In the local chat anybody may be anybody, so it is for this machine only. DUBAN_WEB_HOST (or --host) is "
        "{host}; use 127.0.0.1.",
    ),
    "serving": (
        "督办本地聊天已启动，请用浏览器打开上面的地址。按 Ctrl+C 停止。",
        "Duban's local chat is running; open the address above in a browser. Ctrl+C stops it.",
    ),
    "serving_office": (
        "督办已启动，正在接收消息。按 Ctrl+C 停止。",
        "Duban is running and receives messages. Ctrl+C stops it.",
    ),
    "stopped": ("已停止，时钟和数据都已保存。", "Stopped; clock and data are kept."),
    "clock_is_further": (
        "时钟已经走到 {now}，不往回拨，从那里继续。要从头开始，请点页面上的“重新开始”。",
        "The clock stands at {now} already and never goes back; it goes on from there. To begin anew, use “Begin "
        "again” on the page.",
    ),
    "moving_clock": ("正在把时钟拨到 {to} …", "Moving the clock to {to} ..."),
    # invite
    "invited": ("邀请码 · {role}", "Invitation · {role}"),
    "how_to_redeem": (
        "请转给对方：私聊机器人，发送“绑定 {code}”或 /start {code}。只能用一次，只显示这一次。",
        "Pass it on: the person sends “绑定 {code}” or /start {code} to the bot, in private. It works once and is "
        "shown this once.",
    ),
    "or_by_link": ("Telegram 也可以直接点开：{link}", "On Telegram the link does the same: {link}"),
    "good_until": ("有效期至 {moment}。", "Good until {moment}."),
    "in_database": ("数据库：{place}", "Database: {place}"),
    # plan
    "plan_read": (
        "{title}：{tasks}项任务，{milestones}个时间节点，{indicators}个量化指标，{departments}个部门（其中{leads}个牵头）。",
        "{title}: {tasks} tasks, {milestones} milestones, {indicators} indicators, {departments} departments "
        "({leads} lead).",
    ),
    "no_number": ("没有量化指标的任务：{tasks}", "Tasks without a figure: {tasks}"),
    "same_plan": ("与已装载的清单相同，没有改动。", "The same as what is loaded; nothing to change."),
    "other_plan": (
        "已装载的清单是“{loaded}”，文件里的是“{new}”。一个数据库只装一份清单："
        "改用 --id {loaded}，或另设 DUBAN_DATABASE_URL。",
        "The plan that is loaded is {loaded}, the file's is {new}. A database holds one plan: use --id {loaded}, or "
        "another DUBAN_DATABASE_URL.",
    ),
    "changes": ("与已装载的清单相比，共{count}处变化：", "Changes against what is loaded: {count}"),
    "load_it": ("装载？已有的填报会保留", "Load it? What was reported is kept"),
    "say_yes": ("没有装载：无人可以确认。加上 --yes 即可。", "Not loaded: nobody is there to confirm it. Add --yes."),
    "not_loaded": ("没有装载，没有改动任何内容。", "Not loaded; nothing was changed."),
    "loaded": ("已装载（第{revision}版）。", "Loaded (revision {revision})."),
    "changed_meanwhile": (
        "刚才有人装载了另一版，没有装载，请再比较一次。",
        "Somebody loaded another revision just now; nothing was loaded. Compare again.",
    ),
    "written": ("已写入 {file}。", "Written to {file}."),
    "not_kept": (
        "只作检查，没有保存。加上 --out FILE 写成文件，或 --load 装载。",
        "Checked only. Add --out FILE to write it, or --load to load it.",
    ),
    # schedule
    "an_order": (
        "这是对已有规则的操作（{action}），不是新规则；请在聊天里对机器人说。",
        "This is an order about existing rules ({action}), not a new rule; say it to the bot in chat.",
    ),
    # status
    "cycle": (
        "本期 {period}，报送截止 {due}；已报 {reported}/{all} 项，逾期 {overdue} 项。",
        "Cycle {period}, answers due {due}; reported {reported} of {all} tasks, overdue {overdue}.",
    ),
    "office": ("统筹人员 {coordinators} 人，管理员 {admins} 人。", "Coordinators: {coordinators}; admins: {admins}."),
    # audit, backup, restore
    "audit_whole": (
        "审计记录完整：共{rows}条，记录指纹 {head}。（{place}）",
        "The record is whole: {rows} rows, head {head}. ({place})",
    ),
    "audit_broken": (
        "审计记录第{row}条与写入时不同，或它前面有记录被删。请找出备份，用 duban restore 恢复。",
        "Row {row} of the record is not as it was written, or one before it was removed. Take the last good backup.",
    ),
    "audit_cut": (
        "审计记录里找不到指纹 {head}：它之后的记录，或连同它，被截掉了。",
        "The record does not hold the head {head}: its end was cut off.",
    ),
    "backed_up": (
        "已备份到 {file}，并检查无误。记录指纹 {head}，请另处保存。",
        "Copied to {file} and checked. The head of its record is {head}; keep it elsewhere.",
    ),
    "backup_exists": (
        "{file} 已经存在，没有备份。换个文件名，或加 --yes 覆盖。",
        "{file} is there already; nothing was copied. Name another file, or add --yes.",
    ),
    "no_copy": ("没有这个备份文件：{file}。没有改动任何内容。", "There is no such copy: {file}. Nothing was changed."),
    "restore_exists": (
        "{place} 已有数据库，没有恢复。加 --yes 以备份替换它（原来的会留在旁边）。",
        "There is a database at {place}; nothing was restored. Add --yes to put the copy in its place (the old one is "
        "kept beside it).",
    ),
    "restored": ("已用 {file} 恢复 {place}。记录指纹 {head}。", "Restored {place} from {file}. Head {head}."),
    "reports_after": (
        "备份之后登记过{count}条进展，这里没有；下次启动时会告诉大家重报。",
        "{count} lines of the ledger are newer than the copy and not in it; at the next start people are asked to "
        "report them again.",
    ),
    "reports_after_unknown": (
        "备份之后登记过多少进展，无从知道；下次启动时会告诉大家重报。",
        "How much was reported after the copy was made is not known; at the next start people are asked to report "
        "it again.",
    ),
    "evidence_copied": (
        "佐证文件：共{of}个，新复制{copied}个（{folder}）。",
        "Evidence: {of} files, {copied} of them copied now ({folder}).",
    ),
    "evidence_lost": (
        "佐证文件缺{count}个（如 {first}）。",
        "{count} files of evidence are missing (such as {first}).",
    ),
    "kept_aside": ("原来的数据库留在 {file}。", "What stood there is kept as {file}."),
    # simulate
    "simulating": ("推演", "Simulating"),
    "simulated": ("共{count}条消息，{people}人。", "{count} messages to {people} people."),
    "script_unread": (
        "“{text}”读不懂。请写成：2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常",
        "{text!r} is no line of a script; write: 2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常",
    ),
    "script_no_time": ("“{text}”不是时间。", "{text!r} is no time."),
    "script_nobody": (
        "本地聊天里没有“{who}”。请写部门、统筹人员、管理员、责任领导或姓名。",
        "Nobody of the local chat's cast is {who!r}; write a department, a role or a name.",
    ),
    "script_who": ("“{who}”可能是{names}，请写清楚是哪一位。", "{who!r} may be {names}; write which one."),
    "script_outside": (
        "{at} 不在推演的时间内（{first} 至 {last}）。",
        "{at} is outside of what is played ({first} to {last}).",
    ),
    "script_no_button": (
        "{who} 那时没有以“{label}”开头的按钮；最近的有：{there}",
        "{who} has no button then that begins with {label!r}; the newest are: {there}",
    ),
    "script_encoding": ("{file} 既不是 UTF-8 也不是 GB 18030。", "{file} is neither UTF-8 nor GB 18030."),
    "ends_before": ("结束不能早于开始。", "It ends before it begins."),
}

HEADS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tasks": (
        ("序号", "项目计划", "牵头部门", "配合部门", "时间节点", "指标"),
        ("No.", "Task", "Lead", "Supporting", "Due", "Figures"),
    ),
    "departments": (
        ("部门", "牵头", "亮灯", "本期未报", "联络员"),
        ("Department", "Leads", "Lights", "Unreported", "Liaisons"),
    ),
    "rules": (("规则", "状态", "内容", "接下来"), ("Rule", "State", "What", "Next")),
}
KINDS = {
    "reply": ("回复", "replies"),
    "chase": ("催办", "chases"),
    "reminder": ("提醒", "reminders"),
    "escalation": ("升级", "escalations"),
    "digest": ("摘要", "digests"),
    "notice": ("通知", "notices"),
}
STATES = {"active": ("启用", "active"), "paused": ("暂停", "paused")}
BASES = {
    "total": ("总数", "in all"),
    "per_year": ("每年", "each year"),
    "new": ("新增", "new"),
    "cumulative": ("累计", "cumulative"),
    "change": ("变动", "change"),
}
COPY_FAULTS = {
    "damaged": (
        "{file} 不是完好的 SQLite 数据库，不能用。没有改动任何内容。",
        "{file} is no SQLite database, or a damaged one. Nothing was changed.",
    ),
    "foreign": (
        "{file} 不是督办的数据库，不能用。没有改动任何内容。",
        "{file} is no database of Duban. Nothing was changed.",
    ),
    "before": (
        "{file} 出自首次发布之前的开发版本，不能直接用。没有改动任何内容。办法见 docs/operations.md 的 Upgrade。",
        "{file} is of a version before the first release. Nothing was changed. How to move it stands in "
        "docs/operations.md, Upgrade.",
    ),
    "newer": (
        "{file} 来自更新的版本，请安装那个版本。没有改动任何内容。",
        "{file} is of a later version; install that version. Nothing was changed.",
    ),
    "broken": (
        "{file} 的审计记录从第{row}条起被改动过，不能用。数据库没有改动。",
        "The record in {file} was tampered with from row {row} on. The database was not changed.",
    ),
    "cut": (
        "{file} 的审计记录被截短过，不能用。数据库没有改动。",
        "The end of the record in {file} was cut off. The database was not changed.",
    ),
}
WEEKDAYS = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)
