"""`python -m tests.bench`: measure, print, and write the results beside this file. Takes minutes."""

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pydantic import TypeAdapter

from bot.advice.advisor import Advisor
from bot.advice.evaluation import Case
from bot.advice.learning import learn
from bot.advice.wording import Reader
from bot.cache import Cache, Encoder, RememberingEncoder
from bot.encoder.graph import integer_graph
from bot.encoder.minilm import MiniLm, NoEncoder, dictionary, model_file, read_model
from bot.knowledge.entries import Library
from bot.knowledge.loading import load_library
from bot.knowledge.yaml_reader import read_yaml
from bot.settings import read_settings
from bot.wiring.desk import BUILTIN, knowledge_folders, today
from tests.bench.comparing import Run, compared
from tests.bench.decisions import recalled, recalled_table
from tests.bench.digests import digests_made, digests_table
from tests.bench.engines import Bm25s, Engine, NearestAsk, Ours, RankBm25, SqliteFts
from tests.bench.growing import sizes
from tests.bench.slack.measuring import measured
from tests.bench.slack.over_http import http_part, over_http
from tests.bench.slack.report import slack_part
from tests.bench.starting import starts
from tests.bench.table import compared_table, head, size_table, start_table

HERE = Path(__file__).parent


def main() -> None:
    """Run every benchmark."""
    chosen = _arguments()
    cases = [case for path in chosen.questions for case in _cases(path)]
    cache_dir = read_settings().cache_dir / "bench"
    parts = [head(today())]
    library = load_library(knowledge_folders(BUILTIN))
    encoder = _minilm(cache_dir)
    parts.append(compared_table(_runs(library, encoder, cases, cache_dir), cases))
    parts.append(start_table(starts(library, encoder, cache_dir)))
    parts.append(size_table(sizes(cases, cache_dir)))
    parts.append(recalled_table(recalled(cache_dir)))
    parts.append(digests_table(digests_made(cache_dir, library)))
    parts.append(slack_part(measured(cache_dir / "slack")))
    parts.append(http_part(over_http(cache_dir / "slack")))
    text = "\n".join(parts)
    chosen.output.write_text(text, encoding="utf-8")
    print(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    golden = HERE.parent / "golden.yaml"
    parser.add_argument("--questions", type=Path, nargs="+", default=[golden], help="labelled questions")
    parser.add_argument("--output", type=Path, default=HERE / "README.md", help="where to write the results")
    return parser.parse_args()


def _cases(path: Path) -> list[Case]:
    return TypeAdapter(list[Case]).validate_python(read_yaml(path.read_bytes(), str(path)).data)


def _minilm(cache_dir: Path) -> MiniLm:
    graph = Cache(cache_dir).data("minilm-int8.onnx", lambda: integer_graph(read_model(model_file())))
    return MiniLm(graph)


def _runs(library: Library, encoder: MiniLm, cases: Sequence[Case], cache_dir: Path) -> list[Run]:
    """Each engine keeps its vectors in a folder of its own, since the cache forgets what it was not asked for last."""
    with closing(SqliteFts(library)) as fts:
        engines: list[Engine] = [
            Ours("**ours**", _advisor(library, encoder, cache_dir / "ours")),
            Ours("ours, on words alone", _advisor(library, NoEncoder(), cache_dir / "words")),
            NearestAsk(library, encoder, RememberingEncoder(encoder, Cache(cache_dir / "nearest"))),
            fts,
            Bm25s(library),
            RankBm25(library),
        ]
        return compared(engines, cases)


def _advisor(library: Library, encoder: Encoder, folder: Path) -> Advisor:
    """Ours, learned anew, since the code may have changed; only the vectors come from the cache."""
    reader = Reader(library, dictionary())
    index = learn(library, reader, RememberingEncoder(encoder, Cache(folder)))
    return Advisor(library, reader, encoder, index)


if __name__ == "__main__":
    main()
