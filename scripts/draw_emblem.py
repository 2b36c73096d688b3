"""Draw the emblem of qualitymark and write its SVG files.

    python scripts/draw_emblem.py [DIRECTORY]

The emblem is a rosette of five interlaced petals around a calm disc. Every edge is an arc of a circle, every radius
a multiple of one grid unit, and every gap one constant channel. Without DIRECTORY the files go to assets/emblem.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from pathlib import Path

UNIT = 8
SIDE = 30 * UNIT
CENTRE = complex(SIDE / 2, SIDE / 2)
SPHERES = ("education", "culture", "health", "sport", "social")

INK = "#10203a"
PAPER = "#ffffff"
ACCENT = "#e0501e"
ACCENT_ON_DARK = "#ff7d47"
REST = "#cbd2dd"
BLACK = "#000000"
# Hues 42, 350, 165, 252 and 82 degrees at OKLCH lightness 0.66 and chroma 0.16 (or the most that sRGB holds):
# one lightness for all, so that no sphere outweighs another.
SPHERE_COLOURS = {
    "education": "#e06b39",
    "culture": "#d863a0",
    "health": "#05ac7d",
    "sport": "#3c95f0",
    "social": "#bb880a",
}


@dataclass(frozen=True)
class Grid:
    """The measures of one cut of the emblem, in units of the 240-unit square.

    `orbit` is the distance of a petal's centre from the emblem's centre, `petal` the petal's radius, `rim` the width
    of its outer band (0 draws no band), `channel` the width of the gap between parts, `core` the radius of the disc.
    """

    orbit: float = 7 * UNIT
    petal: float = 7 * UNIT
    rim: float = 1.5 * UNIT
    channel: float = 1 * UNIT
    core: float = 3 * UNIT


REGULAR = Grid()
# At 24 px the regular channel is 0.8 px wide: the small cut has no band, deeper notches and gaps of 1.4 px.
SMALL = Grid(orbit=7.5 * UNIT, petal=6.5 * UNIT, rim=0, channel=1.75 * UNIT, core=2.5 * UNIT)


@dataclass(frozen=True)
class Edge:
    """One circle that bounds a part: the part lies inside of it, or outside of it."""

    centre: complex
    radius: float
    inside: bool = True

    def keeps(self, point: complex) -> bool:
        """Whether the point lies on the part's side of this circle."""
        return (abs(point - self.centre) < self.radius) == self.inside

    def at(self, angle: float) -> complex:
        """The point of the circle at an angle in radians."""
        return self.centre + self.radius * complex(math.cos(angle), math.sin(angle))


@dataclass(frozen=True)
class Arc:
    """A piece of an edge's circle from one angle to another, walked with the part on one fixed hand."""

    edge: Edge
    start: float
    stop: float

    def middle(self) -> complex:
        """The point half-way along the arc."""
        return self.edge.at((self.start + self.stop) / 2)

    def svg(self) -> str:
        """The arc as an SVG path command from the current point."""
        end = self.edge.at(self.stop)
        large = int(abs(self.stop - self.start) > math.pi)
        radius = number(self.edge.radius)
        return f"A{radius} {radius} 0 {large} {int(self.edge.inside)} {pair(end)}"


def crossings(one: Edge, other: Edge) -> list[float]:
    """The angles on `one` at which `other` crosses it (law of cosines); none where they do not meet."""
    between = other.centre - one.centre
    distance = abs(between)
    if distance == 0 or not abs(one.radius - other.radius) < distance < one.radius + other.radius:
        return []
    heading = math.atan2(between.imag, between.real)
    half = math.acos((distance**2 + one.radius**2 - other.radius**2) / (2 * distance * one.radius))
    return [heading - half, heading + half]


