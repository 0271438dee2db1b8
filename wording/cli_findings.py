"""What the doctor finds, as sentences: pairs of Chinese and English. `wording.cli` chooses and fills them in."""

from __future__ import annotations

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
    "database_damaged": (
        "数据库 {place} 已损坏（{why}）。请停止运行，用最近的备份恢复：duban restore",
        "The database {place} is damaged ({why}). Stop the bot and put the last copy back: duban restore",
    ),
    "database_open_to_others": (
        "本机其他用户能读 {place}；下次启动时收紧权限",
        "Other users of this machine can read {place}; the next start takes that away",
    ),
    "backups_none": ("还没有自动备份（{folder}）", "There is no nightly copy yet ({folder})"),
    "backups": (
        "自动备份{count}个，最近 {last}，均已打开检查",
        "{count} nightly copies, the last of {last}, all opened and sound",
    ),
    "backups_old": (
        "最近的自动备份是 {last}，已超过两天",
        "The last nightly copy is of {last}: more than two days ago",
    ),
    "backup_bad": ("备份 {file} 不能用（{why}）", "The copy {file} cannot be used ({why})"),
    "database_older": (
        "数据库 {place} 是旧版本（{revision}），下次启动时升级到 {head}；请先备份",
        "The database {place} is older ({revision}); the next start brings it to {head}. Make a copy first",
    ),
    "database_newer": (
        "数据库 {place} 来自更新的版本（{revision}），请安装那个版本",
        "The database {place} is of a later version ({revision}); install that version",
    ),
    "database_grown": (
        "数据库 {place} 已由更新的版本升级（{revision}），只增加了内容，本版本（{head}）可以继续用；请尽快换回那个版本",
        "The database {place} was brought to {revision} by a later version, which only added to it: this one ({head}) "
        "works on. Install the later one again soon",
    ),
    "database_before": (
        "数据库 {place} 出自首次发布之前的开发版本（{revision}），不能直接升级：见 docs/operations.md 的 Upgrade",
        "The database {place} is of a version before the first release ({revision}) and cannot be brought up to date "
        "from here: see docs/operations.md, Upgrade",
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
    "record": ("审计记录完整，记录指纹 {head}", "The record is whole; its head is {head}"),
    "record_broken": (
        "审计记录被改动或截短过：用 duban audit verify 查看，再从备份恢复",
        "The record was changed or cut off: see duban audit verify, then take the last good backup",
    ),
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
