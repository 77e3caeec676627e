//! Square cells over a city, and the outlines of sets of them.
//!
//! Cells are squares of a lattice through a place: `side` metres wide at its latitude, the same in
//! degrees everywhere. Outlines are traced along the sides of cells, so a polygon covers exactly its
//! cells, and a center is inside if and only if its cell is in the set.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::floor_i32;
use allways_base::{LonLat, Metres};
use allways_geo::distance::degree_lengths;

/// Column and row of a cell.
pub type Cell = (i32, i32);

/// A polygon: rings of corners, the outer one first and counterclockwise, holes clockwise; not
/// closed.
pub type Rings = Vec<Vec<LonLat>>;

/// See the module docs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattice {
    origin: LonLat,
    /// Degrees of longitude and latitude.
    step: (f64, f64),
}

impl Lattice {
    /// Squares of `side` around a place, which is the center of cell `(0, 0)`.
    pub fn new(center: LonLat, side: Metres) -> Self {
        let (north, east) = degree_lengths(center.lat);
        let step = (side.0 / east, side.0 / north);
        let origin = LonLat::new(center.lon - step.0 / 2.0, center.lat - step.1 / 2.0);
        Self { origin, step }
    }

    /// The middle of a cell.
    pub fn center(&self, (x, y): Cell) -> LonLat {
        self.at(f64::from(x) + 0.5, f64::from(y) + 0.5)
    }

    /// The cell that a place lies in.
    pub fn cell(&self, at: LonLat) -> Cell {
        let (x, y) = (at.lon - self.origin.lon, at.lat - self.origin.lat);
        (floor_i32(x / self.step.0), floor_i32(y / self.step.1))
    }

    fn at(&self, x: f64, y: f64) -> LonLat {
        LonLat::new(self.origin.lon + x * self.step.0, self.origin.lat + y * self.step.1)
    }

    /// Width and height of a cell at a latitude, metres: towards the pole they get narrower.
    fn size(&self, lat: f64) -> (f64, f64) {
        let (north, east) = degree_lengths(lat);
        (self.step.0 * east, self.step.1 * north)
    }

    /// Square kilometres of cells.
    pub fn area_km2(&self, cells: &[Cell]) -> f64 {
        let area = |&cell: &Cell| {
            let (width, height) = self.size(self.center(cell).lat);
            width * height / 1e6
        };
        cells.iter().map(area).sum()
    }

    /// Every cell whose center is at most about `radius` from any of `places`; in order.
    pub fn around(&self, places: &[LonLat], radius: Metres) -> Vec<Cell> {
        // The slack is for rounding, and for what a latitude differs from the next.
        let reach = radius.0 * 1.01;
        // Around one place a column of cells has no gap: its first row and its last say it.
        let mut columns: Vec<(i32, i32, i32)> = Vec::new();
        for place in places {
            let x = (place.lon - self.origin.lon) / self.step.0;
            let y = (place.lat - self.origin.lat) / self.step.1;
            let column = floor_i32(x);
            let (width, height) = self.size(place.lat);
            // At a pole, where a stop can only be by mistake, cells have no width.
            let width = width.max(height / 50.0);
            let wide = floor_i32(reach / width) + 1;
            for cell_x in column - wide..=column + wide {
                let dx = (f64::from(cell_x) + 0.5 - x) * width;
                let is_near = |cell_y: i32| {
                    let dy = (f64::from(cell_y) + 0.5 - y) * height;
                    dx * dx + dy * dy <= reach * reach
                };
                // The rows that the root says, or one more or less for rounding.
                let half = (reach * reach - dx * dx).max(0.0).sqrt() / height;
                let (low, high) = (floor_i32(y - 0.5 - half), floor_i32(y - 0.5 + half) + 1);
                let mut rows = low..=high;
                if let Some(first) = rows.find(|&y| is_near(y)) {
                    let last = rows.rfind(|&y| is_near(y)).unwrap_or(first);
                    columns.push((cell_x, first, last));
                }
            }
        }
        columns.sort_unstable();
        let mut cells: Vec<Cell> = Vec::new();
        for (x, first, last) in columns {
            // Places lie close together; what they share is there once.
            let next = cells.last().map_or(first, |&(at, y)| if at == x { y + 1 } else { first });
            cells.extend((first.max(next)..=last).map(|y| (x, y)));
        }
        cells
    }

    /// The outlines of a set: one polygon for each part whose cells hang together by their sides.
    pub fn outlines(&self, cells: &[Cell]) -> Vec<Rings> {
        trace(cells, |(x, y)| self.at(f64::from(x), f64::from(y)))
    }
}

/// The outlines of a set of cells of any lattice: one polygon for each part whose cells hang together
/// by their sides. `corner` says where the lower left corner of a cell is.
pub fn trace(cells: &[Cell], corner: impl Fn(Cell) -> LonLat) -> Vec<Rings> {
    let mut left: BTreeSet<Cell> = cells.iter().copied().collect();
    let mut polygons = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut part = BTreeSet::from([first]);
        let mut todo = vec![first];
        while let Some((x, y)) = todo.pop() {
            for next in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] {
                if left.remove(&next) {
                    part.insert(next);
                    todo.push(next);
                }
            }
        }
        let corners = |ring: &Vec<Cell>| turns(ring).into_iter().map(&corner).collect();
        polygons.push(rings(&part).iter().map(corners).collect());
    }
    polygons
}

