"""What to try on a running demo: one line per requester, each showing a difference."""

from dataclasses import dataclass
from pathlib import Path

from officer_directory.demo.city import Highlights
from officer_directory.demo.credentials import REQUESTERS


@dataclass(frozen=True, slots=True)
class Step:
    """One request to try, and what to look for in the answer."""

    requester: str | None  # in the credentials file; None asks without a key
    path: str
    shows: str


def steps(ids: Highlights) -> list[Step]:
    """From the public up: what each may see of the same few records."""
    undercover = f"/v1/officers/{ids.undercover_officer}"
    plain = f"/v1/officers/{ids.open_officer}"
    return [
        Step(
            None,
            "/v1/officers?q=gutierez&sort=-hire_date&limit=2",
            "anyone may search the roster, accents and one misspelling forgiven",
        ),
        Step(None, plain, "a listed officer, and why each missing field is withheld"),
        Step(None, undercover, "an officer under cover: 404, as if there were none"),
        Step(
            None,
            f"/v1/incidents/{ids.mixed_incident}",
            "three officers were in this shooting, one of them under cover: two are named",
        ),
        Step(
            None,
            f"/v1/incidents/{ids.ordered_incident}",
            "a court ordered the identities in this one withheld: nobody is named",
        ),
        Step(
            None,
            f"/v1/complaints/{ids.nameless_complaint}",
            "a sustained complaint against an officer under cover stays, without the identity",
        ),
        Step(None, "/v1/officers.csv?rank=Deputy+Chief", "a whole answer as a file, streamed"),
        Step("portal", plain, "a key of the public tier: the same bytes as without one"),
        Step("press", plain, "in California the press sees what the public sees"),
        Step("hr", plain, "its own agency: birth year, unit and kind of leave too"),
        Step("hr", f"{plain}/photo", "links to the officer's photo: of nobody, in the demo"),
        Step("hr_other_agency", plain, "another agency's HR: no such record"),
        Step("records", undercover, "the agency's records officer knows of everyone in it"),
        Step("oversight", undercover, "oversight sees the officer and the class"),
        Step("auditor", "/v1/me", "proofs of the ledger; of officers nothing"),
        Step("admin", "/v1/me", "keys and policies; of officers nothing"),
    ]


def in_words(ids: Highlights, address: str, credentials: Path) -> str:
    """The tour as text for a terminal: lines that can be pasted as they are."""
    said = [
        f"Serving an invented city at {address} (its documentation: {address}/docs).",
        "Nobody in it exists. Try, in another terminal:",
        "",
        shell_functions(credentials, address),
    ]
    for step in steps(ids):
        said += ["", f"# {step.requester or 'public'}: {step.shows}", curl(step, address)]
    return "\n".join(said)


_READS = (
    "import json,os,sys; f,n,*w=sys.argv[1:];"
    " os.path.exists(f) or sys.exit(f+' is not there: set CREDENTIALS');"
    " c=json.load(open(f)); n in c or sys.exit('one of '+', '.join(c));"
    " all(x in c[n] for x in w) or sys.exit(n+' has '+' and '.join(c[n]));"
    " print(':'.join(c[n][x] for x in w))"
)
_TAKES = (
    "import json,sys; t=sys.stdin.read();"
    " print(json.loads(t)['access_token']) if 'access_token' in t else sys.exit(t or 'no answer')"
)


def shell_functions(credentials: Path | str, address: str) -> str:
    """Shell functions: `key press` prints a key, `token hr` one that is good five minutes.

    What cannot be printed is one sentence on standard error.
    """
    asked = f'-d grant_type=client_credentials {address}/oauth/token | python3 -c "{_TAKES}"'
    return "\n".join(
        (
            f"CREDENTIALS='{credentials}'",
            f"""credential() {{ python3 -c "{_READS}" "$CREDENTIALS" "$@"; }}""",
            'key() { credential "$1" api_key; }',
            'client() { credential "$1" client_id client_secret; }',
            f'token() {{ of=$(client "$1") && curl -s -u "$of" {asked}; }}',
        )
    )


def credential(requester: str) -> str:
    """What a requester sends, in the words of `shell_functions`."""
    return f"$({'key' if REQUESTERS[requester].has_key else 'token'} {requester})"


def curl(step: Step, address: str) -> str:
    """One request as a command line."""
    sent = f'-H "Authorization: Bearer {credential(step.requester)}" ' if step.requester else ""
    return f"curl -sw '\\n' {sent}'{address}{step.path}'"
