"""Handing over: to whom a matter is passed on, and 不归我们管: what is said not to be one's own."""

from __future__ import annotations

import re

from bot.understanding.patterns import Pattern

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦昌马苗方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常于傅皮卞齐康伍余顾孟黄穆萧肖尹姚邵湛汪祁毛禹狄贝明"
    "臧戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀惠甄曲封芮储靳汲段富巫焦巴牧车侯"
    "宓全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶司黎薄印宿白怀蒲赖卓蔺屠蒙池乔阴闻翟谭贡申扶冉雍桑桂"
    "濮牛寿通边燕冀尚温庄晏柴瞿阎慕连茹习艾鱼容向古易慎戈廖庾居衡步都耿满弘匡国文寇欧利师巩聂晁勾敖融"
    "冷辛阚简饶曾沙丰关相查荆游竺权盖桓公阳覃佟揭"
)


_PERSON = (
    rf"(?P<name>(?:小|老|阿)[{_SURNAMES}](?![\u4e00-\u9fff])|(?:小|老|阿)[{_SURNAMES}](?=办|负责|处理|跟进"
    rf"|来|吧|填|报|对接|了|统筹|接手|管|答复|回复|就|去|同志)|[{_SURNAMES}](?:科长?|主任|局长?|处长?|部长"
    r"|经理|老师|总|工|姐|哥|副局长|副主任|书记|镇长|科员|干事|所长|站长|队长)"
    rf"|(?:欧阳|司徒|上官|诸葛|司马|东方|尉迟|皇甫)[\u4e00-\u9fff]{{1,2}}?(?=$|[,。;!~\s(\d]|办|负责|处理"
    r"|跟进|来|吧|填|报|对接|了|统筹|接手|管|答复|回复|科长|主任|局长|经理|老师|同志|那|就|去)"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?(?=$|[,。;!~\s(\d]|办|负责|处理|跟进|来|吧|填|报|对接|了|统筹"
    r"|接手|管|答复|回复|科长|主任|局长|经理|老师|同志|那|就|去|,)|[a-z]+(?: [a-z]+)?(?=$|[,。;!\s]))"
)


_OFFICE_OF = (
    r"(?:我们|咱们|我局|他们|单位|隔壁|我)?(?:的)?(?:[\u4e00-\u9fff]{0,8}?(?:科室|科|处|部门?|室|股|组|站"
    r"|队|所|公司|办公室|局|中心|办|镇)(?:的|里的)?)?(?:同事|领导)?"
)


_HAND_TO = Pattern(
    r"(?:转给|转交给?|转由|转到|移交给?|交给|交由|改由|换成|换为|改成|改为|变更为|换|由|请|让|找|问|联系"
    r"|给|派给|分给|发给|推给|归|以后|现在|今后|后面|后续|目前|接手的?(?:同事|人|同志)?(?=是|为|:)"
    r"|接替我的|(?:联络员|联系人|经办人|负责人|对接人|填报人)(?=是|为|:|换|改))(?:一下|下|[◇]+)?(?:是|由|找|给|都|为|:"
    rf"|也|换成|改成|改为|了)*\s*{_OFFICE_OF}{_PERSON}"
)


_HANDS = Pattern(
    r"转给|转交|转由|转到|移交|交给|交由|改由|换成|换[^,。]{1,4}(?:负责|办|管|跟|了)|接手|派给|分给|推给"
    r"|以后[^,。]{1,6}(?:负责|报|填|跟)|(?:由|请|让|找|问|联系)[^,。\d]{1,14}(?:负责|办理|来办|对接|跟进"
    r"|填报|来填|来报|处理|吧|$|[,。])|(?:负责|管)人?换|(?:联络员|负责人|联系人)(?:换|改|变更)|发给"
    r"|找(?:我|我们)的?同事"
)


_OBJECTS = Pattern(
    r"(?:不归|不由|不是|不属于?|不该|非|不在)(?:我们?|我局|我单位|本单位|本部门|我部门|本局|我这边?|我科"
    r"|咱们?|我部|我镇|我中心)(?:单位|部门|局|科|这边|这|中心|镇)?(?:的|来)?(?:管|负责|事|工作|任务|职责"
    r"|职能|范围|牵头|办|填|报|业务|这)|(?:我们?|我局|我单位|我这边|我科|本单位)(?:不|没有?再?)(?:负责|管"
    r"|分管|牵头|经办)(?:这|了|此|该)?|不(?:是|属于?)(?:我们?|我局|我部|本局|咱们?|我单位|我镇)的(?=$|[,。;!?])|归[^,。我咱]{2,10}(?:管|负责)|我(?:已经?)?(?:调走|调离|调岗|离职"
    r"|换岗|退休|不在[^,。]{1,6}了)|应该?当?(?:是|由|归|找)[^,。]{2,8}(?:局|部|办|委|镇|中心|公司|科|处|室"
    r"|单位)(?:负责|牵头|管|办|来)|找错人|发错人|问错人"
    r"|[与跟和](?:我们?|我局|我单位|本单位|本局|我部门?|我镇|我中心|我这边|我科)(?:单位|部门|局)?(?:无关|没关系|没有关系|不相干|不沾边)"
)


_NAMED_FIRST = Pattern(
    rf"(?:^|[,。\s□这现是在])(?:这[个项]|该项|此项|现在|已经?|目前|今后|以后|是|由|归)*{_PERSON}(?:在"
    r"|来|以后|今后|现在)?(?:负责|跟(?=这|该|了)|接手|跟进|管|对接|办理)"
)


_AT = Pattern(r"@([\u4e00-\u9fff]{2,4}|[A-Za-z][\w]{1,20})(?=[\s,，:：])")


_YOURS = Pattern(r"[你您](?:那边)?(?:来|去|帮忙?)?(?:填|跟|报|负责|跟进|跟一下|办|处理|接|管|回复|弄)")


def handed_by_mention(original: str, masked: str) -> str | None:
    """@李娜 这项你来填: the person mentioned, unless it is the bot."""
    match = _AT.search(original)
    if match is None or not _YOURS.search(masked) or re.search(r"助手|机器人|督办|[Bb]ot", match[1]):
        return None
    return match[1]


def delegation(plain: str, masked: str) -> tuple[tuple[int, int], bool, int] | None:
    """Where the name of the person stands to whom the matter is handed, and whether that is certain; (0, 0) when the
    message only says that it is not the speaker's matter; and where the words for it stand. None when it is neither."""
    hands, objects = _HANDS.search(masked), _OBJECTS.search(masked)
    first = _NAMED_FIRST.search(masked)
    if (
        re.search(r"(?:协调|支持|帮助|解决|出面)", masked)
        and not objects
        and not re.search(r"转给|转交|移交|交给|接手", masked)
    ):
        return None
    if not (hands or objects or first):
        return None
    if re.search(r"\d\s*(?:%|[家名场套])|[□\d]%|完成|已移交|移交了\d", masked) and not objects:
        return None
    person = _HAND_TO.search(masked) or first
    if person is None:
        told = objects or hands
        return (
            ((0, 0), False, told.start() if told else 0)
            if objects or re.search(r"转给|转交给|交给|移交给|改由|换成", masked)
            else None
        )
    others = [match for match in _HAND_TO.finditer(masked) if match["name"] != person["name"]]
    return person.span("name"), not others, person.start("name")


def without_objections(masked: str) -> str:
    """The text without the clause that says a matter is not the speaker's, where another clause reports figures."""
    clauses = re.split(r"([,;。!?\n])", masked)
    kept = [" " * len(one) if _OBJECTS.search(one) else one for one in clauses]
    return "".join(kept) if re.search(r"\d|%", "".join(kept)) else masked