/// The rings of one part, as cells whose lower left corners they pass: the outer one first. None
/// passes a corner twice; two of them may meet at corners.
fn rings(part: &BTreeSet<Cell>) -> Vec<Vec<Cell>> {
    // Sides with the part on their left: corner → the corners that a side leads to.
    let mut sides: BTreeMap<Cell, Vec<Cell>> = BTreeMap::new();
    let mut add = |from: Cell, to: Cell| sides.entry(from).or_default().push(to);
    for &(x, y) in part {
        if !part.contains(&(x, y - 1)) {
            add((x, y), (x + 1, y));
        }
        if !part.contains(&(x + 1, y)) {
            add((x + 1, y), (x + 1, y + 1));
        }
        if !part.contains(&(x, y + 1)) {
            add((x + 1, y + 1), (x, y + 1));
        }
        if !part.contains(&(x - 1, y)) {
            add((x, y + 1), (x, y));
        }
    }
    let mut rings: Vec<Vec<Cell>> = Vec::new();
    while let Some((&start, _)) = sides.first_key_value() {
        let mut ring = vec![start];
        let (mut at, mut heading) = (start, None);
        while let Some(next) = take_side(&mut sides, at, heading) {
            heading = Some((next.0 - at.0, next.1 - at.1));
            at = next;
            if at == start {
                break;
            }
            ring.push(at);
        }
        rings.extend(simple(ring));
    }
    // The lowest, leftmost corner of a part is on its outer ring, and comes first.
    rings
}

/// Cuts a ring where it comes to a corner again: what lies between is a ring of its own. The one that
/// the ring begins on is the first; of an outer ring the others are holes that touch it, since the
/// cells hang together by their sides, so that nothing of them is outside of it.
fn simple(ring: Vec<Cell>) -> Vec<Vec<Cell>> {
    let mut rest: Vec<Cell> = Vec::with_capacity(ring.len());
    let mut place: BTreeMap<Cell, usize> = BTreeMap::new();
    let mut cut = Vec::new();
    for corner in ring {
        if let Some(&first) = place.get(&corner) {
            let between = rest.split_off(first);
            for passed in &between {
                place.remove(passed);
            }
            cut.push(between);
        }
        place.insert(corner, rest.len());
        rest.push(corner);
    }
    cut.insert(0, rest);
    cut
}

/// Takes a side that leads on from a corner. Where two parts of a ring touch at a corner, one turns
/// left: the cells on the left hang together there only by the corner, and are told apart.
fn take_side(
    sides: &mut BTreeMap<Cell, Vec<Cell>>,
    at: Cell,
    heading: Option<Cell>,
) -> Option<Cell> {
    let ways = sides.get_mut(&at)?;
    let left = heading.map(|(x, y)| (at.0 - y, at.1 + x));
    let k = ways.iter().position(|way| Some(*way) == left).unwrap_or(0);
    let next = ways.swap_remove(k);
    if ways.is_empty() {
        sides.remove(&at);
    }
    Some(next)
}

