"""Find a cut of few people between two divisions of the same people: the difference of sums that tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Edges = Mapping[tuple[Node, Node], int]


def weak_cut(edges: Edges[Node], least: int) -> frozenset[Node] | None:
    """Groups that are joined to the rest by fewer than `least` people, but not by none; None if there are no such.

    Every edge joins a group of the one division to a group of the other and weighs the people in both. A sum of groups
    of the one less a sum of groups of the other depends on the people on the edges between the chosen and the rest.
    """
    graph = _contracted(edges, least)
    for part in _components(graph):
        found = _smallest_cut({node: graph[node] for node in part}, least)
        if found is not None:
            return found
    return None


_Graph = dict[frozenset[Node], Counter[frozenset[Node]]]


def _contracted(edges: Edges[Node], least: int) -> _Graph[Node]:
    """What enough people join cannot be cut apart, so it becomes one."""
    graph: _Graph[Node] = {}
    for (one, other), people in edges.items():
        if people:
            _join(graph, frozenset({one}), frozenset({other}), people)
    while heavy := _heavy(graph, least):
        _merge(graph, *heavy)
    return graph


def _join(graph: _Graph[Node], one: frozenset[Node], other: frozenset[Node], people: int) -> None:
    graph.setdefault(one, Counter())[other] += people
    graph.setdefault(other, Counter())[one] += people


def _heavy(graph: _Graph[Node], least: int) -> tuple[frozenset[Node], frozenset[Node]] | None:
    pairs = ((one, other) for one, near in graph.items() for other, people in near.items() if people >= least)
    return next(pairs, None)


def _merge(graph: _Graph[Node], one: frozenset[Node], other: frozenset[Node]) -> None:
    near = graph.pop(one) + graph.pop(other)
    both = one | other
    graph[both] = Counter()
    for node, people in near.items():
        if node not in (one, other):
            graph[node].pop(one, None)
            graph[node].pop(other, None)
            _join(graph, both, node, people)


def _components(graph: _Graph[Node]) -> list[list[frozenset[Node]]]:
    found: list[list[frozenset[Node]]] = []
    unseen = dict.fromkeys(graph)
    while unseen:
        part: list[frozenset[Node]] = []
        waiting = [next(iter(unseen))]
        while waiting:
            node = waiting.pop()
            if node in unseen:
                del unseen[node]
                part.append(node)
                waiting.extend(graph[node])
        found.append(part)
    return found


def _smallest_cut(part: _Graph[Node], least: int) -> frozenset[Node] | None:
    """By the algorithm of Stoer and Wagner (1997)."""
    graph = {node: Counter(near) for node, near in part.items()}
    while len(graph) > 1:
        order = _by_attachment(graph)
        last, attached = order[-1]
        if attached < least:
            return last
        _merge(graph, order[-2][0], last)
    return None


def _by_attachment(graph: _Graph[Node]) -> list[tuple[frozenset[Node], int]]:
    """Every node after those it is most joined to, with how many people join it to them."""
    attached = dict.fromkeys(graph, 0)
    order: list[tuple[frozenset[Node], int]] = []
    while attached:
        node = max(attached, key=lambda each: attached[each])
        order.append((node, attached.pop(node)))
        for near, people in graph[node].items():
            if near in attached:
                attached[near] += people
    return order
