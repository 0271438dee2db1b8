"""The words of task lists, as data: what a column is by its heading, what a department's name ends in.

The order of `HEADINGS` matters: the first pattern that fits decides. 责任领导 is a person before 责任 is a department.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a column of a list holds."""

    NUMBER = "number"
    TITLE = "title"
    CONTENT = "content"  # what is to be done: part of the target
    TARGET = "target"  # the target of a period
    VALUE = "value"  # a bare figure: its unit stands in a column of its own
    UNIT = "unit"
    LEAD = "lead"
    RESPONSIBLE = "responsible"  # leads where nobody else does, else supports
    SUPPORT = "support"
    DUE = "due"
    STATUS = "status"  # what was done so far
    PERSON = "person"
    BASE = "base"  # what an earlier year reached
    SCORER = "scorer"
    CATEGORY = "category"
    NOTE = "note"
    UNKNOWN = "unknown"


HEADINGS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (
            Role.NUMBER,
            r"^(?:序号|编号|项次|序|号|项号|No\.?|#|(?:任务|项目|事项|工作|建议|提案|议案|指标|清单)?(?:序号|编号|编码)|序列号?)$",
        ),
        (
            Role.PERSON,
            r"领导|责任人|负责人|联系人|联络[员人]|牵头人|经办人|承办人|电话|联系方式|手机|包[保联抓]人?|挂[点钩]",
        ),
        (Role.SCORER, r"评分|考核(?:部门|单位|责任)|评价(?:部门|单位)|督查|督办|督导|监督|考评|验收单位"),
        (
            Role.BASE,
            r"基期|基数|基准|现状|上年|去年|往年|(?:完成数|完成值|实际(?:完成)?|实绩)$|20\d\d年(?:度)?(?:完成|实际|达到|实绩)",
        ),
        (
            Role.STATUS,
            r"完成情况|进展情况|进度情况|落实情况|推进情况|工作进展|目前进展|当前进展|最新进展|进展$|完成率|完成比例|是否完成|进展说明",
        ),
        (
            Role.SUPPORT,
            r"^(?!.*(?:牵头|责任|主办)).*(?:配合|协办|协同|参与|参加|协助|协作|协调|协管|会办|联动|支持(?:单位|部门))",
        ),
        (
            Role.DUE,
            r"时限|时间节点|节点时间|完成时间|办结时间|时序|截[止至]|期限|完成(?:日期|时点|节点)|办结日期|(?:进度|时间|工期)(?:安排|要求|计划|进度|节点)|推进(?:时间|计划|节点)|时间$|节点$|工作进度|序时进度|^进度$",
        ),
        (Role.LEAD, r"牵头|主办|承办|主责|主抓|主要责任(?:单位|部门)"),
        (
            Role.RESPONSIBLE,
            r"责任|(?:实施|落实|建设|负责|执行|申报|业主|主管|承担|推进|具体)(?:单位|部门|主体)|主体$|^部门$|科室|股室|^(?:单位|部门)名称$",
        ),
        (Role.UNIT, r"^(?:计量|计算|数量|指标)?单位$|^计量$"),
        (Role.NOTE, r"备注|说明|依据|来源|文号|资金|投资估算|投资额?$|政策|附注"),
        (
            Role.CATEGORY,
            r"类别|类型|领域|板块|分类|考核项目|一级指标|二级指标|维度|专项名称|方面|大类|目标类|^(?:工作)?重点$|^专题$|属性|性质|级别",
        ),
        (Role.VALUE, r"目标值|指标值|任务数|任务量|计划数|目标数|下达数|计划值|^数量$|年度任务数|约束值|预期值"),
        (
            Role.CONTENT,
            r"目标|内容|举措|措施|要求|标准|量化|成效|预期|任务分解|具体|做法|成果|计划安排|实施计划|工作安排|建设规模",
        ),
        (Role.TITLE, r"项目|任务|计划|事项|工作|实事|名称|指标|议题|主题|清单|提案|建议|问题|举办|活动"),
    )
)
# What a heading with a year (2025年…) may say beside it and still be a column of targets.
TARGET_WORDS = re.compile(
    r"^(?:的)?(?:度|全年|总体|预期|主要|重点|工作|阶段|阶段性|建设|计划|年度|序时)*(?:目标|任务|计划|安排|指标|内容|举措|目标值|任务数|节点|要求|上限|下限|底|(?:工作|形象|建设)?(?:进度|进展))*$"
)
QUARTER = re.compile(
    r"^(?:第)?(?P<quarter>[一二三四1-4])季度|^Q(?P<q>[1-4])|^(?P<half>[上下])半年|^(?P<month>1[0-2]|[1-9])月(?:份|底|末)?",
    re.IGNORECASE,
)

ORGAN = (
    "局 委 办 部 厅 处 中心 公司 集团 镇 乡 街道 街 办事处 院 校 站 队 会 社 (?<![运执进施通])行 所 区 县 市 州 馆 大学 学院 联 署 园 场 银行 "
    "企业 单位 部门 机构 室 科 组 专班 指挥部 党校 军 分局 支队 大队 总队 工委 党组 团 厂 医院 学校 幼儿园 法院 检察院 委员会 "
    "政府 管委会 公安 税务 海关 电信 移动 联通 铁塔 邮政 供电 气象 盐务 烟草 消防 武装部 各地 旗 盟 苏木 嘎查 村 社区 投 报社 电视台 台 城投 交投 文旅 水务"
).split()
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GROUPS = re.compile(r"^各|^全(?:市|区|县|省|州)各|^有关|^相关|^其他|^其它|^(?:市|区|县)(?:直|级)?各")
UNNAMED = re.compile(
    r"(?:各|其他|其它|市直|区直|县直|县级|市级|区级|省级|镇级|及)*(?:有关|相关)(?:部门|单位|方面|科室|责任单位|责任部门|职能部门)"
    r"|(?:市直|区直|县直|[市区县]政府)?各(?:部门|单位|责任单位|责任部门|有关方面|成员单位)"
)