def boundary(edges: list[Edge]) -> list[list[Arc]]:
    """The closed outlines of the area that every edge keeps, each a chain of arcs."""
    arcs = []
    for edge in edges:
        others = [other for other in edges if other is not edge]
        angles = sorted({a % math.tau for other in others for a in crossings(edge, other)}) or [0.0]
        for start, stop in zip(angles, [*angles[1:], angles[0] + math.tau], strict=True):
            arc = Arc(edge, start, stop) if edge.inside else Arc(edge, stop, start)
            if all(other.keeps(arc.middle()) for other in others):
                arcs.append(arc)
    outlines = []
    while arcs:
        chain = [arcs.pop(0)]
        while follower := next((a for a in arcs if touches(chain[-1], a)), None):
            arcs.remove(follower)
            chain.append(follower)
        outlines.append(chain)
    return outlines


def touches(arc: Arc, follower: Arc) -> bool:
    """Whether the second arc begins where the first ends."""
    return abs(arc.edge.at(arc.stop) - follower.edge.at(follower.start)) < 1e-6


def number(value: float) -> str:
    """A coordinate with two decimals at most and no needless zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def pair(point: complex) -> str:
    """A point as SVG writes it."""
    return f"{number(point.real)} {number(point.imag)}"


def path(edges: list[Edge]) -> str:
    """SVG path data of the area that every edge keeps."""
    return "".join(
        f"M{pair(chain[0].edge.at(chain[0].start))}" + "".join(arc.svg() for arc in chain) + "Z"
        for chain in boundary(edges)
    )


def petal_centre(grid: Grid, index: int) -> complex:
    """The centre of a petal; the first stands upright and the others follow clockwise."""
    angle = math.radians(72 * index - 90)
    return CENTRE + grid.orbit * complex(math.cos(angle), math.sin(angle))


def petal(grid: Grid, index: int) -> tuple[str, str]:
    """Path data of a petal's rim (empty without one) and of its leaf: each petal tucks beneath the next one."""
    own = petal_centre(grid, index)
    cut = [
        Edge(petal_centre(grid, index + 1), grid.petal + grid.channel, inside=False),
        Edge(CENTRE, grid.core + grid.channel, inside=False),
    ]
    if not grid.rim:
        return "", path([Edge(own, grid.petal), *cut])
    band = grid.petal - grid.rim
    rim = path([Edge(own, grid.petal), Edge(own, band, inside=False), *cut])
    return rim, path([Edge(own, band - grid.channel), *cut])


def drawing(grid: Grid, frame: str, leaves: dict[str, str], core: str) -> str:
    """An SVG file: the rims in `frame`, each leaf in its own colour, the disc in `core`; an empty colour omits."""
    rows = []
    for index, sphere in enumerate(SPHERES):
        rim, leaf = petal(grid, index)
        parts = [(rim, frame), (leaf, leaves.get(sphere, ""))]
        paths = "".join(f'<path fill="{fill}" d="{data}"/>' for data, fill in parts if data and fill)
        if paths:
            rows.append(f'  <g id="{sphere}">{paths}</g>\n')
    if core:
        middle, radius = number(CENTRE.real), number(grid.core)
        rows.append(f'  <circle id="centre" fill="{core}" cx="{middle}" cy="{middle}" r="{radius}"/>\n')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">\n'
    return head + "".join(rows) + "</svg>\n"


def every(colour: str) -> dict[str, str]:
    """One colour for the leaves of all spheres."""
    return dict.fromkeys(SPHERES, colour)


def files() -> dict[str, str]:
    """All the files of the emblem: name to SVG text."""
    drawn = {
        "emblem.svg": drawing(REGULAR, INK, every(ACCENT), INK),
        "emblem-dark.svg": drawing(REGULAR, PAPER, every(ACCENT_ON_DARK), PAPER),
        "emblem-spheres.svg": drawing(REGULAR, INK, SPHERE_COLOURS, INK),
        "emblem-one.svg": drawing(REGULAR, BLACK, every(BLACK), BLACK),
        "emblem-small.svg": drawing(SMALL, "", every(ACCENT), INK),
        "emblem-small-one.svg": drawing(SMALL, "", every(BLACK), BLACK),
    }
    for sphere in SPHERES:
        drawn[f"emblem-{sphere}.svg"] = drawing(REGULAR, INK, {**every(REST), sphere: ACCENT}, INK)
    return drawn


def main(arguments: list[str]) -> None:
    """Write every file into the directory named first, or into assets/emblem of this checkout."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent / "assets" / "emblem"
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
