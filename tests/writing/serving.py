"""A server that only writes, as a process of its own: `python -m tests.writing.serving DATA`."""

import sys
from pathlib import Path

from tests.writing import some_commands as some_commands

from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.writer import WriterDesk

if __name__ == "__main__":
    settings = Settings(data=Path(sys.argv[1]))
    database = Database(settings)
    desk = WriterDesk(settings, database)
    desk.start()
    print("ready", flush=True)
    sys.stdin.readline()
    desk.stop()
    database.close()
