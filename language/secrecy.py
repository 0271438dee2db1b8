"""Marks of secrecy, which do not belong into a chat: 秘密, 机密, 内部资料."""

from __future__ import annotations

import unicodedata

from language.patterns import Pattern

_MARKS = Pattern(
    r"(?i)绝密|机密|(?<!商业)秘密|涉密|密级|注意保密|请勿外传|不得外传|严禁外传|不宜公开|不予公开"
    r"|(?:此件|属于?|仅限?|限|供|系|为)内部|内部(?=$|[\s\u2605\u2606*,，。;；:：!！)）】\]〕」』》]"
    r"|资料|文件|使用|材料|传阅|掌握|刊物|参考|明电|事项|发行|通报|文稿|稿件|公文|信函|件)"
    r"|(?<!\w)(?:top secret|classified|confidential|internal use only)(?!\w)"
)


def is_marked(text: str) -> bool:
    """Whether a text, caption or file name bears such a mark. 内部 counts only as one, not in 内部装修 or 内部审批."""
    return bool(_MARKS.search(unicodedata.normalize("NFKC", text)))
