"""A key of one officer can be destroyed, and every other stays what it was."""

import json
from itertools import pairwise

import pytest

from officer_directory.key_files import KeyFileError
from officer_directory.ledger.erasure_keys import FILE, ErasureKeys

EVERYONE = [f"officer-{n}" for n in range(300)]


def test_a_destroyed_key_cannot_be_made_again_and_the_others_stay(tmp_path):
    keys = ErasureKeys(tmp_path)
    before = {one: keys.token(one) for one in EVERYONE}
    gone = EVERYONE[:20]
    for one in gone:
        keys.destroy(one, 0)
    for again in (keys, ErasureKeys(tmp_path)):
        assert all(again.token_of(one, 0) is None for one in gone)
        assert {one: again.token(one) for one in EVERYONE[20:]} == {
            one: before[one] for one in EVERYONE[20:]
        }
    after = {keys.token(one) for one in EVERYONE}
    assert len(set(before.values()) | after) == 300 + 20
    assert [keys.generation(one) for one in (gone[0], EVERYONE[-1])] == [1, 0]


def test_destroying_again_destroys_no_more(tmp_path):
    keys = ErasureKeys(tmp_path)
    keys.destroy("o1", 0)
    held = (tmp_path / "keys" / FILE).read_text()
    keys.destroy("o1", 0)
    assert (tmp_path / "keys" / FILE).read_text() == held
    keys.destroy("o1", 1)
    assert keys.generation("o1") == 2


def test_nothing_above_a_destroyed_key_is_kept(tmp_path):
    """From any node on the way to it, it could be made again."""
    keys = ErasureKeys(tmp_path)
    root = json.loads((tmp_path / "keys" / FILE).read_text())["nodes"][""]
    keys.destroy("o1", 0)
    nodes = json.loads((tmp_path / "keys" / FILE).read_text())["nodes"]
    assert root not in nodes.values()
    assert len(nodes) == 16 * 15
    ways = sorted(nodes)
    assert not any(b.startswith(a) for a, b in pairwise(ways))


def test_another_process_sees_it(tmp_path):
    keys, other = ErasureKeys(tmp_path), ErasureKeys(tmp_path)
    assert not other.has_changed()
    keys.destroy("o1", 0)
    assert other.has_changed()
    assert other.token_of("o1", 0) is None
    assert not other.has_changed()


@pytest.mark.parametrize("content", ["", "{}", '{"nodes": {"": "zz"}}', '{"nodes": []}'])
def test_a_damaged_file_is_refused_and_not_made_again(tmp_path, content):
    ErasureKeys(tmp_path)
    (tmp_path / "keys" / FILE).write_text(content)
    with pytest.raises(KeyFileError, match="damaged"):
        ErasureKeys(tmp_path)


def test_a_file_that_others_can_read_is_refused(tmp_path):
    ErasureKeys(tmp_path)
    (tmp_path / "keys" / FILE).chmod(0o644)
    with pytest.raises(KeyFileError, match="read by others"):
        ErasureKeys(tmp_path)
