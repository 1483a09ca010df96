"""An officer's photo: where it is for whoever may see it, and how a personnel system sends it."""

from officer_directory.http.openapi import hr
from officer_directory.http.openapi.schemas import Schema, Sight, closed, ref
from officer_directory.photos.sizes import MOST_BYTES, Form, Size
from officer_directory.tiers import Tier

PATH = "/v1/officers/{id}/photo"
_LINK: Schema = {
    "name": "link",
    "in": "path",
    "required": True,
    "description": "The sealed part of a link that GET /v1/officers/{id}/photo gave to you.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
}
_ADDRESS: Schema = {"type": "string", "format": "uri-reference"}
_COUNT: Schema = {"type": "integer", "minimum": 1}


def add(view: Sight, paths: Schema, components: Schema, read: Schema, link: Schema) -> None:
    """Complete the operation that reads a photo, and add that which follows its links."""
    at = paths[PATH] = {"parameters": [ref("parameters", "id")], "get": read}
    if "photo" not in view.shown("officer"):
        read["responses"]["200"] = {"description": "Never yours: photos are withheld from you."}
        return
    components["schemas"] |= _schemas()
    answer = {"application/json": {"schema": ref("schemas", "PhotoAnswer")}}
    read["responses"]["200"] = {"description": "Links that are yours.", "content": answer}
    file: Schema = {"schema": {"type": "string", "contentEncoding": "binary"}}
    pictures = {form.media_type: file for form in Form}
    link["responses"]["200"] = {"description": "The photo, marked.", "content": pictures}
    paths[f"{PATH}/{{link}}"] = {"parameters": [ref("parameters", "id"), _LINK], "get": link}
    if view.tier is Tier.HR:
        at |= hr.photo()
        at["put"]["requestBody"] = {
            "required": True,
            "description": f"One picture, of at most {MOST_BYTES // 1024**2} MiB and 25 million"
            " pixels; its pixels alone are kept.",
            "content": {f"image/{kind}": file for kind in ("jpeg", "png")},
        }


def _schemas() -> Schema:
    size = closed({"width": _COUNT, "height": _COUNT, **{form.value: _ADDRESS for form in Form}})
    about: Schema = {
        "officer_id": {"type": "string", "format": "uuid"},
        "ends_at": {"type": "string", "format": "date-time", "description": "When links end."},
    }
    photo = closed(about | {one.value: ref("schemas", "PhotoSize") for one in Size})
    answer = closed({"photo": ref("schemas", "Photo"), "policy": {"type": "string"}})
    return {"PhotoSize": size, "Photo": photo, "PhotoAnswer": answer}
