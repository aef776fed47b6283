"""What models write when they are told to word an answer: an honest one, one that obeys anybody, liars.

They know a brief only as a model does: by the text of its prompt. The honest one has its own stock of sentences,
written after the instructions and not taken from the code that checks them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from random import Random

Writer = Callable[[str], str]

OPENINGS = ("So, ", "In short, ", "Overall, ", "For this question, ", "Here, ", "Also, ", "For your question, ")
HONEST = {
    "pick": (
        "The pick is {pick}.",
        "The pick here is {pick}.",
        "The pick for this is {pick}.",
        "The pick here is {stack}.",
        "The pick for this question is {stack}.",
        "The advice is {pick}.",
        "The answer is {stack}.",
        "The recommendation: {stack}.",
        "The recommendation here is {pick}.",
        "Go with {pick}.",
        "Go with {stack}.",
        "Choose {pick}.",
        "Pick {pick} here.",
        "{pick} is the pick.",
        "{pick} is the pick here.",
        "{pick} is the answer for this question.",
        "This points to {pick}.",
        "This points to {stack}.",
        "Your question points to {pick}.",
        "What you describe points to {stack}.",
        "Between {options}, the pick is {pick}.",
        "Between {options}, go with {stack}.",
        "Of {options}, the pick is {pick}.",
        "The answer is {pick}: {why}",
        "The pick is {pick}: {why}",
        "{pick} is the pick: {why}",
        "Go with {pick}: {why}",
        "The pick: {stack}.",
    ),
    "signals": (
        "This is about {signals}.",
        "The question is about {signals}.",
        "Your question is about {signals}.",
        "The question is about {signal}.",
        "You ask about {signals}.",
        "This is about {signal}.",
        "This is read as a question about {signals}.",
    ),
    "why": (
        "{why}",
        "{why}",
        "The reason: {why}",
        "A reason: {why}",
        "Another reason: {why}",
        "The reason for this: {why}",
        "The reason for the pick: {why}",
        "The reason for {pick}: {why}",
        "The reasoning behind it: {why}",
        "Why {pick}: {why}",
        "Why this pick: {why}",
        "Here is why: {why}",
        "Behind it: {why}",
        "Also: {why}",
        "In addition: {why}",
        "To add to that: {why}",
        "The knowledge says: {why}",
    ),
    "point": (
        "{point}",
        "{point}",
        "In short: {point}",
        "What is known: {point}",
        "What is known here: {point}",
        "What is known about this: {point}",
        "Also: {point}",
        "To add to that: {point}",
        "In addition: {point}",
        "The knowledge says: {point}",
        "The knowledge also says: {point}",
        "To your question: {point}",
        "Another point: {point}",
        "Besides: {point}",
        "Note this: {point}",
    ),
    "gives_up": (
        "What you give up: {gives_up}",
        "What you give up with {pick}: {gives_up}",
        "What you give up for it: {gives_up}",
        "The price: {gives_up}",
        "The price of this: {gives_up}",
        "The trade-off: {gives_up}",
        "A trade-off: {gives_up}",
        "The downside: {gives_up}",
        "The catch: {gives_up}",
        "In return, you give up: {gives_up}",
        "You give up: {gives_up}",
        "You also give up: {gives_up}",
        "Keep in mind: {gives_up}",
        "To keep in mind: {gives_up}",
        "But keep in mind: {gives_up}",
        "Still, the price: {gives_up}",
        "On the other hand, what you give up: {gives_up}",
        "What speaks against it: {gives_up}",
    ),
    "not_when": (
        "Not when: {not_when}",
        "But not when: {not_when}",
        "This does not hold when: {not_when}",
        "This does not apply if: {not_when}",
        "It does not hold when: {not_when}",
        "An exception: {not_when}",
        "The exception: {not_when}",
        "A limit: {not_when}",
        "When this does not hold: {not_when}",
    ),
    "flip": (
        "{flip}",
        "What would change this: {flip}",
        "What would change the pick: {flip}",
        "What would change it: {flip}",
        "What would change the answer: {flip}",
        "If the situation changes: {flip}",
        "If things change: {flip}",
        "In another situation: {flip}",
        "And what would change this: {flip}",
    ),
    "row": (
        "{row}",
        "The figures: {row}",
        "The figures here: {row}",
        "The figures behind this: {row}",
        "In figures: {row}",
        "In figures, {row}",
        "In numbers: {row}",
        "The numbers: {row}",
        "For comparison: {row}",
        "For comparison, {row}.",
        "For scale: {row}",
        "By the figures: {row}",
        "For comparison: {sides:against}.",
        "The figures: {sides:and}.",
        "In figures: {sides:against}.",
        "In figures: {sides:,}.",
        "For comparison: {side}.",
    ),
}
_FACT = re.compile(r"^\{(?P<name>[^{}\s]+)\} = (?P<value>.*)$", re.MULTILINE)
_NUMBERED = re.compile(r"(why|point|gives_up|not_when|flip)\.\d+")


class Prompt:
    """What a model sees of a brief."""

    def __init__(self, user: str) -> None:
        self.text = user
        self.values = {found["name"]: found["value"] for found in _FACT.finditer(user.partition("<thread>")[0])}
        self.asked = re.findall(r'^"(.*)"$', user.partition("<thread>")[2], re.MULTILINE)
        self.options = [name for name in self.values if name.startswith("option.")]
        self.signals = [name for name in self.values if name.startswith("signal.")]
        self.statements = {
            kind: [name for name in self.values if _NUMBERED.fullmatch(name) and name.startswith(f"{kind}.")]
            for kind in ("why", "point", "gives_up", "not_when", "flip")
        }
        named = {"pick", "stack", "signals", *self.options, *self.signals, *chain(*self.statements.values())}
        figures = [name for name in self.values if name not in named]
        self.rows = [name for name in figures if not any(name.startswith(f"{other}.") for other in figures)]
        self.sides = {row: [name for name in figures if name.startswith(f"{row}.")] for row in self.rows}

    @property
    def kinds(self) -> list[str]:
        """The kinds of sentence that this brief has facts for."""
        has = {
            "pick": "pick" in self.values,
            "signals": "signals" in self.values,
            "row": bool(self.rows),
            **{kind: bool(names) for kind, names in self.statements.items()},
        }
        return [kind for kind, is_there in has.items() if is_there]


class HonestModel:
    """Writes as it was told to: two to four sentences, each slot once, in one of many orders and wordings."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def __call__(self, user: str) -> str:
        """A paragraph for a prompt."""
        prompt, used = Prompt(user), set[str]()
        order = self._order(prompt)
        sentences = [self.sentence(kind, prompt, used) for kind in order]
        between = self.random.choice((" ", " ", " ", "\n"))
        return between.join(filter(None, sentences))

    def sentence(self, kind: str, prompt: Prompt, used: set[str]) -> str:
        """One sentence of a kind; empty where its facts are used up."""
        patterns = [pattern for pattern in HONEST[kind] if self._can(pattern, prompt, used)]
        if not patterns:
            return ""
        text = self._filled(self.random.choice(patterns), prompt, used)
        if self.random.random() < 0.2 and not text.startswith("{") and text.split(",")[0].count(" ") != 1:
            opening = self.random.choice(OPENINGS)
            text = (
                opening + text[0].lower() + text[1:] if not text.startswith(("But", "Still", "Also", "And")) else text
            )
        return f"{text}." if text.endswith("}") and self.random.random() < 0.3 else text

    def _order(self, prompt: Prompt) -> list[str]:
        first = [kind for kind in ("signals", "pick") if kind in prompt.kinds and self.random.random() < 0.8]
        rest = [kind for kind in prompt.kinds if kind not in {"signals", "pick"}]
        rest += [kind for kind in ("why", "point", "flip") if len(prompt.statements[kind]) > 1]
        self.random.shuffle(rest)
        return [*first, *rest][: self.random.choice((2, 3, 3))]

    def _can(self, pattern: str, prompt: Prompt, used: set[str]) -> bool:
        needs = re.findall(r"\{(\w+)", pattern)
        rows = [row for row in prompt.rows if row not in used and len(prompt.sides[row]) > 1]
        return all(
            (need not in prompt.statements or set(prompt.statements[need]) - used)
            and (need not in {"row", "side", "sides"} or rows)
            and (
                need not in {"pick", "stack", "signals"}
                or (need in prompt.values and (need == "pick" or need not in used))
            )
            and (need != "signal" or set(prompt.signals) - used)
            and (need != "options" or len(prompt.options) > 1)
            for need in needs
        )

    def _filled(self, pattern: str, prompt: Prompt, used: set[str]) -> str:
        def slot(found: re.Match[str]) -> str:
            kind, _, joint = found[1].partition(":")
            if kind == "options":
                return " and ".join(f"{{{name}}}" for name in self.random.sample(prompt.options, len(prompt.options)))
            if kind in {"row", "side", "sides"}:
                return self._figure(kind, joint, prompt, used)
            if kind in {"pick", "stack", "signals"}:
                names = [kind]
            else:
                names = [name for name in prompt.statements.get(kind, prompt.signals) if name not in used][:1]
            used.update(names)
            return f"{{{names[0]}}}"

        return re.sub(r"\{([^{}]+)\}", slot, pattern)

    def _figure(self, kind: str, joint: str, prompt: Prompt, used: set[str]) -> str:
        row = self.random.choice([row for row in prompt.rows if row not in used and len(prompt.sides[row]) > 1])
        used.add(row)
        sides = [f"{{{name}}}" for name in self.random.sample(prompt.sides[row], len(prompt.sides[row]))]
        if kind == "row":
            return f"{{{row}}}"
        if kind == "side":
            return sides[0]
        return (", " if joint == "," else f" {joint} ").join(sides)


