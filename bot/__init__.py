"""Conversations: one way in (intake), a turn in one transaction (router), pure steps (flows), channels around."""
