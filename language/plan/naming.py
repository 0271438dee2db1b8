"""The short name of what a figure counts: 归国人才 of 引进归国人才10名, 示范街区 of 打造2-3条富有特色的示范街区.

A name helps people recognise a figure on a card; nothing is computed from it. So the rules are few and cautious:
a name that is a little long is better than one cut short, and words that also begin names (培训基地, 服务站,
发展基金, 孵化载体) are not taken for verbs.
"""

from __future__ import annotations

import re
from functools import lru_cache

_VERBS = (
    "启动 动工 动工建设 开工建设 试行 推进 推动 建成 建设 建立 打造 开办 举办 承办 开展 组织 完成 实现 引进 引入 培育 培养 选聘 聘请 招聘 "
    "招引 引育 筹措 筹集 筹建 落实 设立 成立 组建 从事 参与 参加 配备 配置 评选 认定 遴选 选派 选树 发放 发布 出台 "
    "制定 制订 改造 升级 新建 扩建 改建 改扩建 新改扩建 续建 盘活 更新改造 新建改造 改造提升 新建提升 招引落户 走访 慰问 救助 资助 帮扶 加装 铺设 整体提升 供应 提供 争创 创建 吸引 吸纳 带动 促成 解决 安置 "
    "落地 开工 竣工 推出 获得 获评 挂牌 种植 实施 形成 拓展 储备 征集 开设 设置 布局 开通 进驻 入驻 集聚 汇聚 募集 "
    "投用 投放 培树 修复 整治 达成 签订 新引进 新培育 新认定 新开工 新培养 新建成 新增 净增 惠及 新设"
).split()
_ACTIONS = tuple(
    _VERBS
    + "提升 改善 优化 走访 慰问 救助 资助 帮扶 整理 整改 打通 拆除 排查 治理 维修 加装 铺设 安装 更新 检测 补助 支持 扶持 覆盖 "
    "推广 增设 增建 提质 升级改造 提升改造 处置 化解 清理 绿化 硬化 亮化 收储 出让 引导 选育 争取 创成 达成 服务".split()
)
_DONE_FOR = re.compile(r"(?P<whom>.{2,12}?)(?:提供|进行|实施|开展|免费|接种|落实|发放|办理|享受|接受|给予|实行)")
_ADVERBS = (
    "重点 优先 力争 争取 确保 全力 持续 继续 进一步 共 全年 每年 年均 累计 累积 再 陆续 逐步 加快 积极 其中含 其中 "
    "包括 包含 含 在 从 由 同时 并 和 及 与 以及 、 ， 全部 正式 初步 基本 计划 拟 至少 成功 系统 增加 到 至 截至 "
    "全区 全市 全县 全省 全镇 全国 对 为 向 把 将 使"
).split()
_NOUN_STARTS = re.compile(  # they begin like a word above and are part of the name
    r"增加值|招聘会|建设用地|在[园校职岗读建册线地研孵营]|到[位岗账]|共[享建同有青]|再[生就制担贷]|和[谐平睦]|对[外口接标]"
    r"|为[民老农]|使用|及[格时]|并[购网联]|从业|组织部|计划生育|参与[率度]"
)
_LEADING = re.compile("|".join(map(re.escape, sorted({*_VERBS, *_ADVERBS}, key=len, reverse=True))))
_ANY_VERB = tuple(_VERBS)
_FRESH_START = re.compile(r"新增|净增|累计|每年|其中|建成|打造|举办|开展|选聘|招引|筹措")
_LISTED = re.compile(r"^(?:[（(]\d{1,2}[)）]|\d{1,2}[.、．]|[①-⑳]|[一二三四五]是)\s*")
_REDUCED = re.compile(r"(?:压减|压缩|缩短|缩减|下降|降低|降|控制)(?:到|至|在|为).*$")  # 审批时限压减至法定时限的30%
_MEASURES = frozenset("数量 比例 比重 面积 金额".split())
_TRAILING = re.compile(r"(?:新增|累计|总计|合计|共计|力争|实现)+$")
_TAIL = re.compile(
    r"(?:的|等|筹措|建设|创建|打造|引进|培育|改造|认定|申报|评选|目标|任务|工作|建成|投用|投入使用|开工|落地)+$"
)
_REMARK = re.compile(r"(?:（[^（）]*）|\([^()]*\))$")
_TRIAL = re.compile(r"(?P<where>.{2,}?)(?:开展|进行|实施|启动)?(?:先行)?试点$")
_QUOTED = re.compile(r"[“「『《]([^“”「」『』《》]+)[”」』》]")
_PLACE = re.compile(r"([一-鿿]{2,4}?)(?:市|省|县|区|高新|经开|经济|新区|自治|州)")
_OF_PLACE = r"(?:市|省|县|高新区|经开区|开发区|新区|示范区|区|镇)?(?:的|内)?"

