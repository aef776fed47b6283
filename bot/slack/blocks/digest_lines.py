"""The lines of a digest. Each has its link: to where a record was decided or, where that is nowhere, how it is shown.

A mention would ping whoever it names, so people stand there as links; but for the one owner who is to be called.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.decisions.change import Deed
from bot.decisions.digest import Ageing, Displaced, Lack, Need, Reversal
from bot.decisions.record import Decision, Following, Person
from bot.ids import TeamId
from bot.knowledge.entries import EntryId, Library
from bot.slack.blocks.limits import ENTRY_LIMIT
from bot.slack.blocks.mrkdwn import Mrkdwn, bold, code, escape, is_user, joined, link, mention_user

NAMED_LIMIT = 5  # records on the line of an entry
PROFILE = "https://slack.com/app_redirect?team={team}&channel={user}"  # docs.slack.dev/interactivity/deep-linking

_FOLLOWED = {
    Following.FOLLOWED: "as advised",
    Following.OVERRODE: "against the advice",
    Following.NO_ANSWER: "",
}
_GONE = {Deed.REJECTED: "turned down", Deed.DEPRECATED: "out of force", Deed.SUPERSEDED: "superseded"}


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes lines for a workspace. `limit` is how many characters of one typed text are shown.

    `calling` is whether owners are called who are to be: once is enough.
    """

    team: TeamId
    library: Library
    command: str
    limit: int = 200
    calling: bool = True

    def name(self, decision: Decision) -> Mrkdwn:
        """The number, with its link."""
        where = decision.source.permalink
        return link(where, decision.name) if where else code(f"{self.command} decision {decision.name}")

    def need(self, need: Need) -> Mrkdwn:
        """What needs somebody, why, and whose turn it is."""
        return joined(" ", self._title(need.decision), self._lack(need), self._turn(need))

    def decided(self, decision: Decision) -> Mrkdwn:
        """What was decided, why, by whom, and what the bot had advised."""
        followed = _FOLLOWED[decision.advice.following] if decision.advice.pick else ""
        because = escape(f"because {decision.rationale}" if decision.rationale else "", self.limit)
        about = joined(", ", self._people(decision.decision_makers), escape(followed))
        return joined(" – ", joined(" ", escape("•"), self._title(decision)), because, about)

    def reversal(self, one: Reversal) -> Mrkdwn:
        """What went out of force, what took its place, and why."""
        decision, instead = one.turn.decision, escape("")
        if one.successor:
            instead = joined(" ", escape("by"), self.name(one.successor), escape(one.successor.title, self.limit))
        elif one.number:
            instead = joined(" ", escape("by"), code(f"{self.command} decision ADR-{one.number:04d}"))
        became = joined(" ", escape("•"), self._title(decision), escape(_GONE[one.turn.deed]), instead)
        return joined(" – ", became, escape(f"because {one.reason}" if one.reason else "", self.limit))

    def displaced(self, one: Displaced, most: int = NAMED_LIMIT) -> Mrkdwn:
        """What moved, and which records rest on it."""
        names = joined(", ", *(self.name(decision) for decision in one.decisions[:most]))
        more = len(one.decisions) - most
        rest = escape(f"and {more:,} more") if more > 0 else escape("")
        return joined(" ", escape("•"), self.entry(one.entry), escape(f"{one.shift}: see"), names, rest)

    def counted(self, entry: EntryId, count: int) -> Mrkdwn:
        """How often something was asked, and how its answer is shown."""
        return joined(" ", escape("•"), self.entry(entry), escape(f"{count:,}"))

    def gap(self, near: EntryId | None, count: int) -> Mrkdwn:
        """How often something was not served."""
        times = "1 question" if count == 1 else f"{count:,} questions"
        about = joined(" ", escape("near"), self.entry(near)) if near else escape("near no entry")
        return joined(" ", bold(escape(times)), about)

    def review(self, decision: Decision) -> Mrkdwn:
        """When a record is looked at again."""
        return joined(" ", escape("•"), self._title(decision), escape("is reviewed on"), _day(decision.review_on))

    def ageing(self, one: Ageing) -> Mrkdwn:
        """Until when an entry is trusted."""
        return joined(" ", escape("•"), self.entry(one.entry.id), escape("goes stale after"), _day(one.until))

    def entry(self, id_: EntryId) -> Mrkdwn:
        """An entry by its title, and how its answer is shown where one is known."""
        entry = self.library.entries.get(id_)
        if entry is None:
            return code(id_, ENTRY_LIMIT)
        asked = next(iter(entry.asks), entry.title)
        return joined(" ", escape(entry.title, self.limit), code(f"{self.command} {asked}", self.limit))

    def _title(self, decision: Decision) -> Mrkdwn:
        return joined(" ", self.name(decision), bold(escape(decision.title, self.limit)))

    def _lack(self, need: Need) -> Mrkdwn:
        match need.lack:
            case Lack.CONFLICT if need.other:
                return joined(" ", escape("contradicts"), self._title(need.other), escape("and both are in force"))
            case Lack.OVERDUE:
                return joined(" ", escape("was to be reviewed on"), _day(need.since))
            case _:
                return joined(" ", escape("is proposed since"), _day(need.since))

    def _turn(self, need: Need) -> Mrkdwn:
        who = mention_user(need.owner) if need.calls and self.calling else self._person(need.owner, "its owner")
        return joined(" ", escape("– over to"), who) if need.owner else escape("")

    def _people(self, people: Sequence[Person]) -> Mrkdwn:
        if not people:
            return escape("")
        more = f"and {len(people) - 1} more" if len(people) > 1 else ""
        return joined(" ", escape("by"), self._person(people[0], "who decided it"), escape(more))

    def _person(self, person: Person, what: str) -> Mrkdwn:
        """Somebody of the workspace as a link, whoever else by name."""
        if not is_user(person):
            return escape(person, self.limit)
        return link(PROFILE.format(team=self.team, user=person), what)


def day_and_time(instant: datetime) -> str:
    """Such as Mon 23 Nov, 09:00."""
    return f"{instant:%a} {instant.day} {instant:%b}, {instant:%H:%M}"


def _day(day: date | None) -> Mrkdwn:
    return escape(f"{day:%a} {day.day} {day:%b %Y}" if day else "")
