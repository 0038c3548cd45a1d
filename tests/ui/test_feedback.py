import pytest

from insourcing_assistant.errors import UsageError
from insourcing_assistant.recorded import NOT_JUDGED, Feedback
from insourcing_assistant.ui.feedback import MAX_REASON_CHARS, feedback_of, judging, said_of
from tests.ui.reading import elements, of_class, of_tag


def test_before_it_is_judged_no_thumb_is_pressed_and_no_reason_asked_for() -> None:
    markup = judging(1, NOT_JUDGED)
    assert [each.attributes["aria-pressed"] for each in of_class(markup, "tool")] == ["false", "false"]
    assert [each.text for each in of_class(markup, "tool")] == ["Helpful", "Not helpful"]
    (form,) = of_tag(markup, "form")
    assert "hidden" in form.attributes


def test_what_was_said_is_shown_as_pressed_with_its_reason_as_text() -> None:
    markup = judging(4, Feedback("down", "</textarea><script>"))
    assert [each.attributes["aria-pressed"] for each in of_class(markup, "tool")] == ["false", "true"]
    assert not [each for each in elements(markup) if each.tag == "script"]
    (reason,), (label,) = of_tag(markup, "textarea"), of_tag(markup, "label")
    assert (reason.text, reason.attributes["maxlength"]) == ("</textarea><script>", str(MAX_REASON_CHARS))
    assert label.attributes["for"] == reason.attributes["id"]


def test_a_judgement_is_kept_with_its_reason_and_moment() -> None:
    feedback = feedback_of({"verdict": "down", "reason": "  Too old. "})
    assert feedback
    assert (feedback["verdict"], feedback["reason"]) == ("down", "Too old.")
    assert str(feedback["at"]).endswith("+00:00")
    assert said_of(feedback) == "Noted: this answer was not helpful, with your reason."
    assert said_of(feedback_of({"verdict": "up"})) == "Noted: this answer was helpful."


def test_no_verdict_takes_it_back() -> None:
    assert feedback_of({"verdict": "", "reason": "left over"}) is None
    assert said_of(None) == "Your judgement of the answer was taken back."


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"verdict": "sideways"}, "helpful or not helpful"),
        ({"verdict": "up", "reason": "x" * (MAX_REASON_CHARS + 1)}, "1,001 characters; at most 1,000 are kept"),
    ],
)
def test_what_cannot_be_kept_is_a_sentence(form: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        feedback_of(form)


def test_a_link_to_make_a_test_query_waits_for_its_address() -> None:
    (link,) = of_tag(judging(1, Feedback("down", "Old.")), "a")
    assert link.text == "Make a test query of this answer"
    assert "href" not in link.attributes
