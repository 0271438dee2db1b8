"""The only rooms that know a platform: each takes raw updates in and pushes finished messages out."""
