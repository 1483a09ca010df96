"""The description as one page for people, which loads nothing from anywhere."""

from html import escape
from typing import Final

from officer_directory.http.openapi.schemas import Schema
from officer_directory.http.problems import VARY

PAGE_HEADERS: Final = {
    "cache-control": "no-store",
    "vary": VARY,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    "referrer-policy": "no-referrer",
}
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
code { background: #eee; padding: 0 .2rem } table { border-collapse: collapse; width: 100% }
td { border-top: 1px solid #ccc; padding: .2rem .5rem; vertical-align: top }
summary { cursor: pointer }
@media (prefers-color-scheme: dark) {
  body { background: #111; color: #ddd } code { background: #333 } a { color: #8bf }
}
"""


def page(description: Schema) -> str:
    """The whole description as HTML."""
    info = description["info"]
    parts = [f"<h1>{escape(info['title'])}</h1>", f"<p>{escape(info['description'])}</p>"]
    parts.append('<p>The same for machines: <a href="/openapi.json">/openapi.json</a>.</p>')
    for path, item in description["paths"].items():
        shared = item.get("parameters", [])
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                parts.append(_operation(description, path, method, item[method], shared))
    return wrapped(info["title"], "\n".join(parts))


def wrapped(title: str, body: str) -> str:
    """A page of its own around some HTML."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>"
    )


def _operation(
    description: Schema, path: str, method: str, operation: Schema, shared: list[Schema]
) -> str:
    parameters = [_resolved(description, p) for p in [*shared, *operation.get("parameters", [])]]
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{escape(p['description'])}</td></tr>"
        for p in parameters
    )
    table = (
        f"<details><summary>{len(parameters)} parameters</summary><table>{rows}</table></details>"
    )
    return (
        f"<h2><code>{method.upper()} {escape(path)}</code></h2>"
        f"<p>{escape(operation['summary'])}</p>{table if parameters else ''}"
    )


def _resolved(description: Schema, parameter: Schema) -> Schema:
    if "$ref" not in parameter:
        return parameter
    found: Schema = description["components"]["parameters"][parameter["$ref"].split("/")[-1]]
    return found
