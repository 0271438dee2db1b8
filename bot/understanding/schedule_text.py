"""An admin's sentence in the plain shape that the grammar reads, and the words in it that change nothing.

English sentences become the Chinese words for them: one grammar reads both languages.
"""

from __future__ import annotations

import re
import unicodedata

from bot.understanding.draft import MARK
from bot.understanding.normalise import normalise
from bot.understanding.patterns import Pattern
from bot.understanding.schedule_english import to_chinese

_LATIN = Pattern(r"[a-z]{2}")
_BLANK_BETWEEN_DIGITS = Pattern(r"(?<=\d)\s+(?=\d)")

_HALF_DAY = Pattern(r"([今明每])([早晚])(?:上)?")  # 明晚8点 is tomorrow, 8 in the evening
_WEEKDAY_NAMES = str.maketrans("1234567", "一二三四五六日")
_HALVES = {"早": "早上", "晚": "晚上"}
_WEEKDAY_DIGITS = Pattern(r"(?<=[周期拜])[1-7](?:[、,和到至-][1-7])*(?![\d点时:天次个.月项])")
_EARLY = Pattern(r"(?<![周期拜])一早(?!上)")  # 每天一早8点, but not 周一早8点
_THAT_DAY = Pattern(r"(?<=[\d十一二三四五六七八九][日号])当[天日]")  # 25日当天
_DOTTED = Pattern(
    r"(?<![\d.:/-])(1[0-2]|0?[1-9])[./-](3[01]|[12]\d|0?[1-9])(?=上午|下午|早|晚|中午"
    r"|,\d{1,2}[:点])"
)

# What may stand in any sentence about reminders without changing what it means.
IDLE = Pattern(
    r"(?:请|麻烦|帮我|帮忙|劳烦|辛苦|我想|我要|想要|希望|需要|设置|设定|设|建立|新建|新增"
    r"|创建|安排|添加|增加|加|定|弄|来)(?:一?[个条项]|一下)?"
    r"|一?[个条](?:规则|提醒)|定时|自动|按时|准时|固定|统一|集中|进行|开展|各自|分别|都|各|再次|再"
    r"|也|就|要|会|让|叫|给|向|对|把|将|由|为|在|于|的|地|得|了|吧|呀|啊|哦|呢|嘛|哈"
    r"|看看|看一下|通报给|告诉|转告|知会|报给|报告给|提醒|催办|催促|催报|催|督办|督促|通知|推送|发送|发出|发布|发|告知|提示|问|问一下|敦促"
    r"|一次|一下|一遍|一声|一条|一回|两遍|消息|信息|短信|卡片|群|私信|规则|任务|事项|工作"
    r"(?!日)|内容|进展|进度|情况|材料|数据|报表|台账(?!导)|填报表"
    r"|大家|他们|她们|联络员|人员|部门|单位|人|填报|填写|填|上报|报送|报告|汇报|反馈|更新|报"
    r"(?!告)|交|回复|答复|完成情况"
    r"|那[条个项]|时间|时候|的话|那么|然后|同时|并且|以及|和|及|与|、|到时候?|届时|开始|起|为准|前后"
    r"|左右|大概|大约|以前|今后|以后|往后|之后|每次|如果|若|如"
    r"|早上|早晨|上午|一早|时|北京时间|本地时间|整|准点|任务的|(?:还|仍)?(?:未"
    r"|没有?)(?:完成|办结)(?:的)?|的?项目|牵头任务|快到期的?|(?:还没|未)到期的?|临期的?|仅?限|只?针对|仅|只"
    r"|我们|我|咱们|咱|先|暂时|暂"
    r"|[,;。!?:.()\-\"'~\s]"
)


def plain(text: str) -> str:
    """Half-width, simplified, lower case, Chinese words for English ones, no blanks."""
    folded = unicodedata.normalize("NFKC", text).lower().replace(MARK, " ")
    if _LATIN.search(folded):
        folded = to_chinese(folded)
    shaped = _BLANK_BETWEEN_DIGITS.sub(",", normalise(folded).plain)
    shaped = _HALF_DAY.sub(lambda match: f"{match[1]}天{_HALVES[match[2]]}", re.sub(r"\s+", "", shaped))
    shaped = _THAT_DAY.sub("", shaped).replace("上班日", "工作日")
    shaped = _EARLY.sub("早上", shaped)
    shaped = _DOTTED.sub(r"\1月\2日", shaped)
    return _WEEKDAY_DIGITS.sub(lambda match: match[0].translate(_WEEKDAY_NAMES), shaped)
