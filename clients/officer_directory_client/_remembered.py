"""Answers that may be asked about again by their ETag, in memory alone and of bounded size.

What the directory says is not to be kept (`no-store`: all that is above the public tier) is
not kept. What is kept is never used unasked: the directory is asked each time whether it is
still so, for an officer may have been withdrawn a moment ago.
"""

from collections import OrderedDict
from dataclasses import replace
from threading import Lock

from officer_directory_client._steps import Answer

Key = tuple[str, str]
"""Who asked, and for what."""


class Remembered:
    """The answers used last, `most` of them and `most_bytes` together."""

    def __init__(self, most: int = 512, most_bytes: int = 8 * 1024 * 1024) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def etag(self, key: Key) -> str | None:
        """The ETag of what is remembered."""
        with self._lock:
            found = self._answers.get(key)
            return None if found is None else found.headers["etag"]

    def settle(self, key: Key, answer: Answer) -> Answer | None:
        """The answer to be used: what is remembered for a 304, None if that is gone."""
        with self._lock:
            known = self._answers.pop(key, None)
            if known is not None:
                self._bytes -= len(known.body)
            if answer.status == 304:
                if known is None:
                    return None
                answer = replace(known, headers={**known.headers, **answer.headers})
            if _may_be_kept(answer):
                self._keep(key, answer)
            return answer

    def _keep(self, key: Key, answer: Answer) -> None:
        if len(answer.body) > self._most_bytes // 8:
            return
        self._answers[key] = answer
        self._bytes += len(answer.body)
        while len(self._answers) > self._most or self._bytes > self._most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._bytes -= len(oldest.body)


def _may_be_kept(answer: Answer) -> bool:
    control = answer.headers.get("cache-control", "").lower()
    return answer.status == 200 and "etag" in answer.headers and "no-store" not in control
