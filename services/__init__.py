"""One verb, one function: what happens, with permission checked in the same transaction."""
