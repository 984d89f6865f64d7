"""Pages speak the language of whoever reads them."""

import pytest


@pytest.mark.parametrize(
    ("accepted", "words", "tag"),
    [
        pytest.param("zh-CN,zh;q=0.9,en;q=0.5", "在家干活", "zh-Hans", id="chinese"),
        pytest.param("en-GB,en;q=0.9", "Work at home", "en", id="english"),
        pytest.param("", "在家干活", "zh-Hans", id="deployment"),
    ],
)
def test_the_front_door_speaks_the_browsers_language(client, accepted, words, tag):
    page = client.get("/", headers={"Accept-Language": accepted}).text

    assert words in page
    assert f'<html lang="{tag}"' in page


def test_a_chosen_language_beats_the_browsers(client):
    client.set_cookie("douya_locale", "en")

    page = client.get("/", headers={"Accept-Language": "zh-CN"}).text

    assert "Work at home" in page
