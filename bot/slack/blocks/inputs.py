"""The inputs of a modal, each with a label and what stands in it when it opens.

An input's block and its action go by one name, so what is typed stays when the view is replaced.
"""

from collections.abc import Mapping, Sequence

from bot.slack.blocks.card import Block
from bot.slack.blocks.limits import LABEL_LIMIT
from bot.slack.blocks.mrkdwn import cleaned, is_user, plain

INPUT_LIMIT = 3000  # characters; the most that Slack lets anybody type into an input
HINT_LIMIT = 150


def line_input(name: str, label: str, value: str, *, optional: bool = False, hint: str = "") -> Block:
    """A line of text."""
    return _input(name, label, _typed(name, value, multiline=False), optional=optional, hint=hint)


def text_input(name: str, label: str, value: str, *, optional: bool = False, hint: str = "") -> Block:
    """Several lines of text."""
    return _input(name, label, _typed(name, value, multiline=True), optional=optional, hint=hint)


def people_input(name: str, label: str, chosen: Sequence[str], *, hint: str = "") -> Block:
    """Any number of people."""
    element = {"type": "multi_users_select", "action_id": name}
    users = people_shown(chosen)
    return _input(name, label, {**element, "initial_users": users} if users else element, optional=True, hint=hint)


def person_input(name: str, label: str, chosen: str, *, hint: str = "") -> Block:
    """One of the people, or nobody."""
    element = {"type": "users_select", "action_id": name}
    element = {**element, "initial_user": chosen} if is_user(chosen) else element
    return _input(name, label, element, optional=True, hint=hint)


def date_input(name: str, label: str, value: str, *, optional: bool = True, hint: str = "") -> Block:
    """A day or, where it is optional, none."""
    element = {"type": "datepicker", "action_id": name}
    return _input(name, label, {**element, "initial_date": value} if value else element, optional=optional, hint=hint)


def radio_input(name: str, label: str, options: Mapping[str, str], chosen: str, *, optional: bool = False) -> Block:
    """One of several, by their values and texts; where `chosen` is empty, none is until somebody does."""
    made = [{"text": plain(text, LABEL_LIMIT), "value": value} for value, text in options.items()]
    element: Block = {"type": "radio_buttons", "action_id": name, "options": made}
    first = [option for option in made if option["value"] == chosen]
    element = {**element, "initial_option": first[0]} if first else element
    return _input(name, label, element, optional=optional)


def shown_text(text: str) -> str:
    """A text as an input shows it: nothing unseen in it, and no longer than one may be."""
    return "\n".join(map(cleaned, text.splitlines()))[:INPUT_LIMIT]


def people_shown(chosen: Sequence[str]) -> list[str]:
    """Those of some people whom Slack knows, each once."""
    return list(dict.fromkeys(person for person in chosen if is_user(person)))


def _typed(name: str, value: str, *, multiline: bool) -> Block:
    element = {"type": "plain_text_input", "action_id": name, "multiline": multiline, "max_length": INPUT_LIMIT}
    shown = shown_text(value)
    return {**element, "initial_value": shown} if shown else element


def _input(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, LABEL_LIMIT),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain(hint, HINT_LIMIT)} if hint else block