/// The corners at which a ring turns.
fn turns(ring: &[Cell]) -> Vec<Cell> {
    let n = ring.len();
    let is_turn = |&k: &usize| {
        let (a, b, c) = (ring[(k + n - 1) % n], ring[k], ring[(k + 1) % n]);
        (b.0 - a.0, b.1 - a.1) != (c.0 - b.0, c.1 - b.1)
    };
    (0..n).filter(is_turn).map(|k| ring[k]).collect()
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;

    use super::*;

    /// Twice the area in cells, positive if counterclockwise.
    fn twice_area(ring: &[LonLat], lattice: &Lattice) -> f64 {
        let n = ring.len();
        let xy = |p: &LonLat| {
            let (x, y) = (p.lon - lattice.origin.lon, p.lat - lattice.origin.lat);
            (x / lattice.step.0, y / lattice.step.1)
        };
        (0..n)
            .map(|k| {
                let ((ax, ay), (bx, by)) = (xy(&ring[k]), xy(&ring[(k + 1) % n]));
                ax * by - bx * ay
            })
            .sum()
    }

    /// Even-odd rule.
    fn is_inside(rings: &Rings, p: LonLat) -> bool {
        let mut inside = false;
        for ring in rings {
            for k in 0..ring.len() {
                let (a, b) = (ring[k], ring[(k + 1) % ring.len()]);
                let is_across = (a.lat > p.lat) != (b.lat > p.lat);
                if is_across && p.lon < a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat)
                {
                    inside = !inside;
                }
            }
        }
        inside
    }

    #[test]
    fn cells_around_places_are_those_near_enough_to_one() {
        let mut random = Random::new(3, 0);
        for _ in 0..300 {
            let center = LonLat::new(random.unit() * 300.0 - 150.0, random.unit() * 130.0 - 65.0);
            let lattice = Lattice::new(center, Metres(100.0));
            let radius = Metres(random.unit() * 900.0);
            let places: Vec<LonLat> = (0..random.below(5))
                .map(|_| {
                    let mut near = |x: f64| x + (random.unit() - 0.5) * 0.01;
                    LonLat::new(near(center.lon), near(center.lat))
                })
                .collect();
            let is_near = |(x, y): Cell| {
                places.iter().any(|place| {
                    let dx = f64::from(x) + 0.5 - (place.lon - lattice.origin.lon) / lattice.step.0;
                    let dy = f64::from(y) + 0.5 - (place.lat - lattice.origin.lat) / lattice.step.1;
                    let (width, height) = lattice.size(place.lat);
                    (dx * width).hypot(dy * height) <= radius.0 * 1.01
                })
            };
            let want: Vec<Cell> = (-45..45)
                .flat_map(|x| (-45..45).map(move |y| (x, y)))
                .filter(|cell| is_near(*cell))
                .collect();
            assert_eq!(lattice.around(&places, radius), want, "{center:?} {radius}");
        }
    }

    #[test]
    fn outlines_cover_their_cells_and_nothing_else() {
        let lattice = Lattice::new(LonLat::new(106.5, 29.5), Metres(100.0));
        let mut n_holes = 0;
        for seed in 0..2000 {
            let mut random = Random::new(seed, 0);
            let size = 1 + i32::try_from(random.below(7)).unwrap();
            let share = 1 + random.below(9);
            let all = (0..size).flat_map(|x| (0..size).map(move |y| (x - 3, y - 3)));
            let cells: Vec<Cell> = all.filter(|_| random.below(10) < share).collect();
            let polygons = lattice.outlines(&cells);
            let mut area = 0.0;
            for rings in &polygons {
                for (k, ring) in rings.iter().enumerate() {
                    let own = twice_area(ring, &lattice);
                    assert_eq!(own > 0.0, k == 0, "seed {seed}: ring {k} of {rings:?}");
                    area += own / 2.0;
                    let bits = |p: &LonLat| (p.lon.to_bits(), p.lat.to_bits());
                    let corners: BTreeSet<_> = ring.iter().map(bits).collect();
                    assert_eq!(corners.len(), ring.len(), "seed {seed}: twice at a corner");
                }
                n_holes += rings.len() - 1;
            }
            let n = f64::from(u32::try_from(cells.len()).unwrap());
            assert!((area - n).abs() < 1e-6, "seed {seed}: {area} of {n}");
            for x in -5..6 {
                for y in -5..6 {
                    let center = lattice.center((x, y));
                    let n = polygons.iter().filter(|rings| is_inside(rings, center)).count();
                    assert_eq!(n, usize::from(cells.contains(&(x, y))), "seed {seed}, {x} {y}");
                }
            }
        }
        assert!(n_holes > 100, "dull sets: {n_holes}");
    }

    /// Seven cells around a gap, open at a corner: the outline and a hole, which meet there.
    #[test]
    fn a_ring_that_comes_to_a_corner_again_is_two() {
        let lattice = Lattice::new(LonLat::new(0.0, 0.0), Metres(100.0));
        let around = [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (0, 2), (1, 2)];
        let [rings] = &lattice.outlines(&around)[..] else { unreachable!("one part") };
        let n_corners: Vec<usize> = rings.iter().map(Vec::len).collect();
        assert_eq!(n_corners, [6, 4]);
    }

    #[test]
    fn cells_around_are_those_within_the_radius() {
        let lattice = Lattice::new(LonLat::new(-8.6, 41.1), Metres(50.0));
        let cells = lattice.around(&[LonLat::new(-8.6, 41.1)], Metres(100.0));
        // 0, 1 and 2 steps away, and one step on both axes.
        assert_eq!(cells.len(), 13);
    }

    /// A degree towards the pole cells are 2 % narrower, so it takes more of them; none is missing,
    /// and what they cover is a circle there too.
    #[test]
    fn towards_the_pole_nothing_within_the_radius_is_missing() {
        let lattice = Lattice::new(LonLat::new(25.0, 60.0), Metres(100.0));
        let place = LonLat::new(25.3, 61.0);
        let radius = Metres(15_000.0);
        let cells = lattice.around(&[place], radius);
        let found: BTreeSet<Cell> = cells.iter().copied().collect();
        let column = floor_i32(0.3 / lattice.step.0);
        let row = floor_i32(1.0 / lattice.step.1);
        for x in column - 200..column + 200 {
            for y in row - 200..row + 200 {
                let away = allways_geo::distance(place, lattice.center((x, y)));
                assert!(away > radius || found.contains(&(x, y)), "{x} {y}: {away}");
            }
        }
        let circle = std::f64::consts::PI * (15.0_f64 * 1.01).powi(2);
        assert!((lattice.area_km2(&cells) / circle - 1.0).abs() < 0.005);
    }
}
