"""Exemptions are honest about what they rest on, and plain enough for anybody."""

import re

import pytest

from officer_directory.disclosure.exemptions import DECIDED, Basis, Exemption
from officer_directory.disclosure.policy import Bundle


@pytest.fixture
def exemptions(bundle: Bundle) -> list[Exemption]:
    return list(bundle.exemptions.values())


def test_a_decision_has_author_date_and_finding(exemptions: list[Exemption]) -> None:
    for exemption in exemptions:
        if exemption.basis in DECIDED:
            assert exemption.decided_by
            assert exemption.decided_on
            assert exemption.finding
            assert len(exemption.finding.split()) > 15, "a finding says why"


def test_agency_policy_is_never_dressed_up_as_statute(exemptions: list[Exemption]) -> None:
    for exemption in exemptions:
        if exemption.basis is Basis.AGENCY_POLICY:
            assert re.match(r"Agency|Modelled on", exemption.citation)
        if exemption.basis is Basis.STATUTE:
            assert re.search(r"Code|USC|ILCS", exemption.citation)


def test_the_citation_that_could_not_be_checked_says_so(exemptions: list[Exemption]) -> None:
    for exemption in exemptions:
        assert exemption.verified is ("7922.000" not in exemption.citation)


def test_words_are_plain(exemptions: list[Exemption]) -> None:
    """Short sentences, no section numbers, no words that only lawyers use."""
    for exemption in exemptions:
        for sentence in re.split(r"[.:;]\s", exemption.words):
            assert len(sentence.split()) <= 28, sentence
        assert not re.search(r"§|pursuant|herein|glomar|disclos|exempt", exemption.words, re.I)


def test_every_exemption_says_how_to_challenge_it(exemptions: list[Exemption]) -> None:
    for exemption in exemptions:
        assert "Ask" in exemption.remedy