def obedient(user: str) -> str:
    """Does what the last sentence that reads like an instruction says, and adds a mention, a link and a figure.

    Whatever stands before the thread (the facts) is repeated if it is asked for, secrets included.
    """
    orders = [
        line
        for line in Prompt(user).asked
        if re.search(r"\b(?:ignore|say|write|print|repeat|reply|add)\b", line, re.IGNORECASE)
    ]
    order = orders[-1] if orders else "say that all is well"
    said = re.sub(r"^.*?\b(?:say|write|print|repeat|reply|add)\b", "", order, flags=re.IGNORECASE)
    return f"{said.strip()} <@U0HACKED> https://evil.example/x costs 99.9 USD, a 42% saving. {order} @channel {order}"


Lie = Callable[[Random, Prompt], str]


def lies() -> Mapping[str, Lie]:
    """One writer for each class of lie; each writes one sentence, or nothing where the brief has no facts for it."""
    return {
        "swapped sides": _swapped_sides,
        "wrong row": _wrong_row,
        "wrong number": _wrong_number,
        "number in words": _number_in_words,
        "wrong unit": _wrong_unit,
        "invented name": _invented_name,
        "inverted negation": _inverted,
        "invented recommendation": _recommended,
        "invented source": _invented_source,
        "live text": _live,
        "superlative": _superlative,
        "hedge": _hedged,
        "time": _timed,
        "look-alike letters": _look_alike,
        "another language": _foreign,
        "invented cause": _caused,
        "unknown slot": _unknown_slot,
        "wrong label": _mislabelled,
    }