# Nouns that say nothing alone: 成员100人 are the members of what the clause before it set up.
DEPENDENT = frozenset(
    "成员 会员 规模 总规模 面积 总面积 建筑面积 总建筑面积 占地面积 用地面积 金额 总金额 数量 总量 总数 人数 总投资 "
    "投资额 容量 比例 比重 占比 提高 提升 增长 增加 下降 降低".split()
)


def place_of(title: str) -> str:
    """The place that a plan is about, from its title (珠海 of 珠海高新区建设…任务清单), or an empty string."""
    found = _PLACE.match(title)
    return found[1] if found else ""


@lru_cache(maxsize=4096)
def cut_verbs(words: str) -> tuple[str, str]:
    """(the last verb that stands before the noun, the noun): 启动建设产业园区 -> 建设, 产业园区."""
    verb, rest = "", words.strip(" \u3000")
    while True:
        found = _LEADING.match(rest)
        start = found[0] if found else None
        # 建成率, 完成比例: the verb belongs to the name
        if start is None or len(rest) == len(start) + 1 or rest[len(start) :] in _MEASURES or _NOUN_STARTS.match(rest):
            return verb, rest
        verb = start if start in _VERBS else verb
        rest = rest[len(start) :].lstrip(" \u3000")


def ends_in_verb(noun: str) -> bool:
    """城区再新建, 提升改造: what is counted comes after the figure."""
    return noun.endswith(_ACTIONS)


def split_between(words: str) -> int:
    """Where the words between two figures part: 2 in 公园和改造, of 建成10个公园和改造5个社区."""
    joint = max(words.rfind(one) for one in "、和与及并或")
    if joint >= 0:
        return joint
    return next((at for at in range(2, len(words)) if words[at:].startswith(_ANY_VERB)), len(words))


def name_before(words: str) -> str:
    """The noun of the words before a figure."""
    noun = cut_verbs(words)[1]
    starts = [one.end() for one in _FRESH_START.finditer(noun) if not _inside_quotes(noun, one.start())]
    for at in reversed(starts):
        later = cut_verbs(noun[at:])[1]
        if len(later) >= 4:
            noun = later
            break
    noun = _REDUCED.sub("", noun) or noun
    return _after_attribute(_TRAILING.sub("", noun) or noun)


def name_after(words: str) -> str:
    """The noun of the words after a figure: of 个技能培训基地（含…）, 名青年企业家换岗锻炼."""
    noun = _REMARK.sub("", words.strip(" \u3000、，").removeprefix("的"))
    trial = _TRIAL.fullmatch(noun)
    if trial:  # 在1-2所高校开展试点
        return f"试点{trial['where']}"
    served = _DONE_FOR.match(noun)
    if served:  # 为23000名老年人提供居家上门服务
        noun = served["whom"]
    noun = _after_attribute(noun)
    short = _TAIL.sub("", noun)
    return short if len(short) >= 2 else noun


def tidy(name: str, place: str) -> str:
    """The name without the plan's own place in front and without quotation marks around the whole."""
    name = _LISTED.sub("", name) or name
    if place and name.startswith(place):
        rest = cut_verbs(re.sub(rf"^{re.escape(place)}{_OF_PLACE}", "", name))[1]
        name = rest if len(rest) >= 2 else name
    quoted = _QUOTED.fullmatch(name)
    return quoted[1] if quoted else name


def _after_attribute(noun: str) -> str:
    """产城融合、职住平衡的人才友好示范社区 -> 人才友好示范社区."""
    at = noun.rfind("的")
    if at < 0 or _inside_quotes(noun, at) or (len(noun) - at <= 3 and len(noun) <= 12):
        return noun  # 年产值超亿元的企业: 企业 alone says too little
    return noun[at + 1 :] or noun


def _inside_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("“") > before.count("”") or before.count("《") > before.count("》")
