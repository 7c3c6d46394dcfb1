"""Layout and curves, without a database."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architecture.drawing.context import END_WIDTH, WIDTH, End, Flow, draw_context, wrapped
from architecture.drawing.curves import between_cells, between_groups
from architecture.drawing.layout import Box, Group, edge, lay_out
from architecture.drawing.upright import draw_upright


def groups_of(*sizes: int) -> list[Group]:
    """Groups with so many members each."""
    return [
        Group(f"g{place}", f"Group {place}", [f"s{place}-{n}" for n in range(size)])
        for place, size in enumerate(sizes)
    ]


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def within(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


@settings(max_examples=40)
@given(st.lists(st.integers(1, 40), max_size=10), st.integers(0, 40))
def test_nothing_stands_on_anything_else(sizes: list[int], in_centre: int) -> None:
    groups = groups_of(*sizes)
    centre = Group("ai", "AI", [f"ai-{n}" for n in range(in_centre)]) if in_centre else None
    found = lay_out(groups, centre)

    assert not any(overlap(*pair) for pair in itertools.combinations(found.boxes.values(), 2))
    whole = Box(0, 0, found.width, found.height)
    assert all(within(box, whole) for box in found.boxes.values())
    for group in [*groups, *([centre] if centre else [])]:
        cells = [found.cells[key] for key in group.members]
        assert all(within(cell, found.boxes[group.key]) for cell in cells)
        assert not any(overlap(*pair) for pair in itertools.combinations(cells, 2))


def test_the_same_map_looks_the_same_every_time() -> None:
    centre = Group("ai", "AI", ["a", "b"])

    assert lay_out(groups_of(3, 9, 30, 2), centre) == lay_out(groups_of(3, 9, 30, 2), centre)


def test_three_hundred_systems_fit_a_page() -> None:
    found = lay_out(groups_of(*[30] * 10), Group("ai", "AI", [f"a{n}" for n in range(48)], 212))

    assert 0.7 < found.width / found.height < 1.7
    assert found.width < 2200


def test_links_begin_and_end_at_their_cells() -> None:
    groups = groups_of(12, 3)
    centre = Group("ai", "AI", ["a"])
    found = lay_out(groups, centre)
    group_of = {key: group.key for group in [*groups, centre] for key in group.members}
    pairs = [
        ("s0-0", "s1-0"),
        ("s0-0", "s0-1"),
        ("s0-0", "s0-11"),
        ("s0-11", "s0-0"),
        ("s1-0", "a"),
    ]
    for source, target in pairs:
        curve = between_cells(found, source, target, group_of)
        for key, point in ((source, curve.start), (target, curve.end)):
            cell = found.cells[key]
            assert point[0] in {cell.x, cell.x + cell.width}
            assert point[1] == cell.middle[1]
        assert curve.path.startswith("M")
    bundle = between_groups(found, "g0", "ai")
    assert bundle.start == edge(found.boxes["g0"], found.middle)
    assert bundle.halfway != bundle.start


def test_the_edge_of_a_box() -> None:
    box = Box(0, 0, 10, 4)

    assert edge(box, (100, 2)) == (10, 2)
    assert edge(box, (5, -50)) == (5, 0)
    assert edge(box, box.middle) == box.middle


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_context_picture_has_a_card_for_each(count: int) -> None:
    ends = [End(f"s{n}", f"System {n}", "Application") for n in range(count)]
    flows = [Flow(each.key, "", "files", is_direct=True) for each in ends]
    drawn = draw_context("See late orders", ends, flows)

    assert [card.look for card in drawn.cards[:3]] == ["ai", "business", "it"]
    assert len(drawn.cards) == 3 + count
    assert len(drawn.arrows) == count
    boxes = [card.box for card in drawn.cards]
    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))
    assert all(box.x >= 0 and box.x + box.width <= WIDTH for box in boxes)
    assert all(box.y + box.height <= drawn.height for box in boxes)


def test_data_goes_from_left_to_right_and_beneath_the_ai_system() -> None:
    ends = [End("from", "Orders", "Database"), End("to", "Plan", "Application")]
    drawn = draw_context(
        "See late orders",
        ends,
        [Flow("from", "", "events"), Flow("", "to", "files"), Flow("from", "to", "by hand")],
    )
    left, right = (card.box for card in drawn.cards[3:])

    assert left.x < right.x
    assert drawn.arrows[0].path.startswith(f"M{left.x + END_WIDTH:.0f}")
    assert drawn.arrows[-1].at[1] > drawn.cards[0].box.y + drawn.cards[0].box.height


@pytest.mark.parametrize("count", [0, 1, 9])
def test_on_a_narrow_screen_every_system_stands_below_the_ai_system(count: int) -> None:
    ends = [End(f"s{n}", f"System {n}", "Application") for n in range(count)]
    flows = [Flow(each.key, "", "files") for each in ends[:4]]
    flows += [Flow("", each.key, "events") for each in ends[3:]]
    drawn = draw_upright("See late orders", ends, flows)

    boxes = [card.box for card in drawn.cards]
    assert len(boxes) == 3 + count
    assert not any(overlap(*pair) for pair in itertools.combinations(boxes, 2))
    assert all(box.x >= 0 and box.x + box.width <= drawn.width for box in boxes)
    assert all(box.y + box.height <= drawn.height for box in boxes)
    assert all(box.y > boxes[0].y for box in boxes[3:])
    assert [each.words for each in drawn.arrows] == [flow.words for flow in flows]


def test_upright_what_gives_both_ways_stands_between() -> None:
    ends = [End(key, key, "Application") for key in ("gives", "both", "given")]
    flows = [Flow("gives", "", "a"), Flow("", "given", "b"), Flow("both", "", "c")]
    drawn = draw_upright("See late orders", ends, [*flows, Flow("", "both", "d")])

    assert [card.name for card in drawn.cards[3:]] == ["given", "both", "gives"]
    coming, going = drawn.arrows[2:]
    assert coming.at[0] < going.at[0]


def test_upright_what_is_given_stands_above_what_gives() -> None:
    ends = [End("from", "Orders", "Database"), End("to", "Plan", "Application")]
    drawn = draw_upright(
        "See late orders",
        ends,
        [Flow("from", "", "events"), Flow("", "to", "files"), Flow("from", "to", "by hand")],
    )
    given, giving = (card.box for card in drawn.cards[3:])
    coming, going, past = drawn.arrows

    assert given.y < giving.y
    assert coming.path.startswith(f"M{giving.x:.0f} ")
    assert going.path.endswith(f"H{given.x:.0f}")
    assert past.path.endswith(f"H{given.x + given.width:.0f}")


def test_long_words_are_cut_and_long_texts_end_in_dots() -> None:
    assert wrapped("", 200, 2) == ("",)
    assert wrapped("short", 200, 2) == ("short",)
    lines = wrapped("x" * 100 + " and more and more and more and more", 200, 2)
    assert len(lines) == 2
    assert lines[0].endswith("…")
    assert lines[1].endswith("…")