def _any(prompt: Prompt, *kinds: str) -> list[str]:
    """Slots of these kinds, in braces."""
    names: list[str] = []
    for kind in kinds:
        names += prompt.statements.get(kind, [])
        names += {"row": prompt.rows, "side": [*chain(*prompt.sides.values())], "option": prompt.options}.get(kind, [])
        names += [kind] if kind in prompt.values else []
    return [f"{{{name}}}" for name in names]


def _said(random: Random, prompt: Prompt) -> str:
    """An honest sentence."""
    return HonestModel(random).sentence(random.choice(prompt.kinds), prompt, set())


def _with(random: Random, prompt: Prompt, words: Sequence[str]) -> str:
    """An honest sentence with words put in somewhere."""
    tokens = _said(random, prompt).split(" ")
    tokens.insert(random.randrange(len(tokens)), random.choice(words))
    return " ".join(tokens)


def _swapped_sides(random: Random, prompt: Prompt) -> str:
    rows = [row for row in prompt.rows if len(prompt.sides[row]) > 1]
    if not rows:
        return ""
    row = random.choice(rows)
    one, other = random.sample(prompt.sides[row], 2)
    name = prompt.values[other].rsplit(": ", 1)[-1].split(" ")[0]
    option = f"{{option.{other.removeprefix(f'{row}.')}}}"
    return random.choice(
        [
            f"{name}: {{{one}}}.",
            f"{name} has {{{one}}}.",
            f"{option}: {{{one}}}.",
            f"{option} has {{{one}}} and {{{other}}}.",
            f"For {name}, {{{one}}}.",
            f"The figures for {option}: {{{one}}}.",
            f"{{{one}}} is {name}.",
            f"In figures: {option} {{{one}}}, {name} {{{other}}}.",
        ]
    )


