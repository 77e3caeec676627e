//! How much is covered. Measure and command both count here, so one definition has one number.
//!
//! *Area* is counted on square cells: a cell counts if its center does. The side is 100 m; larger where
//! an area would have more than 100,000 cells, and the error of its share is then below a tenth of a
//! percentage point; smaller where it would have fewer than 100, and the error is some points. Without
//! an outline there is covered ground, but no share.
//!
//! *People* live at the place that lists them. A place with more of them than can live within 500 m of
//! a point says nothing about who lives near a stop. Those of a zone whom no place lists live somewhere
//! in it: they are covered if all of it is, and not if none of it is. Whoever is left is open, and
//! leaves bounds.
//!
//! *Places* count one each; those without a position are open.

use allways_base::cast::f64_from;
use allways_base::{LonLat, Metres, Window};
use allways_geo::{LocalFrame, MultiPolygon, cells_in};

use super::definition::{Definition, Of};
use super::patch::{Patch, Plane};
use super::stops::{Counted, are_near, counted, farthest};
use crate::cells::{Cell, Lattice};
use crate::engine::{Engine, Vehicles, View};
use crate::judge::Quantity;
use crate::measure::marks::partial;
use crate::open::{City, Grid};
use crate::scenario::Scenario;

/// Most people that may be taken to live at the point that lists them: as many as live within
/// 500 m of it at 50,000 per km², the density of the densest districts of cities. More are a town
/// or a district put on one point.
pub(crate) const MOST_AT_A_POINT: f64 = 40_000.0;

const MOST_CELLS: f64 = 100_000.0;

/// A block of a city is as small as a few cells of 100 m, or smaller.
const LEAST_CELLS: f64 = 100.0;

/// An amount of area (km²), people or places.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    /// All of it; `None` if nobody says how much there is.
    pub total: Option<f64>,
    /// Known to be covered.
    pub near: f64,
    /// Not known to be covered or not.
    pub open: f64,
}

impl Amount {
    /// What is covered of the total, in percent.
    pub fn share(&self) -> Quantity {
        let Some(total) = self.total.filter(|total| *total > 0.0) else { return Quantity::Unknown };
        let low = 100.0 * self.near / total;
        if self.open > 1e-9 * total {
            Quantity::Bounds(low, 100.0 * (self.near + self.open) / total)
        } else {
            Quantity::Exact(low)
        }
    }
}

/// What a [`Part`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// Row of the city's zones.
    Zone(usize),
    /// Row of the city's places.
    Place(usize),
    /// Row of a points file, from 0.
    Point(usize),
}

/// A zone, place or point with what of it is covered. The places of a zone follow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub of: PartOf,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is, if it is a place or a point that is located.
    pub at: Option<LonLat>,
    /// True if that place is near a stop, whoever lives around it.
    pub is_near: bool,
    /// How much.
    pub amount: Amount,
}

/// What is covered by one definition and one choice of vehicles.
#[derive(Clone, Debug)]
pub struct Cover {
    /// What covered means.
    pub definition: Definition,
    /// By which vehicles.
    pub vehicles: Vehicles,
    /// Stops that count.
    pub n_stops: usize,
    /// All together.
    pub sum: Amount,
    /// The share of people if those whose home is not known were spread evenly over their zones, in
    /// percent; `None` if there are none, or not all zones are known.
    pub if_even: Option<f64>,
    /// Zones, and after each its places; places and points alone where there is no zone.
    pub parts: Vec<Part>,
    /// Covered ground, of a definition by area.
    pub patches: Vec<Patch>,
    /// People of zones whom no place lists.
    pub unlocated: f64,
    /// People listed at points that stand for a town.
    pub spread: f64,
    /// True if some zone does not say how many people it has.
    pub lacks_totals: bool,
    /// Why stops are missing, a sentence each: the share is then a lower bound.
    pub missing_stops: Vec<String>,
}

