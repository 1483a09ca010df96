"""What is done with photos, as named commands; each is one short transaction, or several."""

from typing import Any

from officer_directory.commands import Answer, Arguments, Desk, command
from officer_directory.intake.hr import photographs
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.photo_keys import photos_of
from officer_directory.intake.hr.single import write


@command("hr.receive_photo")
def receive_photo(desk: Desk, *, row: dict[str, Any], by: str) -> Answer:
    return photographs.receive(desk, row, by)


@command("hr.put_photo")
def put_photo(desk: Desk, *, call: Arguments, officer: str, photo: str) -> Answer:
    return write(desk, Call.of(call), lambda hand: photographs.put_photo(hand, officer, photo))


@command("hr.delete_photo")
def delete_photo(desk: Desk, *, call: Arguments, officer: str) -> Answer:
    return write(desk, Call.of(call), lambda hand: photographs.delete_photo(hand, officer))


@command("photos.sweep", apart=True)
def sweep(desk: Desk, *, only: str | None = None) -> Answer:
    """Remove what is kept of photos that are nobody's; `only`: this one now, if it is.

    What is interrupted is done by the next sweep: a row goes after the last object.
    """
    with desk.database.reading() as connection:
        left = photographs.nobodys(connection, desk.database.now(), only)
    if not left:
        return {"removed": 0}
    left = photographs.close(desk, left)
    photos = photos_of(desk.settings, desk.database)
    for done, photo in enumerate(left):
        photos.remove(photo)
        photographs.forget(desk, [photo])
        desk.progress(done + 1, len(left), "photos removed")
    return {"removed": len(left)}
