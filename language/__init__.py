"""Text to meaning, without I/O. When in doubt it asks; it never guesses. One door: `read(text, who, context) -> Heard`.

    message        one text in every shape that a reader looks at, each made once
    precedence     one table: which meaning counts first, by speaker and by what the floor asked for
    hearing        the readers that the table orders; `requested` and `answers` beside it
    meanings       what they give: plain values
    requests.toml  requests in a fixed form, with their examples
    liaison/       reports, questions, requests of those who answer
    coordinator/   questions of those who supervise
    schedule/      sentences about reminders, and the rules they mean
    plan/          lists as offices publish them, made into a plan (read by the import, not through the door)
    lexicon/       the words, apart from the code; `names` knows those of the plan

`normalise`, `marking`, `dates`, `numerals`, `names` are the one reader each of spellings, marks, days, numbers, names.
`duban understand --explain` shows what each stage saw.
"""

from language.door import read
from language.meanings import Heard, Meaning
from language.message import Context, Expected, Message
from language.names import Vocabulary

__all__ = ["Context", "Expected", "Heard", "Meaning", "Message", "Vocabulary", "read"]