/// Where people live, or a place is.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) of: PartOf,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) at: Option<LonLat>,
    pub(crate) people: f64,
}

/// Over what it is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Over<'a> {
    /// Rows of zones; none: everywhere.
    pub(crate) zones: &'a [usize],
    /// Who and what is there.
    pub(crate) spots: &'a [Spot],
}

/// The places of the plan.
pub(crate) fn spots_of(city: &City) -> Vec<Spot> {
    let spot = |(row, place): (usize, &allways_ingest::points::Place)| Spot {
        of: PartOf::Place(row),
        id: place.id.clone(),
        name: place.name.clone(),
        at: place.position,
        people: place.people.unwrap_or(0.0),
    };
    city.places.iter().enumerate().map(spot).collect()
}

/// Why stops by these vehicles are missing: feeds that are idle on the date, partial lists.
pub(crate) fn missing_stops(engine: &Engine<'_>, vehicles: Vehicles) -> Vec<String> {
    let lines = engine.scenario.city.lines.iter().flat_map(|draft| &draft.lines);
    let counted = lines.filter(|line| vehicles.allow(line.vehicle));
    let texts: std::collections::BTreeSet<&str> =
        counted.filter_map(|line| Some(partial(&line.source)?.text)).collect();
    let scenario = engine.scenario;
    let runs = |prefix: &str| {
        let mut routes = scenario.feed.routes.as_slice().iter();
        routes.any(|route| route.id.starts_with(prefix) && vehicles.allow(route.vehicle))
    };
    let idle = scenario.idle_sources().into_iter().zip(engine.without_service());
    let mut missing: Vec<String> =
        idle.filter(|(source, _)| runs(&format!("{}:", source.id))).map(|(_, text)| text).collect();
    missing.extend(texts.into_iter().map(|text| format!("the rest of the list of lines: {text}")));
    missing
}

/// Counts. `view` is of the vehicles.
pub(crate) fn cover(
    engine: &Engine<'_>,
    view: &View<'_>,
    (definition, vehicles, window): (&Definition, Vehicles, Window),
    over: Over<'_>,
) -> Cover {
    let stops = counted(engine, view, definition, window);
    let mut cover = Cover {
        definition: definition.clone(),
        vehicles,
        n_stops: stops.len(),
        sum: Amount::default(),
        if_even: None,
        parts: Vec::new(),
        patches: Vec::new(),
        unlocated: 0.0,
        spread: 0.0,
        lacks_totals: false,
        missing_stops: missing_stops(engine, vehicles),
    };
    let count = Count { scenario: engine.scenario, view, definition, stops: &stops };
    match definition.of {
        Of::Area if over.zones.is_empty() => count.ground(&mut cover),
        Of::Area => count.area(over.zones, &mut cover),
        Of::People => count.people(over, &mut cover),
        Of::Places => count.places(over, &mut cover),
    }
    if !cover.missing_stops.is_empty() {
        let amounts = cover.parts.iter_mut().map(|part| &mut part.amount);
        for amount in amounts.chain([&mut cover.sum]) {
            amount.open = amount.total.map_or(0.0, |total| (total - amount.near).max(0.0));
        }
    }
    cover
}

struct Count<'a> {
    scenario: &'a Scenario<'a>,
    view: &'a View<'a>,
    definition: &'a Definition,
    stops: &'a [Counted],
}

