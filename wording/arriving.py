"""What is answered to something that is no text, and in groups."""

from __future__ import annotations

from domain.messages import Other, Outgoing
from wording.figures import plain
from wording.words import Words


def no_text(words: Words, other: Other) -> Outgoing:
    """A contact, a sticker alone."""
    match other:
        case Other.OWN_CONTACT:
            return plain(words, "谢谢，不需要您的电话号码，没有保存。绑定身份请发邀请码。")
        case Other.FOREIGN_CONTACT:
            return plain(words, "这是别人的名片，没有使用，也没有保存。要请别人加入，请统筹人员发邀请码。")
        case Other.VOICE:
            return plain(
                words, "语音听不了，没有登记。请打字，或用输入法的语音输入（键盘上的麦克风），它会把话变成文字再发。"
            )
        case Other.UNREADABLE:
            return plain(words, "这条消息没有文字，读不出内容，没有登记。请用文字说，或回复“帮助”看用法。")


def answered_in_private(words: Words, bot: str | None) -> Outgoing:
    """In a group, instead of what is only for the one who asked. `bot`: how to find the private chat."""
    if bot is None:
        return plain(words, "这是您个人的事项，已私信回复您。")
    return plain(words, "这是您个人的事项，已私信回复您。没有收到？请打开 {bot}，点“开始”。", bot=bot)
