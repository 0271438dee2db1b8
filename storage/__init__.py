"""Rows in, domain values out: the only room that knows SQL. One noun a file, plain async functions on a transaction."""
