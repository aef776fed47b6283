"""The ids by which rooms speak of the same things: Slack's for people and places, ours for a question."""

from typing import NewType

TeamId = NewType("TeamId", str)
ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
QuestionId = NewType("QuestionId", str)  # also names the answer: a question has one

NOBODY = UserId("")
