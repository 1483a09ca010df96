"""What anyone may hand in, against a real directory, in both shells."""

import pytest
from tests.clients.driving import driving
from tests.http.test_corrections import rows

from officer_directory_client import errors


@pytest.fixture
def public(written_to, shell):
    with driving(shell, "Public", written_to.api) as directory:
        yield directory


def test_a_correction_is_kept_as_it_was_said(public, written_to):
    officer = written_to.world.diaz["id"]
    assert public.correct(officer, "Lieutenant", field="rank") is None
    public.correct(officer, "Díaz", wrong="The name", contact="a@b.example")
    told = {(row["field"], row["wrong"], row["should_be"]) for row in rows(written_to.settings)}
    assert told == {("rank", None, "Lieutenant"), (None, "The name", "Díaz")}
    with pytest.raises(errors.NoSuchRecordError):
        public.correct(written_to.world.nunez["id"], "Somebody", field="rank")
    with pytest.raises(errors.NotUnderstoodError):
        public.correct(officer, "No field and no words")


def test_a_key_is_applied_for_granted_and_taken_once(public, written_to, shell):
    applied = public.apply_for_key("Ada Lund", "ada@gazette.example", purpose="A story")
    assert applied.token.startswith("odapp_")
    told = public.key_application(applied.token)
    assert (told.state, told.reason) == ("granted", None)
    taken = public.take_key(told.link)
    assert taken.label == "Ada Lund"
    assert taken.expires_at > told.applied_on
    assert public.key_application(applied.token).state == "taken"
    with pytest.raises(errors.NoSuchRecordError):
        public.take_key(told.link)
    with driving(shell, "Press", written_to.api, taken.api_key) as press:
        assert press.me().tier == "press"
    secrets = (applied.token, told.link, taken.api_key)
    assert not any(secret in repr((applied, told, taken)) for secret in secrets)


def test_what_is_no_secret_of_an_application_leads_nowhere(public):
    for nothing in ("odapp_x", "x y"):
        with pytest.raises(errors.NoSuchRecordError):
            public.key_application(nothing)
    with pytest.raises(ValueError):
        public.take_key("../keys")
