"""WeCom's own words: what a card says once it was pressed, a welcome, what stops a start, what an admin must hear."""

from __future__ import annotations

from domain.messages import Outgoing
from wording.figures import plain
from wording.words import Words


def see_above(message: str) -> str:
    """On a card that holds the buttons of the text above it, in the language of that."""
    return _of(message).t("↑ 请点按钮，或直接打字回复")


def pressed(card: str) -> str:
    """On the button of a card that was pressed."""
    return _of(card).t("已收到")


def looking(question: str) -> str:
    """The answer to a question takes a while."""
    return _of(question).t("收到，正在处理，马上回复。")


def answer_elsewhere(message: str) -> str:
    """Below a message that was sent where nothing can be answered."""
    return _of(message).t("（要回复，请在企业微信打开督办机器人，直接打字即可。）")


def _of(text: str) -> Words:
    """The words of the language of a text: whose it is may not be known where it is drawn."""
    return Words("zh" if not text or any(0x3400 <= ord(char) < 0xA000 for char in text) else "en")


def welcome(words: Words, *, known: bool) -> str:
    """On entering the chat for the first time in a day."""
    if known:
        return words.t(
            "您好，随时可以直接打字，如“填报”“我的任务”；回复“帮助”看用法。文件请在这里发；群里的文件要引用它再@我。"
        )
    return words.t("您好，这里仅供受邀人员使用。请向统筹人员索取邀请码，然后发送“绑定 邀请码”。")


def bad_credentials(words: Words) -> str:
    """WeCom does not know the bot or its secret."""
    return words.t(
        "DUBAN_WECOM_BOT_ID / DUBAN_WECOM_BOT_SECRET：企业微信不认识这个机器人或密钥。"
        "请在管理后台（智能机器人 → API 模式 → 长连接）重新复制 Bot ID 和 Secret。"
    )


def bad_app(words: Words, code: int) -> str:
    """WeCom does not know the corporation, or the app's secret."""
    return words.t(
        "DUBAN_WECOM_CORP_ID / DUBAN_WECOM_CORP_SECRET：企业微信不认识这个企业或自建应用的密钥（{code}）。"
        "请在管理后台（应用管理 → 自建）核对企业ID和Secret。",
        code=code,
    )


def taken_over(words: Words) -> Outgoing:
    """Another program has taken the connection."""
    return plain(
        words,
        "▲ 企业微信的连接被另一个程序接管（同一个机器人只能有一处连接）。"
        "本机会等待后再连，不会争抢。请停掉另一处，或重置机器人的 Secret。",
    )


def was_away(words: Words, minutes: int) -> Outgoing:
    """The connection is back after a while."""
    return plain(
        words,
        "▲ 企业微信刚才离线约{minutes}分钟，现已恢复。这段时间里别人发来的消息可能没有收到，请提醒大家重发；"
        "要发出去的提醒都会补发。",
        minutes=minutes,
    )


def refused(words: Words) -> Outgoing:
    """WeCom has refused the bot for some time."""
    return plain(words, "▲ 企业微信多次拒绝机器人登录，消息收发已中断。请核对 Bot ID 和 Secret；本机会继续重试。")


def not_trusted(words: Words, address: str) -> Outgoing:
    """The agent app's IP list lacks this machine."""
    return plain(
        words,
        "▲ 企业微信自建应用拒绝了本机的 IP（{address}）。请在管理后台把它加入应用的“企业可信IP”。",
        address=address,
    )
