"""A second person is another person, not another spelling."""

import pytest

from officer_directory.protections.persons import same_person


@pytest.mark.parametrize(
    "other",
    ["john smith", "Jоhn Smith", "Jοhn Smith", "John-Smith", "John.Smith", "John Smith.",
     "johnsmith", "john_smith", "Smith, John", "John Smith1", "JÖHN  SMITH"],
)  # fmt: skip
def test_another_spelling_is_no_second_person(other):
    assert same_person("John Smith", other)


@pytest.mark.parametrize("other", ["Jane Smith", "John Smythe", "Grace", "Иван Петров", "李雷"])
def test_another_name_is(other):
    assert not same_person("John Smith", other)


def test_names_in_other_scripts_are_told_apart():
    assert not same_person("Иван Петров", "Пётр Иванов")
    assert same_person("Иван Петров", "ИВАН ПЕТРОВ")