impl Count<'_> {
    fn are_near(&self, positions: &[LonLat]) -> Vec<bool> {
        are_near(self.view, self.definition, self.stops, positions)
    }

    /// Zone by zone, on its cells.
    fn area(&self, zones: &[usize], cover: &mut Cover) {
        let mut all = Amount { total: Some(0.0), ..Amount::default() };
        for &row in zones {
            let zone = &self.scenario.city.zones[row];
            let grid = self.grid(row);
            let is_near = self.are_near(&grid.cells);
            let covered: Vec<LonLat> = grid
                .cells
                .iter()
                .zip(&is_near)
                .filter(|(_, near)| **near)
                .map(|(&at, _)| at)
                .collect();
            let km2 = |n: usize| f64_from(n) * grid.side.0 * grid.side.0 / 1e6;
            let (total, near) = (km2(grid.cells.len()), km2(covered.len()));
            all.total = all.total.map(|sum| sum + total);
            all.near += near;
            cover.parts.push(zone_part(
                self.scenario.city,
                row,
                Amount { total: Some(total), near, open: 0.0 },
            ));
            if let Some(origin) = zone.polygon.label_point() {
                let plane = Plane::Frame(LocalFrame::new(origin));
                let patch = Patch { zone: Some(row), cells: covered, side: grid.side, plane };
                cover.patches.push(patch);
            }
        }
        cover.sum = all;
    }

    /// Covered ground where there is no outline.
    fn ground(&self, cover: &mut Cover) {
        let Some(first) = self.stops.first() else { return };
        let side = Metres(100.0);
        let lattice = Lattice::new(first.at, side);
        let places: Vec<LonLat> = self.stops.iter().map(|stop| stop.at).collect();
        let cells = lattice.around(&places, farthest(self.view, self.definition));
        let centers: Vec<LonLat> = cells.iter().map(|&cell| lattice.center(cell)).collect();
        let is_near = self.are_near(&centers);
        let inside: Vec<usize> = (0..cells.len()).filter(|&k| is_near[k]).collect();
        let covered: Vec<Cell> = inside.iter().map(|&k| cells[k]).collect();
        cover.sum.near = lattice.area_km2(&covered);
        cover.patches.push(Patch {
            zone: None,
            cells: inside.iter().map(|&k| centers[k]).collect(),
            side,
            plane: Plane::Lattice(lattice),
        });
    }

    fn people(&self, over: Over<'_>, cover: &mut Cover) {
        let homes: Vec<&Spot> = over.spots.iter().filter(|spot| spot.people > 0.0).collect();
        let located: Vec<(&Spot, LonLat)> =
            homes.iter().filter_map(|spot| Some((*spot, spot.at?))).collect();
        let is_near = self.are_near(&located.iter().map(|&(_, at)| at).collect::<Vec<LonLat>>());
        let mut sum = Amount { total: Some(0.0), ..Amount::default() };
        let mut even = Some(0.0);
        if over.zones.is_empty() {
            even = None;
            let nowhere: f64 = homes.iter().filter(|s| s.at.is_none()).map(|s| s.people).sum();
            let mut here = Amount { total: Some(nowhere), near: 0.0, open: nowhere };
            add_homes(located.iter().zip(&is_near), &mut here, cover);
            cover.unlocated = nowhere;
            sum = here;
        }
        for &row in over.zones {
            let zone = &self.scenario.city.zones[row];
            let mark = cover.parts.len();
            let mut here = Amount { total: Some(0.0), ..Amount::default() };
            let inside = located.iter().zip(&is_near);
            let inside = inside.filter(|((_, at), _)| zone.polygon.contains(*at));
            add_homes(inside, &mut here, cover);
            let listed = here.total.unwrap_or(0.0);
            let total = zone.people.map_or(listed, |people| people.max(listed));
            cover.lacks_totals |= zone.people.is_none();
            let unlocated = total - listed;
            let share = (unlocated > 0.5 || here.open > 0.5).then(|| self.share_of_zone(row));
            if let (Some(share), true) = (share, unlocated > 0.5) {
                if share >= 1.0 {
                    here.near += unlocated;
                } else if share > 0.0 {
                    here.open += unlocated;
                }
                if share > 0.0 && share < 1.0 {
                    cover.unlocated += unlocated;
                }
            }
            here.total = Some(total);
            even = even.map(|even| even + here.near + here.open * share.unwrap_or(0.0));
            cover.parts.insert(mark, zone_part(self.scenario.city, row, here));
            sum.total = sum.total.map(|sum| sum + total);
            sum.near += here.near;
            sum.open += here.open;
        }
        if let (Some(even), true) = (even, sum.open > 0.5 && cover.missing_stops.is_empty()) {
            cover.if_even = sum.total.map(|total| 100.0 * even / total);
        }
        cover.sum = sum;
    }

    /// Which share of a zone's ground is covered, from 0 to 1.
    fn share_of_zone(&self, row: usize) -> f64 {
        if self.stops.is_empty() {
            return 0.0;
        }
        let grid = self.grid(row);
        let n = self.are_near(&grid.cells).into_iter().filter(|near| *near).count();
        // An outline without cells says nothing.
        if grid.cells.is_empty() { 0.5 } else { f64_from(n) / f64_from(grid.cells.len()) }
    }

    fn places(&self, over: Over<'_>, cover: &mut Cover) {
        let zones = &self.scenario.city.zones;
        let is_inside = |at: LonLat| {
            over.zones.is_empty() || over.zones.iter().any(|&row| zones[row].polygon.contains(at))
        };
        let spots: Vec<&Spot> =
            over.spots.iter().filter(|spot| spot.at.is_none_or(is_inside)).collect();
        let positions: Vec<LonLat> = spots.iter().filter_map(|spot| spot.at).collect();
        let mut is_near = self.are_near(&positions).into_iter();
        let mut sum = Amount { total: Some(f64_from(spots.len())), ..Amount::default() };
        for spot in spots {
            let mut amount = Amount { total: Some(1.0), ..Amount::default() };
            let near = spot.at.is_some() && is_near.next() == Some(true);
            if spot.at.is_none() {
                amount.open = 1.0;
            } else if near {
                amount.near = 1.0;
            }
            sum.near += amount.near;
            sum.open += amount.open;
            cover.parts.push(spot_part(spot, spot.at, near, amount));
        }
        cover.sum = sum;
    }

    fn grid(&self, row: usize) -> std::sync::Arc<Grid> {
        let city = self.scenario.city;
        city.grid(row, || grid_of(&city.zones[row].polygon))
    }
}

