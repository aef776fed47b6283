"""The only sentences a model may write around the slots: a closed language, so that nothing has to be refused by name.

Everything is denied that is not listed. A phrase says nothing that an answer does not say in the same place: "the
reason:" stands only before a reason, "the price:" only before what is given up, and no phrase holds a number, a name, a
comparison, a hedge or a condition of its own. Signals never stand beside the pick, because it need not follow from them
(a constraint may have decided), and options only where all of them are listed as those compared.

In a phrase, `(a | b)` is a choice, `[a]` may be absent, `[a]*` may come again and again, `<pick>` is a slot of that
kind, and a word in capitals is a part defined above it. Marks of punctuation are words.
"""

import re
from functools import cache

_TOKEN = re.compile(r"\]\*|[\[\]()|]|[^\s\[\]()|]+")
_OPERATORS = {"[": "(?:", "]": ")?", "]*": ")*", "(": "(?:", ")": ")", "|": "|"}

_PARTS = {
    "OPENING": """
        [(so | then | and | also | here | overall | again | in short | in brief | in sum | to sum up
        | (for | on | in) this [(question | case)] | (for | as for) your question | for what you ask)
        [,]]""",
    "CONTRAST": """
        OPENING [(but | still | yet | however | though | in return | in exchange | on the other (hand | side)
        | at the same time | then again) [,]]""",
    "HERE": "[(here | for this [question] | for your question | in this case | for you)]",
    "ADVICE": "(the | our) (pick | advice | answer | recommendation | suggestion | choice)",
    "IT": "(it | this | that | the pick | this pick | this choice | the choice | <pick>)",
    "PICKS": "(<pick> | <stack>)",
    "PICKED": """
        (ADVICE HERE (is | :) PICKS HERE | PICKS is ADVICE HERE | (pick | choose | take | go (with | for)) PICKS HERE
        | (this | that | it | the question | your question | what you (ask | describe)) (points | leads) to PICKS)""",
    "OPTIONS": "<option> [, <option>]* (and | or) <option>",
    "LISTED": "<signal> [, <signal>]* [[,] and <signal>]",
    "ADD": """
        (also | in addition | to add to (it | that | this) | on top of (it | that | this) | further | besides
        | next | then | and)""",
    "TELL": """
        (in short | in brief | in sum | to sum up | overall | in detail | in full | here | so | ADD
        | [ADD ,] (the | a | another) (point | statement) [(here | on this | to (note | know | add))]
        | what is known [(here | of (it | this) | on this | about (it | this))]
        | (what the knowledge says | the knowledge [also] (says | adds | has | holds) [this])
          [(here | on (it | this) | about (it | this) | to (it | this))]
        | (to | on | as for) (the | this | your) question | [the] (background | context) | [to] note [this])""",
    "REASON": """
        ([ADD [,]] (the | a | another | our) (reason | reasoning) [(for | behind) IT] [is (this | here)]
        | [here is | this is] why [(IT | so)] | why [it is] <pick> | (what is | what stands) behind IT | behind IT
        | because | what it rests on | IT rests on this)""",
    "PRICE": """
        ((what | what else) you (give up | lose | trade away | leave behind) [(for | with) IT] [is this]
        | [what] you [also] give up [this] | what IT (costs | takes) [you]
        | (the | a | another) (price | cost | trade-off | tradeoff | downside | drawback | catch)
          [(of | with | to | for) IT] [is this]
        | [what to] keep [this] in mind | to keep in mind | to bear in mind | bear in mind | what speaks against IT
        | on the other (hand | side) | in return)""",
    "LIMIT": """
        ([but] not (when | if) | IT does not (hold | apply) [(when | if | where)] | (when | where) IT does not
        (hold | apply) | IT is not ADVICE (when | if | where) | (the | an | another) exception [to IT] [is this]
        | (the | a | another) limit [(of | to) IT] [is this] | unless)""",
    "CHANGE": """
        ([and | also] what (would change | changes) (IT | the answer | the advice | things | ADVICE)
        | if (the situation | your situation | things | IT) (changes | change | is different | are different)
        | in (another | a different) (situation | case)
        | IT (changes | would change) [(with this | like this | as follows)]
        | [and] a change [of situation] | otherwise | with another situation)""",
    "DATA": """
        ([(the | a | another | some)] (figure | figures | number | numbers | row | values)
          [(behind (it | this) | on (it | this) | for (it | this) | to this | here | as printed)]
        | (in | by the | as) (figures | numbers) | for comparison | to compare | for scale | for (context | reference)
        | side by side)""",
}
_PHRASES = (
    "OPENING PICKED .",
    "OPENING [between | of] OPTIONS , PICKED .",
    "OPENING (ADVICE HERE is <pick> | <pick> is ADVICE HERE | (pick | choose | go (with | for)) <pick>) : <why> .",
    "OPENING ADVICE : PICKS .",
    "OPENING ((this | that | it | the question | your question) is | you ask) about (<signals> | LISTED) .",
    "OPENING (this | it | the question | your question) is (read | taken) as [a question about] (<signals> | LISTED) .",
    "OPENING what counts [here] (: | is) <signals> .",
    "OPENING [(REASON | TELL) :] <why> .",
    "OPENING [TELL :] <point> .",
    "CONTRAST PRICE : <gives_up> .",
    "CONTRAST LIMIT : <not_when> .",
    "CONTRAST [CHANGE :] <flip> .",
    "OPENING [(DATA | TELL) (: | ,)] <row> [(; | , | , and | and) <row>]* .",
    "OPENING [(DATA | TELL) (: | ,)] <side> [(; | , | , and | and | against | versus) <side>]* .",
)


def is_said(sentence: str) -> bool:
    """Whether a sentence is in the language: words in small letters, slots as `<kind>`, a space between any two."""
    return any(pattern.fullmatch(f"{sentence} ") for pattern in _patterns())


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the language."""
    words = (token for text in (*_PARTS.values(), *_PHRASES) for token in _TOKEN.findall(text))
    return frozenset(word for word in words if re.fullmatch("[a-z-]+", word))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_pattern(phrase)) for phrase in _PHRASES)


def _pattern(phrase: str) -> str:
    """The regular expression of a phrase, in which every word is followed by one space."""
    return "".join(_atom(token) for token in _TOKEN.findall(phrase))


def _atom(token: str) -> str:
    if token in _PARTS:
        return f"(?:{_pattern(_PARTS[token])})"
    return _OPERATORS.get(token) or f"{re.escape(token)} "
