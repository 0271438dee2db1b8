"""The words of the language, apart from the code that reads with them: regular expressions over shapes (see `sheet`),
of no particular plan. A word that is read wrongly is mended here; the code says only what the kinds of words do."""
