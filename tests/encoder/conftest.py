"""The sentence model for the tests of this room: its file, the rewritten graph, and the encoder."""

import pytest

from bot.encoder.graph import integer_graph
from bot.encoder.minilm import MiniLm, model_file, read_model


@pytest.fixture(scope="session")
def original() -> bytes:
    """The installed model file."""
    return read_model(model_file())


@pytest.fixture(scope="session")
def rewritten(original: bytes) -> bytes:
    """Its graph as we run it."""
    return integer_graph(original)


@pytest.fixture(scope="session")
def minilm(rewritten: bytes) -> MiniLm:
    """The encoder."""
    return MiniLm(rewritten)
