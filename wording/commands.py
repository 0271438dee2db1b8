"""The command line's sentences. Commands are typed by whoever runs the machine, so a sentence here may name a file, a
setting or an option; `wording.cli` puts together what takes more than one of them.
"""

from __future__ import annotations

from wording.words import N_, NC_, verbatim

EXAMPLE = verbatim("每月25日上午9点提醒牵头部门，遇节假日顺延")  # of a reminder rule, for the help

# Errors
BROKEN_PLAN = N_("清单不能使用，没有改动任何内容。共{count}处问题：")
BAD_RULE = N_("这条提醒规则不能成立：{why}")
ALREADY_RUNNING = N_("已有督办进程在使用这个数据库，请先停止它。（{why}）")
ALREADY_SPEAKING = N_("已有督办进程在用这个机器人收发消息（它用的是另一个数据库），请先停止它，或换一个令牌。（{why}）")
SYSTEM_SAYS = N_("系统不允许：{where} {why}")
NOT_A_MOMENT = N_("“{text}”不是时间。请写成 2022-10-24 或 2022-10-24T10:00+08:00。")
NO_DATABASE = N_("还没有数据库（{place}）。先运行一次 duban run，或用 duban plan import FILE --load 装载清单。")
DATABASE_CLOSED = N_("数据库打不开（{place}）：{why}")

# run
HALF_A_CHANNEL = N_("已设置 {given}，还缺 {missing}。")
BAD_AES_KEY = N_("DUBAN_WECOM_CALLBACK_AES_KEY：应是管理后台“接收消息”里生成的43位 EncodingAESKey。")
BAD_WEBHOOK_SECRET = N_("DUBAN_TELEGRAM_WEBHOOK_SECRET 只能用字母、数字、_ 和 -，最多256个字符。")
NOTHING_TO_RUN = N_("没有可运行的渠道：DUBAN_LOCAL_CHAT 已关闭，也没有设置其他渠道。")
ONLY_LOOPBACK = N_(
    "本地聊天里人人都可以扮演任何身份，只能开在本机。DUBAN_WEB_HOST（或 --host）是 {host}，请改为 127.0.0.1。"
)
SERVING = N_("督办本地聊天已启动，请用浏览器打开上面的地址。按 Ctrl+C 停止。")
SERVING_OFFICE = N_("督办已启动，正在接收消息。按 Ctrl+C 停止。")
STOPPED = N_("已停止，时钟和数据都已保存。")
CLOCK_IS_FURTHER = N_("时钟已经走到 {now}，不往回拨，从那里继续。要从头开始，请点页面上的“重新开始”。")
MOVING_CLOCK = N_("正在把时钟拨到 {to} …")

# invite
INVITED = NC_("cli", "邀请码 · {role}")
HOW_TO_REDEEM = N_("请转给对方：私聊机器人，发送“绑定 {code}”或 /start {code}。只能用一次，只显示这一次。")
OR_BY_LINK = N_("Telegram 也可以直接点开：{link}")
GOOD_UNTIL = N_("有效期至 {moment}。")
IN_DATABASE = N_("数据库：{place}")

# plan
PLAN_READ = N_(
    "{title}：{tasks}项任务，{milestones}个时间节点，{indicators}个量化指标，{departments}个部门（其中{leads}个牵头）。"
)
NO_NUMBER = N_("没有量化指标的任务：{tasks}")
SAME_PLAN = N_("与已装载的清单相同，没有改动。")
OTHER_PLAN = N_(
    "已装载的清单是“{loaded}”，文件里的是“{new}”。一个数据库只装一份清单："
    "改用 --id {loaded}，或另设 DUBAN_DATABASE_URL。"
)
CHANGES = N_("与已装载的清单相比，共{count}处变化：")
LOAD_IT = N_("装载？已有的填报会保留")
SAY_YES = N_("没有装载：无人可以确认。加上 --yes 即可。")
NOT_LOADED = N_("没有装载，没有改动任何内容。")
LOADED = N_("已装载（第{revision}版）。")
OPENINGS_ASKED = N_("{count}项带来了完成情况，已请{asked}位联络员核对。")
MAY_RESTORE = N_("要恢复之前的清单：duban plan restore {revision}")
VERSIONS = N_("现在是第{now}版；留存的版本：{kept}")
NO_SUCH_VERSION = N_("没有留存第{revision}版。")
NO_PLAN_YET = N_("还没有装载任务清单。")
CHANGED_MEANWHILE = N_("刚才有人装载了另一版，没有装载，请再比较一次。")
WRITTEN = N_("已写入 {file}。")
NOT_KEPT = N_("只作检查，没有保存。加上 --out FILE 写成文件，或 --load 装载。")

# schedule
AN_ORDER = N_("这是对已有规则的操作（{action}），不是新规则；请在聊天里对机器人说。")

# status
CYCLE = N_("本期 {period}，报送截止 {due}；已报 {reported}/{all} 项，逾期 {overdue} 项。")
OFFICE = N_("统筹人员 {coordinators} 人，管理员 {admins} 人。")

