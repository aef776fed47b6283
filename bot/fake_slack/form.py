"""What Slack says under the inputs of a modal before it sends anything to the app."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.fake_slack.payloads import state
from bot.fake_slack.shapes import Json, View


def complaints(view: View, values: Mapping[str, Any]) -> dict[str, str]:
    """What keeps a modal from being sent off, by block id; nothing where all is filled as it must be.

    `values` is what `submit` takes, by action id or by block id; LookupError where there is no such input or option.
    """
    filled = state(view, dict(values))
    inputs = [block for block in view.blocks if block.get("block_id") in filled]
    found = {block["block_id"]: next(_wrong(block, *filled[block["block_id"]].values()), "") for block in inputs}
    return {name: sentence for name, sentence in found.items() if sentence}


def _wrong(block: Json, filled: Json) -> Iterator[str]:
    (given,) = (value for name, value in filled.items() if name != "type")
    if not given:
        if not block.get("optional"):
            yield "Please complete this required field."
        return
    element = block["element"]
    if isinstance(given, str) and len(given) < element.get("min_length", 0):
        yield f"Please enter at least {element['min_length']} characters."
    if isinstance(given, str) and len(given) > element.get("max_length", len(given)):
        yield f"Please enter at most {element['max_length']} characters."
