"""Whatever is opened to read is closed, also where the rest cannot be opened."""

import gc

import pytest

from officer_directory.disclosure import opened
from officer_directory.disclosure.opened import open_views
from officer_directory.disclosure.read import Readers
from officer_directory.errors import NotAnsweredError
from officer_directory.store.reader import OutsideReader


def is_closed(reader):
    try:
        reader.cursor().execute("SELECT 1")
    except Exception:
        return True
    return False


def test_a_directory_that_cannot_be_opened_whole_leaves_nothing_open(
    settings, snapshot, world, monkeypatch
):
    made = []

    def outside(settings):
        made.append(OutsideReader(settings))
        return made[-1]

    def inside(_):
        raise NotAnsweredError("The database takes no more connections.")

    monkeypatch.setattr(opened, "OutsideReader", outside)
    monkeypatch.setattr(opened, "InsideReader", inside)
    with pytest.raises(NotAnsweredError):
        open_views(settings, snapshot, b"k" * 64)
    assert [is_closed(reader) for reader in made] == [True]
    gc.collect()


def test_a_reader_that_was_lent_when_all_were_closed_is_closed_when_it_comes_back(settings, world):
    readers = Readers(lambda: OutsideReader(settings), 2)
    with readers.lent() as reader:
        readers.close()
        assert not is_closed(reader)
    assert is_closed(reader)