/// Adds people at the points that list them.
fn add_homes<'s>(
    homes: impl Iterator<Item = (&'s (&'s Spot, LonLat), &'s bool)>,
    sum: &mut Amount,
    cover: &mut Cover,
) {
    for (&(spot, at), &is_near) in homes {
        let people = spot.people;
        let mut amount = Amount { total: Some(people), ..Amount::default() };
        // A stop at the point serves some of them, and a stop elsewhere may serve others.
        if people > MOST_AT_A_POINT {
            amount.open = people;
            cover.spread += people;
        } else if is_near {
            amount.near = people;
        }
        sum.total = sum.total.map(|sum| sum + people);
        sum.near += amount.near;
        sum.open += amount.open;
        cover.parts.push(spot_part(spot, Some(at), is_near, amount));
    }
}

fn zone_part(city: &City, row: usize, amount: Amount) -> Part {
    let zone = &city.zones[row];
    Part {
        of: PartOf::Zone(row),
        id: zone.id.clone(),
        name: zone.name.clone(),
        at: None,
        is_near: false,
        amount,
    }
}

fn spot_part(spot: &Spot, at: Option<LonLat>, is_near: bool, amount: Amount) -> Part {
    let Spot { of, id, name, .. } = spot;
    Part { of: *of, id: id.clone(), name: name.clone(), at, is_near, amount }
}

/// The cells of an outline; empty if it has no area.
fn grid_of(polygon: &MultiPolygon) -> Grid {
    let cells = polygon.area_km2() * 100.0;
    let side = 100.0 * (cells / MOST_CELLS).sqrt().max(1.0) * (cells / LEAST_CELLS).sqrt().min(1.0);
    let side = Metres(side);
    let frame = polygon.label_point().map(LocalFrame::new);
    let cells = frame.map_or_else(Vec::new, |frame| cells_in(polygon, &frame, side));
    Grid { cells, side }
}
