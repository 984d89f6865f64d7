"""Hiding in a table with row and column totals, so that nobody under the threshold can be found. Pure.

A table with its totals is a circulation: from a hub over the row totals into the rows, over the cells into the
columns, over the column totals into a second hub, over the grand total back. What an attacker knows about a hidden
cell is how far it can rise while every shown cell stays and nothing turns negative: a maximum flow. By duality that
is also the smallest group of people around the cell whose number can be computed from what is shown. So a small cell
is safe exactly when its flow reaches the threshold.
"""

import heapq
from collections import deque
from collections.abc import Mapping

TOTAL = "*"
_HUB, _SINK = ("hub", ""), ("sink", "")

Key = tuple[str, str]
_Node = tuple[str, str]


def with_totals(counts: Mapping[Key, int]) -> dict[Key, int]:
    """The table with its row totals (row, '*'), column totals ('*', column) and grand total ('*', '*')."""
    table = dict(counts)
    for (row, column), count in counts.items():
        for key in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            table[key] = table.get(key, 0) + count
    return table


def _ends(key: Key) -> tuple[_Node, _Node]:
    row, column = key
    if row == TOTAL and column == TOTAL:
        return _SINK, _HUB
    if column == TOTAL:
        return _HUB, ("row", row)
    if row == TOTAL:
        return ("column", column), _SINK
    return ("row", row), ("column", column)


_Arcs = Mapping[_Node, Mapping[Key, tuple[_Node, int]]]
_Used = dict[tuple[Key, _Node], int]


def _arcs(table: Mapping[Key, int], keys: set[Key], without: Key, wanted: int) -> _Arcs:
    """Ways to shift people among `keys`: up without bound (here `wanted`), down to nothing."""
    arcs: dict[_Node, dict[Key, tuple[_Node, int]]] = {}
    for key in keys - {without}:
        tail, head = _ends(key)
        arcs.setdefault(tail, {})[key] = (head, wanted)
        if table[key] > 0:
            arcs.setdefault(head, {})[key] = (tail, table[key])
    return arcs


def rise(table: Mapping[Key, int], hidden: set[Key], key: Key, wanted: int) -> int:
    """By how many people a hidden cell could be larger for all an attacker can know; counted up to `wanted`."""
    return _flow(table, hidden, key, wanted)[0]


def _flow(table: Mapping[Key, int], hidden: set[Key], key: Key, wanted: int) -> tuple[int, _Used]:
    arcs = _arcs(table, hidden, key, wanted)
    start, goal = _ends(key)[1], _ends(key)[0]
    used: _Used = {}
    reached = 0
    while reached < wanted:
        path = _augmenting(arcs, used, start, goal)
        if not path:
            break
        step = min(wanted - reached, *(room for _key, _tail, _head, room in path))
        for arc, tail, head, _room in path:
            used[arc, tail] = used.get((arc, tail), 0) + step
            used[arc, head] = used.get((arc, head), 0) - step
        reached += step
    return reached, used


def _augmenting(arcs: _Arcs, used: _Used, start: _Node, goal: _Node) -> list[tuple[Key, _Node, _Node, int]]:
    came: dict[_Node, tuple[Key, _Node, _Node, int]] = {}
    queue = deque([start])
    while queue and goal not in came:
        node = queue.popleft()
        for key, (head, capacity) in arcs.get(node, {}).items():
            room = capacity - used.get((key, node), 0)
            if room > 0 and head not in came and head != start:
                came[head] = (key, node, head, room)
                queue.append(head)
    path = []
    node = goal
    while node in came:
        path.append(came[node])
        node = came[node][1]
    return path


def _cheapest_cover(
    table: Mapping[Key, int], hidden: set[Key], fixed: frozenset[Key], key: Key, used: _Used
) -> set[Key]:
    """Shown cells to hide so that one more path opens for `key`; the fewest people, totals last."""
    everyone = table[TOTAL, TOTAL] + 1
    arcs = _arcs(table, set(table) - fixed, key, everyone)
    start, goal = _ends(key)[1], _ends(key)[0]
    best: dict[_Node, int] = {start: 0}
    covers: dict[_Node, frozenset[Key]] = {start: frozenset()}
    heap = [(0, start)]
    while heap:
        cost, node = heapq.heappop(heap)
        if node == goal or cost > best[node]:
            continue
        for arc, (head, capacity) in arcs.get(node, {}).items():
            price = 0 if arc in hidden else table[arc] + (everyone if TOTAL in arc else 1)
            is_open = capacity > used.get((arc, node), 0)
            if is_open and (head not in best or cost + price < best[head]):
                best[head], covers[head] = cost + price, covers[node] | {arc}
                heapq.heappush(heap, (cost + price, head))
    return set(covers.get(goal, frozenset())) - hidden


def hide_crossing(
    table: Mapping[Key, int],
    least: int,
    fixed: frozenset[Key] = frozenset(),
    demanded: frozenset[Key] = frozenset(),
) -> frozenset[Key]:
    """Keys to hide in a table `with_totals`.

    fixed: totals that stand elsewhere in the report and cannot be hidden here; demanded: keys hidden elsewhere.
    When nothing else helps, everything that is not fixed is hidden.
    """
    small = {key for key, count in table.items() if count < least and key not in fixed}
    hidden = small | set(demanded)
    for key in sorted(small, key=lambda k: (table[k], k)):
        wanted = least - table[key]
        reached, used = _flow(table, hidden, key, wanted)
        while reached < wanted:
            cover = _cheapest_cover(table, hidden, fixed, key, used)
            if not cover:
                return frozenset(set(table) - fixed)
            hidden |= cover
            reached, used = _flow(table, hidden, key, wanted)
    return frozenset(hidden)
