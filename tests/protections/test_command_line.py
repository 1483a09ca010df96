"""What scripts rely on: an id or a key alone on standard output, and three exit codes."""

import re

import pytest
from sqlalchemy import update
from tests.world import FERNHOLLOW
from tests.world_people import BRACKWATER, MISTLAKE

from officer_directory.identity.key_format import parse
from officer_directory.store.records import assignment
from officer_directory.tiers import Tier
from officer_directory.writer import run

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\n")


def mark(name, word):
    stated = ["--agency", FERNHOLLOW, "--name", name, "--class", word, "--by", "R. Castellanos"]
    return ["units", "mark", *stated, "--justification", "Looked at with its captain."]


def test_opening_prints_the_proposal_alone_and_needs_another_person(cli, listed):
    code, proposal, _ = cli("agencies", "open", "--agency", MISTLAKE, "--by", "R. Castellanos")
    assert (code, bool(ID.fullmatch(proposal))) == (0, True)
    code, out, err = cli("approve", proposal.strip(), "--by", "r. CASTELLANOS")
    assert (code, out) == (1, "")
    assert "second person" in err
    assert "quill" not in listed()
    assert cli("approve", proposal.strip(), "--by", "T. Achebe")[0] == 0
    assert "quill" in listed()
    code, out, err = cli("approve", proposal.strip(), "--by", "T. Achebe")
    assert (code, out) == (1, "")


def test_a_mark_that_narrows_prints_nothing_and_one_that_widens_a_proposal(cli):
    assert cli(*mark("Patrol Watch Two", "sensitive"))[:2] == (0, "")
    code, proposal, _ = cli(*mark("Gang Intelligence", "open"))
    assert (code, bool(ID.fullmatch(proposal))) == (0, True)
    _, waiting, _ = cli("proposals")
    assert proposal.strip() in waiting
    assert waiting.count("\n") == 2


@pytest.mark.parametrize(
    ("kind", "word"), [(k, w) for k in ("finding", "hold") for w in ("undercover", "held")]
)
def test_a_protection_is_added_as_scripts_add_it(cli, listed, world, kind, word):
    stated = ["--agency", FERNHOLLOW, "--uid", world.diaz["uid"], "--kind", kind, "--class", word]
    reason = ["--justification", "A threat, on file.", "--by", "R. Castellanos"]
    code, added, _ = cli("protections", "add", *stated, *reason)
    assert (code, bool(ID.fullmatch(added))) == (0, True)
    assert "diaz" not in listed()
    assert added.strip() in cli("protections", "list", "--agency", FERNHOLLOW)[1]
    lift = ["--justification", "It is over.", "--by", "R. Castellanos"]
    code, proposal, _ = cli("protections", "lift", added.strip(), *lift)
    assert (code, bool(ID.fullmatch(proposal))) == (0, True)


@pytest.mark.parametrize("tier", ["public", "press", "auditor", "admin"])
def test_a_key_is_printed_alone(cli, tier):
    code, key, _ = cli("keys", "issue", "--tier", tier, "--label", "Someone")
    assert (code, key.count("\n")) == (0, 1)
    assert parse(key.strip()).tier is Tier(tier)
    _, shown, _ = cli("keys", "list")
    assert parse(key.strip()).key_id in shown
    assert key.strip() not in shown


def test_an_inside_key_is_about_the_agencies_it_names(cli):
    issue = ["keys", "issue", "--tier", "records", "--label", "Front desk"]
    code, key, _ = cli(*issue, "--agency", FERNHOLLOW.upper(), "--agency", BRACKWATER)
    assert code == 0
    row = next(r for r in cli("keys", "list")[1].splitlines() if parse(key.strip()).key_id in r)
    assert FERNHOLLOW in row
    assert BRACKWATER in row
    assert cli(*issue)[:2] == (1, "")
    assert cli(*issue, "--agency", "Nowhere")[:2] == (1, "")


def test_a_revoked_key_is_listed_as_such(cli):
    _, key, _ = cli("keys", "issue", "--tier", "press", "--label", "The Gazette")
    key_id, why = parse(key.strip()).key_id, ["--reason", "Found in a repository."]
    code, proposal, said = cli("keys", "revoke", key_id, "--by", "A. Clerk", *why)
    assert (code, "within a day" in said) == (0, True)
    assert "revoked (waits for a second person)" in cli("keys", "list")[1]
    notice, *_ = cli("keys", "notices")[1].splitlines()[1].split("\t")
    assert cli("keys", "notices", "--sent", notice)[0] == 0
    assert cli("approve", proposal.strip(), "--by", "a clerk")[0] == 1
    assert cli("approve", proposal.strip(), "--by", "B. Captain")[0] == 0
    assert "\trevoked\t" in cli("keys", "list")[1]
    assert cli("keys", "revoke", key_id, "--by", "A. Clerk", *why)[0] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["units", "mark"],
        ["approve"],
        ["agencies", "open", "--agency", FERNHOLLOW, "--buy", "R. Castellanos"],
        ["keys", "issue", "--tier"],
        ["protections", "add", "--kind", "hold"],
    ],
)
def test_wrong_usage_is_exit_code_2(cli, wrong):
    assert cli(*wrong)[:2] == (2, "")


