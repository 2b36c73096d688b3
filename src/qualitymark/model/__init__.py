"""Frozen models read from YAML: strict, located, every fault at once, with a JSON Schema of their own.

``nodes`` parses, ``declaring`` says what a model is, ``reading`` makes models of nodes, ``keys`` has the kinds of
values, ``schema`` describes them.
"""
