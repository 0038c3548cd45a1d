"""A download ends whole, or with a sentence, whatever the server does."""

from __future__ import annotations

import email.utils
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from insourcing_assistant.errors import BlockedAddressError, FetchError, TooLargeError
from insourcing_assistant.fetching.parts import Validators
from insourcing_assistant.fetching.requesting import MAX_REDIRECTS
from tests.fetching.making import Fetching, make_session
from tests.fetching.server import (
    ETAG,
    MODIFIED,
    PDF,
    Answer,
    Exchange,
    Loopback,
    body,
    conditional,
    dropping,
    endless,
    gzip_bomb,
    huge_headers,
    in_turn,
    ranges,
    redirect,
    silent,
    slow_headers,
    stalling,
    trickling,
)

PART_OF_IT = 100_000


def test_a_document_comes_whole_with_what_the_server_says_of_it(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a.pdf", body(PDF, ETag=ETAG, Last_Modified=MODIFIED, Content_Type="application/pdf"))
    come = fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF
    assert (come.changed, come.validators, come.content_type) == (True, Validators(ETAG, MODIFIED), "application/pdf")


def test_the_user_agent_says_who_asks_and_for_what(fetching: Fetching, server: Loopback) -> None:
    fetching.download(server.says("/a.pdf", body(PDF)))
    [asked] = server.requests("/a.pdf")
    assert asked.headers["user-agent"].startswith("insourcing-assistant/")
    assert "Mozilla" not in asked.headers["user-agent"]
    assert asked.headers["accept-encoding"] == "identity"
    assert "cookie" not in asked.headers


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "the server answers with an error (400)."),
        (401, "it wants a password (401)."),
        (403, "access is refused (403)."),
        (404, "there is nothing at this address (404)."),
        (410, "what was there has been taken down (410)."),
        (204, "the server answers with an error (204)."),
        (304, "the server answers with an error (304)."),
    ],
)
def test_a_refusal_is_taken_for_an_answer(fetching: Fetching, server: Loopback, status: int, sentence: str) -> None:
    assert fetching.problem(server.says("/a", body(b"" if status in (204, 304) else b"No.", status=status))) == sentence
    assert len(server.asked) == 1
    assert fetching.pauses == []


def test_a_server_in_trouble_is_asked_again_after_growing_pauses(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(body(b"", status=500), body(b"", status=503), body(PDF)))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF
    assert [pause for pause in fetching.pauses if pause >= 1] == [1, 2]


def test_a_server_that_stays_in_trouble_is_given_up(fetching: Fetching, server: Loopback) -> None:
    assert fetching.problem(server.says("/a", body(b"", status=502))) == "the server is in trouble (502)."
    assert len(server.asked) == 4


def test_a_server_is_left_alone_for_as_long_as_it_asks(fetching: Fetching, server: Loopback) -> None:
    fetching.download(server.says("/a", in_turn(body(b"", status=429, Retry_After="7"), body(PDF))))
    assert 7 in fetching.pauses


def test_a_date_to_come_back_at_is_understood(fetching: Fetching, server: Loopback) -> None:
    date = email.utils.formatdate(time.time() + 5000, usegmt=True)
    problem = fetching.problem(server.says("/a", body(b"", status=503, Retry_After=date)))
    assert problem.startswith("the server asks to be left alone for ")
    fetching.download(server.says("/b", in_turn(body(b"", status=503, Retry_After="soon"), body(PDF))))


def test_nobody_waits_for_an_hour(fetching: Fetching, server: Loopback) -> None:
    problem = fetching.problem(server.says("/a", body(b"", status=429, Retry_After="3600")))
    assert problem == "the server asks to be left alone for 3,600 seconds (429)."
    assert len(server.asked) == 1


def test_what_broke_off_is_gone_on_with(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT), ranges(PDF)))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF
    again = server.requests("/a")[1].headers
    start = int(again["range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= PART_OF_IT
    assert again["if-range"] == ETAG


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", dropping(PDF, after=PART_OF_IT))
    assert fetching.problem(url) == "the connection broke off within it."
    left = fetching.part(url).size
    assert 0 < left <= PART_OF_IT
    server.asked.clear()
    server.says("/a", ranges(PDF))
    fetching.download(url, session=make_session())
    assert [asked.headers["range"] for asked in server.asked] == [f"bytes={left}-"]
    assert fetching.part(url).path.read_bytes() == PDF


def test_a_server_that_ignores_ranges_sends_it_all_again(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT), body(PDF)))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF


@pytest.mark.parametrize(
    "wrong",
    [
        ranges(PDF, shift=-7),
        ranges(PDF, shift=7),
        ranges(PDF, total=len(PDF) + 1),
        body(PDF[PART_OF_IT:], status=206),
        body(PDF, status=206, Content_Range="bytes nonsense"),
        body(b"", status=416),
    ],
    ids=["before", "behind", "other size", "no range", "nonsense", "416"],
)
def test_a_continuation_that_does_not_fit_is_thrown_away(fetching: Fetching, server: Loopback, wrong: Answer) -> None:
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT), wrong, body(PDF)))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF
    assert "range" not in server.requests("/a")[2].headers


