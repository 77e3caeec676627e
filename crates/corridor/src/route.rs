//! An answer: a way from terminal to terminal, taken apart into legs that add up, in whole
//! seconds, cents and grams.

use allways_base::cast::f64_from_u64;

use crate::draft::{Confidence, Mode, Usual};
use crate::network::{Arc, ChannelIdx, CorridorNetwork, LinkIdx, TerminalIdx};
use crate::question::{Query, Question};
use crate::replay::{AsAsked, Parts, Step, replay};
use crate::search::{Found, search};
use crate::view::{View, Wait, seconds_to_hours};
use crate::week::Months;

/// A sum of which parts may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// What is known of it.
    pub at_least: u64,
    /// True if something is unknown.
    pub is_partial: bool,
}

impl Sum {
    /// The sum, if nothing of it is unknown.
    pub const fn known(self) -> Option<u64> {
        if self.is_partial { None } else { Some(self.at_least) }
    }

    fn add(&mut self, amount: Option<u64>) {
        self.at_least += amount.unwrap_or(0);
        self.is_partial |= amount.is_none();
    }
}

/// What a leg rests on that its rows do not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unstated {
    /// Neither slots nor a rate: no wait is counted.
    Departures,
    /// The dwell of the terminal where it begins: counted as none.
    Dwell,
    /// What moving the load there costs: counted as none.
    HandlingCost,
    /// What the service costs the load: the cost of the route is a lower bound.
    Cost,
    /// The distance.
    Distance,
    /// A factor of the asked scope, or the distance: the CO2e of the route is a lower bound.
    Co2e,
}

/// One link of a route, and what happens at the terminal where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The service.
    pub link: LinkIdx,
    /// True if it runs from the row's `to` to its `from`.
    pub back: bool,
    /// Where it begins.
    pub from: TerminalIdx,
    /// Where it ends.
    pub to: TerminalIdx,
    /// How it moves.
    pub mode: Mode,
    /// Where the time goes.
    pub parts: Parts,
    /// How the wait came about.
    pub wait: Wait,
    /// Departure in seconds since Monday 00:00 UTC of the week of the start; `None` if the route
    /// meets no clock, and may start at any moment.
    pub departs: Option<i64>,
    /// True if the load is moved from another vehicle.
    pub handled: bool,
    /// US cents of the ride.
    pub cents: Option<u64>,
    /// US cents of the handling; 0 if there is none.
    pub handling_cents: Option<u64>,
    /// Grams of CO2 equivalent.
    pub grams: Option<u64>,
    /// Kilometres.
    pub distance_km: Option<f64>,
    /// Months in which the service does not run.
    pub closed: Months,
    /// What is not stated, in order.
    pub unstated: Vec<Unstated>,
}

/// A way from terminal to terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// In order of travel; empty if start and end are the same terminal.
    pub legs: Vec<Leg>,
    /// The links of the legs.
    pub links: Vec<LinkIdx>,
    /// Terminals passed, one more than there are links.
    pub terminals: Vec<TerminalIdx>,
    /// Start in seconds since Monday 00:00 UTC; `None`: at any moment.
    pub starts: Option<i64>,
    /// Seconds from start to end: the sum of the legs' parts.
    pub time_s: i64,
    /// The same in hours.
    pub time_h: f64,
    /// The same from the same start with the shortest usual times; where a row states none, the
    /// expected one.
    pub low_h: f64,
    /// The same with the longest usual times.
    pub high_h: f64,
    /// `None` if a link does not state its length.
    pub distance_km: Option<f64>,
    /// US cents, rides and handlings.
    pub cents: Sum,
    /// Grams of CO2 equivalent.
    pub grams: Sum,
    /// The cost in US dollars; `None` if a link does not state its own.
    pub cost_usd: Option<f64>,
    /// The fewest departures a week on any link that states a number; `None` if none does.
    pub departures_per_week: Option<f64>,
    /// Links that state no departures.
    pub links_without_departures: usize,
    /// How often the load is moved from one vehicle to another, changes of gauge included.
    pub handlings: u32,
}

