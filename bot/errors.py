"""Every error the project raises on purpose.

    StackbotError                 a sentence for the user; the command line prints it and exits with 2
    ├── SettingsError             the environment holds something unusable
    ├── KnowledgeError            the knowledge folders do not load; lists every problem found
    ├── QuestionError             the question cannot be read (empty, too long, not text)
    ├── EncoderError              the sentence model is missing or not the one we know
    ├── StoreError                the database cannot be reached, read or written
    ├── SchemaError               the database has an old or a foreign schema; names the command that helps
    ├── SealError                 a sealed token cannot be opened, or a key is none
    ├── DecisionError             a record cannot be what it was to become; says what is possible
    │   └── RoleError             somebody may not move a record; holds who can
    ├── DecisionFilesError        files of decisions cannot be imported or written; lists every problem found
    ├── ModelError                the model that words answers gave nothing usable; the answer stands without it
    ├── SlackError                Slack cannot be reached, refuses a token, or cannot reach us
    ├── PlaygroundError           the playground cannot be opened, or something cannot be done there
    └── EvaluationError           a file of labelled questions cannot be read

Each message names the thing and the remedy. Anything else that is raised is a bug.
"""

from collections.abc import Sequence


class StackbotError(Exception):
    """Something the user can mend; the message says what and how."""


class SettingsError(StackbotError):
    """A setting holds a value that cannot be used."""


class KnowledgeError(StackbotError):
    """The knowledge does not load. `problems` holds one `file:line: where: what` each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class QuestionError(StackbotError):
    """The question is empty, too long or not text."""


class EncoderError(StackbotError):
    """The sentence model cannot be used; the matcher then works on words alone."""


class StoreError(StackbotError):
    """The database cannot be reached, read or written."""


class SchemaError(StackbotError):
    """The database has an old or a foreign schema."""


class SlackError(StackbotError):
    """Slack cannot be reached, refuses a token, or cannot reach us."""


class PlaygroundError(StackbotError):
    """The playground cannot be opened, or something cannot be done there."""


class SealError(StackbotError):
    """What is sealed cannot be opened with the keys at hand, or a key is none; the message never holds either."""


class DecisionError(StackbotError):
    """A record cannot be what it was to become."""


class RoleError(DecisionError):
    """Somebody may not move a record. `people` are some of those who can, by their ids or names."""

    def __init__(self, sentence: str, people: Sequence[str]) -> None:
        self.people = tuple(people)
        super().__init__(sentence)


class DecisionFilesError(StackbotError):
    """Files of decisions cannot be imported or written. `problems` holds one `file:line: where: what` each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ModelError(StackbotError):
    """The model gave nothing usable. `may_cost` is whether the call may have been charged for all the same.

    `declined` is whether it works and would not: that lies in what was asked, and is no outage.
    """

    def __init__(self, message: str, *, may_cost: bool = True, declined: bool = False) -> None:
        super().__init__(message)
        self.may_cost = may_cost
        self.declined = declined


class EvaluationError(StackbotError):
    """A file of labelled questions does not have the format of `tests/golden.yaml`."""