def test_a_document_that_changes_between_its_parts_is_fetched_anew(fetching: Fetching, server: Loopback) -> None:
    newer = PDF.replace(b"line", b"LINE")
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT), ranges(newer, etag='"two"')))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == newer

    def careless(exchange: Exchange) -> None:
        """Go on with the newer one, although the older one is asked for."""
        exchange.headers.replace_header("If-Range", '"two"')
        ranges(newer, etag='"two"')(exchange)

    url = server.says("/b", in_turn(dropping(PDF, after=PART_OF_IT), careless, body(newer)))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == newer


def test_a_tag_that_cannot_be_sent_back_is_no_tag(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT, etag='"é"'), body(PDF, ETag='"é"')))
    assert fetching.download(url).validators == Validators()
    assert fetching.part(url).path.read_bytes() == PDF


def test_what_has_no_name_for_its_state_is_not_gone_on_with(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", in_turn(dropping(PDF, after=PART_OF_IT, etag='W/"weak"'), body(PDF)))
    fetching.download(url)
    assert "range" not in server.requests("/a")[1].headers
    assert fetching.part(url).path.read_bytes() == PDF


def test_a_part_not_asked_for_is_refused(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF[:10], status=206, Content_Range=f"bytes 0-9/{len(PDF)}"))
    assert fetching.problem(url) == "the server goes on with something else than the rest of it."


def test_a_length_that_is_too_long_is_a_broken_connection(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF, Content_Length=str(len(PDF) + 10)))
    assert fetching.problem(url) == "the connection broke off within it."


@pytest.mark.parametrize("answer", [silent, stalling(PDF, after=PART_OF_IT)], ids=["silent", "stalling"])
def test_silence_is_not_waited_out(fetching: Fetching, server: Loopback, answer: Answer) -> None:
    url = server.says("/a", answer)
    assert fetching.problem(url, session=make_session(silence_s=0.1)) == "nothing came for 0.1 seconds."
    assert len(server.asked) == 4


@pytest.mark.parametrize("answer", [slow_headers, trickling(PDF, piece=100, pause_s=0.02)], ids=["headers", "body"])
def test_a_trickle_ends_with_the_deadline(fetching: Fetching, server: Loopback, answer: Answer) -> None:
    url = server.says("/a", answer)
    assert fetching.problem(url, session=make_session(timeout_s=0.5)) == "it took longer than 0.5 seconds in all."
    assert len(server.asked) == 1


def test_what_is_declared_too_large_is_not_begun(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF))
    with pytest.raises(TooLargeError, match=r"it is larger than 0\.3 MB; allow more with INSOURCING_FETCH_MAX_BYTES"):
        fetching.download(url, session=make_session(max_bytes=300_000))
    assert fetching.part(url).size == 0


@pytest.mark.parametrize("answer", [endless, gzip_bomb], ids=["endless", "bomb"])
def test_what_becomes_too_large_is_stopped_and_thrown_away(
    fetching: Fetching, server: Loopback, answer: Answer
) -> None:
    url = server.says("/a", answer)
    with pytest.raises(TooLargeError, match=r"larger than 2\.0 MB"):
        fetching.download(url, session=make_session(max_bytes=2_000_000))
    assert fetching.names() == []


@pytest.mark.parametrize("bits", [zlib.MAX_WBITS | 16, zlib.MAX_WBITS], ids=["gzip", "deflate"])
def test_compression_that_was_not_asked_for_is_undone(fetching: Fetching, server: Loopback, bits: int) -> None:
    deflater = zlib.compressobj(wbits=bits)
    sent = deflater.compress(PDF) + deflater.flush()
    name = "gzip" if bits > 15 else "deflate"
    url = server.says("/a", body(sent, Content_Encoding=name, ETag=ETAG))
    fetching.download(url)
    assert fetching.part(url).path.read_bytes() == PDF
    cut = server.says("/b", in_turn(body(sent[:-20], Content_Encoding=name, ETag=ETAG), body(PDF)))
    fetching.download(cut)
    # A piece of what was unpacked says nothing of where to go on in what was packed.
    assert "range" not in server.requests("/b")[1].headers
    assert fetching.part(cut).path.read_bytes() == PDF


def test_damaged_and_unknown_compression_is_named(fetching: Fetching, server: Loopback) -> None:
    assert "its compression is damaged" in fetching.problem(server.says("/a", body(b"xyz", Content_Encoding="gzip")))
    problem = fetching.problem(server.says("/b", body(b"xyz", Content_Encoding="br")))
    assert problem == "it is sent in a compression that was not asked for (br)."


