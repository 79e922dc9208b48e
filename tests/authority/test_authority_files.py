"""Files of people: what they say, how they add to each other, and what is wrong with a bad one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index_store.authority import Authority, Entry, Office
from index_store.model import KaikenError
from index_store.people_files import FILE, LARGEST, decode, extend, load, parse, read, shipped, with_alias

WHOLE = """
# Otori first
[[person]]
id = "otori"
name = "Otori  Keiko"
family = "Otori"
given = "Keiko"
aliases = ["鳳景子", "鳳景子"]
roles = [
    { role = "Mayor of Onda", from = 2020-01-01, to = 2021-01-01 },
    { role = "Governor" },
]
distinct_from = ["Otori Jiro"]
note = "Sings."

[[person]]
name = "Jane Doe"
"""


def known(text: str, before: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
    return extend(before, parse(text, "people.toml"))


def test_a_whole_file() -> None:
    assert known(WHOLE) == (
        Entry(
            "Otori Keiko",
            "Otori",
            "Keiko",
            "otori",
            ("鳳景子",),
            (Office("Mayor of Onda", date(2020, 1, 1), date(2021, 1, 1)), Office("Governor")),
            ("Otori Jiro",),
            "Sings.",
        ),
        Entry("Jane Doe"),
    )


def test_an_empty_file_names_nobody() -> None:
    assert known("") == known("# nothing\n") == ()


BAD = [
    ('[[person]]\nname = "Jane Doe', r"line 2.*: .*quotation marks"),
    ("[[person]]\nname = Jane", r"line 2, column \d+: "),
    ('[[person]]\nname = "A B"\nname = "C D"\n', r"line \d"),
    ('[[person]]\nid = "x"\n', r"line 1: nobody has the id 'x': give a name too"),
    ('[[person]]\n\n[[person]]\nname = "Jane Doe"', r"line 1: the person has no name: write name = "),
    ('[[person]]\nname = "Jane Doe"\n[[person]]\nname = ""', r"line 3: name: is empty"),
    ('[[person]]\nname = "A\\u0007B"', r"line 1: name: holds a control character"),
    ('[[person]]\nname = "..."', r"line 1: '\.\.\.' is not a name"),
    ("[[person]]\nname = 3", r"line 1: name: is not text: put it between quotation marks"),
    ('[[person]]\nname = "A B"\nalias = ["C D"]', r"line 1: there is no 'alias': did you mean 'aliases'\?"),
    ('[[person]]\nname = "A B"\nzzz = 1', r"line 1: there is no 'zzz': use id, name"),
    ('[[person]]\nname = "A B"\naliases = "C D"', r"line 1: aliases: is a list"),
    ('[[person]]\nname = "A B"\naliases = [1]', r"line 1: aliases, item 1: is not text"),
    ('[[person]]\nname = "A B"\nroles = "Mayor"', r"line 1: roles is a list"),
    ('[[person]]\nname = "A B"\nroles = ["Mayor"]', r"line 1: role 1: a role is a table"),
    ('[[person]]\nname = "A B"\nroles = [{ from = 2020-01-01 }]', r"role 1: the role itself is missing"),
    ('[[person]]\nname = "A B"\nroles = [{ role = "X", frm = 1 }]', r"role 1: .* did you mean 'from'\?"),
    ('[[person]]\nname = "A B"\nroles = [{ role = "X", from = "2020" }]', r"from: \"2020\" is not a day"),
    ('[[person]]\nname = "A B"\nroles = [{ role = "X", to = 2020-01-01T00:00:00 }]', r"to: .* is not a day"),
    (
        '[[person]]\nname = "A B"\nroles = [{ role = "X", from = 2021-01-01, to = 2020-01-01 }]',
        r"it ends \(2020-01-01\) before it begins \(2021-01-01\)",
    ),
    ('[person]\nname = "A B"', r"begin each with \[\[person\]\]"),
    ('\n[[people]]\nname = "A B"', r"line 2: there is no 'people' here"),
    ('name = "A B"', r"line 1: there is no 'name' here"),
    ("x = " + "[" * 100_000, r"people\.toml"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_and_where(text: str, message: str) -> None:
    with pytest.raises(KaikenError) as error:
        known(text)
    assert str(error.value).startswith("people.toml")
    assert re.search(message, str(error.value)), error.value
    assert "\n" not in str(error.value)


@given(st.text(alphabet='[]{}"=\\person\n\r\t ,#名a1-', max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        known(text)
    except KaikenError as error:
        assert str(error).startswith("people.toml")


def test_two_people_of_one_name_need_ids() -> None:
    two = known('[[person]]\nid = "a"\nname = "Jane Doe"\n[[person]]\nid = "b"\nname = "Doe Jane"\n')
    assert [entry.id for entry in two] == ["a", "b"]
    with pytest.raises(KaikenError, match=r"line 1: 2 people are called Jane Doe: add id = 'a' or 'b'"):
        known('[[person]]\nname = "Jane Doe"\naliases = ["Jane Roe"]', two)
    three = known('[[person]]\nid = "b"\naliases = ["Jane Roe"]', two)
    assert [entry.aliases for entry in three] == [(), ("Jane Roe",)]


def test_a_later_table_extends_and_replaces() -> None:
    later = known(
        '[[person]]\nname = "KEIKO OTORI"\naliases = ["Keiko Toba"]\nroles = []\ndistinct_from = ["X Y"]\n'
        '[[person]]\nid = "otori"\nname = "Keiko Otori"\nnote = "Dances."\n',
        known(WHOLE),
    )
    assert len(later) == 2
    assert later[0] == Entry(
        "Keiko Otori",
        "Otori",
        "Keiko",
        "otori",
        ("鳳景子", "Keiko Toba"),
        (),
        ("Otori Jiro", "X Y"),
        "Dances.",
    )


def test_the_files_of_an_index_and_of_the_user_add_to_the_shipped_one(tmp_path: Path) -> None:
    assert load().entries == load(tmp_path).entries == shipped()
    (tmp_path / FILE).write_bytes(b'\xef\xbb\xbf[[person]]\r\nname = "Jane Doe"\r\n')
    mine = tmp_path / "mine.toml"
    mine.write_text('[[person]]\nname = "Yoko KAMIKAWA"\naliases = ["Kamikawa Yohko"]\n', "utf-8")
    both = load(tmp_path, mine)
    assert both.person("Doe Jane") is not None
    found = both.person("Kamikawa Yohko")
    assert found is not None and found.name == "Kamikawa Yoko" and found.roles
    assert load(tmp_path).person("Kamikawa Yohko") is None


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(KaikenError, match=r"gone\.toml: the file of people cannot be read: No such file"):
        load(tmp_path, tmp_path / "gone.toml")
    with pytest.raises(KaikenError, match="the file of people cannot be read"):
        read(tmp_path)
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"# fine\n# \xff\n")
    with pytest.raises(KaikenError, match=r"bad\.toml, line 2: not UTF-8: save the file as UTF-8"):
        read(bad)
    with bad.open("r+b") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(KaikenError, match="this is no file of people"):
        read(bad)


def test_a_header_within_a_string_costs_only_the_line() -> None:
    with pytest.raises(KaikenError, match=r"people\.toml, person 1: there is no 'zzz'"):
        known('[[person]]\nname = "A B"\nzzz = """\n[[person]]\n"""\n')


NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1
).filter(lambda name: any(map(str.isalnum, name)) and name == " ".join(name.split()) and name.isprintable())


@given(
    NAMES, NAMES, st.sampled_from(("", "# mine", "# mine\n", "# mine\r\n[[person]]\r\nname = 'A B' # he\r\n"))
)
def test_an_alias_is_added_behind_everything_that_was_there(name: str, alias: str, before: str) -> None:
    after = with_alias(before, "people.toml", Entry(name), alias, date(2024, 1, 12))
    assert after.startswith(before)
    assert "\n" not in after.replace("\r\n", "") or "\r" not in before
    new = parse(after, "people.toml")[-1].entry
    assert (new.name, new.aliases) == (name, (alias,))


def test_the_shipped_file_says_how_it_is_written() -> None:
    text = (Path(__file__).parents[2] / "index_store" / "data" / FILE).read_text("utf-8")
    example = "\n".join(line[4:] for line in text.splitlines() if line.startswith("#   "))
    (entry,) = known(example)
    assert entry.name == "Hayashi Yoshimasa" and entry.roles and entry.aliases and entry.distinct_from
    assert decode(text.encode(), "x") == text
    assert Authority(shipped()).digest == load().digest
