"""The playground: a small workspace in a browser on this machine, with the bot at work in it.

The bot is the real one, connected to a stand-in for Slack by Socket Mode as it would be to Slack. The page shows what
people would see there and does what they would do; nothing here knows what the bot says or how.
"""
