import pytest

from insourcing_assistant.ui.markup import counted, host, outside_link, shortened, text, web_address
from tests.ui.reading import of_tag


def test_text_cannot_become_markup_or_leave_an_attribute() -> None:
    assert text("""<b title="x">&'""") == "&lt;b title=&quot;x&quot;&gt;&amp;&#x27;"


def test_text_cannot_turn_the_reading_direction() -> None:
    assert text("safe\u202egnp.exe") == "safegnp.exe"


@pytest.mark.parametrize("url", ["https://a.example/x?b=1&c=2", "http://a.example", " HTTPS://a.example/ "])
def test_web_addresses_become_links(url: str) -> None:
    assert web_address(url) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:",
        "//a.example",
        "file:///etc/passwd",
        "https://[bad",
    ],
)
def test_other_addresses_do_not(url: str | None) -> None:
    assert web_address(url) is None


def test_the_host_is_named_without_www() -> None:
    assert host("https://www.apse.example.org/x") == "apse.example.org"


def test_a_link_to_another_site_knows_nothing_of_this_page() -> None:
    (link,) = of_tag(outside_link('https://a.example/?q="><script>', "<i>words</i>"), "a")
    assert link.attributes["href"] == 'https://a.example/?q="><script>'
    assert link.attributes["rel"] == "noopener noreferrer"
    assert link.attributes["target"] == "_blank"
    assert link.text == "<i>words</i> (opens in a new tab)"


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("one two\nthree four", max_chars=10) == "one two…"
    assert shortened("one two", max_chars=10) == "one two"
    assert shortened("x" * 20, max_chars=10) == "x" * 10 + "…"
    assert shortened("Add " + "x" * 20, max_chars=10) == "Add xxxxxx…"


def test_counts_agree_with_their_noun() -> None:
    assert [counted(n, "source") for n in (0, 1, 2)] == ["0 sources", "1 source", "2 sources"]
