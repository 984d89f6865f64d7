"""A browser's name for itself, shortened to what a person recognises. Pure."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
# Each names the later ones too, so the most particular comes first.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QQBrowser", "QQ"),
    ("UCBrowser", "UC"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def short_browser(user_agent: str) -> str:
    """'Mozilla/5.0 (Linux; Android 14 ...) Chrome/120 ...' -> 'Chrome · Android'; '' when nothing is known."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)
