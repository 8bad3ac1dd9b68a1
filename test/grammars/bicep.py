"""Reads a JSON list of Bicep files, and writes what the grammar of tree-sitter-bicep makes of each: its tree, and how often
it did not understand something."""

import json
import sys

import tree_sitter
import tree_sitter_bicep

parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bicep.language()))


def faults(node):
    return int(node.is_error or node.is_missing) + sum(faults(child) for child in node.children)


def read(text):
    root = parser.parse(text.encode()).root_node
    return {"tree": str(root), "faults": faults(root)}


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
