from insourcing_assistant.ui.places import page_words, place_words


def test_the_page_is_named_once_where_print_and_file_agree() -> None:
    assert place_words("page", 11, "11") == "page 11"
    assert place_words("page", 11, "") == "page 11"


def test_both_pages_are_named_where_they_differ() -> None:
    assert place_words("page", 14, "xii") == "printed page xii (PDF page 14)"
    assert page_words("page", (14, 15), ("12", "13")) == "printed pages 12–13 (PDF pages 14–15)"


def test_a_section_is_named_by_its_heading_or_else_by_its_number() -> None:
    assert place_words("section", 3, "Case studies") == "section “Case studies”"
    assert place_words("section", 3, "") == "section 3"
    assert page_words("section", (3,), ("Case studies",)) == ""
