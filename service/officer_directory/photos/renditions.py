"""What is kept of a photo: each size in each form, made anew from pixels, without metadata."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from PIL import Image

from officer_directory.photos.rebuilding import Pixels
from officer_directory.photos.sizes import ORIGINAL, Form, Size, fitted

_AS_KEPT: Final[Mapping[Form, Mapping[str, Any]]] = {
    Form.JPEG: {"quality": 88, "optimize": True},
    Form.WEBP: {"quality": 84, "method": 4},
}
_OF_ORIGINAL: Final[Mapping[str, Any]] = {"quality": 95, "subsampling": 0}


def renditions(pixels: Pixels) -> dict[str, bytes]:
    """The files to keep, by name: the photo in its own size, and in each that is given."""
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.rgb)
    made = {ORIGINAL: _written(image, Form.JPEG, _OF_ORIGINAL)}
    for size in Size:
        small = image.resize(
            fitted(pixels.width, pixels.height, size), Image.Resampling.LANCZOS, reducing_gap=3.0
        )
        for form in Form:
            made[f"{size}.{form}"] = written(small, form)
    return made


def written(image: Image.Image, form: Form) -> bytes:
    """A picture as a file of that form, with its pixels alone."""
    return _written(image, form, _AS_KEPT[form])


def _written(image: Image.Image, form: Form, options: Mapping[str, Any]) -> bytes:
    file = BytesIO()
    image.save(file, form.value, **options)
    return file.getvalue()
