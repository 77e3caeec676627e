//! What the measures of the corridors share: names, times with their usual range, the rows that a
//! route rests on, its map.
//!
//! Rows state an expected time and may state a shortest and a longest usual one. A time is then a
//! range, and only a range on one side of the target decides (docs/decisions/0011).

use allways_corridor::{CorridorNetwork, LinkIdx, Mode, Question, Route, TerminalIdx};
use allways_transit::feed::{Basis, Confidence};

use super::ask::Ask;
use crate::corridor::{self as corridors, is_named};
use crate::judge::{Measured, Quantity};
use crate::names::Spot;
use crate::trucks;
use crate::verdict::{MapFeature, MapRole, Shape};

/// What links a terminal with others; a change of gauge belongs to its trains.
pub(super) const ALL_MODES: [Mode; 7] =
    [Mode::Hsr, Mode::Rail, Mode::Road, Mode::River, Mode::Sea, Mode::Air, Mode::GaugeChange];

/// At least so much, or exactly, if nothing is missing of a sum.
pub(super) fn at_least(value: f64, is_partial: bool) -> Quantity {
    if is_partial { Quantity::Bounds(value, f64::INFINITY) } else { Quantity::Exact(value) }
}

/// A figure in a table, or what to say without.
pub(super) fn figure(value: Option<f64>, digits: usize, without: &str) -> String {
    value.map_or_else(|| without.to_owned(), |value| format!("{value:.digits$}"))
}

/// `97 to 185 min`, `6.5 to 8.2 h`: the usual times of a route; `None` if no row on it states a
/// range.
pub(super) fn usual_text(route: &Route) -> Option<String> {
    let (low, high) = (time_text(route.low_h), time_text(route.high_h));
    if low == high {
        return None;
    }
    let (number, unit) = low.rsplit_once(' ')?;
    let first = if high.ends_with(unit) { number.to_owned() } else { low.clone() };
    Some(format!("{first} to {high}"))
}

/// Minutes below three hours, else hours.
pub(super) fn time_text(h: f64) -> String {
    if h < 3.0 { format!("{:.0} min", h * 60.0) } else { format!("{h:.1} h") }
}

/// An expected value with its usual range; without a range it is exact.
pub(super) fn ranged(value: f64, (low, high): (f64, f64), measured: &mut Measured) -> Quantity {
    if high - low <= 1e-9 {
        return Quantity::Exact(value);
    }
    measured.missing.push(
        "which of the usual times the promise means: the bounds are all legs and dwells at their \
         shortest, and all at their longest"
            .into(),
    );
    Quantity::Range { value, low, high }
}

impl Ask<'_, '_> {
    /// The terminals that a name means: itself, or those of the place; none is told as missing.
    pub(super) fn terminals(&self, key: &str, measured: &mut Measured) -> Option<Vec<TerminalIdx>> {
        let bases = measured.bases.len();
        let spot = self.spot(key, measured)?;
        // A route starts at the terminals of a place, wherever the place itself is.
        measured.bases.truncate(bases);
        let found = corridors::terminals_of(self.scenario(), &spot);
        if found.is_empty() {
            measured.missing.push(format!(
                "a terminal of {}: give a row of the terminals this place in its `place` column",
                spot.name
            ));
            return None;
        }
        note_end(&spot, measured);
        Some(found)
    }
}

fn note_end(spot: &Spot, measured: &mut Measured) {
    if let Some(position) = spot.position {
        measured.evidence.map.push(feature(MapRole::End, &spot.name, Shape::Point(position)));
    }
}

/// Records the rules that concern the load's truck on some links, and those that close others to it.
pub(super) fn note_rules<'l>(
    ask: &Ask<'_, '_>,
    net: &CorridorNetwork,
    question: &Question<'_>,
    links: impl IntoIterator<Item = &'l LinkIdx>,
    measured: &mut Measured,
) {
    let used = links.into_iter().map(|&link| net.links[link].service.id.as_str()).collect();
    let (notes, names) = trucks::told(net, question, &used);
    measured.assumptions.extend(notes);
    measured.bases.extend(trucks::bases(ask.scenario().city, &names));
}

/// Records what a route rests on and draws it.
pub(super) fn note_links(net: &CorridorNetwork, links: &[LinkIdx], measured: &mut Measured) {
    for &link in links {
        rest_on(net, link, measured);
        draw(net, link, measured);
    }
}

/// Records that a value rests on a row.
pub(super) fn rest_on(net: &CorridorNetwork, link: LinkIdx, measured: &mut Measured) {
    let link = &net.links[link];
    let (from, to) = (&net.terminals[link.from], &net.terminals[link.to]);
    measured.uses.extend([link.service.id.clone(), link.service.channel.clone()]);
    // One line for all lanes between places without a name, not one for each.
    let what = if is_named(from) && is_named(to) || link.service.corridor.is_empty() {
        format!("{} to {} by {}", from.name, to.name, link.service.mode)
    } else {
        format!("{} by {}", link.service.corridor, link.service.mode)
    };
    let confidence = link.service.confidence.unwrap_or(Confidence::Low);
    if confidence == Confidence::Assumed {
        measured.assumptions.insert(format!("{what}: assumed ({})", link.service.source));
    }
    measured.bases.push(Basis { confidence, what, source: link.service.source.clone() });
}

/// Records that a value rests on what the tables list at some terminals.
pub(super) fn rest_on_ends(net: &CorridorNetwork, ends: &[TerminalIdx], measured: &mut Measured) {
    let terminals = &net.terminals;
    measured.bases.extend(ends.iter().map(|&end| Basis {
        confidence: terminals[end].confidence.unwrap_or(Confidence::Low),
        what: format!("services that the tables list at {}", terminals[end].name),
        source: terminals[end].source.clone(),
    }));
}

pub(super) fn draw(net: &CorridorNetwork, link: LinkIdx, measured: &mut Measured) {
    let way = net.line(link);
    let link = &net.links[link];
    let ends = [link.from, link.to].map(|end| &net.terminals[end]);
    if ends.iter().all(|terminal| terminal.position.is_some()) {
        let line = feature(MapRole::Link, &link.service.corridor, Shape::Line(way));
        if !measured.evidence.map.contains(&line) {
            measured.evidence.map.push(line);
        }
    }
    for terminal in ends {
        let Some(at) = terminal.position.filter(|_| is_named(terminal)) else { continue };
        let place = feature(MapRole::Place, &terminal.name, Shape::Point(at));
        if !measured.evidence.map.contains(&place) {
            measured.evidence.map.push(place);
        }
    }
}

/// The row that proves best that the channel of `link` is there.
pub(super) fn surest(net: &CorridorNetwork, link: LinkIdx) -> LinkIdx {
    let links = &net.links;
    let row = &links[link];
    let confidence = |l: LinkIdx| links[l].service.confidence.unwrap_or(Confidence::Low);
    let same = links
        .iter()
        .filter(|(_, other)| other.channel == row.channel && other.service.mode == row.service.mode)
        .map(|(other, _)| other);
    // The first of the surest; the link itself if it is one of them.
    same.fold(link, |best, other| if confidence(other) > confidence(best) { other } else { best })
}

pub(super) fn feature(role: MapRole, label: &str, shape: Shape) -> MapFeature {
    MapFeature { role, label: label.to_owned(), shape }
}

pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => "none".into(),
        [one] => (*one).into(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

pub(super) fn count(n: usize) -> f64 {
    allways_base::cast::f64_from(n)
}
