"""The words of the card for codes and settings. The catalogue's own speak of one page to its owner."""

from collections.abc import Mapping

# Every name of the catalogue that a document can be counted under. What `verify` finds is never one of these.
REASONS: Mapping[str, str] = {
    "missing_field": "a required field was missing",
    "wrong_type": "a field was of the wrong type",
    "unknown_field": "a field is not in the schema",
    "bad_value": "a field held a value that the schema forbids",
    "not_json": "the line was not a JSON object",
    "future_date": "the date of publication lay after the day of fetching",
    "derived_mismatch": "a derived field was not what the text derives",
    "id_mismatch": "the id was not that of the url or page",
    "duplicate_id": "the id stood there twice",
    "count_mismatch": "the stated number of characters was wrong",
    "impossible_date": "a date does not exist",
    "not_utf8": "a line was not UTF-8",
    "trailing_comma": "a comma had nothing behind it",
    "nested_too_deep": "the record was nested too deep",
    "wrong_form": "a field was not written in the form that the schema asks for",
    "not_a_choice": "a field held none of the values that the schema lists",
    "empty_value": "a field was empty",
    "byte_order_mark": "a byte order mark stood before a record",
    "carriage_return": "lines ended in CR LF",
    "formula_cell": "a cell of a table was a formula",
    "wrong_cells": "a row of a table had another number of cells than its header",
    "bad_header": "the first line of a table did not name its columns",
    "empty_page": "the page was empty",
    "binary_page": "the page was not text",
    "unknown_format": "the file was of a format that is not read",
    "damaged_container": "the file was damaged from some place on",
    "no_content": "the record held no page",
    "orphan_facts": "facts described a page that was not there",
    "bad_facts": "a fact about the page was malformed and not used",
    "unreadable_file": "the file could not be read",
    "link_not_followed": "it was a link, which is never followed",
    "not_a_file": "it was no regular file",
    "name_taken": "another file had the same name",
    "strange_name": "the file's name could not be written as it was",
    "too_large": "it was larger than a page or record may be",
    "bad_record": "the record could not be decoded",
    "lone_surrogate": "half of a character was replaced by U+FFFD",
    "other_media": "the archived response was not an HTML page",
    "http_status": "the server had not answered with a page",
    "no_article": "no line of the page read as an article",
    "link_list": "the page was a list of links",
    "title_only": "the page had a title and no article",
    "too_short": "the article was shorter than the limit",
    "mojibake": "the text was decoded wrongly before it came here and could not be restored",
    "wrong_language": "the text was not Chinese",
    "digits_stripped": "every digit of the page had been stripped",
    "duplicate": "exact copy of an article that was kept",
    "near_duplicate": "near copy of an article that was kept",
    "near_test": "near copy of a published row of the test split",
    "near_train": "near copy of a published row of the train split",
    "bridges_splits": "near copy of published rows of both splits",
    "pruned": "its raw page was gone",
    "superseded": "a later copy of the same url was kept",
    "dropped_by_hand": "the maintainers left it out by hand",
    "taken_down": "it was taken down on request, or is a near copy of what was",
    "contaminated": "it shared text with a benchmark",
    "override_private": "the maintainers kept it by hand, and it held personal data",
    "override_unused": "a correction by hand named an article that was not there",
    "rights_withheld": "its rights do not let it out",
    "spam_page": "the page was spam",
    "rights_unknown": "the page says nothing about its rights",
    "personal_data": "it held personal data that must not be published",
    "leftover_pinyin": "pinyin annotations were left in the text",
    "leftover_markup": "markup was left in the text",
    "secret": "it held a token, a key or another credential",
    "rights_differ": "its stated rights were laxer than its licence or its site's policy",
    "already_there": "it was a row already",
    "edits_row": "it was an edit of a row",
    "copy_of_row": "exact copy of a published row",
    "copy_of_test": "exact copy of a published row of the test split",
    "near_row": "probably a near copy of a published row",
    "near_test_row": "probably a near copy of a published row of the test split",
    "new_row": "it was to be a new row",
    "foreign_split": "the adopted file was neither of train nor of test",
    "lost_column": "an adopted column is not in the schema",
}


def reason(name: str) -> str:
    """Words for a name of the catalogue; a name of a later version of it is shown as it is."""
    return REASONS.get(name, name.replace("_", " "))


# Why a row of the version before is none any more, where the catalogue has no word for it.
REMOVALS: Mapping[str, str] = {
    "taken_down": "removed by a takedown",
    "pruned": "its raw page is gone",
    "absent": "the index does not say why",
}


def removal(name: str) -> str:
    """Words for why a row was removed: a name of its own, or of the catalogue."""
    return REMOVALS.get(name) or reason(name)


# Whom a change of a column concerns, by its kind.
READERS: Mapping[str, str] = {
    "added": "readers that name their columns do not notice it",
    "required": "records without it are no longer accepted; readers that name their columns do not notice it",
    "removed": "breaks readers that name it",
    "retyped": "breaks readers that count on its type",
    "narrowed": "records with other values are no longer accepted; breaks no reader",
    "widened": "readers that count on the old limits meet other values",
}

RIGHTS: Mapping[str, str] = {
    "allowed": "an open licence, or leave to reuse, stated by the page or by who sent it in",
    "unknown": "nothing is said of the rights",
    "restricted": "leave with conditions: for study only, a reprint disclaimer, no AI training, no text mining",
    "forbidden": "reprinting without permission is forbidden, or a paywall's or library's terms apply",
}

OVERRIDES: Mapping[str, str] = {"keep": "kept", "drop": "left out", "set": "with a field set"}

DEEDS: Mapping[str, str] = {
    "redact": "replaced by a placeholder",
    "keep": "kept",
    "drop": "page left out",
}
