"""A policy may be loaded in two threads at once."""

from concurrent.futures import ThreadPoolExecutor

from officer_directory.disclosure import policy
from officer_directory.store.bundled import bundled_folder


def test_two_threads_load_the_same_policy_at_once():
    folder = bundled_folder("policies")
    with ThreadPoolExecutor(4) as threads:
        loaded = list(threads.map(policy.load, [folder] * 8))
    assert len({one.hash for one in loaded}) == 1