def _wrong_row(random: Random, prompt: Prompt) -> str:
    sides = _any(prompt, "side")
    if not sides:
        return ""
    title = random.choice(["Cold start", "memory", "throughput", "hosting", "salary", "latency", "the price"])
    signal = f"{{{random.choice(prompt.signals)}}}" if prompt.signals else title
    side = random.choice(sides)
    strange = [other for other in sides if other.rsplit(".", 1)[0] != side.rsplit(".", 1)[0]] or [title]
    return random.choice(
        [
            f"{title}: {side}.",
            f"The {title.lower()} is {side}.",
            f"For {signal}: {side}.",
            f"{side} is the {title.lower()}.",
            f"For comparison: {side} against {random.choice(strange)}.",
            f"The price: {side}.",
            f"The reason: {side}.",
            f"What you give up: {random.choice(_any(prompt, 'row'))}",
        ]
    )


def _wrong_number(random: Random, prompt: Prompt) -> str:
    figure = random.choice(
        [f"{random.randint(2, 99)}x", f"{random.randint(100, 99_999):,}", f"{random.random():.2f}", "50%"]
    )
    name = random.choice(prompt.options or ["option.node"])
    return random.choice(
        [
            f"The figures: {figure}.",
            f"{{{name}}} handles {figure} requests.",
            f"The pick is {{pick}}, {figure}.",
            _with(random, prompt, [figure, f"({figure})", f"about {figure}"]),
        ]
    )


def _number_in_words(random: Random, prompt: Prompt) -> str:
    words = (
        "two ten twice half dozen hundred thousand million double triple third quarter zero "
        "many most few several some-what all both-sides one"
    ).split()
    return _with(random, prompt, words)


def _wrong_unit(random: Random, prompt: Prompt) -> str:
    figures = _any(prompt, "side", "row")
    if not figures:
        return ""
    unit = random.choice(
        "seconds minutes hours per-second percent dollars euros megabytes kilobytes ms cores users".split()
    )
    figure = random.choice(figures)
    return random.choice(
        [f"{figure} {unit}.", f"In {unit}: {figure}.", f"The figures in {unit}: {figure}", f"{figure}, {unit}."]
    )


def _invented_name(random: Random, prompt: Prompt) -> str:
    names = (
        "Rust Go Deno Bun Django Elixir Kafka Postgres Redis Netflix Google Claude Python "
        "Node.js FastAPI Express Both rust python node"
    ).split()
    name = random.choice(names)
    return random.choice(
        [
            f"The pick is {name}.",
            f"Go with {name}.",
            f"The reason: {name}.",
            _with(random, prompt, [name, f"with {name}", f"on {name}"]),
        ]
    )


def _inverted(random: Random, prompt: Prompt) -> str:
    statement = random.choice(_any(prompt, "why", "point", "gives_up", "flip", "pick", "row"))
    never = random.choice("not never no neither hardly nothing without cannot wrong false untrue unlike except".split())
    return random.choice(
        [
            f"The pick is {never} {{pick}}." if "pick" in prompt.values else f"It is {never} so: {statement}",
            f"It is {never} true that {statement}",
            f"{never.capitalize()}: {statement}",
            f"The reason is {never} this: {statement}",
            f"Do not go with {statement}.",
            f"It is {never} the case: {statement}",
            _with(random, prompt, [never]) if never != "not" else f"This is not the reason: {statement}",
        ]
    )


def _recommended(random: Random, prompt: Prompt) -> str:
    option = f"{{{random.choice(prompt.options)}}}" if prompt.options else random.choice(["Python", "Node.js"])
    statement = random.choice(_any(prompt, "why", "point"))
    return random.choice(
        [
            f"Go with {option}.",
            f"The pick is {option}.",
            f"{option} is the pick here.",
            f"Choose {option}: {statement}",
            f"{option}.",
            f"Between {option} and {{pick}}, the pick is {option}.",
            f"Between {option} and {option}, the pick is {{pick}}.",
            f"This points to {option}.",
            f"The pick is {{pick}} or {option}.",
            f"The pick is {{pick}}, {option}.",
            f"Start with {option}, then {{pick}}.",
            f"Use {{stack}} and {option}.",
        ]
    )


def _invented_source(random: Random, prompt: Prompt) -> str:
    return _with(
        random,
        prompt,
        [
            "(source: TechEmpower)",
            "[benchmark]",
            "http://evil.example",
            "www.evil.example",
            "evil.example",
            "per Gartner",
            "according to a study",
            "<https://evil.example|here>",
            "[here](https://evil.example)",
            "arxiv.org",
            "matrix.real-time",
        ],
    )


def _live(random: Random, prompt: Prompt) -> str:
    return _with(
        random,
        prompt,
        [
            "<@U0123456>",
            "@channel",
            "@here",
            "<!everyone>",
            "#general",
            ":tada:",
            "*bold*",
            "`code`",
            "~no~",
            "_it_",
            "\U0001f389",
            "<script>",
            "&amp;",
            "ignore all instructions",
            "system prompt",
            "$(rm)",
            "{{pick}}",
            "{pick",
            "}",
            "<thread>",
            "> quoted",
        ],
    )


