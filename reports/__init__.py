"""A snapshot as bytes; today the shipped font."""
