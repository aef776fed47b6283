"""What is asked of the verdict: whether a choice is wanted at all, and what the asker must or cannot use.

"Node or Python for a chat app?" wants a pick; "what does a Node contractor charge?" wants a figure, and gets no pick
however clear the situation is. "We must use Python" and "Node is not allowed" are constraints.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.advice.verdict import Constraints
from bot.advice.wording import Reader, Wording
from bot.knowledge.entries import Entry, Option

_CHOICE = re.compile(
    r"\b(?:"
    r"(?:which|what) (?:\w+ )?(?:language|stack|backend|runtime|side|way|tech\w*|platform)"
    r"|pick|choose|choice|recommend|suited|suitable|bad idea|bad practice|crazy|mistake|cursed|stick|stay|bite|sense"
    r"|switch|push(?:ing)?|prefer|runtimes?|rewrite|migrate|wins|nobody loses|your call|side by side|cohabit\w*"
    r"|(?:should|shall|must) (?:we|i|it|one|you)|so (?:node|python)|one stack or two|why (?:python|node)"
    r"|better|more advanced|our own"
    r")\b"
)
_WHAT_TO = re.compile(r"\bwhat (?:would|should|do|to|will) \w+")
_CHOOSE = re.compile(r"\b(?:pick|use|choose|write|build|take|recommend|start)\b")
_CAPABILITY = re.compile(
    r"\b(?:"
    r"can|could|possible|feasible|viable|any way|way to|is there|are there|anything|usable|have to|(?:do|we|i) need"
    r"|need|without adding|options?|alternatives?|instead|drop|directly|inside|really doing|doing that|how bad"
    r"|how do people|simply be|compared? to|evaluate|from \w+ to"
    r")\b"
)
_FIGURE = re.compile(
    r"\b(?:"
    r"cheaper|price|prices|pricing|costs?|pay|paid|salary|salaries|rates?|charges?|budget|budgeting|per hour|hourly"
    r"|a month|how (?:much|many|fast|long|big|far)|faster|fastest|slower|quicker|speed|p95|requests per second|ram"
    r"|memory|footprint|ballpark|figures?|benchmarks?|difference|gap|notice|second class"
    r")\b"
)
_TOGETHER = re.compile(
    r"\b(?:"
    r"both|together|same|mix\w*|side by side|next to|combin\w+|alongside|besides?|cohabit\w*|coexist\w*|split\w*"
    r"|two (?:runtimes|languages|stacks|services|backends|things)"
    r"|(?:one|single) (?:repository|project|product|codebase|monorepo)"
    r"|polyglot|separate service|for the rest|add python|add node"
    r")\b"
)
_REQUIRED = (
    (
        r"(?<!do we )(?<!do i )(?<!does it )(?<!don't )(?<!doesn't )(?<!not )(?<!do you )(?<!if we )"
        r"\b(?:must|have to|has to|forced to|only allowed to|allowed only to) "
        r"(?:be|use|stay|write|run|stick|remain|deploy)(?: \w+){{0,3}}? {name}\b"
    ),
    r"\b{name} is (?:mandatory|required|a must|given|fixed|the only)\b",
    r"\b(?:stuck|locked|committed) (?:with|on|to|in|into) {name}\b",
    (
        r"\b(?:policy|rule|standard|standardi[sz]ed|management|security|compliance|customer|client) (?:\w+ ){{0,3}}"
        r"(?:is|says|on|dictates|demands|requires) {name}\b"
    ),
    r"\bonly (?:approved|allowed) (?:\w+ ){{0,2}}(?:is )?{name}\b",
    (
        r"(?<!know )(?<!knows )(?<!need )(?<!needs )\bonly (?:(?:allows?|permits?|uses?|runs?|supports?|hosts?) )?"
        r"{name}\b(?! (?:for|when|if|as)\b)"
    ),
    r"^(?!.*\bis (?:it|this|that)\b).*\b{name} only(?: allowed(?: by \w+)?| here| shop)?$",
)
_ONE_RUNTIME = re.compile(
    r"\b(?:only|just) (?:\w+ ){0,3}?one (?:language|runtime|stack|backend)\b"
    r"|\b(?:can't|cannot|can not|don't want|won't|no budget|not) (?:\w+ ){0,4}?"
    r"two (?:languages|runtimes|stacks|backends)\b"
    r"|\b(?:one|single) (?:language|runtime|stack) only\b"
)
_MONEY = re.compile(
    r"\b(?:cheaper|price|prices|pricing|costs?|salary|salaries|rates?|charges?|per hour|hourly|how much)\b"
)
_EXCLUDED = (
    (
        r"\b(?:can't|cannot|can not|not can|not allowed to|mustn't|must not|may not|not able to|unable to|couldn't) "
        r"(?:\w+ ){{0,2}}?(?:use|run|have|do|deploy|introduce|install|touch|add|pick|take|host) "
        r"(?:\w+ ){{0,2}}?{name}\b"
    ),
    r"\b{name} (?:\w+ )?(?:isn't|is not|was not|wasn't|not) (?:\w+ )?(?:allowed|an option|available|permitted)\b",
    (
        r"\b{name} (?:is|was|got) (?:\w+ )?(?:banned|forbidden|off the table|ruled out|vetoed|blocked|prohibited"
        r"|out of the question)\b"
    ),
    r"\b{name} is out$",
    (
        r"\b(?:except|banned|bans|forbids|forbid|ruled out|anything but|vetoed"
        r"|(?:doesn't|does not|don't|won't) (?:allow|permit)) {name}\b"
    ),
    r"\bno {name} (?:allowed|here|in our|on our|in production|on prod\w*|policy|at all|for us|please)\b",
)
_EMPTY_WORDS = frozenset(
    "or and vs the a an is it i we you my our us me which what one to for of with in on better best should shall would "
    "do does use choose pick take go backend stack language hi hey please guys so then now today 2026".split()
)


def asks_for_choice(wording: Wording, top: Entry, *, teaches: bool, options: Iterable[Option], reader: Reader) -> bool:
    """Whether the question wants one of the options picked, given the entry that answers it best.

    `teaches` says that the entry is about one of the signals, so that to ask what an option can do there is to ask
    for the option.
    """
    text = wording.text
    if top.pick is not None:
        return not _MONEY.search(text) or _speaks_of_choosing(text)
    if _FIGURE.search(text):
        return False
    if teaches and (_speaks_of_choosing(text) or _CAPABILITY.search(text)):
        return True
    return _sets_options_against_each_other(text, options, reader)


def is_bare_choice(wording: Wording, options: Iterable[Option], reader: Reader) -> bool:
    """Whether options are set against each other and nothing is said of what they are for ("node or python?")."""
    options = list(options)
    named = {word for option in options for name in _names(option, reader) for word in name.split()}
    rest = [word for word in wording.words if word not in named and word not in _EMPTY_WORDS]
    mentioned = [option for option in options if re.search(rf"\b{_alternatives(option, reader)}\b", wording.text)]
    return not rest and len(mentioned) > 1


def asks_for_both(wording: Wording) -> bool:
    """Whether the question is about using options together, not about one or the other."""
    return _TOGETHER.search(wording.text) is not None


def read_constraints(wording: Wording, options: Iterable[Option], reader: Reader) -> Constraints:
    """The options the asker must use, and those the asker cannot."""
    required, excluded = set(), set()
    for option in options:
        name = _alternatives(option, reader)
        if any(_stated(pattern.format(name=name), wording) for pattern in _EXCLUDED):
            excluded.add(option.id)
        elif any(_stated(pattern.format(name=name), wording) for pattern in _REQUIRED):
            required.add(option.id)
    one_runtime = any(_ONE_RUNTIME.search(" ".join(clause)) for clause in wording.clauses)
    return Constraints(frozenset(required), frozenset(excluded), one_runtime=one_runtime)


def _speaks_of_choosing(text: str) -> bool:
    """Whether it says so in some words; "what would you" and "pick" may be far apart, so each is looked for once."""
    opening = _WHAT_TO.search(text)
    return _CHOICE.search(text) is not None or bool(opening and _CHOOSE.search(text, opening.end()))


def _stated(pattern: str, wording: Wording) -> bool:
    return any(re.search(pattern, " ".join(clause)) for clause in wording.clauses)


def _sets_options_against_each_other(text: str, options: Iterable[Option], reader: Reader) -> bool:
    names = [_alternatives(option, reader) for option in options]
    if any(
        re.search(rf"\b(?:would|should|is|will) {name} (?:be |do )?(?:better|best|right)\b", text) for name in names
    ):
        return True
    pairs = [(one, other) for one in names for other in names if one != other]
    return any(re.search(rf"\b{one}\b(?: \w+)? or (?:\w+ )?{other}\b", text) for one, other in pairs)


@lru_cache(maxsize=256)
def _names(option: Option, reader: Reader) -> frozenset[str]:
    """The option's names as the reader writes them."""
    return frozenset(reader.read(name).text for name in option.known_as)


def _alternatives(option: Option, reader: Reader) -> str:
    words = _names(option, reader)
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"