def test_headers_without_end_are_refused(fetching: Fetching, server: Loopback) -> None:
    assert "the server's answer is not well-formed" in fetching.problem(server.says("/a", huge_headers))


def test_what_is_no_http_is_refused(fetching: Fetching, server: Loopback) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.wfile.write(b"nothing that HTTP knows\r\n\r\n")

    url = server.says("/a", answer)
    assert "the server's answer is not well-formed" in fetching.problem(url)


def test_a_server_that_says_nothing_and_goes_is_asked_again(fetching: Fetching, server: Loopback) -> None:
    fetching.download(server.says("/a", in_turn(lambda exchange: exchange.hang_up(), body(PDF))))
    assert len(server.asked) == 2


def test_nothing_listens(fetching: Fetching, server: Loopback) -> None:
    url = server.url("/a")
    server.shutdown()
    server.server_close()
    assert fetching.problem(url) == "nothing listens at 127.0.0.1."
    # It was tried twice, and is not tried again in this run.
    assert fetching.pauses[0] == 1
    count = len(fetching.pauses)
    assert fetching.problem(f"{url}/b") == "nothing listens at 127.0.0.1."
    assert len(fetching.pauses) == count


def test_redirects_are_followed_and_the_last_address_is_kept(fetching: Fetching, server: Loopback) -> None:
    for number in range(MAX_REDIRECTS):
        server.says(f"/{number}", redirect(f"/{number + 1}", status=(301, 302, 303, 307, 308)[number]))
    server.says(f"/{MAX_REDIRECTS}", body(PDF))
    assert fetching.download(server.url("/0")).url == server.url(f"/{MAX_REDIRECTS}")
    server.says("/more", redirect("/0"))
    assert fetching.problem(server.url("/more")) == f"it redirects more than {MAX_REDIRECTS} times."


@pytest.mark.parametrize(("first", "second"), [("/a", "/a"), ("/b", "/a")])
def test_a_circle_of_redirects_is_noticed(fetching: Fetching, server: Loopback, first: str, second: str) -> None:
    server.says("/b", redirect("/a"))
    assert fetching.problem(server.says("/a", redirect(first))) == "it redirects in a circle."
    assert len(server.asked) <= 2


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("file:///etc/passwd", "only http:// and https:// addresses are fetched."),
        ("ftp://example.org/a.pdf", "only http:// and https:// addresses are fetched."),
        ("data:application/pdf,x", "only http:// and https:// addresses are fetched."),
        ("http://user:word@127.0.0.1/", "an address with a user name or a password in it is not fetched."),
        ("http://169.254.169.254/latest", "which is no place that anything is published at."),
        ("http://0x7f000001/a", "its host is 127.0.0.1, written in a way that hides it."),
    ],
)
def test_a_redirect_to_where_nothing_is_fetched_from_is_refused(
    fetching: Fetching, server: Loopback, target: str, sentence: str
) -> None:
    url = server.says("/a", redirect(target))
    with pytest.raises(BlockedAddressError) as caught:
        fetching.download(url)
    assert caught.value.problem.startswith(f"it redirects to {target}, which is refused: ")
    assert caught.value.problem.endswith(sentence)


def test_a_redirect_to_nonsense_is_refused(fetching: Fetching, server: Loopback) -> None:
    assert "redirects to" in fetching.problem(server.says("/a", redirect("http://[::1")))


def test_what_has_not_changed_is_not_sent_again(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", conditional(PDF, modified=MODIFIED))
    come = fetching.download(url, known=Validators(ETAG, MODIFIED))
    assert (come.changed, fetching.part(url).size) == (False, 0)
    [asked] = server.asked
    assert (asked.headers["if-none-match"], asked.headers["if-modified-since"]) == (ETAG, MODIFIED)


def test_two_requests_to_one_host_leave_a_pause_between_them(fetching: Fetching, server: Loopback) -> None:
    fetching.download(server.says("/a", body(PDF)))
    assert fetching.pauses == []
    fetching.download(server.says("/b", body(PDF)))
    [pause] = fetching.pauses
    assert 0 < pause <= 1


def test_a_folder_that_cannot_be_written_to_is_named(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF))
    fetching.part(url).path.mkdir()
    with pytest.raises(FetchError, match="it cannot be written to"):
        fetching.download(url)


def test_a_full_disk_is_named_and_not_kept_full(fetching: Fetching, server: Loopback) -> None:
    url = server.says("/a", body(PDF, ETag=ETAG))
    # A limit on the size of files stands for the disk; it holds for a whole process, hence for one of its own.
    program = f"""
import resource
from pathlib import Path
from tests.fetching.making import Fetching
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
print(Fetching(Path({str(fetching.folder)!r})).problem({url!r}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"it cannot be written to {fetching.folder}: File too large.\n"
    assert fetching.part(url).size == 0
