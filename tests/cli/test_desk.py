"""The desk in the terminal, through its door: scripted lines in, what it prints out."""

import io
from collections.abc import Callable, Sequence

import pytest
from rich.console import Console

from bot.advice.answer import Answer, Clarification, Confidence, Match, Outcome
from bot.cli.desk import SAMPLES, run_desk, run_samples
from bot.errors import QuestionError
from bot.knowledge.entries import EntryId

LATE, SLEEP = EntryId("drinks.late"), EntryId("drinks.sleep")
WHICH = Clarification("Which of these?", (("Late in the day", "drinks.late"), ("An exam", "exam")))


class ScriptedLines:
    """Types lines one after the other, then ends; an exception among them is raised instead."""

    def __init__(self, lines: Sequence[str | BaseException]) -> None:
        self._lines = iter(lines)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        """The next line."""
        self.prompts.append(prompt)
        line = next(self._lines, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line


class FakeBot:
    """Asks back when a question is short, refuses one that holds a bell, and else says that it doesn't know."""

    def __init__(self, problems: Sequence[str] = ()) -> None:
        self.asked: list[str] = []
        self.explained: list[str] = []
        self.reloads = 0
        self._problems = problems

    def ask(self, text: str) -> Answer:
        """An answer that repeats the question."""
        self.asked.append(text)
        if "\a" in text:
            raise QuestionError("The question holds a bell.")
        outcome = Outcome.CLARIFY if len(text) < 10 else Outcome.CLOSEST
        clarification = WHICH if outcome is Outcome.CLARIFY else None
        return Answer(
            text, outcome, Confidence.NONE, (Match(LATE, 0.5), Match(SLEEP, 0.4)), "1", clarification=clarification
        )

    def explain(self, text: str) -> str:
        """Two lines, the second indented."""
        self.explained.append(text)
        return f"Question\n  read as: {text} [bold]"

    def reload(self) -> Sequence[str]:
        """The problems the bot was made with."""
        self.reloads += 1
        return self._problems


def typed(bot: FakeBot, *lines: str | BaseException) -> str:
    """What the desk prints when the lines are typed."""
    return printed(lambda console: run_desk(bot.ask, bot.explain, bot.reload, console, read_line=ScriptedLines(lines)))


def printed(act: Callable[[Console], None]) -> str:
    """What is printed to a console of 80 columns without colour."""
    stream = io.StringIO()
    act(Console(file=stream, width=80, color_system=None, _environ={}))
    return stream.getvalue()


@pytest.mark.parametrize("end", ["quit", " EXIT ", EOFError(), KeyboardInterrupt()])
def test_the_desk_ends_when_told_to(end: str | BaseException) -> None:
    """By word, by the end of input and by interruption alike, and nothing after that is asked."""
    bot = FakeBot()

    typed(bot, end, "Tea or coffee at night?")

    assert bot.asked == []


def test_an_interruption_of_an_answer_ends_too() -> None:
    """Ctrl-C while the bot thinks is the same wish."""
    bot = FakeBot()

    def interrupted(text: str) -> Answer:
        bot.asked.append(text)
        raise KeyboardInterrupt

    lines = ScriptedLines(["Tea or coffee at night?", "And at noon?"])
    printed(lambda console: run_desk(interrupted, bot.explain, bot.reload, console, read_line=lines))

    assert bot.asked == ["Tea or coffee at night?"]


def test_a_question_is_answered_with_a_card() -> None:
    """Every line gets the same prompt; blank lines are passed over."""
    bot, lines = FakeBot(), ScriptedLines(["", "  ", " Tea or coffee at night? ", "quit"])

    text = printed(lambda console: run_desk(bot.ask, bot.explain, bot.reload, console, read_line=lines))

    assert lines.prompts == ["stack> "] * 4
    assert bot.asked == ["Tea or coffee at night?"]
    assert text.startswith(
        "Ask which stack to build on. `help` lists what else there is, `quit` ends.\n╭─ I don't know"
    )
    assert "│  You asked  Tea or coffee at night? " in text


def test_why_explains_the_last_answer() -> None:
    """As plain text, whatever looks like markup, and with its indentation."""
    bot = FakeBot()

    text = typed(bot, "Tea or coffee at night?", "WHY")

    assert bot.explained == ["Tea or coffee at night?"]
    assert "Question\n  read as: Tea or coffee at night? [bold]\n" in text


def test_why_before_any_question_says_what_to_do() -> None:
    """There is nothing to explain yet."""
    bot = FakeBot()

    text = typed(bot, "why")

    assert "Ask something first; `why` explains its answer.\n" in text
    assert bot.explained == []


def test_a_question_that_begins_with_a_command_is_a_question() -> None:
    """Only the word alone is a command."""
    bot = FakeBot()

    typed(bot, "why is tea better at night?", "help me to choose a drink", "2 or 3 cups a day?")

    assert bot.asked == ["why is tea better at night?", "help me to choose a drink", "2 or 3 cups a day?"]


def test_help_names_every_command() -> None:
    """What can be typed besides a question."""
    text = typed(FakeBot(), "help")

    commands = [line.split("  ")[0] for line in text.splitlines()[1:] if line]
    assert commands == ["a question", "1, 2, ...", "why", "reload", "quit"]


def test_a_number_chooses_an_entry_by_its_title() -> None:
    """An entry's title is the question that it answers."""
    bot = FakeBot()

    text = typed(bot, "Tea?", "1")

    assert "Type the number of a choice, or ask in other words.\n" in text
    assert bot.asked == ["Tea?", "Late in the day"]


def test_a_number_chooses_a_situation_for_the_same_question() -> None:
    """A signal alone would be no question."""
    bot = FakeBot()

    typed(bot, "Tea?", " 2 ", "why")

    assert bot.asked == ["Tea?", "Tea? An exam"]
    assert bot.explained == ["Tea? An exam"]


@pytest.mark.parametrize("number", ["0", "3", "999999999999999999999"])
def test_a_number_that_is_no_choice_can_be_mended(number: str) -> None:
    """The choices stay open."""
    bot = FakeBot()

    text = typed(bot, "Tea?", number, "1")

    assert "Choose a number from 1 to 2.\n" in text
    assert bot.asked == ["Tea?", "Late in the day"]


@pytest.mark.parametrize("before", [(), ("Tea or coffee at night?",), ("Tea?", "Tea or coffee at night?")])
def test_a_number_without_choices_is_not_asked(before: tuple[str, ...]) -> None:
    """Choices end with the next answer that has none."""
    bot = FakeBot()

    text = typed(bot, *before, "1")

    assert "There is nothing to choose from. Ask a question in words.\n" in text
    assert bot.asked == list(before)


def test_a_reload_says_that_it_worked() -> None:
    """The next answer is from the new knowledge."""
    bot = FakeBot()

    text = typed(bot, "reload")

    assert "The knowledge was read again.\n" in text
    assert bot.reloads == 1


def test_a_reload_that_fails_names_the_problems_and_keeps_what_there_was() -> None:
    """The desk goes on with the last good knowledge; control characters of a file are not printed."""
    bot = FakeBot(problems=["tea.yaml:3: entries.0.title: [red]missing\x1b[2J", "tea.yaml:9: entries.1: unknown"])

    text = typed(bot, "reload", "Tea or coffee at night?")

    assert "tea.yaml:3: entries.0.title: [red]missing [2J\ntea.yaml:9: entries.1: unknown\n" in text
    assert "The knowledge in use stays as it was; problems found: 2.\n" in text
    assert bot.asked == ["Tea or coffee at night?"]


def test_an_error_is_its_sentence_and_the_desk_goes_on() -> None:
    """The last answer stays the last answer."""
    bot = FakeBot()

    text = typed(bot, "Tea or coffee at night?", "\a and a bell", "why")

    assert "\nThe question holds a bell.\n" in text
    assert bot.explained == ["Tea or coffee at night?"]


def test_a_line_that_is_no_text_is_refused_and_the_desk_goes_on() -> None:
    """Bytes that are not UTF-8 reach no further than the prompt."""
    bot = FakeBot()

    text = typed(bot, UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "Tea or coffee at night?")

    assert "That line is not UTF-8 text.\n" in text
    assert bot.asked == ["Tea or coffee at night?"]


def test_long_lines_are_left_to_the_terminal() -> None:
    """A path or an explanation can be copied in one piece."""
    bot = FakeBot(problems=["tea.yaml:3: " + "word " * 40 + "end"])

    assert "word " * 40 + "end\n" in typed(bot, "reload")


def test_without_a_terminal_three_samples_are_answered() -> None:
    """Each with its question as it would have been typed."""
    bot = FakeBot()

    text = printed(lambda console: run_samples(bot.ask, console))

    assert bot.asked == list(SAMPLES)
    assert len(SAMPLES) == 3
    assert [line for line in text.splitlines() if line.startswith("stack> ")] == [f"stack> {line}" for line in SAMPLES]
    assert text.count("╭─ I don't know that ─") == 3
