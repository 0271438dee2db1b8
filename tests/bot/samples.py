"""One press for each button and one text for each command, for `test_permissions`: a new one gets its line here.

`OWN` is the department and `TASK` the task that all of them are about where they are about one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.flows.drafts import to_json as entries_json
from bot.flows.petition import to_json as wish_json
from bot.flows.walk import Walk
from domain.procedure import Kind, Wish
from domain.progress import Entry, Source, Status
from domain.rule_json import to_json
from domain.rules import default_rules
from domain.standing import Thresholds
from language.reading import Reading
from services.chase import Wanted
from wording.chase import Ground

OWN, TASK, BUILT = "区科技产业局", 6, "建成珠海青年人才驿站不少于5家"
PART, DONE = 36, 14  # what OWN only supports; what it leads and has reported done
SECRET = "卡在消防复验"  # the problem of TASK: nobody may read it who may not read TASK


@dataclass(frozen=True, slots=True)
class Facts:
    """What a press has to name and only the database knows."""

    receipt: str
    code: str
    liaison: int
    link: str = ""  # a code of the liaison's for another account
    petition: int = 0  # a pending extension of TASK
    draft: int = 0  # a list that an admin is looking at
    read_back: int = 0  # of the liaison, about TASK


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and a pattern of its answer to whoever may say it. `named`: it is about OWN or TASK by name."""

    text: str
    answer: str
    named: bool = False