/// The fastest route by running times and dwell, `None` if there is none whose times are all
/// known.
pub fn fastest(net: &CorridorNetwork, query: &Query<'_>) -> Option<Route> {
    fastest_in(&View::new(net, &Question::plain(query)))
}

/// [`fastest`] at other times of the rows.
pub fn fastest_at(net: &CorridorNetwork, query: &Query<'_>, times: Usual) -> Option<Route> {
    fastest_in(&View::new(net, &Question { times, ..Question::plain(query) }))
}

/// The fastest route of a view.
pub(crate) fn fastest_in(view: &View<'_>) -> Option<Route> {
    let question = &view.question;
    if let Some(&here) = question.from.iter().find(|from| question.to.contains(from)) {
        return Some(stay(view, here));
    }
    let found = search(view, question.to, None);
    let first = found.there.first()?;
    unwound(view, &Ranges::of(view), &found, *first)
}

/// No way to go.
pub(crate) fn stay(view: &View<'_>, here: TerminalIdx) -> Route {
    built(view, here, None, &[])
}

/// The same view at the shortest and the longest usual times.
pub(crate) struct Ranges<'a> {
    pub(crate) low: View<'a>,
    pub(crate) high: View<'a>,
}

impl<'a> Ranges<'a> {
    pub(crate) fn of(view: &View<'a>) -> Self {
        let at = |times| View::new(view.net, &Question { times, ..view.question });
        Self { low: at(Usual::Low), high: at(Usual::High) }
    }
}

/// The route of a label.
pub(crate) fn unwound(
    view: &View<'_>,
    ranges: &Ranges<'_>,
    found: &Found,
    row: u32,
) -> Option<Route> {
    route_of(view, ranges, &found.arcs(row), found.label(row).span.start())
}

/// A route along arcs, from its start; `None` if they cannot be travelled.
pub(crate) fn route_of(
    view: &View<'_>,
    ranges: &Ranges<'_>,
    arcs: &[Arc],
    starts: Option<i64>,
) -> Option<Route> {
    let first = *arcs.first()?;
    let start = starts.unwrap_or(0);
    let steps = replay(view, arcs, start, &AsAsked(view))?;
    let mut route = built(view, view.net.tail(first), starts, &steps);
    let total = |view: &View<'_>| {
        let steps = replay(view, arcs, start, &AsAsked(view))?;
        Some(seconds_to_hours(steps.iter().map(|step| step.parts.total()).sum()))
    };
    route.low_h = total(&ranges.low).unwrap_or(route.time_h);
    route.high_h = total(&ranges.high).unwrap_or(route.time_h);
    Some(route)
}

fn built(view: &View<'_>, start: TerminalIdx, starts: Option<i64>, steps: &[Step]) -> Route {
    let net = view.net;
    let legs: Vec<Leg> = steps.iter().map(|step| leg(view, step, starts)).collect();
    let (mut cents, mut grams) = (Sum::default(), Sum::default());
    for leg in &legs {
        cents.add(leg.cents);
        cents.add(leg.handling_cents.or(Some(0)));
        grams.add(leg.grams);
    }
    let time_s = legs.iter().map(|leg| leg.parts.total()).sum();
    let changes_gauge = |leg: &&Leg| leg.mode == Mode::GaugeChange;
    let handlings =
        legs.iter().filter(|leg| leg.handled).count() + legs.iter().filter(changes_gauge).count();
    let departures = |leg: &Leg| net.links[leg.link].service.departures(leg.back);
    let time_h = seconds_to_hours(time_s);
    Route {
        links: legs.iter().map(|leg| leg.link).collect(),
        terminals: std::iter::once(start).chain(legs.iter().map(|leg| leg.to)).collect(),
        starts,
        time_s,
        time_h,
        low_h: time_h,
        high_h: time_h,
        // From 0: an empty sum of floats is -0.
        distance_km: legs.iter().try_fold(0.0, |sum, leg| Some(sum + leg.distance_km?)),
        cents,
        grams,
        cost_usd: cents.known().map(dollars),
        departures_per_week: legs.iter().filter_map(departures).min_by(f64::total_cmp),
        links_without_departures: legs.iter().filter(|leg| departures(leg).is_none()).count(),
        handlings: u32::try_from(handlings).unwrap_or(u32::MAX),
        legs,
    }
}

