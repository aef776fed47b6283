"""Every error the project raises on purpose.

    StackbotError                 a sentence for the user; the command line prints it and exits with 2
    ├── SettingsError             the environment holds something unusable
    ├── KnowledgeError            the knowledge folders do not load; lists every problem found
    ├── QuestionError             the question cannot be read (empty, too long, not text)
    ├── EncoderError              the sentence model is missing or not the one we know
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


class EvaluationError(StackbotError):
    """A file of labelled questions does not have the format of `tests/golden.yaml`."""
