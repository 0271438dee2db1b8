"""The words around the names of tasks and departments."""

from __future__ import annotations

from language.patterns import Pattern

# titles: what stands in quotes, the verb in front, the noun at the end
QUOTED = Pattern(r"[“「『《\"‘]([^”」』》\"’“「『《‘]{2,24})[”」』》\"’]")
LEADING = Pattern(
    r"^(?:组织)?(?:实施|推进|推动|开展|打造|举办|落实|加快|做好|完善|启动|建立|加强|建设|深化"
    r"|强化)(?=\S{3})"
)
CLOSING = Pattern(r"(?:计划|工程|行动|项目|工作|任务|建设计划|打造计划|提升计划|专项行动)$")
# nothing that tells one department from another
GENERIC = frozenset("区市县省镇局部办委会处科室中心公司集团工作服务管理我本各")
_OFFICE = (
    r"局(?![面限部势])|部(?![门署分])|办(?![理结法公了好完的事得])|委(?![托培派员])|镇|街道|分局|中心|公司"
    r"|集团|委员会|总工会|联合会|会(?![议后上同])|院|校(?![友园企方外])"
)
OFFICE = Pattern(_OFFICE)
AS_OFFICE = Pattern(rf"(?:{_OFFICE})$")
AFTER_DEPARTMENT = Pattern(
    r"\s*(?:$|[,。;?!、:(和与跟及整总汇]|牵头|负责|主责|主办|承担|承办|配合|参与|支持|的|还|没|未|报|谁|有(?!关)"
    r"|哪|几|多少|联[络系]|反映|提|完成|逾期|超期|红|黄|绿"
    r"|进展|进度|任务|项目|情况|怎|上|本|这|那|最|已|所有|全部|名下|目前|现在|今天|昨天|什么|有没有|亮"
    r"|到期|负责人|电话|办结|申请|排)"
)
BEFORE_DEPARTMENT = Pattern(
    r"(?:^|[,。;?!、:\s和与跟及给查看看找问催把让由是]|一下|导出|列出|统计|汇总|关于|目前|现在|本月|上周"
    r"|本周|昨天|今天|[\d一二三四五六七八九十]月份?|季度|□)$"
)
# a piece of a title must say more than this to name its task
DULL_PIECE = Pattern(
    r"计划|工程|行动|项目|建设|提升|打造|示范|服务|保障|平台|改革|实施|创建|品牌|系列|综合|重点|高质量|改造|活动|青年|人才|创新|创业|工作|专项|管理|治理"
)
