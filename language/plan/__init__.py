"""Task lists as offices write them, read into a plan."""
