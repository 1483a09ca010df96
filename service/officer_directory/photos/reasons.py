"""Why a file is not taken for a photo: each reason in words that say what to do."""

from enum import Enum
from typing import Final

from officer_directory.errors import NotAPhotoError

_AGAIN: Final = "Open it in any picture program, save it as JPEG, and send that."


class Wrong(Enum):
    """What is wrong with a file; the number is what the decoder's process ends with."""

    OTHER = 10, f"The file is neither a JPEG nor a PNG picture. {_AGAIN}"
    MISNAMED = (
        11,
        (
            "The file is another kind of picture than its Content-Type says. A JPEG is sent as"
            " image/jpeg, a PNG as image/png."
        ),
    )
    TOO_MANY_PIXELS = (
        12,
        (
            "The picture has more than 25 million pixels, or a side of more than 16,383. A photo of"
            " 1,200 by 1,600 is more than is ever shown: make it smaller and send that."
        ),
    )
    SEVERAL = 13, f"The file holds several pictures, and a photo is one. {_AGAIN}"
    DAMAGED = (
        14,
        (
            "The picture cannot be read to its end: the file is damaged, cut off, or unreasonably"
            f" costly to read. {_AGAIN}"
        ),
    )

    @property
    def code(self) -> int:
        return self.value[0]

    def error(self) -> NotAPhotoError:
        return NotAPhotoError(self.value[1])


BY_CODE: Final = {wrong.code: wrong for wrong in Wrong}
