"""What marks the people of a gang."""

from resolvers.gang_marks import words_of_title


def test_title_words_are_pairs_of_characters_and_longer_words():
    """'Riverside 河边组' is known by its word and by its pairs of characters."""
    assert words_of_title("Riverside 河边组 no 2") == ["河边", "边组", "riverside"]
