"""The model file's graph, rewritten so that its matrix products run on integers.

The file stores 8-bit weights but casts them to floats before it multiplies. Here the same weights go into ONNX
Runtime's fused operators (`DynamicQuantizeMatMul`, `MultiHeadAttention`, `SkipLayerNormalization`, `BiasGelu`;
onnxruntime/docs/ContribOperators.md), which takes a third of the time and less than half of the memory. The graph
reads one text at a time, so that a text's vector depends on nothing else, and ends in the mean over the words,
scaled to length 1.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS = 6, 12
DIMENSIONS = 384
EPSILON = 1e-12  # of the layer normalisation, as the model was trained

Array: TypeAlias = "np.ndarray[Any, Any]"

_EMBEDDINGS = "inner.embeddings."
_FUSED = "com.microsoft"


def integer_graph(model: bytes) -> bytes:
    """The rewritten model; raises `KeyError` or `ValueError` when the file is not laid out as expected."""
    source = onnx.load_model_from_string(model).graph
    weights = {tensor.name: tensor for tensor in source.initializer}
    quantised = [node.input[1] for node in source.node if node.op_type == "MatMul" and f"{node.input[1]}_q" in weights]
    if len(quantised) != 6 * LAYERS:
        raise ValueError(f"expected {6 * LAYERS} quantised products, found {len(quantised)}")
    writer = _GraphWriter(weights)
    state = writer.embedded()
    for number in range(LAYERS):
        state = writer.layer(number, state, quantised[6 * number : 6 * number + 6])
    return writer.finished(state)


class _GraphWriter:
    """Collects the nodes and tensors of the new graph."""

    def __init__(self, weights: Mapping[str, TensorProto]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._tensors: dict[str, TensorProto] = {}

    def embedded(self) -> str:
        """Word, position and segment embeddings, summed and normalised."""
        words = self._rows("word_embeddings.weight", "ids")
        places = self._rows("position_embeddings.weight", "positions")
        segment = self._array(f"{_EMBEDDINGS}token_type_embeddings.weight")[:1][None]
        places = self._node("Add", [places, self._new("segment", segment)], "placed", domain="")
        norm = [self._kept(f"{_EMBEDDINGS}LayerNorm.{name}") for name in ("weight", "bias")]
        return self._node("SkipLayerNormalization", [words, places, *norm], "embedded", epsilon=EPSILON)

    def layer(self, number: int, state: str, products: list[str]) -> str:
        """One transformer layer; `products` are its query, key, value, output, up and down weights."""
        prefix = f"inner.encoder.layer.{number}."
        biases = [self._array(f"{prefix}attention.self.{name}.bias") for name in ("query", "key", "value")]
        bias = self._new(f"bias{number}", np.concatenate(biases))
        heads = [self._product(state, weight) for weight in products[:3]]
        attended = self._node("MultiHeadAttention", [*heads, bias], f"attended{number}", num_heads=HEADS)
        state = self._added(self._product(attended, products[3]), state, f"{prefix}attention.output.")
        up = self._product(state, products[4])
        up = self._node("BiasGelu", [up, self._kept(f"{prefix}intermediate.dense.bias")], f"up{number}")
        return self._added(self._product(up, products[5]), state, f"{prefix}output.")

    def finished(self, state: str) -> bytes:
        """The model as bytes: `ids` and `positions` (1, words) in, `vector` (1, 384) out."""
        axis = self._new("axis", np.array([1]))
        mean = self._node("ReduceMean", [state, axis], "mean", domain="", keepdims=0)
        self._node("LpNormalization", [mean], "vector", domain="", axis=1, p=2)
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "words"]) for name in ("ids", "positions")]
        output = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, DIMENSIONS])
        graph = helper.make_graph(self._nodes, "minilm", inputs, [output], list(self._tensors.values()))
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        model: bytes = helper.make_model(graph, opset_imports=versions, ir_version=10).SerializeToString()
        return model

    def _product(self, state: str, weight: str) -> str:
        scale = self._new(f"{weight}_scale", self._array(f"{weight}_scale").reshape(-1))
        return self._node("DynamicQuantizeMatMul", [state, self._kept(f"{weight}_q"), scale], f"{weight}_product")

    def _added(self, change: str, state: str, prefix: str) -> str:
        """State plus change plus bias, normalised."""
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        kept = [self._kept(prefix + name) for name in names]
        return self._node("SkipLayerNormalization", [change, state, *kept], f"{prefix}state", epsilon=EPSILON)

    def _rows(self, table: str, index: str) -> str:
        """Rows of a quantised embedding table, as floats."""
        name = _EMBEDDINGS + table
        whole = self._node("Gather", [self._kept(f"{name}_q"), index], f"{index}_whole", domain="")
        scale = self._node("Gather", [self._kept(f"{name}_scale"), index], f"{index}_scale", domain="")
        number = self._node("Cast", [whole], f"{index}_number", domain="", to=TensorProto.FLOAT)
        return self._node("Mul", [number, scale], f"{index}_rows", domain="")

    def _node(self, kind: str, inputs: list[str], output: str, *, domain: str = _FUSED, **attributes: Any) -> str:  # noqa: ANN401
        self._nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **attributes))
        return output

    def _kept(self, name: str) -> str:
        self._tensors[name] = self._weights[name]
        return name

    def _new(self, name: str, array: Array) -> str:
        self._tensors[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def _array(self, name: str) -> Array:
        return numpy_helper.to_array(self._weights[name])
