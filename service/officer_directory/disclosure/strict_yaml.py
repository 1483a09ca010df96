"""YAML as it is written, with the line of every word: no tags, no types, no surprises.

Every scalar is its text (`no` is `no`), a repeated key is a fault, and so is an anchor.
"""

from dataclasses import dataclass

import yaml

from officer_directory.faults import BundleRefusedError, Fault


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a YAML text; each reader raises where the part has another shape."""

    node: yaml.Node
    file: str

    @property
    def line(self) -> int:
        return self.node.start_mark.line + 1

    def fault(self, word: str, problem: str) -> Fault:
        return Fault(self.file, self.line, word, problem)

    def items(self) -> list["Node"]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise BundleRefusedError([self.fault(self._start(), "must be a list")])
        return [Node(item, self.file) for item in self.node.value]

    def mapping(self) -> dict[str, "Node"]:
        if not isinstance(self.node, yaml.MappingNode):
            raise BundleRefusedError([self.fault(self._start(), "must be `key: value`")])
        found: dict[str, Node] = {}
        for key_node, value_node in self.node.value:
            key = Node(key_node, self.file)
            if key.word() in found:
                raise BundleRefusedError([key.fault(key.word(), "is written twice")])
            found[key.word()] = Node(value_node, self.file)
        return found

    def word(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode):
            raise BundleRefusedError([self.fault(self._start(), "must be a single word")])
        return str(self.node.value)

    def is_word(self, word: str) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and self.node.value == word

    def _start(self) -> str:
        value = self.node.value
        return value if isinstance(value, str) else self.node.tag.rpartition(":")[2]


def read(text: str, file: str) -> Node:
    """The root of a YAML text.

    Raises:
        BundleRefusedError: it is not YAML, empty, several documents, or has an anchor.
    """
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if getattr(event, "anchor", None) or getattr(event, "tag", None):
                fault = _at(event.start_mark, text, file, "has an anchor or tag")
                raise BundleRefusedError([fault])
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        fault = _at(mark, text, file, f"is not YAML: {error.problem}")
        raise BundleRefusedError([fault]) from error
    if root is None:
        raise BundleRefusedError([Fault(file, 1, "tests.yaml", "holds no test")])
    return Node(root, file)


def _at(mark: object, text: str, file: str, problem: str) -> Fault:
    number = int(getattr(mark, "line", 0))
    return Fault(file, number + 1, text.split("\n")[number].strip(), problem)
