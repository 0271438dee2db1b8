"""What people want done with the reminders that exist, and when it shall be quiet.

Patterns are written for the shape of a phrase (`lexicon.schedule`), and take their words in the order of this file.
"""

from __future__ import annotations

from language.patterns import Pattern

# ── orders about rules that exist ─────────────────────────────────────────────────────────────────────────

_SENDING = r"(?:发送|发消息|发提醒|发|催办|催促|催报|催|提醒|打扰|推送|推|通知|吵|烦|弹|响)"
_RULES = r"(?:提醒|规则|定时任务|定时|计划任务)"
RESUME = Pattern(
    rf"恢复(?:正常)?(?:{_SENDING})?|取消(?:暂停|免打扰|静音)|解除(?:暂停|免打扰|静音)|重新(?:打开|开启|启用"
    rf"|开始|启动|{_SENDING})"
    rf"|(?<!每天)(?:继续|接着){_SENDING}|(?:再次)?(?:打开|开启|启用|启动|重启)|可以(?:开始)?{_SENDING}了|(?:提醒)接着来"
)
RESTED = Pattern(r"(?:之前|刚才|先前|已经?|被)*(?:暂停|停掉|停用|停发|关掉|停)了?的")
_SEE = (
    r"(?:查看|看看|看一下|看一看|看下|看|列出来?|列一下|列下|列个|列|显示|展示|查询|查一下|查下|查|告诉我|说说|报一下)"
)
_ASKED = r"(?:哪些|什么|几个|几条|几项|多少个?|多少条|啥)"
_THOSE = (
    r"(?:当前|现在|目前|所有|全部|一下|已有|现有|已经?|我|咱们|都|设置|设好|设定|设|建|的|了|过|生效|在用|在跑"
    r"|启用|系统里?|后台|里|,)"
)
LIST = Pattern(
    rf"(?:{_SEE}|{_THOSE})*(?:一共|总共)?(?:有|设置?|定|建|配置?|加|开)(?:了|着|过)?{_ASKED}(?:定时"
    rf"|自动)?的?{_RULES}+(?:在跑|在用|生效|启用|中)?"
    rf"|{_SEE}(?:出来?|一下|给我)*(?:{_THOSE}|定时|自动)*{_RULES}+(?:列表|清单|设置|情况|安排)?(?:(?:都"
    rf"|一共|总共)?有?{_ASKED})?"
    rf"|{_THOSE}*{_RULES}+(?:任务|事项)?(?:列表|清单|一览|都?是?(?:什么|哪些)|(?:都|一共|总共)?有(?:哪些"
    r"|什么|几条|几个|多少条?))"
    rf"|(?:{_THOSE}|定时)*{_RULES}+(?:都|给我|全部)*(?:{_SEE}|发)(?:一下|出来|一遍|给我|看看)*"
    rf"|{_THOSE}*(?:有|是)?{_ASKED}{_RULES}+(?:在跑|生效|启用|开着)?|{_RULES}(?:列表|清单)"
)
CHANGE = Pattern(
    r"(?:时间)?(?:改到|改成|改为|改在|调到|调成|调整到|调整为|调整成|调为|挪到|换到|换成|移到|变更为|变成"
    r"|变为|推迟到|延后到|延到|提前到|提到|改|(?<=时间)[为到])(?=,*[每HW])"
)
SO_FAR = Pattern(r"(?:从|由)?(?:原来的?|原先的?|原定的?|现在的?)|从(?=[H每W])|修改|更改|变更|调整|[改调]一下")
CANCEL = Pattern(
    r"取消掉?了?|清空|清除|清掉|删除掉?|删掉|删了|删去|去掉|撤销|撤掉|撤了|停掉|停了|关掉|关闭|关了|停用"
    r"|废除|废止|作废|(?:不要了|不用了)$"
    rf"|不再(?:需要)?{_SENDING}|(?<![HL日号])(?:以后|今后)(?:都|就)*(?:不用|不要|别|不必)(?:再)?{_SENDING}了?"
)
PAUSE = Pattern(r"暂停|停(?=到|至)|暂缓|先?停一停|停一下|停几天|缓一缓|歇一歇|先停|停止|停发")
SILENCE = Pattern(
    rf"(?:先|暂时|就|一律|统一|请)*(?:(?<![分特个类区级])别|不要|不用|不必|不准|勿|请勿|不得|不许|不)"
    rf"(?:再|给我|给他们|给大家|向我|[给对向],+)*{_SENDING}(?:了|我|他们|大家)?|免打扰|勿扰|静音|停发"
)
QUIET = Pattern(r"免打扰|静音|勿扰")
TARGETS = (
    (Pattern(r"(?:到期|截止)(?:前)?的?(?=提醒)|临期"), "deadline"),
    (Pattern(r"逾期(?:后)?的?(?=提醒|催办)|逾期催办"), "overdue"),
    (Pattern(r"(?<![本上下这个\d])月[底末]的?(?:最后一天的?)?(?=提醒|那)"), "month_end"),
    (Pattern(r"每周的?(?=提醒|那)|周提醒"), "weekly"),
    (Pattern(r"(?:每天|每日|日常)的?(?=提醒|那)"), "daily"),
    (Pattern(r"月度?(?=提醒)"), "monthly"),
    (Pattern(r"季度(?=提醒)"), "quarterly"),
    (Pattern(r"年度(?=提醒)"), "yearly"),
)
ALL = Pattern(
    rf"(?:所有|全部|一切|全)的?(?:定时|自动)?的?{_RULES}+|{_RULES}+(?:都|全部|全都)|都(?=停|取消|删|关|,)|全部|所有的?"
)
HALF_OF_TARGET = Pattern(r"(?:早上|上午|中午|下午|晚上)的?(?=提醒|那)")
EACH_TARGET = Pattern(r"S的?(?=提醒|那)")
KEY = Pattern(
    r"(?:规则|提醒)?s-?(\d{1,4})(?:号)?(?:规则|提醒)?|(?:第?(?=\d{1,3}号(?:规则|提醒))"
    r"|规则(?=\d))(\d{1,3})(?![\d点:])(?:号(?:规则|提醒))?|第(\d{1,2}"
    r"|[一二三四五六七八九十])条(?:规则|提醒)?"
)

