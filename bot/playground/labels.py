"""What people press and fill in, found by the words that stand on it. Pure.

LookupError tells that nothing has these words.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.fake_slack.shapes import Json, elements_of


def pressed(blocks: Sequence[Json], label: str) -> Json:
    """The action id and the value of the button with a label, as a click brings them."""
    for block in blocks:
        for element in elements_of(block):
            for button in _buttons(element):
                if _words(button) == label:
                    return {"action_id": element["action_id"], "value": button.get("value")}
    raise LookupError(f"There is no button {label!r}.")


def chosen_at_once(blocks: Sequence[Json], filled: Mapping[str, object]) -> Iterator[Json]:
    """Of what is filled in, by the labels, what a form acts upon at once, as clicks bring it."""
    for block in blocks:
        if block.get("dispatch_action") and _words(block, "label") in filled:
            name, value = _filled(block, filled[_words(block, "label")])
            yield {"action_id": name, "value": value}


def typed(blocks: Sequence[Json], filled: Mapping[str, object]) -> Json:
    """What is filled in, by the labels, as a form brings it: by the names of its inputs."""
    inputs = {_words(block, "label"): block for block in blocks if block["type"] == "input"}
    if missing := filled.keys() - inputs.keys():
        raise LookupError(f"There is no input {sorted(missing)}, but {sorted(inputs)}.")
    return dict(_filled(inputs[label], value) for label, value in filled.items())


def _filled(block: Json, value: object) -> tuple[str, object]:
    """The name of an input, and its value, which for an option is not what stands on it."""
    element = block["element"]
    options = {_words(one): one["value"] for one in element.get("options", ())}
    if options and value not in options:
        raise LookupError(f"There is no option {value!r}, but {sorted(options)}.")
    return str(element["action_id"]), options[str(value)] if options else value


def _buttons(element: Json) -> Iterator[Json]:
    """The button that an element is, or those that it holds."""
    held = [element.get(name) for name in ("positive_button", "negative_button")]
    yield from filter(None, [element, *held])


def _words(part: Json, name: str = "text") -> str:
    words = part.get(name)
    return str(words.get("text", "")) if isinstance(words, dict) else ""
