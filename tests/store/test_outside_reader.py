"""The outside reader's connection can read the views and nothing else, whatever is asked."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import insert

from officer_directory.errors import NotAnsweredError, TooBroadError
from officer_directory.settings import Settings
from officer_directory.store.columns import FOREVER
from officer_directory.store.published import (
    publication_state,
    published,
    published_name,
    published_spelling,
    published_tally,
)
from officer_directory.store.reader import VIEWS, OutsideReader

AGENCY = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
def reader(database, settings) -> Iterator[OutsideReader]:
    made = OutsideReader(settings)
    yield made
    made.close()


@pytest.fixture(scope="module")
def untouched_sqlite(sqlite_template) -> Iterator[OutsideReader]:
    made = OutsideReader(Settings(data=sqlite_template))
    yield made
    made.close()


@pytest.fixture(scope="module")
def untouched_postgresql(postgres_databases, postgres_template) -> Iterator[OutsideReader]:
    url = postgres_databases.make(postgres_template)
    made = OutsideReader(Settings(database_url=url))
    yield made
    made.close()
    postgres_databases.drop(url)


@pytest.fixture
def untouched(engine, request) -> OutsideReader:
    """A reader for tests that change nothing; they share one directory."""
    shared: OutsideReader = request.getfixturevalue(f"untouched_{engine}")
    return shared


def rows(reader: OutsideReader, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in reader.cursor().execute(sql).fetchall()]


def publish(database, table, **values):
    given = {"generation": 1, "id": "x", "valid_from": 0, "valid_until": FOREVER} | values
    if "json" in table.c:
        given = {"agency_id": AGENCY, "bundle": "us", "in_order": "x", "json": b"{}"} | given
        given["csv"] = b"\r\n"
    with database.transaction() as connection:
        connection.execute(insert(table).values({k: v for k, v in given.items() if k in table.c}))


def activate(database, generation=1):
    with database.transaction() as connection:
        connection.execute(publication_state.delete())
        values = {"one": 1, "generation": generation, "policy": "hash"}
        connection.execute(insert(publication_state).values(values))


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_every_view_can_be_read(untouched, view):
    assert rows(untouched, f"SELECT * FROM {view}") == []


TABLES = (
    *("officer", "unit", "protection", "api_key", "publication_state", "alembic_version"),
    *("published_public_officer", "published_press_name", "published_public_tally"),
)
REFUSED = (
    *(f"SELECT * FROM {table}" for table in TABLES),
    *(f"SELECT count(*) FROM {table}" for table in TABLES),
    *(f"SELECT * FROM public.{table}" for table in TABLES),
    *(f"SELECT * FROM main.{table}" for table in TABLES),
    "SELECT * FROM (SELECT * FROM officer) AS public_officer",
    "SELECT * FROM officer AS public_officer",
    'SELECT (SELECT count(*) FROM "officer") FROM publication_now',
    "SELECT * FROM public_officer WHERE EXISTS (SELECT 1 FROM protection)",
    "SELECT * FROM public_officer UNION ALL SELECT id, id, id FROM officer",
    "WITH public_officer AS (SELECT * FROM officer) SELECT * FROM public_officer",
    "with\n recursive public_officer(x) as (select id from officer) select x from public_officer",
    "SELECT * FROM (/**/WITH public_officer AS (SELECT id FROM unit) SELECT * FROM public_officer)",
    "SELECT name FROM sqlite_master",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM pragma_table_info('officer')",
    "SELECT * FROM dbstat",
    "PRAGMA table_info('officer')",
    "PRAGMA query_only = OFF",
    "ATTACH DATABASE 'directory.db' AS other",
    "SELECT load_extension('x')",
    "SELECT randomblob(1000000000)",
    "INSERT INTO public_officer (id) VALUES ('x')",
    "UPDATE public_officer SET id = 'x'",
    "DELETE FROM published_public_officer",
    "CREATE TABLE mine (x int)",
    "CREATE TEMP TABLE mine (x int)",
    "CREATE VIEW public_officer_2 AS SELECT * FROM officer",
    "DROP VIEW public_officer",
    "COPY officer TO STDOUT",
    "SELECT pg_read_file('/etc/hostname')",
    "LOCK TABLE officer",
)


@pytest.mark.parametrize("sql", REFUSED)
def test_nothing_else_can(reader, sql):
    with pytest.raises(Exception) as refusal:
        rows(reader, sql)
    assert type(refusal.value).__module__ in ("sqlite3", "psycopg.errors")


@pytest.mark.parametrize("sql", ["RESET ROLE", "SET search_path = public", "RESET ALL"])
def test_resetting_the_session_opens_nothing(reader, engine, sql):
    if engine == "postgresql":
        reader.cursor().execute(sql)
    else:
        with pytest.raises(Exception, match=r"syntax error|not authorized"):
            reader.cursor().execute(sql)
    with pytest.raises(Exception, match=r"denied|prohibited|no such table"):
        rows(reader, "SELECT id FROM public.officer")


def test_a_statement_at_a_time(reader):
    with pytest.raises(Exception, match=r"one statement|multiple commands|denied|exist"):
        reader.cursor().execute("SELECT 1; SELECT id FROM officer")
    for name in ("executemany", "executescript"):
        if reader.is_sqlite:
            with pytest.raises(Exception, match="not authorized"):
                getattr(reader.cursor(), name)("SELECT 1", [])


def test_only_what_is_valid_now_in_the_active_generation_is_there(database, reader):
    table = published["public"]["officer"]
    now = database.now()
    publish(database, table, id="now", valid_from=now - 5, valid_until=FOREVER)
    publish(database, table, id="over", valid_from=0, valid_until=now)
    publish(database, table, id="not yet", valid_from=now + 60)
    publish(database, table, id="next generation", generation=2)
    assert rows(reader, "SELECT id FROM public_officer") == []
    activate(database)
    assert rows(reader, "SELECT id FROM public_officer") == [("now",)]
    assert rows(reader, "SELECT id FROM press_officer") == []
    activate(database, generation=2)
    assert rows(reader, "SELECT id FROM public_officer") == [("next generation",)]


def test_what_ends_is_gone_to_the_second(database, reader):
    activate(database)
    ends = database.now() + 2
    publish(database, published["public"]["officer"], id="ends", valid_until=ends)
    while rows(reader, "SELECT id FROM public_officer"):
        assert time.time() < ends + 0.5
    assert ends - 0.1 <= time.time()


def test_a_spelling_shows_only_words_of_names_that_are_there(database, reader):
    activate(database)
    publish(database, published_name["public"], token="diaz", id="o1")
    publish(database, published_name["public"], token="okafor", id="o2", valid_until=1)
    for token in ("diaz", "okafor", "nobody"):
        publish(database, published_spelling["public"], variant=token[1:], token=token)
    assert rows(reader, "SELECT token FROM public_spelling") == [("diaz",)]


def test_a_total_counts_what_is_valid_now_whatever_was_stored(database, reader):
    activate(database)
    publish(database, published["public"]["agency"], id=AGENCY, complaints_not_listed=40)
    tally = published_tally["public"]
    publish(database, tally, id="c1", agency_id=AGENCY)
    publish(database, tally, id="c2", agency_id=AGENCY)
    publish(database, tally, id="c3", agency_id="another")
    publish(database, tally, id="c4", agency_id=AGENCY, valid_until=1)
    publish(database, tally, id="c5", agency_id=AGENCY, generation=2)
    assert rows(reader, "SELECT complaints_not_listed FROM public_agency") == [(2,)]


def test_bytes_come_back_as_they_were_written(database, reader):
    activate(database)
    publish(database, published["press"]["officer"], json=b'{"last_name":"D\xc3\xadaz"}')
    assert bytes(rows(reader, "SELECT json FROM press_officer")[0][0]) == (
        b'{"last_name":"D\xc3\xadaz"}'
    )


def test_a_question_that_takes_too_long_is_stopped_and_the_reader_lives(database, reader):
    activate(database)
    for number in range(250):
        publish(database, published_name["public"], token="x", id=str(number))
    many = ", ".join(f"public_name AS n{i}" for i in range(5))
    started = time.monotonic()
    with pytest.raises(TooBroadError), reader.at_most(0.2):
        rows(reader, f"SELECT count(*) FROM {many} WHERE n0.token > n1.id")
    assert time.monotonic() - started < 2
    with reader.at_most(5):
        assert rows(reader, "SELECT count(*) FROM public_name") == [(250,)]
    assert rows(reader, "SELECT policy FROM publication_now") == [("hash",)]


def test_an_error_in_time_is_told_as_it_is(reader):
    with pytest.raises(Exception, match=r"syntax"), reader.at_most(5):
        rows(reader, "SELECT FROM WHERE")


def test_without_a_database_nothing_is_answered(tmp_path):
    with pytest.raises(NotAnsweredError):
        OutsideReader(Settings(data=tmp_path / "none"))
    with pytest.raises(NotAnsweredError):
        OutsideReader(Settings(data=tmp_path, database_url="postgresql://127.0.0.1:1/none"))


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_role_is_granted_the_views_alone(settings, database):
    granted = (
        "SELECT table_schema, table_name, privilege_type"
        " FROM information_schema.role_table_grants WHERE grantee = 'officer_directory_reader'"
    )
    with psycopg.connect(settings.database_url) as connection:
        rows = set(connection.execute(granted).fetchall())
    assert rows == {("publication", view, "SELECT") for view in VIEWS}
