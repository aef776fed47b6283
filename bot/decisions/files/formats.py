"""Which format a file has that no export of ours wrote."""

from bot.decisions.files.nygard import is_nygard, read_nygard
from bot.decisions.files.older_madr import is_madr, read_older_madr
from bot.decisions.files.outline import MisreadError, outline
from bot.decisions.files.said import Said, uncommented
from bot.knowledge.yaml_reader import Document


def said_by(text: str, front: Document) -> Said:
    """What the file says; raises `MisreadError` where it has no format that we read."""
    parts = outline(uncommented(text))
    if is_madr(parts):
        said = read_older_madr(parts, front)
    elif is_nygard(parts):
        said = read_nygard(parts)
    else:
        raise MisreadError(1, "is no record: it has neither MADR's sections nor Context and Decision")
    if "<!--" in text:
        said.notes.append(("text", "comments are left out", "templates explain themselves in them"))
    return said