# ── when it shall be quiet ────────────────────────────────────────────────────────────────────────────────

HOLIDAYS = (
    (Pattern(r"国庆(?:节)?(?:黄金周|长假)?|十一(?:假期|长假|黄金周|期间)"), "national_day"),
    (Pattern(r"春节|过年|新年假期"), "spring_festival"),
    (Pattern(r"元旦"), "new_years_day"),
    (Pattern(r"清明(?:节)?"), "tomb_sweeping_day"),
    (Pattern(r"五一(?:劳动节)?|劳动节"), "labour_day"),
    (Pattern(r"端午(?:节)?"), "dragon_boat_festival"),
    (Pattern(r"中秋(?:节)?"), "mid_autumn_festival"),
)
ANY_HOLIDAY = Pattern(r"(?:法定)?(?:节假日|假期|放假|休息日|节日|非工作日)(?:和周末|及周末|、周末|[和及、]W)?")
WEEKEND_OFF = Pattern(r"每?个?W(?:[和及或与、]节假日)?")
PERIOD = Pattern(r"(?:放假|假期|长假|节假日)(?:(?:期间|这几天|那几天|前后)[里内]?)?|(?:期间|这几天|那几天|前后)[里内]?")
LIMIT_BEFORE, LIMIT_AFTER = Pattern(r"(?:直?到|至|从|自)$"), Pattern(r"(?:之|以)?前|为止|之内|以内|内|再说")
FROM_ON, BEFORE_IT = Pattern(r"起|开始|以后|之后"), Pattern(r",(?:之|以)?前(?!后)")
HOURS, HOURS_ON = Pattern(r"从?H[到至~-]H(?:之间)?"), Pattern(r"H(?:(?P<from>以后|之后|后|起)|(?:之|以)?前)")
UNTIL_WEEKDAY = Pattern(r"(?:直?到|至)W")
LENGTH_LIMIT = Pattern(r"(?:最近|未来|接下来|近|这|往后)?L(?:内|之内|以内)?")
