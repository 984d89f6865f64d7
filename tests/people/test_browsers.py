"""Her devices are listed in words that she knows."""

import pytest

from annotate.people.browsers import short_browser


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14; V2254A) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0",
            "微信 · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1",
            "Safari · iPhone",
        ),
        ("python-requests/2.31", ""),
    ],
    ids=["pc", "wechat", "iphone", "program"],
)
def test_a_browser_is_named_shortly(user_agent: str, words: str) -> None:
    assert short_browser(user_agent) == words
