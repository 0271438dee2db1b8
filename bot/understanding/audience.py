"""Whom an admin's sentence speaks of: 牵头部门, 没报的, 领导, 所有部门, a department by its name, 第6项."""

from __future__ import annotations

from dataclasses import dataclass

from bot.understanding.draft import Draft
from bot.understanding.names import Vocabulary
from bot.understanding.numerals import number_value
from bot.understanding.patterns import Pattern
from domain.rules import Recipient

_N = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_TASKS = Pattern(
    rf"第?(?P<from>{_N})项?[到至~-]第?(?P<to>{_N})项"
    rf"|第(?P<list>{_N}(?:项|号)?(?:(?:[、,和及与]|以及)第?{_N}(?:项|号)?)*)(?:项|号任务)"
    rf"|(?<![\d第])(?P<item>\d{{1,3}}(?:[、,和及与/]\d{{1,3}})*)(?:这[几\d一二两三四五六七八九十]+)?项(?!工作)"
    rf"|(?:任务|(?<![期后过数])第)(?P<bare>\d{{1,3}})(?!(?:[、,和及与/]第?\d{{1,3}})*[\d条天个日号季批届期次工周月])"
)
_ITEM = Pattern(_N)
_UNREPORTED = Pattern(
    r"(?:还|仍|仍然|尚|至今|一直|迟迟)?(?:没有?|未|不|漏)(?:按时|及时)?(?:报送|上报|填报|填写"
    r"|提交|更新|反馈|回复|报|交|填)(?:进展|进度|情况|材料|数据)?(?:的(?!时候))?(?:那些"
    r"|那几个)?(?=部门|单位|人|联络员|同志|牵头|配合|领导|§|$|[,;。!])"
    r"|(?:还|仍|仍然|尚|至今|一直|迟迟)?(?:没有?|未|不|漏)(?:按时|及时)?(?:报送|上报|填报"
    r"|填写|提交|更新|反馈|回复|报|交|填)(?:进展|进度|情况|材料|数据)?的"
    r"|欠报的?|漏报的?|未报的?"
)
_WORDS = (
    (
        Pattern(
            r"(?:牵头|责任)(?:部门|单位|方)?(?:和|及|、|与)?(?:配合|协办|参与)(?:部门|单位|方)?"
            r"(?:的联络员)?"
        ),
        (Recipient.LEAD, Recipient.SUPPORTING),
    ),
    (
        Pattern(
            r"(?:牵头|责任|主管)?(?:部门|单位)?的?(?:责任领导|分管领导|主要领导|领导们?|一把手"
            r"|局长)"
        ),
        (Recipient.HEAD,),
    ),
    (Pattern(r"(?:各|所有|全部)?(?:的)?牵头(?:部门|单位|方|的)?(?:的?联络员)?(?!任务)"), (Recipient.LEAD,)),
    (
        Pattern(
            r"(?:各|所有|全部)?(?:的)?(?:配合|协办|参与)(?:部门|单位|方|的)?"
            r"(?:的?联络员)?"
        ),
        (Recipient.SUPPORTING,),
    ),
    (Pattern(r"统筹(?:人员|办|部门|单位)|督查办|督办办公室|督查室"), (Recipient.COORDINATOR,)),
    (
        Pattern(
            r"管理员|(?<=提醒)我(?!们)|(?<=通知)我(?!们)|(?<=告诉)我(?!们)|(?<=发给)我(?!们)"
            r"|(?<=叫)我(?!们)"
        ),
        (Recipient.ADMIN,),
    ),
)
_COPIED = Pattern(r"(?:同时|并)?抄送(?:给)?")
_ALL = Pattern(
    r"(?:所有|全部|全体|各个?|每个)的?(?:部门|单位|人员?|联络员|同志)(?:和(?:部门|单位|人员))?"
    r"|全员|全体"
)
_OFFICE = Pattern(
    r"(?:给|催|提醒|通知|让|叫|向|只发给|发给)[^,;。§每周月\d]{0,12}?(?:局|(?<!催)(?<!督)办"
    r"|委|镇|街道|中心|公司|(?<![§全])部(?!门))(?![理结法公])"
)


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who was named. `unclear` are words that look like a department and are none, or several."""

    recipients: tuple[Recipient, ...] = ()
    everyone: bool = False
    unreported: bool = False
    departments: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()  # the departments that the unclear words may mean
    copied: bool = False  # 抄送领导: beside those who are asked anyway


def find_tasks(draft: Draft, vocabulary: Vocabulary | None) -> tuple[int, ...] | None:
    """The tasks named by number or by an unmistakable name, taken off; None if one of them does not exist."""
    numbers: list[int] = []
    for match in draft.take_all(_TASKS):
        if match["to"]:
            first, last = (int(number_value(match[end]) or 0) for end in ("from", "to"))
            numbers += range(first, last + 1) if first <= last else (0,)  # 0: there is no such task
            continue
        said = match["list"] or match["item"] or match["bare"]
        numbers += [int(number_value(item) or 0) for item in _ITEM.findall(said)]
    if vocabulary is None:
        return tuple(dict.fromkeys(numbers))
    if any(number not in vocabulary.tasks for number in numbers):
        return None
    for named in vocabulary.names_in(draft.text):
        if len(named.tasks) == 1:
            draft.blank(named.start, named.end)
            numbers += named.tasks
    return tuple(dict.fromkeys(numbers))


def find_listeners(draft: Draft, vocabulary: Vocabulary | None) -> Listeners:
    """Everybody named in the draft, taken off."""
    departments: list[str] = []
    unclear: list[str] = []
    likely: list[str] = []
    for office in vocabulary.departments_in(draft.text) if vocabulary else ():
        if office.name is None:
            unclear.append(draft.said[office.start : office.end])
            likely += office.candidates
        else:
            departments.append(office.name)
        draft.blank(office.start, office.end)
    unreported = bool(draft.take_all(_UNREPORTED))
    recipients: list[Recipient] = []
    for pattern, named in _WORDS:
        if draft.take_all(pattern):
            recipients += named
    everyone = bool(draft.take_all(_ALL))
    if match := _OFFICE.search(draft.text):
        unclear.append(draft.said[match.start() : match.end()])
    ordered = tuple(one for one in Recipient if one in recipients)
    copied = bool(draft.take(_COPIED))
    return Listeners(
        ordered, everyone, unreported, tuple(dict.fromkeys(departments)), tuple(unclear), tuple(likely), copied
    )
