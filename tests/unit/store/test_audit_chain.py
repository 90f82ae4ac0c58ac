"""The chain as a value: whatever somebody does to it is found and named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tksk_workflow.store.audit_check import BrokenKind, ChainHead, Link, broken_places
from tksk_workflow.store.chain import GENESIS, Entry, IdentityInAudit, digest, plain_data

NOW = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)


def chain_of(entries):
    links, previous = [], GENESIS
    for number, entry in enumerate(entries, start=1):
        own = digest(number, entry, previous)
        links.append(Link(number, entry, previous, own))
        previous = own
    return links, ChainHead(len(links), previous)


few = settings(max_examples=50)
words = st.text("abcdefgh ", min_size=1, max_size=6)
entries = st.builds(
    Entry,
    at=st.integers(0, 10_000).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    actor=words,
    action=words,
    entity=words,
    entity_id=words,
    data=st.dictionaries(st.sampled_from(["dari", "ke", "jumlah"]), st.integers(0, 9), max_size=2),
)
chains = st.lists(entries, min_size=1, max_size=8).map(chain_of)


def findings(links, head):
    return [
        (broken.number, broken.kind, broken.last, broken.original)
        for broken in broken_places(sorted(links, key=lambda link: link.number), head)
    ]


@few
@given(chains)
def test_an_untouched_chain_is_whole(chain):
    links, head = chain

    assert findings(links, head) == []


def test_an_empty_chain_is_whole():
    assert findings([], ChainHead(0, GENESIS)) == []


@few
@given(chains, st.data())
def test_every_altered_entry_is_named(chain, data):
    links, head = chain
    numbers = data.draw(st.sets(st.integers(1, len(links)), min_size=1))
    changes = st.sampled_from(
        [
            {"actor": "orang lain"},
            {"action": "lain lagi"},
            {"entity_id": "K-999999"},
            {"at": NOW - timedelta(days=1)},
            {"data": {"alasan": "lain"}},
        ]
    )
    for number in numbers:
        link = links[number - 1]
        links[number - 1] = replace(link, entry=replace(link.entry, **data.draw(changes)))

    assert findings(links, head) == [
        (number, BrokenKind.ALTERED, None, None) for number in sorted(numbers)
    ]


@few
@given(chains, st.data())
def test_an_entry_written_anew_with_a_fitting_hash_is_named(chain, data):
    links, head = chain
    number = data.draw(st.integers(1, len(links)))
    link = links[number - 1]
    entry = replace(link.entry, actor="pemalsu")
    links[number - 1] = replace(link, entry=entry, hash=digest(number, entry, link.previous_hash))

    assert findings(links, head) == [(number, BrokenKind.ALTERED, None, None)]


@few
@given(chains, st.data())
def test_every_removed_entry_is_named(chain, data):
    links, head = chain
    gone = data.draw(st.sets(st.integers(1, len(links)), min_size=1))

    found = findings([link for link in links if link.number not in gone], head)

    assert {kind for _, kind, _, _ in found} == {BrokenKind.REMOVED}
    named = {number for first, _, last, _ in found for number in range(first, last + 1)}
    assert named == gone


@few
@given(chains, st.data())
def test_entries_that_changed_places_are_named_with_their_own_number(chain, data):
    links, head = chain
    places = data.draw(st.permutations(range(1, len(links) + 1)))
    moved = [replace(link, number=place) for link, place in zip(links, places, strict=True)]

    assert findings(moved, head) == sorted(
        (place, BrokenKind.REORDERED, None, link.number)
        for place, link in zip(places, links, strict=True)
        if place != link.number
    )


@few
@given(chains, entries, st.data())
def test_an_entry_put_in_between_is_named_and_so_are_those_it_pushed_on(chain, extra, data):
    links, head = chain
    number = data.draw(st.integers(1, len(links)))
    previous = links[number - 1].previous_hash
    forged = Link(number, replace(extra, actor="pemalsu"), previous, "")
    forged = replace(forged, hash=digest(number, forged.entry, previous))
    pushed = [replace(link, number=link.number + 1) for link in links[number - 1 :]]

    found = findings([*links[: number - 1], forged, *pushed], head)

    assert found == [
        (number, BrokenKind.INSERTED, None, None),
        *((link.number, BrokenKind.REORDERED, None, link.number - 1) for link in pushed),
    ]


@few
@given(chains, entries)
def test_an_entry_put_at_the_end_is_named(chain, extra):
    links, head = chain
    number = head.number + 1
    forged = Link(number, extra, head.hash, digest(number, extra, head.hash))

    assert findings([*links, forged], head) == [(number, BrokenKind.INSERTED, None, None)]


@few
@given(chains, st.data())
def test_closing_the_gap_behind_a_removed_entry_does_not_hide_it(chain, data):
    links, head = chain
    gone = data.draw(st.integers(1, len(links)))
    closed = [
        replace(link, number=link.number - (link.number > gone))
        for link in links
        if link.number != gone
    ]

    found = findings(closed, head)

    assert [item for item in found if item[1] is BrokenKind.REMOVED] == [
        (gone, BrokenKind.REMOVED, gone, None)
    ]
    assert [item[3] for item in found if item[1] is BrokenKind.REORDERED] == list(
        range(gone + 1, len(links) + 1)
    )


def test_a_missing_head_is_named():
    links, _ = chain_of([Entry(NOW, "a", "b", "c", "d", {})])

    assert [kind for _, kind, _, _ in findings(links, None)] == [BrokenKind.HEAD]


def test_the_sentence_about_a_broken_place_names_the_entry():
    entry = Entry(NOW, "a", "b", "c", "d", {})
    links, head = chain_of([entry] * 6)
    swapped = [replace(links[0], number=2), replace(links[1], number=1), links[5]]

    said = [str(item) for item in broken_places(sorted(swapped, key=lambda x: x.number), head)]

    assert said == [
        "catatan 1 dipindahkan; nomor aslinya 2",
        "catatan 2 dipindahkan; nomor aslinya 1",
        "catatan 3 sampai 5 dihapus",
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"nik": "x"},
        {"nama": "x"},
        {"nama_ibu": "x"},
        {"no_kk": "x"},
        {"pmks": ["x"]},
        {"tanggal_lahir": date(1950, 1, 1)},
        {"alasan": "NIK 9901010101010001 ganda"},
        {"daftar": ["9901010101010001"]},
        {"dalam": {"Nama": "x"}},
    ],
)
def test_data_that_look_like_identity_are_refused(data):
    with pytest.raises(IdentityInAudit) as caught:
        plain_data(data)

    assert "9901010101010001" not in str(caught.value)


@pytest.mark.parametrize("value", [1.5, float("nan"), {1, 2}, b"x", object(), 2**60])
def test_data_that_databases_keep_differently_are_refused(value):
    with pytest.raises(TypeError):
        plain_data({"nilai": value})


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_text_that_a_database_cannot_hold_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - the two have different texts
        plain_data({"nilai": value})


def test_dates_and_lists_take_their_plain_shape():
    assert plain_data(
        {"hari": date(2026, 9, 17), "saat": NOW, "kode": ("R-1", None, True), "nik_status": "padan"}
    ) == {
        "hari": "2026-09-17",
        "saat": "2026-09-17T01:00:00+00:00",
        "kode": ["R-1", None, True],
        "nik_status": "padan",
    }