def presses(facts: Facts) -> dict[str, dict[str, dict[str, Any]]]:
    """What each button carries, by flow and button."""
    rule = to_json(default_rules()[0])
    wanted = Wanted(Ground.NAMED, tasks=(TASK,)).to_json()
    own, proposed, kept, chased = {"department": OWN}, {"rule": rule}, {"keys": ["S-1"]}, {"wanted": wanted}
    at = "2022-11-25T16:00:00+08:00"
    walk = {"walk": asdict(Walk(OWN, (TASK,)))}
    entry = Entry(TASK, "2022", Status.ON_TRACK, values={BUILT: 4.0}, source=Source.TEXT)
    said = {"draft": facts.read_back, "version": 1, "entries": entries_json([entry]), "on_behalf": False}
    reading = Reading("update", (TASK,), status="in_progress").to_json()
    read = {"reading": reading, "words": "6 已建4家", "words_id": None, "on_behalf": False}
    asked = {"intent": "task_status", "filters": {"tasks": [TASK]}}
    wish = Wish(Kind.EXTENSION, OWN, TASK, "2022", "用地审批未完成", date(2023, 3, 31))
    wished, led = {"wish": wish_json(wish)}, {"task": TASK}
    days = {"days": {"2022-12-01": [False, None]}}
    review, extension = {"item": f"review:{DONE}:2022:0"}, {"item": f"petition:{facts.petition}"}
    return {
        "onboarding": {"yes": {"code": facts.code}, "no": {"code": facts.code}, "link": {"code": facts.link}},
        "assist": {
            "help": {},
            "pass_on": {"text": "好"},
            "rest": {"until": "2022-11-28T08:00:00+08:00"},
            "wake": {},
        },
        "people": {
            "roster": {},
            "invite": {"role": "liaison", "department": OWN, "backup": True},
            "department": {"department": OWN, "role": "liaison", "backup": True},
            "ask_revoking": {"person": facts.liaison},
            "revoke": {"person": facts.liaison},
            "language": {"language": "zh"},
            "leave": {},
            "cancel": {},
        },
        "checkin": {
            **dict.fromkeys(("open", "all_fine", "walk", "change", "later", "hand_over"), own),
            "change_one": {**own, "task": TASK},
            "snooze": {**own, "at": at},
            "undo": {**own, "receipt": facts.receipt},
        },
        "walk": {
            **dict.fromkeys(("show", "next", "other", "trouble"), walk),
            "figure": {**walk, "value": 4.0},
            "typed": {**walk, "value": 4.0, "words": "4家", "words_id": None},
            "status": {**walk, "status": "behind"},
            "reason": {**walk, "status": "behind", "reason": "资金"},
            "type_reason": {**walk, "status": "behind"},
            **dict.fromkeys(("solved", "still"), walk),
        },
        "report": {
            **dict.fromkeys(("confirm", "cancel", "amend"), said),
            "read": read,
            "finish": {"task": TASK, "period": "2022"},
        },
        "schedule": {
            "list": {},
            **dict.fromkeys(("show", "ask_audience", "ask_time", "rehearse", "save", "drop"), proposed),
            "policy": {"rule": rule, "policy": "next"},
            "audience": {"rule": rule, "to": "lead"},
            "time": {"rule": rule, "at": "10:00:00"},
            "weekday": {"rule": rule, "weekday": 0},
            **dict.fromkeys(("pause", "resume", "remove"), kept),
            "restore": {"rules": [rule]},
            "retime": {"keys": ["S-1"], "at": "10:00:00", "weekdays": []},
            "keep": {},
            "put": {"rules": [rule]},
            "spare": {"tasks": [TASK], "keys": ["S-1"], "again": False},
            "quiet": {"start": "21:00:00", "end": "07:30:00"},
        },
        "chase": {
            **dict.fromkeys(("preview", "reword", "cancel"), chased),
            "send": {"wanted": wanted, "to": [facts.liaison], "later": True},
            "withdraw": {"rows": []},
        },
        "query": {"ask": asked, "rest": {**asked, "shown": 0}},
        "record": {"page": {"about": "", "before": None}},
        "lists": {
            "load": {"draft": facts.draft},
            "page": {"draft": facts.draft, "first": 0},
            "join": {"draft": facts.draft, "one": "区科技局", "other": OWN},
            "drop": {"draft": facts.draft},
            "ask_back": {"revision": 1, "seen": 1},
            "back": {"revision": 1, "seen": 1},
            "stay": {},
        },
        "rosters": {
            "make": {"draft": facts.draft},
            "drop": {"draft": facts.draft},
            "members": {"group": "各高校", "names": ["甲大学", "乙学院"]},
            "cancel": {},
        },
        "openings": {"read": own, "skip": own},
        "trial": {
            "send": {"hold": False},
            "look": {},
            "again": {},
            "start": {},
            "cancel": {},
            "seen": {"number": 1},
        },
        "evidence": {"add": {"receipt": facts.receipt, **own}, "show": {"task": TASK}},
        "thresholds": {"keep": {"wanted": asdict(Thresholds(yellow_points=15))}, "drop": {}},
        "office": {"save": days, "undo": days, "climb": {"waits": {"blue": 3}}, "drop": {}},
        "leave": {
            "take": {"person": facts.liaison, "by": None, "first": "2022-12-01", "last": "2022-12-02"},
            "finish": {"who": "王晓明"},
            "drop": {},
        },
        "petition": {
            **dict.fromkeys(("wish", "submit"), wished),
            "withdraw": {"petition": facts.petition},
            "cancel": {},
        },
        "support": {
            "write": {"task": PART},
            "submit": {"task": PART, "words": "已提供场地2处"},
            **dict.fromkeys(("ask", "joint", "report", "cancel"), led),
        },
        "tray": {
            "open": {},
            **dict.fromkeys(("show", "close"), review),
            "ask": {**review, "verdict": "return"},
            "preview": {**review, "verdict": "return", "reason": "请补充说明"},
            "return": {**review, "reason": "请补充说明"},
            "reopen": {**review, "reason": "请补充说明"},
            "ask_date": extension,
            "grant": {**extension, "due": "2023-03-31"},
            "refuse": {**extension, "reason": "请按原时限推进"},
            "undo": {**extension, "about": "第6项", "department": OWN},
        },
    }