# audit, backup, restore
AUDIT_WHOLE = N_("审计记录完整：共{rows}条，记录指纹 {head}。（{place}）")
AUDIT_BROKEN = N_("审计记录第{row}条与写入时不同，或它前面有记录被删。请找出备份，用 duban restore 恢复。")
AUDIT_CUT = N_("审计记录里找不到指纹 {head}：它之后的记录，或连同它，被截掉了。")
BACKED_UP = N_("已备份到 {file}，并检查无误。记录指纹 {head}，请另处保存。")
BACKUP_EXISTS = N_("{file} 已经存在，没有备份。换个文件名，或加 --yes 覆盖。")
VERSION_LATER = N_(
    "数据库来自更新的版本（{standing}），本版本不能用它。没有改动任何内容。请安装那个版本，或恢复升级前的备份。"
)
VERSION_BEFORE = N_(
    "数据库出自首次发布之前的开发版本（{standing}），不能直接升级。没有改动任何内容。"
    "办法见 docs/operations.md 的 Upgrade。"
)
NO_COPY = N_("没有这个备份文件：{file}。没有改动任何内容。")
RESTORE_EXISTS = N_("{place} 已有数据库，没有恢复。加 --yes 以备份替换它（原来的会留在旁边）。")
RESTORED = N_("已用 {file} 恢复 {place}。记录指纹 {head}。")
REPORTS_AFTER = N_("备份之后登记过{count}条进展，这里没有；下次启动时会告诉大家重报。")
REPORTS_AFTER_UNKNOWN = N_("备份之后登记过多少进展，无从知道；下次启动时会告诉大家重报。")
EVIDENCE_COPIED = N_("佐证文件：共{of}个，新复制{copied}个（{folder}）。")
EVIDENCE_LOST = N_("佐证文件缺{count}个（如 {first}）。")
KEPT_ASIDE = N_("原来的数据库留在 {file}。")

# simulate
SIMULATING = N_("推演")
SIMULATED = N_("共{count}条消息，{people}人。")
SCRIPT_ENCODING = N_("{file} 既不是 UTF-8 也不是 GB 18030。")
ENDS_BEFORE = N_("结束不能早于开始。")

# plan import, people import
READING = N_("正在读取 {name} ……")
TO_LOOK_AT = N_("请看一看（{count}处）：")
LEFT_OUT_ROWS = N_("有{count}处写不全，没有写出也没有装载。改好文件再来，或加上 --yes 先用其余的。")
ROSTER_READ = N_("名册：{people}人可以邀请，{faults}行要改。")
ROSTER_EMPTY = N_("没有一行可以用，没有生成邀请码。")
ROSTER_FAULTS = N_("有{count}行要改，没有生成邀请码。改好名册再来，或加上 --yes 先邀请其余的人。")
ROSTER_MAKE = N_("为{count}人生成邀请码？")
ROSTER_MADE = N_("已生成{count}个邀请码，写入 {file}。")
ROSTER_NOT_MADE = N_("只作检查，没有生成邀请码。加上 --out 邀请码.xlsx（和 --page 邀请码.html）生成。")
SAY_YEAR = N_("加上 --year 2026 这样的年份再来一次。")

# What is wrong with a line of a script of simulate
SCRIPT = {
    "script_unread": N_("“{text}”读不懂。请写成：2022-10-21 10:00 区科技产业局: 6 已建4家；其余正常"),
    "script_no_time": N_("“{text}”不是时间。"),
    "script_nobody": N_("本地聊天里没有“{who}”。请写部门、统筹人员、管理员、责任领导或姓名。"),
    "script_who": N_("“{who}”可能是{names}，请写清楚是哪一位。"),
    "script_outside": N_("{at} 不在推演的时间内（{first} 至 {last}）。"),
    "script_no_button": N_("{who} 那时没有以“{label}”开头的按钮；最近的有：{there}"),
}

# The heads of tables
HEADS = {
    "tasks": (N_("序号"), N_("项目计划"), NC_("cli", "牵头部门"), NC_("cli", "配合部门"), N_("时间节点"), N_("指标")),
    "departments": (NC_("cli", "部门"), N_("牵头"), N_("亮灯"), N_("本期未报"), NC_("cli", "联络员")),
    "rules": (N_("规则"), NC_("cli", "状态"), NC_("cli", "内容"), N_("接下来")),
}
# What waits to be sent, by kind
KINDS = {
    "reply": NC_("cli", "回复"),
    "chase": NC_("cli", "催办"),
    "reminder": NC_("cli", "提醒"),
    "escalation": N_("升级"),
    "digest": N_("摘要"),
    "notice": NC_("cli", "通知"),
}
# Of rules
STATES = {
    "active": N_("启用"),
    "paused": NC_("cli", "暂停"),
}
# What the figure of a target counts
BASES = {
    "total": N_("总数"),
    "per_year": NC_("cli", "每年"),
    "new": N_("新增"),
    "cumulative": N_("累计"),
    "change": N_("变动"),
}
# Why a copy cannot be trusted
COPY_FAULTS = {
    "damaged": N_("{file} 不是完好的 SQLite 数据库，不能用。没有改动任何内容。"),
    "foreign": N_("{file} 不是督办的数据库，不能用。没有改动任何内容。"),
    "before": N_(
        "{file} 出自首次发布之前的开发版本，不能直接用。没有改动任何内容。办法见 docs/operations.md 的 Upgrade。"
    ),
    "newer": N_("{file} 来自更新的版本，请安装那个版本。没有改动任何内容。"),
    "broken": N_("{file} 的审计记录从第{row}条起被改动过，不能用。数据库没有改动。"),
    "cut": N_("{file} 的审计记录被截短过，不能用。数据库没有改动。"),
}