def test_lists_are_tables_a_script_can_cut(cli):
    for noun in ("agencies", "units", "protections"):
        code, out, _ = cli(noun, "list")
        rows = [line.split("\t") for line in out.splitlines()]
        assert code == 0
        assert len({len(row) for row in rows}) == 1
        assert len(rows) > 1


def test_an_application_is_granted_by_one_person_and_refused_by_two(cli, settings):
    asked = {"name": "Ada Lund", "contact": "ada@gazette.example", "most_waiting": 9, "by_rule": 0}
    for _ in range(2):
        run(settings, "applications.apply", asked)
    _, out, _ = cli("keys", "applications", "list")
    first, second = (line.split("\t")[0] for line in out.splitlines()[1:])
    assert cli("keys", "applications", "grant", first, "--by", "A. Clerk")[:2] == (0, "")
    refusal = ["keys", "applications", "refuse", second, "--by", "A. Clerk", "--reason", "Sold one"]
    code, proposal, _ = cli(*refusal)
    assert (code, bool(ID.fullmatch(proposal))) == (0, True)
    assert cli("approve", proposal.strip(), "--by", "a clerk")[0] == 1
    assert cli("approve", proposal.strip(), "--by", "T. Achebe")[0] == 0
    _, out, _ = cli("keys", "applications", "list")
    states = {line.split("\t")[0]: line.split("\t")[1] for line in out.splitlines()[1:]}
    assert states == {first: "granted", second: "refused"}


def test_whoever_opens_an_agency_is_told_how_many_officers_are_in_no_unit(cli, database, world):
    quill = world.officers["quill"]["id"]
    opening = ["agencies", "open", "--agency", MISTLAKE, "--by", "R. Castellanos"]
    assert "in no unit" not in cli(*opening)[2]
    with database.transaction() as connection:
        unknown = update(assignment).where(assignment.c.officer_id == quill)
        connection.execute(unknown.values(unit_id=None))
    assert "1 officer in no unit: an open agency lists them" in cli(*opening)[2]
    told = cli("units", "list", "--agency", MISTLAKE)
    assert f"1 officer of {MISTLAKE} in no unit" in told[2]
    assert "in no unit" not in told[1]


def test_revoking_a_rotated_key_names_the_one_that_stays_good(cli):
    old = parse(cli("keys", "issue", "--tier", "press", "--label", "The Gazette")[1].strip()).key_id
    new = parse(cli("keys", "rotate", old)[1].strip()).key_id
    why = ["--by", "A. Clerk", "--reason", "Found in a repository"]
    code, _, said = cli("keys", "revoke", old, *why)
    assert (code, f"`keys revoke {new} --reason TEXT`" in said) == (0, True)
    assert "Reason: Found in a repository. Unless" in cli("keys", "notices")[1]
    code, _, said = cli("keys", "revoke", new, *why)
    assert (code, old in said) == (0, False)


@pytest.mark.parametrize("command", [["rotate"], ["revoke", "--reason", "Found", "--by", "A"]])
def test_a_whole_key_is_not_taken_for_its_id_and_not_repeated(cli, command):
    key = cli("keys", "issue", "--tier", "press", "--label", "The Gazette")[1].strip()
    name, *more = command
    code, out, said = cli("keys", name, key, *more)
    assert (code, out) == (1, "")
    assert f"its id, {parse(key).key_id}, is wanted" in said
    for wrong in (key, f"{key}x", key[:-3]):
        assert key[20:-8] not in "".join(map(str, cli("keys", name, wrong, *more)))


def test_a_proposal_is_listed_by_name(cli):
    cli("agencies", "open", "--agency", MISTLAKE, "--by", "R. Castellanos")
    cli(*mark("Gang Intelligence", "open"))
    waiting = cli("proposals")[1]
    assert f"\topen_agency\t{MISTLAKE}\t" in waiting
    assert f"\tmark_unit\tGang Intelligence, {FERNHOLLOW}: open\t" in waiting
