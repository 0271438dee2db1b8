"""Which figures a target sentence promises: all of the first plan, then the language of other plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.plan import Indicator
from domain.planfile import loads
from language.plan.targets import indicators, left_out

PLAN = loads((Path(__file__).parents[3] / "data" / "plan.json").read_bytes())

# task, period, name, phrase, comparator, low, high, unit, basis, (base_low, base_high, base_unit): read by a person
# from the source, line by line.
PROMISED = [
    (2, "2023-2024", "校友经济孵化基地", "完成1-2个校友经济孵化基地建设", "range", 1, 2, "个", "total", None),
    (2, "2023-2024", "海内外各类人才", "引进海内外各类人才不少于1000名", ">=", 1000, None, "名", "total", None),
    (2, "2023-2024", "引进项目", "项目不少于100个", ">=", 100, None, "个", "total", None),
    (3, "2023-2024", "社会实践活动", "每年参与社会实践活动不少于1000人次", ">=", 1000, None, "人次", "per_year", None),
    (5, "2022", "归国人才", "引进归国人才10名", "=", 10, 10, "名", "total", None),
    (5, "2023-2024", "归国人才", "累计引进归国人才50名", "=", 50, 50, "名", "cumulative", None),
    (6, "2022", "青年人才驿站", "建成珠海青年人才驿站不少于5家", ">=", 5, None, "家", "total", None),
    (10, "2022", "人才保障性住房", "筹措人才保障性住房10000套", "=", 10000, 10000, "套", "total", None),
    (
        10,
        "2023-2024",
        "人才保障性住房",
        "再完成10000套左右人才保障性住房筹措目标",
        "approx",
        10000,
        10000,
        "套",
        "new",
        None,
    ),
    (
        11,
        "2023-2024",
        "人才友好示范社区",
        "打造2-3个产城融合、职住平衡的人才友好示范社区",
        "range",
        2,
        3,
        "个",
        "total",
        None,
    ),
    (13, "2022", "青年人才创新创业导师团成员", "成员100人", "=", 100, 100, "人", "total", None),
    (13, "2022", "专题交流活动", "举办专题交流活动50次", "=", 50, 50, "次", "total", None),
    (
        15,
        "2022",
        "风险准备金资金池",
        "设立不低于3000万元的风险准备金资金池",
        ">=",
        3000,
        None,
        "万元",
        "total",
        (30000000, None, "元"),
    ),
    (
        15,
        "2023-2024",
        "区产投基金和天使基金规模",
        "区产投基金和天使基金规模增加至50亿元",
        "=",
        50,
        50,
        "亿元",
        "total",
        (5000000000, 5000000000, "元"),
    ),
    (15, "2023-2024", "投资项目", "投资项目不少于50个", ">=", 50, None, "个", "total", None),
    (15, "2023-2024", "投资金额", "投资金额不少于10亿元", ">=", 10, None, "亿元", "total", (1000000000, None, "元")),
    (16, "2022", "“港湾”系列产业园区", "启动建设“港湾”系列产业园区1-2个", "range", 1, 2, "个", "total", None),
    (16, "2022", "港澳创新创业项目", "“一元创业空间”新增港澳创新创业项目10个", "=", 10, 10, "个", "new", None),
    (16, "2023-2024", "“港湾”系列产业园区", "建成“港湾”系列产业园区3个", "=", 3, 3, "个", "total", None),
    (
        16,
        "2023-2024",
        "孵化载体建筑面积",
        "孵化载体建筑面积达245万平方米",
        "=",
        245,
        245,
        "万平方米",
        "total",
        (2450000, 2450000, "平方米"),
    ),
    (16, "2023-2024", "港澳企业", "进驻高新区的港澳企业达410家以上", ">=", 410, None, "家", "total", None),
    (17, "2022", "新型职业培训班", "试行开办3-5家新型职业培训班", "range", 3, 5, "家", "total", None),
    (17, "2023-2024", "新型职业培训班", "开办新型职业培训班不少于5个", ">=", 5, None, "个", "total", None),
    (17, "2023-2024", "新型职业人才", "培育从事新型职业人才不少于100名", ">=", 100, None, "名", "total", None),
    (18, "2022", "名企名校行", "举办“名企名校行”不少于10场次", ">=", 10, None, "场次", "total", None),
    (18, "2023-2024", "青年人才", "累计引进青年人才超30000名", ">", 30000, None, "名", "cumulative", None),
    (19, "2022", "青年企业家换岗锻炼", "完成第一批次5名青年企业家换岗锻炼", "=", 5, 5, "名", "total", None),
    (21, "2022", "技能培训基地", "重点建设10个技能培训基地（含示范性企业培训中心）", "=", 10, 10, "个", "total", None),
    (21, "2023-2024", "培训基地", "建成20个培训基地", "=", 20, 20, "个", "total", None),
    (22, "2022", "产业教授", "选聘产业教授5名", "=", 5, 5, "名", "total", None),
    (22, "2022", "试点高校", "在1-2所高校开展试点", "range", 1, 2, "所", "total", None),
    (22, "2023-2024", "产业教授", "每年选聘产业教授不少于10名", ">=", 10, None, "名", "per_year", None),
    (23, "2022", "委托培养对象", "落实委托培养对象不少于500人", ">=", 500, None, "人", "total", None),
    (23, "2023-2024", "委托培养对象", "每年落实委托培养对象不少于50人", ">=", 50, None, "人", "per_year", None),
    (24, "2022", "“悦读”书吧", "打造5个“悦读”书吧", "=", 5, 5, "个", "total", None),
    (24, "2022", "“朗读者”主题活动", "举办5个“朗读者”主题活动", "=", 5, 5, "个", "total", None),
    (
        25,
        "2023-2024",
        "夜经济文化示范街区",
        "打造2-3条富有珠海特色、高新特质的夜经济文化示范街区",
        "range",
        2,
        3,
        "条",
        "total",
        None,
    ),
    (27, "2022", "公开课、讲座等活动", "开展公开课、讲座等活动不少于50场", ">=", 50, None, "场", "total", None),
    (28, "2022", "文娱新IP", "优先打造3-5个文娱新IP", "range", 3, 5, "个", "total", None),
    (
        32,
        "2023-2024",
        "公办园和民办普惠园在园儿童占比",
        "公办园和民办普惠园在园儿童占比达90%以上",
        ">=",
        90,
        None,
        "%",
        "total",
        None,
    ),
    (32, "2023-2024", "公办园在园儿童占比", "其中公办园在园儿童占比60%以上", ">=", 60, None, "%", "total", None),
    (32, "2023-2024", "义务教育公办学位", "义务教育公办学位达95%以上", ">=", 95, None, "%", "total", None),
    (33, "2023-2024", "病床", "新增病床500张", "=", 500, 500, "张", "new", None),
    (33, "2023-2024", "总病床数", "总病床数达到900张", "=", 900, 900, "张", "total", None),
    (33, "2023-2024", "每千人执业（助理）医师数", "每千人执业（助理）医师数2.4人", "=", 2.4, 2.4, "人", "total", None),
    (33, "2023-2024", "每万人配备全科医生", "每万人配备全科医生3名", "=", 3, 3, "名", "total", None),
    (33, "2023-2024", "每万人配备中医师", "含中医师0.6名", "=", 0.6, 0.6, "名", "total", None),
    (33, "2023-2024", "家庭医生重点人群签约率", "家庭医生重点人群签约率达85%", "=", 85, 85, "%", "total", None),
]


def test_the_first_plan_promises_these_figures_and_no_others() -> None:
    read = [
        (task.number, one.period, *_row(found), _base(found))
        for task in PLAN.tasks
        for one in task.milestones
        for found in indicators(one.target, place="珠海")
    ]
    assert read == PROMISED


def test_fifteen_tasks_have_no_figure_at_all() -> None:
    bare = [task.number for task in PLAN.tasks if not any(one.indicators for one in task.milestones)]
    assert bare == [1, 4, 7, 8, 9, 12, 14, 20, 26, 29, 30, 31, 34, 35, 36]
    assert not any(left_out(one.target) for task in PLAN.tasks for one in task.milestones)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        # comparators
        ("建成公园至少3个。", ["公园 >= 3 个 total"]),
        ("建成公园3个及以上。", ["公园 >= 3 个 total"]),
        ("技术合同成交额突破120亿元。", ["技术合同成交额 > 120 亿元 total"]),
        ("发放人才补贴3000余万元。", ["人才补贴 > 3000 万元 total"]),
        ("新建农村公路约200公里。", ["农村公路 approx 200-200 公里 total"]),
        ("签约10家企业。", ["企业 = 10-10 家 total"]),  # 约 of 签约 is not 大约
        ("进驻企业由现有的30家增加到50家。", ["企业 = 50-50 家 total"]),
        ("在2024年10家的基础上新增孵化器5家。", ["孵化器 = 5-5 家 new"]),
        # ranges
        ("引进创新团队三至五个。", ["创新团队 range 3-5 个 total"]),
        ("新增博士后工作站2～3家。", ["博士后工作站 range 2-3 家 new"]),
        ("投入3000万-1亿元。", ["投入 range 0.3-1 亿元 total"]),
        ("支持两三家企业上市。", ["企业上市 range 2-3 家 total"]),
        # numerals and units
        ("建设５０００套人才住房。", ["人才住房 = 5000-5000 套 total"]),
        ("配套１０％的租赁住房。", ["租赁住房 = 10-10 % total"]),
        ("集体经济强村占比达到三分之二以上。", ["集体经济强村占比 >= 66.67 % total"]),
        ("建成每个不少于50平方米的文体广场10个。", ["文体广场 = 10-10 个 total"]),
        ("森林覆盖率不低于百分之六十五点五。", ["森林覆盖率 >= 65.5 % total"]),
        ("全年接待游客1,200万人次以上。", ["接待游客 >= 1200 万人次 total"]),
        ("旅游总收入超过一百五十亿元。", ["旅游总收入 > 150 亿元 total"]),
        ("发展会员三万五千人。", ["发展会员 = 35000-35000 人 total"]),
        ("产值达500亿。", ["产值 = 500-500 亿 total"]),
        ("污水处理能力达5万吨/日。", ["污水处理能力 = 5-5 万吨/日 total"]),
        ("增加值占比提高1.5个百分点。", ["增加值占比提高 = 1.5-1.5 个百分点 change"]),
        ("死亡率降低2‰。", ["死亡率降低 = 2-2 ‰ total"]),
        # ceilings
        ("办理时间压缩至3天以内。", ["办理时间 <= 3 天 total"]),
        ("新增债务不超过5亿元。", ["债务 <= 5 亿元 new"]),
        ("城镇登记失业率控制在3%以内，新增就业5000人。", ["城镇登记失业率 <= 3 % total", "就业 = 5000-5000 人 new"]),
        # basis, and what a clause takes from the one before it
        (
            "每年举办招聘会不少于50场、技能大赛3场。",
            ["招聘会 >= 50 场 per_year", "技能大赛 = 3-3 场 per_year"],
        ),
        (
            "新增三甲医院1所、托位2000个，总床位达900张。",
            ["三甲医院 = 1-1 所 new", "新增托位 = 2000-2000 个 new", "总床位 = 900-900 张 total"],
        ),
        ("每年培训500人，其中女性200人。", ["培训 = 500-500 人 per_year", "女性 = 200-200 人 per_year"]),
        ("每千人口拥有婴幼儿托位数达4.5个。", ["每千人口拥有婴幼儿托位数 = 4.5-4.5 个 total"]),
        ("每10万人口配备儿科医生8名（含中医儿科0.5名）。",
         ["每10万人口配备儿科医生 = 8-8 名 total", "每10万人口配备中医儿科 = 0.5-0.5 名 total"]),
        ("人才、项目分别不少于100名、20个。", ["人才 >= 100 名 total", "项目 >= 20 个 total"]),
        ("建成1个中心、3个基地和5个实验室。", ["中心 = 1-1 个 total", "基地 = 3-3 个 total", "实验室 = 5-5 个 total"]),
        ("设立总规模100亿元的产业引导基金。", ["产业引导基金总规模 = 100-100 亿元 total"]),
        ("在10个社区开展试点。", ["试点社区 = 10-10 个 total"]),
        ("引进投资超10亿元项目5个。", ["引进项目 = 5-5 个 total"]),
        # names that do not begin in the middle of a phrase
        ("整体提升100所学校、50家医院周边环境。", ["学校 = 100-100 所 total", "医院周边环境 = 50-50 家 total"]),
        ("提升改造8家城乡社区居家养老服务中心(站)。", ["城乡社区居家养老服务中心 = 8-8 家 total"]),
        ("计划竣工3个，其中幼儿园7个、小学4个。",
         ["计划竣工 = 3-3 个 total", "幼儿园 = 7-7 个 total", "小学 = 4-4 个 total"]),
        ("走访慰问全市不低于120名困境儿童。", ["困境儿童 >= 120 名 total"]),
        ("城区再新建1个农贸市场。", ["农贸市场 = 1-1 个 new"]),
        ("为全区23000名老年人提供居家上门服务。", ["老年人 = 23000-23000 名 total"]),
        ("对300户困难老人家庭进行居家适老化改造。", ["困难老人家庭 = 300-300 户 total"]),
        ("增加学位5000个，其中幼儿园420个、中小学4580个。",
         ["学位 = 5000-5000 个 new", "幼儿园 = 420-420 个 new", "中小学 = 4580-4580 个 new"]),
        ("全员劳动生产率达5.5万元/人，粮食产量3.2亿斤。",
         ["全员劳动生产率 = 5.5-5.5 万元/人 total", "粮食产量 = 3.2-3.2 亿斤 total"]),
        # numerals that promise nothing
        ("推进二期工程，举办第五届科技节，进入全国前10名。", []),
        ("建设“一元创业空间”“三馆一宫”“一站式”平台和三名工程。", []),
        ("打造15分钟生活圈，提供24小时自助服务。", []),
        ("成立一个专班，形成一批经验，探索一条新路。", []),
        ("巩固三支一扶、四馆合一成果，对接500强和5G产业。", []),
        ("在十四五期间用3年时间、分2个阶段推进，3个月内见效。", []),
    ],
)  # fmt: skip
def test_the_language_of_other_plans(target: str, expected: list[str]) -> None:
    assert [_line(one) for one in indicators(target)] == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("每个社区配备网格员2名。", ["每个社区配备网格员2名"]),
        ("每季度召开协调会1次。", ["每季度召开协调会1次"]),
        ("培育产值超1亿元的企业5家。", ["培育产值超1亿元的企业"]),
        ("形成一批超100亿元的优势产业集群。", ["形成一批超100亿元的优势产业集群"]),
        (
            "抓好甲公司25万吨己二酸、乙公司10万吨针状焦等项目建设。",
            ["抓好甲公司25万吨", "己二酸、乙公司10万吨针状焦等项目建设"],
        ),
        ("建设每个不少于50平方米的驿站。", ["建设每个不少于50平方米的驿站"]),
    ],
)
def test_what_is_no_promise_is_named_and_left_out(target: str, expected: list[str]) -> None:
    assert [one.phrase for one in left_out(target)] == expected


def test_money_and_areas_carry_base_units() -> None:
    money, area = indicators("投资3.5亿元以上，绿化面积达50公顷。")
    assert _base(money) == (350_000_000, None, "元")
    assert _base(area) == (500_000, 500_000, "平方米")
    assert _base(indicators("建成公园3个。")[0]) is None


def test_shares_and_densities_do_not_add_up() -> None:
    rates = [
        found.name
        for task in PLAN.tasks
        for one in task.milestones
        for found in one.indicators
        if not found.accumulates
    ]
    assert rates == [
        "公办园和民办普惠园在园儿童占比",
        "公办园在园儿童占比",
        "义务教育公办学位",
        "每千人执业（助理）医师数",
        "每万人配备全科医生",
        "每万人配备中医师",
        "家庭医生重点人群签约率",
    ]


def test_the_place_of_the_plan_is_no_part_of_a_name() -> None:
    (found,) = indicators("建成珠海青年人才驿站不少于5家。", place="珠海")
    assert found.name == "青年人才驿站"
    (kept,) = indicators("培育珠海高新技术企业50家。", place="珠海")
    assert kept.name == "高新技术企业"


WORDS = st.lists(
    st.sampled_from(
        "每年 累计 新增 不少于 不超过 超 达 以上 左右 分别 其中 含 （ ） 、 ， 。 “ ” 的 和 在 从 到 3 1-2 100 2.4 三 "
        "两 十 万 亿 % 个 名 家 万元 平方米 百分之 第 每千人 2022年 项目 人才 建成 引进 - 1, 基础上 \n".split(" ")
    ),
    max_size=30,
)


@given(WORDS.map("".join) | st.text(max_size=60))
def test_no_sentence_makes_it_fail_and_no_phrase_is_made_up(target: str) -> None:
    for one in indicators(target):
        assert one.phrase in target
        assert one.name.strip() or not one.phrase.strip()
        assert one.goal > 0
        assert one.low is None or one.high is None or one.high >= one.low


def _row(one: Indicator) -> tuple[object, ...]:
    return one.name, one.phrase, one.comparator.value, one.low, one.high, one.unit, one.basis.value


def _base(one: Indicator) -> tuple[float | None, float | None, str] | None:
    return None if one.base_unit is None else (one.base_low, one.base_high, one.base_unit)


def _line(one: Indicator) -> str:
    bounds = f"{one.goal:g}" if one.high is None or one.low is None else f"{one.low:g}-{one.high:g}"
    return f"{one.name} {one.comparator.value} {bounds} {one.unit} {one.basis.value}"