fn leg(view: &View<'_>, step: &Step, starts: Option<i64>) -> Leg {
    let (net, arc, crossing) = (view.net, step.arc, step.crossing);
    let (figures, from) = (&view.links[arc.link], net.tail(arc));
    let service = &net.links[arc.link].service;
    let handling_cents =
        if crossing.handled { view.terminals[from].handling_cents } else { Some(0) };
    let holds = crossing.handled || crossing.dwell > 0;
    let unstated = [
        (crossing.wait == Wait::Unknown, Unstated::Departures),
        (holds && net.terminals[from].dwell_h.is_none(), Unstated::Dwell),
        (handling_cents.is_none(), Unstated::HandlingCost),
        (figures.cents.is_none(), Unstated::Cost),
        (service.distance_km.is_none(), Unstated::Distance),
        (figures.grams.is_none() && view.question.scope.is_some(), Unstated::Co2e),
    ];
    Leg {
        link: arc.link,
        back: arc.back,
        from,
        to: net.head(arc),
        mode: service.mode,
        parts: step.parts,
        wait: crossing.wait,
        departs: starts.map(|start| start + step.leaves),
        handled: crossing.handled,
        cents: figures.cents,
        handling_cents,
        grams: figures.grams,
        distance_km: service.distance_km,
        closed: service.closed,
        unstated: unstated.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect(),
    }
}

pub(crate) fn dollars(cents: u64) -> f64 {
    f64_from_u64(cents) / 100.0
}

impl Route {
    /// The cost that is known, in US dollars.
    pub fn cost_at_least_usd(&self) -> f64 {
        dollars(self.cents.at_least)
    }

    /// Kilograms of CO2 equivalent; `None` if a leg's are unknown.
    pub fn co2e_kg(&self) -> Option<f64> {
        self.grams.known().map(|grams| f64_from_u64(grams) / 1000.0)
    }

    /// The weakest row that the route rests on: how sure it is, and its source. Services of its
    /// legs, and terminals where it spends time or is handled; a row that does not say how sure it
    /// is counts as low. `None` for a route without legs.
    pub fn weakest<'n>(&self, net: &'n CorridorNetwork) -> Option<(Confidence, &'n str)> {
        let rows = self.legs.iter().flat_map(|leg| {
            let (service, terminal) = (&net.links[leg.link].service, &net.terminals[leg.from]);
            let held = leg.handled || leg.parts.total() > leg.parts.ride + leg.parts.wait;
            let terminal = held.then_some((terminal.confidence, terminal.source.as_str()));
            [Some((service.confidence, service.source.as_str())), terminal].into_iter().flatten()
        });
        rows.map(|(sure, source)| (sure.unwrap_or(Confidence::Low), source))
            .min_by_key(|(sure, _)| *sure)
    }

    /// The arcs, in order of travel.
    pub(crate) fn arcs(&self) -> Vec<Arc> {
        self.legs.iter().map(|leg| Arc { link: leg.link, back: leg.back }).collect()
    }
}

/// The channels of some links, each once, in order of row.
pub(crate) fn channels_of(net: &CorridorNetwork, links: &[LinkIdx]) -> Vec<ChannelIdx> {
    let mut all: Vec<ChannelIdx> = links.iter().map(|&link| net.links[link].channel).collect();
    all.sort_unstable();
    all.dedup();
    all
}
