"""Text to reading, without I/O. When in doubt it asks; it never guesses.

    normalise      one shape for all spellings, English into Chinese words; the original stays at hand
    marking        names, numbers, dates, percents, quantities become marks on a `sheet`
    liaison/       reports, questions, requests of those who answer
    coordinator/   questions of those who supervise
    schedule/      sentences about reminders, and the rules they mean
    petitions, settling, looking_back, commands: what is said in a fixed form

The words stand in `lexicon/`, apart from the code; `names` knows those of the plan. `duban understand --explain` shows
what each stage saw.
"""
