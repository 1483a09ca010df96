"""A photo is marked with tier, client and day, unless the policy of its agency says otherwise."""

import shutil
from dataclasses import replace

import pytest
from PIL import Image, ImageChops
from tests import world as fictional
from tests.asking import serving
from tests.bundles import MINIMAL, SHIPPED, TOWN
from tests.photographing import JPEG, link, problem
from tests.photographs import decoded, jpeg, saved

from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import load
from officer_directory.disclosure.policy_diff import changes
from officer_directory.photos.marking import marked
from officer_directory.photos.sizes import Form
from officer_directory.store.engines import Database

WORDS = ("records", "AbCdEf123456", "2026-11-28")


def unmarked(policies, tmp_path, bundle, tiers):
    """A folder of bundles, of which one gives photos to these tiers without a mark."""
    folder = shutil.copytree(policies, tmp_path / "policies")
    path = folder / bundle / "exemptions.toml"
    head, found, rest = path.read_text("utf-8").partition("press_equals_public")
    listed = ", ".join(f'"{tier}"' for tier in tiers)
    path.write_text(f"{head}photos_unmarked_for = [{listed}]\n{found}{rest}", "utf-8")
    return folder


def difference(one, two):
    """How much of a picture differs clearly from another, of 1."""
    grey = ImageChops.difference(one.convert("RGB"), two.convert("RGB")).convert("L")
    clearly = grey.point(lambda value: 255 if value > 20 else 0)
    return clearly.histogram()[255] / (one.width * one.height)


@pytest.mark.parametrize("size", [(16, 12), (120, 160), (480, 360), (1024, 683)])
@pytest.mark.parametrize("colour", ["white", "black", "gray"])
def test_a_mark_cannot_be_overlooked_on_any_photo(size, colour):
    plain = Image.new("RGB", size, colour)
    made = decoded(marked(saved(plain, "JPEG", quality=95), Form.JPEG, WORDS))
    assert made.size == plain.size
    assert difference(made, plain) > 0.02


def test_a_mark_reaches_over_the_whole_picture():
    plain = Image.new("RGB", (480, 600), "gray")
    made = decoded(marked(saved(plain, "WEBP", lossless=True), Form.WEBP, WORDS))
    for left in (0, 240):
        for top in (0, 200):
            part = (left, top, left + 240, top + 200)
            assert difference(made.crop(part), plain.crop(part)) > 0.005


def test_equal_words_make_equal_files_and_other_words_others():
    content = saved(Image.new("RGB", (160, 120), "gray"), "JPEG", quality=95)
    assert marked(content, Form.JPEG, WORDS) == marked(content, Form.JPEG, WORDS)
    for changed in (("hr", *WORDS[1:]), (*WORDS[:2], "2026-11-29")):
        assert marked(content, Form.JPEG, WORDS) != marked(content, Form.JPEG, changed)


def test_a_policy_may_give_a_tier_photos_without_a_mark(settings, tmp_path):
    folder = unmarked(SHIPPED, tmp_path, "california", ["oversight"])
    held = replace(settings, policies=folder)
    database = Database(held)
    world = fictional.build(database, activation.ensure(database, held))
    database.close()
    officer = world.officers["kim"]["id"]
    with serving(held, world) as ask:
        path = f"/v1/officers/{officer}/photo"
        assert ask("hr").put(path, content=jpeg(), headers=JPEG).status_code == 200
        plain = decoded(jpeg())
        given = {
            tier: decoded(ask(tier).get(link(ask(tier), officer, "large")).content)
            for tier in ("hr", "records", "oversight")
        }
        assert difference(given["oversight"], plain) < 0.001
        assert difference(given["hr"], plain) > 0.02
        assert difference(given["records"], plain) > 0.02
        assert problem(ask("press").get(path)) == (404, "withheld")


def test_taking_a_mark_away_widens_and_the_hash_of_that_tier_alone_changes(tmp_path):
    before = load(MINIMAL)
    after = load(unmarked(MINIMAL, tmp_path, TOWN, ["oversight"]))
    (change,) = changes(before, after)
    assert (change.tier, change.name) == ("oversight", "the mark on photos")
    assert change.widens
    assert not change.narrows
    (back,) = changes(after, before)
    assert back.narrows
    assert not back.widens
    told = {tier for tier in before.tier_hash if before.tier_hash[tier] != after.tier_hash[tier]}
    assert told == {"oversight"}
    assert before.hash != after.hash
