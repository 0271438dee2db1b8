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
    "no_plan": ("数据库里还没有任务清单。", "The database holds no plan yet."),
    # run
    "no_channel_yet": (
        "已设置 {setting}，但本版本还没有{platform}渠道。请去掉它，或设 DUBAN_LOCAL_CHAT=1 只用本地聊天。",
        "{setting} is set, but this version has no {platform} channel yet. Unset it, or set DUBAN_LOCAL_CHAT=1 to use "
        "the local chat alone.",
    ),
    "bad_webhook_secret": (
        "DUBAN_TELEGRAM_WEBHOOK_SECRET 只能用字母、数字、_ 和 -，最多256个字符。",
        "DUBAN_TELEGRAM_WEBHOOK_SECRET: letters, digits, _ and - only, at most 256 of them.",
    ),
    "only_local_chat": (
        "已设置了真实渠道，但本版本还不支持；现在只开本地聊天。",
        "A real channel is set, which this version does not have yet; only the local chat is served.",
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
    "wrong_type": (
        "只能读 .txt（任务清单）和 .json（清单文件），不能读 {name}。",
        "Only .txt (a task list) and .json (a plan file) can be read, not {name}.",
    ),
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
    # simulate
    "simulating": ("推演", "Simulating"),
    "simulated": ("共{count}条消息，{people}人。", "{count} messages to {people} people."),
    "ends_before": ("结束不能早于开始。", "It ends before it begins."),
}

HEADS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tasks": (
        ("序号", "项目计划", "牵头部门", "配合部门", "时间节点", "指标"),
        ("No.", "Task", "Lead", "Supporting", "Due", "Figures"),
    ),
    "departments": (("部门", "牵头", "本期未报", "联络员"), ("Department", "Leads", "Unreported", "Liaisons")),
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
}

FINDINGS: dict[str, tuple[str, str]] = {
    "says": ("{why}", "{why}"),
    "python": ("Python {version}（需要 3.11 以上）", "Python {version} (3.11 or later is needed)"),
    "settings": ("设置：{settings}", "Settings: {settings}"),
    "settings_default": ("设置：全部为默认值", "Settings: all at their defaults"),
    "settings_strange": (
        "没有这些设置，请检查拼写：{names}",
        "There are no such settings; check the spelling: {names}",
    ),
    "data": ("数据目录 {folder} 可写，剩余 {free} MB", "The data folder {folder} can be written; {free} MB are free"),
    "data_closed": ("数据目录 {folder} 不可写", "The data folder {folder} cannot be written"),
    "database": ("数据库 {place} 可用（版本 {revision}）", "The database {place} is there (revision {revision})"),
    "database_none": (
        "数据库 {place} 还没有，第一次启动时建立",
        "The database {place} is not there yet; the first start makes it",
    ),
    "database_closed": ("数据库 {place} 打不开：{why}", "The database {place} does not open: {why}"),
    "database_older": (
        "数据库 {place} 是旧版本（{revision}），下次启动时升级到 {head}；请先备份",
        "The database {place} is older ({revision}); the next start brings it to {head}. Make a copy first",
    ),
    "database_newer": (
        "数据库 {place} 来自更新的版本（{revision}），请安装那个版本",
        "The database {place} is of a later version ({revision}); install that version",
    ),
    "plan": (
        "清单 {id} 已装载：{tasks}项任务，{departments}个部门，{indicators}个指标",
        "The plan {id} is loaded: {tasks} tasks, {departments} departments, {indicators} indicators",
    ),
    "plan_none": ("数据库里还没有清单，启动时从清单文件装载", "No plan is loaded; a start takes the plan file"),
    "plan_file": (
        "清单文件 {id}：{tasks}项任务，{departments}个部门，{indicators}个指标",
        "The plan file {id}: {tasks} tasks, {departments} departments, {indicators} indicators",
    ),
    "plan_broken": ("清单文件 {file} 不能使用：{why}", "The plan file {file} cannot be used: {why}"),
    "years": ("节假日安排齐全：{years}", "Workday notices are known for {years}"),
    "years_missing": (
        "这些年份的放假安排尚未收录，暂按周一至周五计：{years}",
        "No workday notice is known for {years}: they count Monday to Friday",
    ),
    "clock": ("本机时钟 {now}，库中最后一次 {last}", "The machine's clock says {now}; last on record {last}"),
    "clock_behind": (
        "本机时钟 {now} 早于库中最后一次 {last}：请校准时钟",
        "The machine's clock says {now}, before the last instant on record, {last}: set it right",
    ),
    "font": ("中文字体齐全", "The Chinese fonts are there"),
    "font_missing": ("缺少字体文件：{files}", "Font files are missing: {files}"),
    "telegram": ("Telegram 令牌有效：@{name}", "Telegram knows the token: @{name}"),
    "telegram_refused": (
        "Telegram 不认识 DUBAN_TELEGRAM_TOKEN：请从 @BotFather 重新复制",
        "Telegram does not know DUBAN_TELEGRAM_TOKEN: copy it anew from @BotFather",
    ),
    "telegram_unreached": (
        "连不上 Telegram（{where}）：{why}。检查网络，或用 HTTPS_PROXY 指明代理",
        "Telegram cannot be reached ({where}): {why}. Check the network, or name a proxy in HTTPS_PROXY",
    ),
    "telegram_time": (
        "本机时钟与 Telegram 相差 {seconds} 秒",
        "This machine's clock is {seconds} s from Telegram's",
    ),
    "telegram_time_differs": (
        "本机时钟与 Telegram 相差 {seconds} 秒：请校准时钟",
        "This machine's clock is {seconds} s from Telegram's: set it right",
    ),
    "telegram_reads_groups": (
        "这个机器人能读群里的全部消息，督办不需要：在 @BotFather 用 /setprivacy 打开隐私模式",
        "This bot reads everything in groups, which Duban does not need: turn privacy on (/setprivacy) in @BotFather",
    ),
    "webhook": (
        "Telegram 把消息送到 {url}，待送 {waiting} 条",
        "Telegram brings updates to {url}; waiting: {waiting}",
    ),
    "webhook_none": ("没有设 webhook，由本机收取", "No webhook is set: updates are fetched"),
    "webhook_differs": (
        "Telegram 的 webhook 是 {url}，启动时会改为 {wanted}；若有别的程序在用这个令牌，请先停掉",
        "Telegram's webhook is {url}; a start makes it {wanted}. If another program uses this token, stop it first",
    ),
    "webhook_trouble": (
        "Telegram 有 {waiting} 条消息送不到：{why}",
        "Telegram cannot bring {waiting} updates: {why}",
    ),
    "webhook_not_https": (
        "DUBAN_PUBLIC_URL 不是 https，Telegram 不接受：{url}",
        "DUBAN_PUBLIC_URL is not https, which Telegram refuses: {url}",
    ),
    "port": ("端口 {host}:{port} 空闲", "The port {host}:{port} is free"),
    "port_taken": (
        "端口 {host}:{port} 不可用（{why}），启动时会用下一个空闲端口",
        "The port {host}:{port} cannot be used ({why}); a start takes the next free one",
    ),
}
WEEKDAYS = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)
