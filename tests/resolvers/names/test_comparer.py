"""Names compared in any scripts: rank, symmetry, identity. Pairs follow public romanisation rules."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.names.comparer import likeness, name_likeness

_NAMES = st.text(
    alphabet=st.sampled_from("abcdehijklmnorstuwyz '-.éöабвгдежоя王小明张伟金김민준مدحודהタナカสม"), max_size=14
)


@pytest.mark.parametrize(
    ("name", "same", "other"),
    [
        # Latin: order, initials, middle names, particles, spelling, short forms.
        ("Hans Joachim Weber", "Weber, Hans Joachim", "Hans Joachim Bauer"),
        ("J. R. Weber", "Johann Rudolf Weber", "Karl Emil Weber"),
        ("Maria Lopez Garcia", "María López", "María Torres"),
        ("Ludwig van Buren", "Ludwig Buren", "Ludwig Bahren Smit"),
        ("Stephen Mayer", "Steven Meyer", "Stephen Miller"),
        ("Bill Carter", "William Carter", "Wilma Carter"),
        ("Jean-Luc Moreau", "Jean Luc Moreau", "Jean-Paul Moreau"),
        # Cyrillic, with patronymics and fond forms.
        ("Sergei Ivanovich Petrov", "Сергей Петров", "Сергей Павлов"),
        ("Yevgeny Shcherbakov", "Евгений Щербаков", "Евгений Щукин"),
        ("Саша Иванов", "Александр Иванов", "Андрей Иванов"),
        ("Чжан Вэй", "张伟", "陈伟"),
        # Chinese: pinyin, Wade-Giles, Cantonese, order, traditional characters.
        ("Wang Xiaoming", "王小明", "王小红"),
        ("Xiaoming Wang", "王小明", "汪小红"),
        ("Ouyang Na", "歐陽娜", "欧阳修"),
        ("Ch'en Kuo-hua", "陈国华", "陈国平"),
        ("Hsu Chih-ch'iang", "徐志强", "徐志明"),
        ("Chan Tai Man", "陳大文", "陳大明"),
        ("Cheung Ka Fai", "張家輝", "張家明"),
        ("Hsi Ta-ming", "Xi Daming", "Xi Xiaohong"),
        ("王小明", "王曉明", "王大山"),
        ("Francis Bacon", "弗朗西斯·培根", "弗朗西斯·德雷克"),
        ("Albert Einstein", "阿尔伯特·爱因斯坦", "阿尔伯特·加缪"),
        # Korean, Japanese.
        ("Park Ji-hoon", "박지훈", "박지민"),
        ("Ji-hoon Park", "박지훈", "김지훈"),
        ("Lee Seo-yeon", "이서연", "이준호"),
        ("Tanaka Hiroshi", "タナカ ヒロシ", "タナカ マサル"),
        ("Itō Jun'ichirō", "いとう じゅんいちろう", "いとう けんじ"),
        ("Michael Johnson", "マイケル・ジョンソン", "マイケル・ジャクソン"),
        # Arabic, Hebrew: vowels unwritten, articles, servants of God.
        ("Mohammed Ahmed", "محمد أحمد", "محمود خالد"),
        ("Omar al-Sharif", "عمر الشريف", "عمر الحداد"),
        ("Abdul Rahman Khalid", "عبد الرحمن خالد", "عبد الله خالد"),
        ("Abd al-Rahman Khalid", "Abdurrahman Khalid", "Abd al-Karim Khalid"),
        ("Yitzhak Levi", "יצחק לוי", "יעקב לוי"),
        ("Benjamin Shapiro", "בנימין שפירא", "ברוך שפירא"),
        # Other alphabets.
        ("Nguyen Van Duc", "Nguyễn Văn Đức", "Nguyễn Văn Hùng"),
        ("Giorgos Papadopoulos", "Γιώργος Παπαδόπουλος", "Γιάννης Παπαδάκης"),
        ("Somchai Jaidee", "สมชาย ใจดี", "สมศักดิ์ ใจดี"),
    ],
)
def test_one_name_is_nearer_than_another(name, same, other):
    """The same name in other letters or another order comes before a like name of somebody else, and above 0.7."""
    assert likeness(name, same) > likeness(name, other)
    assert likeness(name, same) >= 0.7


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hans Weber", "Karl Weber"),
        ("王小明", "李大山"),
        ("Wang Xiaoming", "李小明"),
        ("Ali Hassan", "محمود خالد"),
        ("Kim Min-jun", "이서연"),
        ("A. Weber", "Bernd Weber"),
        ("Weber", "Hans Joachim Weber Schmidt"),
    ],
)
def test_contradicting_names_stay_below(left, right):
    """A word that contradicts outweighs one that agrees."""
    assert likeness(left, right) < 0.7


@pytest.mark.parametrize(
    ("pair", "reading"),
    [
        (("Wang Xiaoming", "王小明"), "pinyin"),
        (("Hsu Chih-ch'iang", "徐志强"), "wade_giles"),
        (("Sergei Petrov", "Сергей Петров"), "letters"),
    ],
)
def test_reading_that_decided_is_told(pair, reading):
    """Who sees a likeness sees what it rests on."""
    pairs = pl.DataFrame({"name_l": [pair[0]], "name_r": [pair[1]]})
    assert name_likeness(pairs)["decided_by"].to_list() == [reading]


@given(_NAMES, _NAMES)
@settings(max_examples=40, deadline=None)
def test_likeness_is_symmetric_bounded_and_one_for_itself(left, right):
    """Whatever the names, sides do not matter, numbers stay in range and a name with letters is itself."""
    there, back = likeness(left, right), likeness(right, left)
    assert 0 <= there <= 1
    assert there == pytest.approx(back, abs=1e-5)
    own = likeness(left, left)
    assert own == pytest.approx(1, abs=1e-5) or (own == 0 and not any(sign.isalnum() for sign in left))


@given(st.lists(st.tuples(_NAMES | st.none(), _NAMES), max_size=6))
@settings(max_examples=20, deadline=None)
def test_batch_gives_what_single_pairs_give(pairs):
    """A pair's likeness does not depend on what else is asked; nulls are unlike all; order is kept."""
    frame = pl.DataFrame(pairs, schema={"name_l": pl.String, "name_r": pl.String}, orient="row")
    found = name_likeness(frame)["likeness"].to_list()
    alone = [0 if left is None else likeness(left, right) for left, right in pairs]
    assert found == pytest.approx(alone, abs=1e-5)
