"""What is true of plans, rules, people and progress. Pure: no I/O, no clock, no await."""
