"""What `duban doctor` says of WeCom, in both languages."""

from __future__ import annotations

WECOM_FINDINGS: dict[str, tuple[str, str]] = {
    "wecom": ("企业微信认识这个机器人：{id}", "WeCom knows the bot: {id}"),
    "wecom_ca": (
        "DUBAN_WECOM_CA_FILE 读不了：{file}（{why}）",
        "DUBAN_WECOM_CA_FILE cannot be read: {file} ({why})",
    ),
    "wecom_unreached": (
        "连不上企业微信 {where}：请检查网络、代理（HTTPS_PROXY）和防火墙（出站443）",
        "WeCom cannot be reached at {where}: look at the network, the proxy (HTTPS_PROXY) and the firewall (443 out)",
    ),
    "wecom_refused": (
        "企业微信不认识这个机器人或密钥（{answer}）：请从管理后台重新复制 Bot ID 和 Secret",
        "WeCom does not know the bot or its secret ({answer}): copy both again from the admin console",
    ),
    "wecom_busy": (
        "企业微信说连接得太频繁，密钥是否正确还不知道：一分钟后再试",
        "WeCom says that the bot connects too often; whether its secret is right is not known: try again in a minute",
    ),
    "wecom_runs": (
        "机器人正在运行，企业微信连接正常（{at} 起）",
        "The bot is running, and connected to WeCom (since {at})",
    ),
    "wecom_runs_cut": (
        "机器人正在运行，但没有连上企业微信（{state}，{at}）：见日志",
        "The bot is running and not connected to WeCom ({state}, {at}): see its log",
    ),
    "wecom_time": ("本机时钟与企业微信相差 {seconds} 秒", "This machine's clock is {seconds} s from WeCom's"),
    "wecom_time_differs": (
        "本机时钟与企业微信相差 {seconds} 秒：请校准时钟，否则回调会被当作过期的拒收",
        "This machine's clock is {seconds} s from WeCom's: set it right, or callbacks are refused as stale",
    ),
    "wecom_app": ("自建应用可用：{agent}", "The agent app can be used: {agent}"),
    "wecom_app_unreached": ("连不上企业微信的接口（{why}）", "WeCom's interface cannot be reached ({why})"),
    "wecom_app_refused": (
        "企业微信不认识这个企业ID或自建应用的密钥（{answer}）：请在管理后台核对",
        "WeCom does not know the corporation or the agent app's secret ({answer}): check both in the admin console",
    ),
    "wecom_app_untrusted": (
        "本机 IP {address} 不在自建应用的“企业可信IP”里：请在管理后台加上，否则什么也发不出去",
        "The address {address} is not among the agent app's trusted IPs: add it in the console, or nothing leaves",
    ),
    "wecom_silent": (
        "企业微信未激活 {count} 人：{names}。请他们打开机器人，随便发一句话",
        "Not active on WeCom, {count}: {names}. Ask them to open the bot and write anything",
    ),
    "wecom_all_active": ("企业微信上的人都已激活", "Everybody on WeCom is active"),
}
