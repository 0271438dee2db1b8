"""When and how often: clock, planner, dispatcher, heartbeat. It knows no rule and no sentence."""