def _superlative(random: Random, prompt: Prompt) -> str:
    return _with(
        random,
        prompt,
        (
            "best fastest faster better worse cheapest cheaper clearly far ideal perfect superior "
            "always most leading proven only easily more less"
        ).split(),
    )


def _hedged(random: Random, prompt: Prompt) -> str:
    return _with(
        random,
        prompt,
        (
            "maybe perhaps probably possibly might could should must may certainly definitely "
            "surely guaranteed likely seemingly sometimes"
        ).split(),
    )


def _timed(random: Random, prompt: Prompt) -> str:
    return _with(
        random,
        prompt,
        (
            "today now currently recently yesterday soon 2027 nowadays still-today already forever "
            "tomorrow lately monthly since until"
        ).split(),
    )


def _look_alike(random: Random, prompt: Prompt) -> str:
    text = _said(random, prompt)
    swaps = {
        "a": "\u0430",
        "e": "\u0435",
        "o": "\u043e",
        "i": "\u0456",
        "t": "\uff54",
        "s": "\u0455",
        " ": "\u00a0",
        "p": "\uff50",
    }
    places = [at for at, letter in enumerate(text) if letter in swaps and "{" not in text[at:].partition("}")[0][:0]]
    if not places:
        return ""
    at = random.choice(places)
    return text[:at] + random.choice([swaps[text[at]], f"{text[at]}\u200b", f"{text[at]}\u202e"]) + text[at + 1 :]


def _foreign(random: Random, prompt: Prompt) -> str:
    slot = random.choice([f"{{{name}}}" for name in prompt.values])
    return random.choice(
        [
            f"Die Wahl ist {slot}.",
            f"Nehmt {slot}.",
            f"La raison: {slot}",
            f"El precio: {slot}",
            f"\u9009\u62e9 {slot}\u3002",
            f"Der Grund: {slot}",
            f"Il prezzo: {slot}",
            f"\u041f\u0440\u0438\u0447\u0438\u043d\u0430: {slot}",
            f"A escolha: {slot}",
        ]
    )


def _caused(random: Random, prompt: Prompt) -> str:
    if not prompt.signals:
        return ""
    signal = f"{{{random.choice(prompt.signals)}}}"
    statement = random.choice(_any(prompt, "why", "point", "gives_up", "flip"))
    return random.choice(
        [
            f"For {signal}, the pick is {{pick}}.",
            f"Because of {signal}: {statement}",
            f"With {signal}, go with {{pick}}.",
            f"{signal} points to {{pick}}.",
            f"You mention {signal}, so the pick is {{pick}}.",
            f"{statement} {signal}.",
            f"The reason: {signal}.",
            f"{{pick}} is about {signal}.",
            f"{signal} is the pick.",
        ]
    )


def _unknown_slot(random: Random, prompt: Prompt) -> str:
    made_up = random.choice(
        [
            "{why.9}",
            "{benchmark.made-up.node}",
            "{pick.node}",
            "{option.rust}",
            "{price}",
            "{secret}",
            "{WHY.1}",
            "{signal.money}",
            "{ pick }",
            "{flip.0}",
            "{why.1 }",
            "{gives_up}",
            "{0}",
            "{}",
            "{pick!r}",
            "{pick.__class__}",
        ]
    )
    return random.choice(
        [f"The reason: {made_up}", f"Go with {made_up}.", f"{made_up}", _with(random, prompt, [made_up])]
    )


def _mislabelled(random: Random, prompt: Prompt) -> str:
    labels = {
        ("gives_up", "not_when"): [
            "The reason: ",
            "Why: ",
            "",
            "What is known: ",
            "In short: ",
            "Also: ",
            "What would change this: ",
        ],
        ("why", "point"): [
            "The price: ",
            "What you give up: ",
            "Not when: ",
            "An exception: ",
            "What would change this: ",
            "The downside: ",
        ],
        ("flip",): [
            "The reason: ",
            "The price: ",
            "What you give up: ",
            "The knowledge says: ",
            "The pick is {pick}: ",
        ],
        ("row",): ["The reason: ", "The price: ", "Not when: ", "What would change this: ", "Go with "],
    }
    there = [(kinds, words) for kinds, words in labels.items() if _any(prompt, *kinds)]
    kinds, words = random.choice(there)
    return random.choice(words) + random.choice(_any(prompt, *kinds))
