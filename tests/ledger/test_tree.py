"""The trees of RFC 6962 and RFC 9162, against published vectors and against each other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.ledger.tiles import completed, path_of, subtrees
from officer_directory.ledger.tree import (
    EMPTY,
    Frontier,
    complete_ranges,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
    within,
)

# The leaves and roots that implementations of Certificate Transparency test with.
INPUTS = [
    bytes.fromhex(x)
    for x in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(one) for one in INPUTS]


def reference(leaves):
    """The definition of MTH in RFC 9162, 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\x01" + reference(leaves[:middle]) + reference(leaves[middle:])).digest()


def some(count):
    return [leaf_hash(str(n).encode()) for n in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_the_published_ones(size):
    assert root_of(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_an_empty_tree_is_the_hash_of_nothing():
    assert root_of([]) == EMPTY == Frontier().root()


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    ],
)
def test_the_paths_of_inclusion_are_the_published_ones(index, size, path):
    found = inclusion_path(index, size, within(LEAVES))
    assert [one.hex() for one in found] == path
    assert is_included(LEAVES[index], index, size, found, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            2,
            5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ],
)
def test_the_paths_of_consistency_are_the_published_ones(first, second, path):
    found = consistency_path(first, second, within(LEAVES))
    assert [one.hex() for one in found] == path
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (first, second)]
    assert is_consistent(first, second, found, *roots)


def test_every_proof_in_small_trees_holds_and_no_other_does():
    leaves = some(40)
    for size in range(1, 41):
        tree, root = within(leaves[:size]), reference(leaves[:size])
        assert root_of(leaves[:size]) == root
        for index in range(size):
            path = inclusion_path(index, size, tree)
            assert is_included(leaves[index], index, size, path, root)
            assert not is_included(leaves[index], index + 1, size, path, root)
            assert not is_included(leaves[index], index, size, [*path, root], root)
            assert not is_included(leaf_hash(b"other"), index, size, path, root)
        for first in range(1, size):
            old, path = reference(leaves[:first]), consistency_path(first, size, tree)
            assert is_consistent(first, size, path, old, root)
            assert not is_consistent(first, size, path[:-1], old, root)
            assert not is_consistent(first, size, path, root, root)
            assert not is_consistent(first, size, path, old, old)


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_frontier_goes_on_from_wherever_it_was_left(first, more):
    leaves = some(first + more)
    frontier = Frontier()
    for one in leaves[:first]:
        frontier.add(one)
    tree = within(leaves)
    again = Frontier(first, [tree(*of) for of in complete_ranges(first)])
    assert again.hashes == frontier.hashes
    for one in leaves[first:]:
        again.add(one)
    assert again.root() == root_of(leaves)
    assert again.size == first + more


def test_a_frontier_of_another_size_is_none():
    with pytest.raises(ValueError, match="one hash"):
        Frontier(3, [EMPTY])


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 65_536, 65_537, 70_000])
def test_stored_hashes_give_every_subtree(size):
    leaves = some(size)
    stored = {0: leaves}
    for level, position, hashed in completed(Frontier(), leaves):
        assert position == len(stored.setdefault(level, []))
        stored[level].append(hashed)
    assert [len(found) for _, found in sorted(stored.items())][1:] == [
        size // 256**level for level in (1, 2) if size >= 256**level
    ]
    subtree = subtrees(lambda level, begin, end: stored[level][begin:end])
    assert subtree(0, size) == root_of(leaves)
    for index in {0, size // 3, size - 1}:
        path = inclusion_path(index, size, subtree)
        assert is_included(leaves[index], index, size, path, root_of(leaves))


def test_a_missing_hash_is_said():
    subtree = subtrees(lambda level, begin, end: [])
    with pytest.raises(LookupError):
        subtree(0, 3)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        ((0, 0), "tile/0/000"),
        ((0, 1_234_067), "tile/0/x001/x234/067"),
        ((1, 273, 112), "tile/1/273.p/112"),
        ((2, 1_000), "tile/2/x001/000"),
    ],
)
def test_tiles_have_the_addresses_of_the_specification(tile, path):
    assert path_of(*tile) == path
