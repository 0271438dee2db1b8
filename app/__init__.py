"""Settings, assembly and life cycle, command line: the only room that knows everybody."""
