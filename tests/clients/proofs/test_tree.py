"""Trees and their proofs: published vectors, and a naive tree that is plainly right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.clients.proofs import naive

from officer_directory_proofs import proving, tree
from officer_directory_proofs.outcomes import DisprovenError

# The entries and roots that implementations of RFC 6962 are tested with.
ENTRIES = [
    bytes.fromhex(each)
    for each in (
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
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {  # (entry, size) → the path of the published vectors
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def raw(path):
    return [bytes.fromhex(step) for step in path]


def grown(entries):
    growing = tree.GrowingTree()
    for entry in entries:
        growing.add(tree.leaf_hash(entry))
    return growing


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_vectors(size):
    assert grown(ENTRIES[:size]).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("at", "path"), INCLUSION.items())
def test_published_proofs_of_inclusion_hold(at, path):
    index, size = at
    leaf = tree.leaf_hash(ENTRIES[index])
    assert tree.root_from_inclusion(index, size, leaf, raw(path)).hex() == ROOTS[size]


@pytest.mark.parametrize(("sizes", "path"), CONSISTENCY.items())
def test_published_proofs_of_consistency_hold(sizes, path):
    old, new = sizes
    roots = (bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))
    tree.check_consistency(old, roots[0], new, roots[1], raw(path))


entries = st.lists(st.binary(max_size=3), min_size=1, max_size=40)


@given(entries, st.data())
def test_every_entry_of_any_tree_is_proven_and_no_other(given_entries, data):
    size = len(given_entries)
    index = data.draw(st.integers(0, size - 1))
    path = proving.inclusion_path(index, size, naive.nodes(given_entries))
    assert path == naive.inclusion(index, given_entries)
    root = grown(given_entries).root()
    assert root == naive.root(given_entries)
    assert root == proving.root(size, naive.nodes(given_entries))
    leaf = tree.leaf_hash(given_entries[index])
    assert tree.root_from_inclusion(index, size, leaf, path) == root
    other = tree.leaf_hash(b"another entry")
    assert tree.root_from_inclusion(index, size, other, path) != root


@given(entries, st.data())
def test_every_beginning_of_any_tree_is_proven_and_no_other(given_entries, data):
    new = len(given_entries)
    old = data.draw(st.integers(1, new))
    path = proving.consistency_path(old, new, naive.nodes(given_entries))
    assert path == naive.consistency(old, given_entries)
    roots = naive.root(given_entries[:old]), naive.root(given_entries)
    tree.check_consistency(old, roots[0], new, roots[1], path)
    for one, other in ((b"\0" * 32, roots[1]), (roots[0], b"\0" * 32)):
        with pytest.raises(DisprovenError):
            tree.check_consistency(old, one, new, other, path)


@given(entries, st.data())
def test_a_proof_that_is_longer_shorter_or_altered_proves_nothing(given_entries, data):
    size = len(given_entries)
    index = data.draw(st.integers(0, size - 1))
    leaf = tree.leaf_hash(given_entries[index])
    path = naive.inclusion(index, given_entries)
    wrong = [[*path, b"\1" * 32], path[:-1]] if path else [[b"\1" * 32]]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        wrong.append([*path[:at], b"\2" * 32, *path[at + 1 :]])
    for each in wrong:
        try:
            assert tree.root_from_inclusion(index, size, leaf, each) != naive.root(given_entries)
        except DisprovenError:
            continue


@given(entries, st.data())
def test_a_log_that_was_rewritten_is_not_consistent(given_entries, data):
    new = len(given_entries)
    old = data.draw(st.integers(1, new))
    at = data.draw(st.integers(0, old - 1))
    rewritten = [*given_entries]
    rewritten[at] = b"rewritten"
    path = naive.consistency(old, rewritten)
    with pytest.raises(DisprovenError):
        tree.check_consistency(
            old, naive.root(given_entries[:old]), new, naive.root(rewritten), path
        )


def test_every_log_grew_from_the_empty_one_and_none_shrank():
    root = bytes.fromhex(ROOTS[3])
    tree.check_consistency(0, tree.EMPTY_ROOT, 3, root, [])
    for old, old_root, new, path in (
        (0, root, 3, []),
        (0, tree.EMPTY_ROOT, 3, [root]),
        (3, root, 3, [root]),
        (4, root, 3, []),
        (2, root, 3, []),
    ):
        with pytest.raises(DisprovenError):
            tree.check_consistency(old, old_root, new, root, path)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (2**64, 3)])
def test_an_entry_outside_the_tree_is_not_in_it(index, size):
    with pytest.raises(DisprovenError):
        tree.root_from_inclusion(index, size, b"\0" * 32, [])
