"""How the directory decides, as a page made from what the directory says of itself."""

from tests.clients.portal.conftest import read

from officer_directory_client import PublicDirectory


def test_every_field_is_there_with_what_is_done_with_it(browser, api):
    answer = browser.get("/decides")
    page = read(answer)
    with PublicDirectory(api.api) as directory:
        told, policy = directory.fields(), directory.policy()
    for field in told.fields:
        assert f"<code>{field.name}</code>" in answer.text
    withheld = [field for field in told.fields if field.treatment == "withhold"]
    assert answer.text.count('<span class="withheld">') == len(withheld) > 10
    for exemption in told.exemptions:
        for said in (exemption.citation, exemption.words, exemption.remedy):
            assert said in page.text
    assert policy.policy in page.text
