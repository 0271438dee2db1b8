"""Text becomes meaning. Pure: no I/O, no clock; it may import `domain` and nothing else."""
