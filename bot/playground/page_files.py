"""The built page, as files that are served."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import PlaygroundError

INDEX = "/index.html"
PAGE = Path(__file__).parent / "page"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file: its bytes, and its media type."""

    content: bytes
    media_type: str


def page_files(folder: Path = PAGE) -> Mapping[str, PageFile]:
    """All files of the page by their path in a URL; raises `PlaygroundError` where the page was not built."""
    found = {f"/{path.relative_to(folder).as_posix()}": path for path in sorted(folder.rglob("*")) if path.is_file()}
    if INDEX not in found:
        raise PlaygroundError(f"The page is not there: {folder} has no index.html. Build it with `make page`.")
    return {name: PageFile(path.read_bytes(), _media_type(path)) for name, path in found.items()}


def _media_type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("javascript") else kind
