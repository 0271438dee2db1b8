"""What is said to what: pure steps, each a generator that asks the services and ends with a turn (`bot.turn`)."""
