"""How a clause says that things stand: done, partly, running, not started, behind, blocked, and what is in the way.

`done` is given only to a clause that says nothing else: each word must belong to "the task is finished". Anything
that is left over (方案已完成, 一期完成了, 基本完成) makes it a part, because a wrong "done" costs more than a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.patterns import Pattern
from bot.understanding.reading import AT_RISK, BLOCKED, IN_PROGRESS, NOT_STARTED
from bot.understanding.references import FILLER

_BEFORE_DONE = (
    r"(?:更正|纠正|我们|我局|我单位|我部|我镇|我中心|本局|本单位|本部门|我这边|我|这边|咱们|本项|该项|这项|此项|这个"
    r"|该|此|任务|工作|项目|计划|目标|年度|全年|今年|本年度|各项|相关|的|指标"
    r"|[两三四五六七八九]项|均|都|全部|全|已经|早已|早就|已|顺利|圆满|按时|按期|按要求|按计划|如期|提前"
    r"|目前|现在|现|完全|彻底|也|正式|刚刚|刚|终于|统统|在|是|就|今天|昨天|上周|上个?月|今日|于|皆|超额"
    r"|报告|汇报|回复|领导|您好|你好|,|:|、|\s|□)*"
)
_DONE_CORE = (
    r"(?:完成|办结|搞定|做完|弄完|弄好|办完|做好|办好|干完|忙完|搞完|完工|竣工|落实到位|完结|完毕|了结"
    r"|收官|完事|结项|销号|办妥|完)"
)
_AFTER_DONE = (
    r"(?:并且?(?:已)?(?:通过验收|投入使用|投入运营|交付使用|正式运行)|了|啦|啊|哈|咯|喽|的|任务|工作|目标"
    r"|年度|全年|全部|各项|该项|本项|这项|可以|申请|请|办结|销号"
    r"|审核|查收|确认|审阅|核实|予以|给予|领导|谢谢|辛苦|哦|呀|嗯|麻烦|帮忙|帮|手续|收工|完毕|,|!|。|~|✓"
    r"|\.|\s|□)*"
)
_DONE = Pattern(rf"{_BEFORE_DONE}{_DONE_CORE}{_AFTER_DONE}")
_ASKED_TO_CLOSE = Pattern(r"(?:申请|请|可以|可|请予|报请|提请)(?:予以)?(?:办结|销号)")
_CLOSE = Pattern(
    r"(?:我们|我局|现|特|本项|该项|这项|□|\s)*(?:申请|请|请予|报请|提请|可以|可)(?:予以|给予)?(?:办结|销号"
    r"|结项)(?:了|吧|谢谢|,|!|。|\s)*"
)
_UNSURE = Pattern(r"应该|可能|好像|似乎|大概|估计|也许|差不多|吧$|吗|\?|算是|据说|听说")
_UNFINISHED = Pattern(
    r"未|没(?!问题)|尚(?!品)|还差|还剩|还有|还在|还要|还需|除了|除|就差|只差|只剩|仅剩|但|不过|只是|正在"
    r"|在建|在办|在推|在走|待|预计|计划(?!目标|任务|工作|□|$)|下一步|(?<=[一二三四五六七八九十])期|部分"
    r"|基本|初步|初稿|草稿|草案|初审"
    r"|阶段|接近|即将|快|差不多|几乎|争取|力争|下个?月|明年|下周|大致|大体|一半|过半|准备(?!金)|将"
    r"|可以完成|能完成|才|仅|陆续|逐步|前期|剩下|剩余|其余|中旬|之后|后续(?!材料)|等(?!部门|级)|不是|不算"
    r"|取消"
)
_RUNNING = Pattern(
    r"已|快好|就差|只差|没做完|没完|刚开始|才开始|开始[了做]|正在|在推|推进|开展|落实|筹备|筹划|制定|起草"
    r"|拟定|修改|完善|征求|审批|招标|施工|装修|签约|对接|洽谈|通过|印发|出台|报批|上会|评审|上线|试运行"
    r"|启动|完成|办结|建成|举办|完工|竣工|在建|进行中|进行|实施|选址|报名"
    r"|报审|送审|报送|上报|起步|开工|动工|挂牌|开业|交付|验收|调研|谋划|组织|对标|初稿|方案|收尾|尾声"
    r"|按计划|按期|按序时|序时|正常|顺利|稳步|有序|加快|加紧|抓紧|跟进|推动|筹集|筹措|引进|选聘|招聘|签订"
    r"|签了|发布|公示|公布"
    r"|定稿|盖章|走流程|在办|在做|在弄|在搞|在走|编制|设计|采购|中标|投用|运营|发放|已报|开了|开办|开设"
    r"|开放|办了|建了|做了|弄了|搞了|进场|培训|定[于在]|试点|弄好|做好|办好|搞好|成立|协商|收集"
    r"|过会|编完|编好|批复|获批|立项|备案|揭牌|启用|重启|复工|恢复|改造|铺设|接待|开幕|签署|谈[妥好成]|挂网"
    r"|(?:完|好|妥|定|成|出来|下来|过|通|齐|满)了$|汇总|统计|整理|封顶|奠基|主体|土建|到位|研究|部署|推出|搭建|开发|测试|快了|差一点|还剩"
)
_SENDS = Pattern(
    r"(?:材料|附件|邮箱|邮件|图片|照片|资料|截图|表格|说明)[^,。]{0,6}(?:发|传|补|提供|见|交)|已发(?!布|放"
    r"|出)|发(?:你|您|群|邮)|见附件|详见|^[\s□]*(?:已经?|都)?(?:上?报|报送|填)(?:过|了|送)*[\s。]*$"
)
_ON_TRACK = Pattern(r"正常|照常|一如既往|按计划|顺利|有序|稳步|按期推进|按序时|没问题|一切顺利|良好|✓")
_SUBJECT = (
    r"(?:我们|我局|这个|该|此|本|项目|工作|任务|目前|现在|暂时|暂|还|尚|仍|都|均|也|这项|该项|一直|根本"
    r"|压根|完全|就|一?点|丝毫|◇[家个名人场套所间点次]?|应该是|应为|是|其实|实际上?|,|:|\s|□|的)*"
)
_NOT_STARTED = Pattern(
    rf"^{_SUBJECT}(?:没有?|未|不曾)(?:正式|实质性?|真正|全面|来得及|具体)?(?:开始|启动|开展|动工|开工|动"
    r"|实施|着手|做|弄|搞|行动|进场|起步|推进|办|展开|干|铺开|部署|排上|安排|建|办过)"
    r"(?:起来|做|干|弄|办|搞|相关|任何|此项|该项|这项|工作|任务|项目|建设|实施|推进|呢|啊|的|了|哦|哈|过|。|!|\s|□)*$"
)
_STARTS_LATER = Pattern(
    r"(?:计划|预计|拟|准备|打算|将|下个?月|下周|明年|争取|待|年后)[^,。]{0,12}?(?:启动|开工|开始|动工"
    r"|开展|实施|进场|起步)[^,。完成]{0,6}$"
)
_STARTS = Pattern(r"(?:启动|开工|开始|动工|进场|奠基)(?:建设|实施)?$")
_ALREADY = Pattern(r"已|了|正在|完成|推进中")
_BEHIND = Pattern(
    r"滞后|落后|偏慢|较慢|有点慢|很慢|太慢|比较慢|进[度展](?:也)?慢|缓慢|赶不上|来不及|完不成|完成不了"
    r"|完成不|难以|很难|难度|不乐观|延误|拖后|拖了|慢了|困难|风险(?!准备金|池|补偿)|压力(?:较|很|比较)?大"
    r"|不理想|低于序时|达不到|不太顺|不顺利|有点悬|吃紧|掉队|脱期|跟不上"
)
_BLOCKED = Pattern(
    r"受阻|卡住|卡在|卡着|卡壳|卡(?=了|消防|审批|用地|资金)|停滞|停工|停了|停摆|推不|推进不|(?:无法|没法"
    r"|没办法|不能|难以)(?:继续|正常|再|往下|往前|向前)?(?:推进|往下|开展|实施|进行|启动|继续|施工|办理|走"
    r"|动|做|落实|签约)"
    r"|动不了|搁置|进行不|做不了|办不了|走不下去|做不下去|僵持|僵局|暂停|中断|叫停|开不了工|开展不了|进不了场|动不起来"
)
RESUMED = Pattern(
    r"复工|重启|重新(?:启动|开工|推进|开始|上马)|恢复|复产|解除|(?:又|已|已经|现在|现)(?:继续|开工|动起来|推进|解决|正常)|已?(?:解决|协调)[好完]?了|打通|走通|继续推进"
)
_WAITING = Pattern(
    r"(?:^|正?在|还在|仍在|要|需|只能|一直|仍|还|都|□|\s|,|,|:|\(|主要是?|因为"
    r"|由于)等(?=[^级等于多各了,。]|区|市|省)(?!地|部门|单位)|等待|有待|等着"
)
_OBSTACLE = Pattern(
    r"(?:资金|经费|钱|款|预算|财政|场地|用地|土地|指标|人员|人手|编制|政策|手续|材料|设备|图纸|批复|批文"
    r"|文件|房源|价格|合同|意见|方案|条件|师资|物资)[^,。]{0,8}?(?:没|未|不(?!错|少|大)|缺|紧张|迟迟|短缺"
    r"|跟不上|有限|受限|谈不|偏)"
    r"|(?:没|未|无|缺|少|短缺|没有|迟迟不?|尚未|还未)(?:有)?(?:资金|经费|钱|预算|场地|用地|人手|编制|批"
    r"|批复|批准|到位|落实|依据|房源|合适|下来|下拨|拨付|着落|定论|回音|回复|答复|明确|配合|懂)"
    r"|批不下来|没批|未批|审批[^,。]{0,4}(?:慢|久|没|未|卡|不)|没到位|不到位|谈不|积极性|(?:度|性)不"
    r"|嫌|抱怨|不满|(?:补贴|补助|待遇|价格|标准|费用|报价|租金)[^,。]{0,3}[少低高](?!于)|没谈|未谈|谈崩|不(?:高|强|同意|通过|给力|畅|明确|统一|一致)|没过|没通过|未通过|通不过|没定|未定|解决不了|联系不上"
    r"|超预算|(?:协调|沟通|推进|落实)难|难(?=[,。!]|$)|太(?:长|紧|久|难|复杂)|时间(?:太|较|很|比较)?紧"
    r"|人少|来不了|意愿(?:不|低|较)|不愿|不配合|不支持|没人|人手|缺人|缺(?!席|口为零|口?还?有?\d"
    r"|[一二两三四五六七八九十])|不足(?!\s*[\d百一半两三四五六七八九])|不够|征地|拆迁|征拆"
    r"|需要?[^,。]{0,12}(?:协调|支持|帮助|解决|介入|出面|推动|对接解决)"
    r"|(?:请|希望|建议|恳请|望)[^,。]{0,10}(?:协调|支持|帮忙|帮助|解决|出面|关注)|存在[^,。]{0,10}(?:问题"
    r"|困难|难度|障碍|分歧)|遇到|碰到|难点|卡点|堵点|瓶颈|困难(?!群)|疫情|台风|(?:受"
    r"|被)[^,。]{1,10}(?:影响|制约|限制|延误)|影响(?!力)"
    r"|招不|找不到|请不到|协调不|沟通不|意见不|有分歧|分歧|争议|纠纷|诉讼|投诉|流标|废标|质疑|违约|反悔"
    r"|退出|反对|阻力|拒绝|撤资|因(?=[^此为])|因为|由于|原因是|主要是|问题是|缺口(?!\s*(?:还?有|为|约|仅)?\d)|变动|调整中|矛盾|拖欠"
    r"|欠款|查封|断供|涨价|超支"
)
_GAP = Pattern(  # 还差1家没落实: a gap, no obstacle
    r"[还尚就只仅]?[差缺剩][^,。]{0,3}[\d一二两三四五六七八九十]+[^,。]{0,4}?(?:没|未|待)(?:落实|到位|建成?|完成|签|开|办|聘|引进)?(?=$|[,。])"
)
_NO_TROUBLE = Pattern(
    r"(?:没有?|无|不存在|未遇到|没遇到|没啥|没什么)(?:任何|什么|大|其他|太大)?(?:的)?(?:问题|困难|障碍"
    r"|影响|卡点|难度|风险|阻力|原因)|问题不大|(?:问题|困难|卡点|障碍)[^,。]{0,6}(?:已解决|已经解决|解决了"
    r"|已协调|已克服|消除)|克服|不影响|不受影响|排除"
)


@dataclass(frozen=True, slots=True)
class Manner:
    """What one clause says about how things stand."""

    done: bool = False
    asks_to_close: bool = False
    unfinished: bool = False
    unsure: bool = False
    status: str | None = None  # at_risk, blocked, not_started, in_progress
    obstacle: bool = False
    only_waits: bool = False  # for a step that comes anyway (等批复)
    starts_later: bool = False


def manner_of(clause: str, coming: bool = False) -> Manner:
    """The manner of one masked clause, its dates still in it; `coming`: one of them lies ahead."""
    plain = _GAP.sub("", clause.strip())
    free = bool(_NO_TROUBLE.search(plain))
    done = bool(_DONE.fullmatch(plain) or _CLOSE.fullmatch(plain))
    later = bool(
        (_STARTS_LATER.search(plain) and not re.search(r"印发|出台|发布|公布|上线|建成", plain))
        or (coming and _STARTS.search(plain))
    ) and not _ALREADY.search(plain)
    waits = bool(_WAITING.search(plain))
    obstacle = not free and (waits or bool(_OBSTACLE.search(plain)))
    status: str | None = None
    if _NOT_STARTED.search(plain) or later:
        status = NOT_STARTED
    elif not free and _BLOCKED.search(plain):
        status = BLOCKED
    elif not free and _BEHIND.search(plain):
        status = AT_RISK
    elif _SENDS.search(plain):
        status = None
    elif free or (_RUNNING.search(plain) and not re.match(r"(?:请|麻烦|帮)", plain)):
        status = IN_PROGRESS
    return Manner(
        done=done and not _UNSURE.search(plain),
        asks_to_close=bool(_ASKED_TO_CLOSE.search(plain)),
        unfinished=not done and bool(_UNFINISHED.search(plain)),
        unsure=bool(_UNSURE.search(plain)),
        status=status,
        obstacle=obstacle,
        only_waits=waits and obstacle and not _OBSTACLE.search(plain) and status not in (AT_RISK, BLOCKED),
        starts_later=later,
    )


def is_on_track(clause: str) -> bool:
    """Whether the clause says that all goes as it should (正常推进)."""
    return (
        bool(_ON_TRACK.search(clause))
        and not _BEHIND.search(clause)
        and not re.search(r"不(?:太|是很|大)?(?:正常|顺利)|未按|没按", clause)
    )


def is_idle(clause: str) -> bool:
    """Whether nothing but fillers and courtesies is left of a clause."""
    return not re.sub(
        rf"[{FILLER}\s,:、!~.。]|您好|你好|更正|纠正|不对|(?:上一条|刚才|前面|我)?(?:写|发|说|报|填|点|打"
        r"|弄)?错了|领导|老师|汇报|报告|关于|目前|现在|这个|我们|收到|好的|谢谢|补充"
        r"|另外|本月|情况|如下|进展|如下|第?□|项",
        "",
        clause,
    )
