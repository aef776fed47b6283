"""What the team of the demo asks and decides in four weeks and a bit: who does what on which day, at what time."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from bot.fake_slack import Message
from bot.playground.opening import CAST_IDS
from bot.playground.team import LOG, Team

ANA, BEN, CHLOE = CAST_IDS
GENERAL, LEADS = "C0GENERAL", "C0LEADS"
MON, TUE, WED, THU, FRI = range(5)
REVIEWED_AFTER, ASKED_AGAIN_AFTER = timedelta(days=15), timedelta(days=10)  # so that both come within the month

HELPFUL, NOT_HELPFUL, STILL_HOLDS = "Helpful", "Not helpful", "Still holds"
REASON, BETTER = "Why did the answer not help?", "What should it have said?"
TITLE, CHOICE, WHY, SCOPE = "What was decided?", "Which option was chosen?", "Why?", "Scope"
HARD = {"How hard is it to take back?": "Hard to take back"}
OTHERS, MAKERS, DISSENT = "What else was considered?", "Who decided?", "Who saw it otherwise?"
REVIEW_ON, STANDING = "When is it looked at again?", "Where does it stand?"
PROPOSED = "It is proposed: who decides accepts or rejects it"
CONFLICT, HOLDS_ELSEWHERE = "What does it mean for them?", "It holds for others: I say so in the field Scope"


class Scene(NamedTuple):
    """What happens in which week, from 0, on which day of it, and at what time of day by UTC."""

    week: int
    day: int
    at: str
    happens: Callable[[], None]


class Story:
    """The team gets a bot, and asks and decides with it."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._copilot = self._one_database = self._bun = _NOTHING  # cards that are used later

    def scenes(self) -> tuple[Scene, ...]:
        """All of them, in their order."""
        return (
            Scene(0, MON, "10:05", self._a_copilot_is_planned),
            Scene(0, TUE, "09:40", self._the_copilot_is_decided),
            Scene(0, WED, "13:10", self._one_database_is_decided),
            Scene(0, THU, "15:20", self._nobody_knows_about_flags),
            Scene(0, FRI, "11:30", self._decisions_are_to_be_written_down),
            Scene(1, MON, "10:30", self._positions_are_decided),
            Scene(1, TUE, "14:05", self._an_unclear_question_is_settled),
            Scene(1, WED, "09:50", self._reports_are_decided),
            Scene(1, THU, "16:15", self._bun_is_proposed),
            Scene(1, FRI, "10:20", self._nobody_knows_about_queues),
            Scene(2, MON, "11:00", self._bun_is_rejected),
            Scene(2, TUE, "13:45", self._webhooks_are_decided),
            Scene(2, WED, "10:10", self._the_copilot_still_holds),
            Scene(2, THU, "15:30", self._the_shop_decides_otherwise),
            Scene(2, FRI, "09:45", self._the_leads_talk_among_themselves),
            Scene(3, MON, "14:40", self._questions_are_asked_directly),
            Scene(3, TUE, "10:50", self._one_database_is_too_few),
            Scene(3, WED, "16:00", self._an_old_decision_is_looked_up),
            Scene(3, THU, "11:15", self._what_was_not_served_is_read),
            Scene(3, FRI, "15:05", self._both_are_weighed),
        )

    def today(self) -> None:
        """What was asked just now."""
        card = self._team.mention(CHLOE, "How many live connections does one process hold on each side?")
        self._team.press(BEN, card, HELPFUL)

    def _a_copilot_is_planned(self) -> None:
        """An answer that one person asked for is shared, and asked on in its thread."""
        team = self._team
        team.say(
            ANA, "In #backend there is a bot now that knows Node and Python. Ask it before you guess.", channel=GENERAL
        )
        question = "Node or Python for LLM agents with RAG over our help centre?"
        self._copilot = team.share(BEN, team.command(BEN, question))
        team.press(CHLOE, self._copilot, HELPFUL)
        thread = self._copilot.ts
        team.say(CHLOE, "The widget is React, so I would have said TypeScript.", thread=thread)
        team.mention(BEN, "Is TypeScript enough for agents or do we need LangGraph?", thread=thread)
        team.say(CHLOE, "Fair. I keep the widget :slightly_smiling_face:", thread=thread)

    def _the_copilot_is_decided(self) -> None:
        """It is hard to take back, so it is looked at again soon."""
        decision = {
            **HARD,
            TITLE: "Build the support copilot in Python",
            WHY: "The agent libraries we need are Python's, and Ben has run two such services.",
            OTHERS: "Node.js: one language less, but we would write the evaluation ourselves",
            MAKERS: [ANA, BEN],
            DISSENT: "Chloe: one language for all of us would be easier to staff",
            SCOPE: "service:copilot",
            REVIEW_ON: self._in(REVIEWED_AFTER),
        }
        self._team.log(ANA, self._copilot, decision)

    def _one_database_is_decided(self) -> None:
        """What somebody wrote becomes a decision, by a shortcut."""
        team = self._team
        said = team.say(CHLOE, "We talked it through at lunch: one Postgres for all services, until it hurts.")
        decision = {
            TITLE: "Keep one Postgres for all services",
            CHOICE: "One Postgres",
            WHY: "Three people can look after one database well.",
        }
        self._one_database = team.log_message(BEN, said, decision)
        team.say(CHLOE, "Thanks for writing it down.", thread=said.ts)

    def _nobody_knows_about_flags(self) -> None:
        """The knowledge has no answer, a human has."""
        card = self._team.mention(CHLOE, "How should we roll out feature flags?")
        self._team.press(CHLOE, card, "Ask a human")
        brought = self._team.slack.messages(GENERAL)[-1]
        self._team.say(ANA, "A table of our own is enough for now; I show you.", channel=GENERAL, thread=brought.ts)

    def _decisions_are_to_be_written_down(self) -> None:
        decision = {CHOICE: "In Slack, with the bot", WHY: "In six months nobody remembers why."}
        self._team.decide(ANA, "Write down what we decide, here", decision)

    def _positions_are_decided(self) -> None:
        team = self._team
        question = "Our drivers' positions have to show live on the map, over WebSockets. Which backend?"
        card = team.share(CHLOE, team.command(CHLOE, question))
        team.press(ANA, card, HELPFUL)
        team.say(BEN, "Nothing to add. Do you log it?", thread=card.ts)
        decision = {
            TITLE: "Serve live positions from Node.js",
            WHY: "Thousands of sockets, little computing, and I can do it.",
            SCOPE: "service:positions",
        }
        team.log(CHLOE, card, decision)

    def _an_unclear_question_is_settled(self) -> None:
        """By a click on what was meant."""
        card = self._team.mention(BEN, "Node or Python?")
        self._team.press(BEN, card, "A standard SaaS API or CRUD application")
        self._team.press(BEN, card, HELPFUL)

    def _reports_are_decided(self) -> None:
        card = self._team.mention(BEN, "Each night we crunch 40 GB of delivery logs into reports. Node or Python?")
        decision = {
            TITLE: "Crunch the delivery logs in Python",
            WHY: "Polars does in ten minutes what took us two hours.",
            SCOPE: "service:reports",
        }
        self._team.log(BEN, card, decision)

    def _bun_is_proposed(self) -> None:
        """An answer that does not help, and a decision that is not one yet."""
        card = self._team.mention(CHLOE, "Is Bun ready to replace Node.js for our internal tools?")
        self._missed(BEN, card, "It says nothing of native modules, which we have.")
        proposal = {
            TITLE: "Run the internal tools on Bun",
            CHOICE: "Bun",
            WHY: "Our tools start in a third of the time.",
            STANDING: PROPOSED,
        }
        self._bun = self._team.log(CHLOE, card, proposal)

    def _nobody_knows_about_queues(self) -> None:
        card = self._team.command(BEN, "Kafka or RabbitMQ for the order events?")
        self._missed(BEN, card, "We have to choose one this month.")

    def _bun_is_rejected(self) -> None:
        self._team.press(ANA, self._bun, "Reject")
        self._team.fill_in(ANA, {WHY: "Two of our native modules do not run there yet. Try again in autumn."})
        self._team.say(CHLOE, "OK, I try once more when they do.", thread=self._bun.thread)

    def _webhooks_are_decided(self) -> None:
        """It asks to be looked at again at the end of the month."""
        card = self._team.mention(BEN, "How much faster does a Lambda wake up on Node than on Python?")
        decision = {
            **HARD,
            TITLE: "Receive the shops' webhooks on Node.js",
            CHOICE: "Node.js",
            WHY: "They come rarely, so nearly each of them meets a cold start.",
            OTHERS: "Python: its cold start is more than twice as long",
            MAKERS: [BEN],
            SCOPE: "service:webhooks",
            REVIEW_ON: self._in(ASKED_AGAIN_AFTER),
        }
        self._team.log(BEN, card, decision)
        self._team.press(ANA, card, HELPFUL)

    def _the_copilot_still_holds(self) -> None:
        self._team.press(ANA, self._team.directly_asked(ANA), STILL_HOLDS)

    def _the_shop_decides_otherwise(self) -> None:
        """It contradicts what was decided for the copilot, until it is said that it holds for others."""
        card = self._team.mention(CHLOE, "We add an AI assistant with RAG to the web shop. Which backend?")
        decision = {
            TITLE: "Answer the shop's questions from Node.js",
            CHOICE: "Node.js",
            WHY: "It only calls the copilot and streams what that says.",
        }
        self._team.press(CHLOE, card, LOG)
        self._team.fill_in(CHLOE, decision)
        self._team.fill_in(CHLOE, {**decision, CONFLICT: HOLDS_ELSEWHERE, SCOPE: "service:shop"})

    def _the_leads_talk_among_themselves(self) -> None:
        """What is decided in private stays there."""
        self._team.mention(ANA, "What does a Python engineer with LLM experience cost us a year?", channel=LEADS)
        decision = {CHOICE: "An AI engineer", WHY: "The copilot rests on Ben alone."}
        self._team.decide(ANA, "Hire an AI engineer before another frontend developer", decision, channel=LEADS)

    def _questions_are_asked_directly(self) -> None:
        directly = self._team.slack.dm(CHLOE)
        self._team.say(CHLOE, "How much memory does an idle service take?", channel=directly)
        self._team.say(CHLOE, "How many requests per second would one core serve?", channel=directly)

    def _one_database_is_too_few(self) -> None:
        """What was decided is superseded, by the button on its card."""
        self._team.say(BEN, "Positions lock the orders table every Friday night.", thread=self._one_database.thread)
        self._team.press(BEN, self._one_database, "Supersede")
        decision = {
            TITLE: "Give each service a Postgres of its own",
            CHOICE: "A Postgres each",
            WHY: "It hurts: positions lock the orders on Friday nights.",
        }
        self._team.fill_in(BEN, decision)

    def _an_old_decision_is_looked_up(self) -> None:
        self._team.command(CHLOE, "decisions Python")
        self._team.do(CHLOE, "open_home")

    def _what_was_not_served_is_read(self) -> None:
        self._team.command(ANA, "gaps")
        self._team.do(ANA, "open_home")

    def _both_are_weighed(self) -> None:
        card = self._team.mention(ANA, "Two teams, one product: when is it worth to run both Node and Python?")
        self._team.press(CHLOE, card, HELPFUL)
        self._team.do(BEN, "open_home")

    def _missed(self, who: str, card: Message, comment: str) -> None:
        """An answer did not help, for it missed the case."""
        self._team.press(who, card, NOT_HELPFUL)
        self._team.fill_in(who, {REASON: "Missed my case", BETTER: comment})

    def _in(self, while_: timedelta) -> str:
        return (self._team.today() + while_).isoformat()


_NOTHING = Message("", "", "", "")