TEXTS: dict[str, dict[str, Said]] = {
    "onboarding": {"redeem": Said("绑定 DB-0000-0000-0000-0000-0000", "邀请码")},
    "assist": {
        "help": Said("帮助", "您可以这样用"),
        "start": Said("/start", "您的身份"),
        "hello": Said("你好", "我在"),
        "thanks": Said("谢谢", "不客气"),
        "ack": Said("收到", "好的"),
        "quiet": Said("免打扰", "免打扰"),
        "feedback": Said("意见 很好用", "谢谢您的意见"),
        "unread": Said("食堂几点开饭", "没有读懂|正常推进"),
    },
    "people": {
        "people": Said("人员", "人员 · 共"),
        "invite": Said("邀请 区团工委 联络员", "DB-"),
        "revoke": Said("停用 李静", "停用"),
        "language": Said("中文", "中文"),
        "whoami": Said("我是谁", "本机聊天"),
        "rename": Said("我叫 张三", "张三"),
        "forget": Said("删除我的信息", "删除"),
    },
    "checkin": {"card": Said("填报", "进展填报提醒|都已报送")},
    "report": {
        "report": Said("6 已建4家", "我这样理解", named=True),
        "on_behalf": Said("代报 8 完成40%", "我这样理解"),
        "hold": Said("等等，先别报", "没有等您确认|先不报"),
        "confirm": Said("确认", "没有等您确认|已报送|还没确认"),
    },
    "schedule": {
        "rules": Said("提醒列表", "S-1"),
        "rehearse": Said("试发 S-1", "试发"),
        "rule": Said("每月25日上午9点提醒牵头部门，遇节假日顺延", "新提醒（未保存）"),
        "order": Said("暂停 S-1", "已暂停"),
        "rule_order": Said("S-1 历史", "S-1"),
    },
    "chase": {"chase": Said("催办 6", "将私信")},
    "query": {
        "task_status": Said("第6项进展", SECRET, named=True),
        "target": Said("第6项目标", "不少于5家", named=True),
        "source": Said("第6项依据", "王晓明", named=True),
        "list_tasks": Said("科技产业局牵头的任务", "6 暖心驿站", named=True),
        "contact": Said("科技产业局的联络员是谁", "王晓明", named=True),
        "list_unreported": Said("谁还没报", "已报|待报|报齐"),
        "list_overdue": Said("逾期的有哪些", "逾期"),
        "list_due_soon": Said("本月到期", "到期"),
        "list_by_light": Said("红灯", "红灯"),
        "list_problems": Said("有哪些卡点", "问题"),
        "list_delay_requests": Said("延期申请有哪些", "延期"),
        "list_done": Said("已办结的有哪些", "办结"),
        "update_log": Said("上周谁更新了", "填报"),
        "summary": Said("总体情况", "办结"),
        "export": Said("导出台账", "台账"),
        "ranking": Said("各部门完成率", "各部门完成率"),
        "my_pending": Said("我还有哪些没报", ""),
        "my_lead": Said("我的任务", ""),
        "my_support": Said("我们配合哪些任务", ""),
    },
    "record": {"record": Said("审计", "审计记录")},
    "thresholds": {"thresholds": Said("亮灯阈值", "亮灯阈值"), "threshold_change": Said("黄灯改为15", "未保存")},
    "lists": {"import_list": Said("导入清单", "请直接发文件"), "plan_versions": Said("清单版本", "清单版本")},
    "rosters": {"members": Said("各高校成员", "成员单位")},
    "openings": {"openings": Said("核对台账", "没有要核对的台账")},
    "trial": {"trial": Said("试运行", "试运行"), "go_live": Said("正式开始", "没有进行中的试运行")},
    "linking": {
        "link": Said("绑定新账号", "绑定另一个账号|请私聊我"),
        "here": Said("在这里提醒我", "提醒发到这里|请私聊我"),
    },
    "office": {
        "ladder": Said("催办升级设置", "催办升级"),
        "workdays": Said("工作日安排", "工作日安排"),
        "ladder_off": Said("关闭催办升级", "催办升级已关闭"),
        "waits": Said("催办升级 蓝3 黄5", "已保存"),
        "days": Said("12月1日停工", "工作日（未保存）"),
    },
    "leave": {
        "leaves": Said("请假列表", "没有(人请假|登记请假)"),
        "leave": Said("我12月1日到2日请假", "请假（未保存）"),
        "back": Said("我销假", "没有|请假"),
    },
    "petition": {
        "extension": Said("第6项申请延期到3月31日，因为用地审批未完成", "延期申请 · "),
        "objection": Said("第6项不是我们单位的职责", "非本单位事项 · "),
        "handover": Said("第6项转给张三", "转办 · "),
    },
    "support": {
        "parts": Said("请第6项的配合部门报一下", "第6项的配合部门"),
        "joint": Said("联合报送 6", "配合情况", named=True),
        "part": Said("第36项 配合：已提供场地2处", "作为贵单位的配合情况提交"),
    },
    "tray": {
        "todo": Said("待办", r"待办\d+件"),
        "close": Said("办结 第14项", "申请办结：第14项"),
        "return": Said("退办 第14项", "退办第14项.*请写明理由"),
        "reopen": Said("重新打开 第6项", "还没有办结"),
        "grant": Said("同意第6项延期", "待办"),
        "refuse": Said("不同意第6项延期", "请写明理由"),
    },
}
