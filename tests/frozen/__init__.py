"""What the bot answers, frozen: a change of mechanism that changes an answer is seen, read, and wanted or mended.

heard.tsv      who answers each text of the corpora, by role, and a digest of what they first do; without a database
replies.jsonl  every word of the answer to some hundred texts, in both languages
years.tsv      three simulated years: who gets what on which day, as digests

`python -m tests.frozen.take` takes them anew; the difference is read before it is committed.
"""
