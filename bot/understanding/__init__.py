"""Text to reading, without I/O: normalise, names, references, dates, figures, manner, intent. When in doubt it asks."""
