//! A question's view of the network: which links the load and the modes allow, what each takes,
//! costs and emits for the consignment, and what a terminal does with a load between two links.
//!
//! At a terminal between its first and last link, a load *stays on its line* or *changes*.
//! - A change is a handling: the load waits for the opening hours, takes the dwell, customs (goods)
//!   and the change of gauge, if there is one, and must be there the cut-off before departure.
//! - Goods that stay on their line take dwell and customs all the same: a lock, a border and a yard
//!   hold a wagon whether or not it is lifted. People who stay seated take nothing. Neither waits
//!   for opening hours or a cut-off; they leave at the next slot if there are slots. A change of
//!   gauge under them takes its time and is a handling. Where waiting is left out, a train of a
//!   timetable still stands at its stations.
//! - Where nobody may board or alight, one passes aboard alone.
//! - The hours of a service come last: whoever would leave outside them waits until it may be
//!   entered, aboard or not; a slot outside them does not run. A vehicle heavier than its limit does
//!   not use it. Rules for trucks ([`crate::trucks`]) do the same to the trucks that they concern.
//! - At the first terminal opening hours and cut-off count, dwell and customs do not; at the last
//!   nothing does: a route begins and ends at the vehicle.

use std::collections::BTreeMap;

use allways_base::IdxVec;

use crate::draft::{FactorPer, Gauge, Load, Mode};
use crate::money::whole;
use crate::network::{Arc, ChannelIdx, CorridorNetwork, LinkIdx, TerminalIdx, seconds};
use crate::question::{Question, Start, Waiting};
use crate::trucks::{Clock, clocks};
use crate::week::{Hours, WEEK_S};

/// What a link means for the consignment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkFigures {
    /// Open to the load, by an allowed mode, and not closed in the month.
    allowed: bool,
    /// Seconds.
    pub(crate) ride: Option<i64>,
    pub(crate) cents: Option<u64>,
    pub(crate) grams: Option<u64>,
}

/// What a terminal means for the consignment, seconds and cents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TerminalFigures {
    pub(crate) dwell: i64,
    pub(crate) customs: i64,
    pub(crate) gauge_change: Option<i64>,
    /// True if two gauges meet here; else nothing changes gauge here.
    pub(crate) two_gauges: bool,
    pub(crate) cutoff: i64,
    pub(crate) handling_cents: Option<u64>,
}

/// See the module docs.
#[derive(Clone, Debug)]
pub(crate) struct View<'a> {
    pub(crate) net: &'a CorridorNetwork,
    pub(crate) question: Question<'a>,
    pub(crate) load: Load,
    pub(crate) links: IdxVec<LinkIdx, LinkFigures>,
    pub(crate) terminals: IdxVec<TerminalIdx, TerminalFigures>,
    /// arc → its clock by the rules that concern the truck; no entry: the network's own.
    ruled: BTreeMap<usize, Option<Clock>>,
    /// channel → how many times it is cut; above 0 it is closed.
    pub(crate) cut: IdxVec<ChannelIdx, u32>,
    /// terminal → true if no route may pass it.
    pub(crate) blocked: IdxVec<TerminalIdx, bool>,
}

/// How a load came to the terminal that it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It starts here.
    Start,
    /// It changes, and was on rails of this gauge, as far as known.
    Change(Option<Gauge>),
    /// It stays on the line of this link.
    Aboard(LinkIdx),
}

impl Came {
    /// Between the link before, if there is one, and an arc.
    pub(crate) fn between(net: &CorridorNetwork, before: Option<LinkIdx>, arc: Arc) -> Self {
        match before {
            None => Self::Start,
            Some(before) if net.goes_on(before, arc.link) => Self::Aboard(before),
            Some(before) => Self::Change(net.links[before].gauge),
        }
    }
}

/// What happens at a terminal before an arc, in this order, but for the wait for open doors, which
/// comes first and depends on the moment. Seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crossing {
    /// True if opening hours count.
    pub(crate) doors: bool,
    /// True if the dwell counts, and for goods customs.
    pub(crate) held: bool,
    pub(crate) dwell: i64,
    pub(crate) customs: i64,
    /// None if the gauge stays.
    pub(crate) gauge_change: Option<i64>,
    pub(crate) cutoff: i64,
    pub(crate) wait: Wait,
    /// True if the load is moved from one vehicle to another.
    pub(crate) handled: bool,
}

/// How long a load waits for its vehicle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Until the next slot of the timetable.
    Slot,
    /// Half the interval, in seconds: only a rate is known.
    Expected(i64),
    /// Not at all: the load stays on its line, or it comes when its first vehicle leaves, or the
    /// question leaves waiting out.
    None,
    /// It is not known; none is counted.
    Unknown,
}

impl<'a> View<'a> {
    pub(crate) fn new(net: &'a CorridorNetwork, question: &Question<'a>) -> Self {
        let load = question.consignment.load();
        let ruled = clocks(net, question.consignment);
        Self {
            net,
            question: *question,
            load,
            links: figures_of_links(net, question, &ruled),
            terminals: figures_of_terminals(net, question),
            ruled,
            cut: IdxVec::filled(0, net.channels.len()),
            blocked: IdxVec::filled(false, net.terminals.len()),
        }
    }

    /// True if the link may be used, whether or not its time is known.
    pub(crate) fn usable(&self, link: LinkIdx) -> bool {
        self.links[link].allowed && self.cut[self.net.links[link].channel] == 0
    }

    /// Usable arcs out of a terminal, in file order.
    pub(crate) fn leaving(&self, terminal: TerminalIdx) -> impl Iterator<Item = Arc> {
        let open = |arc: &Arc| self.usable(arc.link) && !self.blocked[self.net.head(*arc)];
        self.net.leaving(terminal).iter().copied().filter(open)
    }

    /// What happens before `arc`; `None` if the load cannot pass that way.
    pub(crate) fn crossing(&self, came: Came, arc: Arc) -> Option<Crossing> {
        let row = &self.terminals[self.net.tail(arc)];
        let counted = self.question.waiting == Waiting::Counted;
        let goods = self.load == Load::Freight;
        let before = match came {
            Came::Start => None,
            Came::Change(gauge) => gauge,
            Came::Aboard(link) => self.net.links[link].gauge,
        };
        let differ = before.zip(self.net.links[arc.link].gauge).is_some_and(|(a, b)| a != b);
        let changes_gauge = row.two_gauges && differ;
        let (held, changes) = match came {
            Came::Start => (false, false),
            Came::Change(_) => (true, true),
            Came::Aboard(_) => (goods, false),
        };
        let stays = matches!(came, Came::Aboard(_));
        let train = self.net.links[arc.link].service.train;
        if !stays && train.is_some_and(|train| !train.may_board) {
            return None;
        }
        Some(Crossing {
            doors: counted && !stays,
            held,
            dwell: if held { row.dwell } else { 0 },
            customs: if held && goods { row.customs } else { 0 },
            gauge_change: if changes_gauge { Some(row.gauge_change?) } else { None },
            cutoff: if counted && !stays { row.cutoff } else { 0 },
            wait: match train.filter(|_| stays) {
                _ if counted => self.wait(came, arc)?,
                Some(train) => Wait::Expected(train.stands_s),
                None => Wait::None,
            },
            handled: changes || changes_gauge,
        })
    }

    /// When an arc may be entered, if that counts; `None`: at any
    /// moment.
    pub(crate) fn entry(&self, arc: Arc) -> Option<&Hours> {
        let counted = self.question.waiting == Waiting::Counted;
        let entry = match self.ruled.get(&arc.row()) {
            Some(clock) => clock.as_ref().and_then(|(entry, _)| entry.as_ref()),
            None => self.net.entry(arc),
        };
        entry.filter(|_| counted)
    }

    /// Departures of an arc in seconds of the UTC week; `None`: not by slots.
    pub(crate) fn slots(&self, arc: Arc) -> Option<&[i64]> {
        match self.ruled.get(&arc.row()) {
            Some(clock) => clock.as_ref().and_then(|(_, slots)| slots.as_deref()),
            None => self.net.slots(arc),
        }
    }

    fn wait(&self, came: Came, arc: Arc) -> Option<Wait> {
        if let Some(slots) = self.slots(arc) {
            return (!slots.is_empty()).then_some(Wait::Slot);
        }
        let service = &self.net.links[arc.link].service;
        match (came, service.departures_per_week) {
            (Came::Aboard(_), _) => Some(Wait::None),
            // A truck or a car leaves when one likes.
            (_, None) if service.is_access || service.mode == Mode::Road => Some(Wait::None),
            (_, Some(rate)) if rate <= 0.0 => None,
            (Came::Start, Some(_)) if self.question.start == Start::Best => Some(Wait::None),
            (_, Some(rate)) => Some(Wait::Expected(seconds(half_interval_h(rate)))),
            (_, None) => Some(Wait::Unknown),
        }
    }
}

/// Hours until the next departure, on average over all moments, of a service that leaves evenly.
fn half_interval_h(per_week: f64) -> f64 {
    let week_h = seconds_to_hours(WEEK_S);
    week_h / per_week / 2.0
}

/// Whole seconds as hours.
pub(crate) fn seconds_to_hours(seconds: i64) -> f64 {
    let whole = u64::try_from(seconds).unwrap_or(0);
    allways_base::cast::f64_from_u64(whole) / 3600.0
}

fn figures_of_links(
    net: &CorridorNetwork,
    question: &Question<'_>,
    ruled: &BTreeMap<usize, Option<Clock>>,
) -> IdxVec<LinkIdx, LinkFigures> {
    let load = question.consignment.load();
    let weighs = question.consignment.vehicle_t();
    let too_heavy = |most: Option<f64>| most.zip(weighs).is_some_and(|(most, t)| t > most);
    let closed = |months: crate::week::Months| question.month.is_some_and(|m| months.contains(m));
    let is_barred = |link| ruled.get(&Arc { link, back: false }.row()).is_some_and(Option::is_none);
    let figures = net.links.iter().map(|(row, link)| {
        let service = &link.service;
        LinkFigures {
            allowed: service.carries.takes(load)
                && (service.is_access
                    || question.modes.is_none_or(|modes| modes.contains(&service.mode)))
                && !closed(service.closed)
                && !too_heavy(service.max_t)
                && !is_barred(row),
            ride: service.time().at(question.times).map(seconds),
            cents: service
                .cost
                .and_then(|price| price.cents(question.consignment, service.distance_km)),
            grams: grams(net, question, service.mode, service.distance_km),
        }
    });
    figures.collect::<Vec<_>>().into()
}

/// Whole grams of CO2e; `None` without a factor of the asked scope, or a distance.
fn grams(
    net: &CorridorNetwork,
    question: &Question<'_>,
    mode: Mode,
    distance_km: Option<f64>,
) -> Option<u64> {
    let scope = question.scope?;
    let per = match question.consignment.load() {
        Load::Freight => FactorPer::TonneKm,
        Load::People => FactorPer::PassengerKm,
    };
    let amount = question.consignment.tonnes().or(question.consignment.passengers())?;
    let factor = net.factors.iter().find(|f| (f.mode, f.per, f.scope) == (mode, per, scope))?;
    Some(whole(factor.g_co2e * amount * distance_km?))
}

fn figures_of_terminals(
    net: &CorridorNetwork,
    question: &Question<'_>,
) -> IdxVec<TerminalIdx, TerminalFigures> {
    let at = |hours: crate::draft::Ranged| hours.at(question.times).map(seconds);
    let figures = net.terminals.iter().map(|(_, terminal)| TerminalFigures {
        dwell: at(terminal.dwell()).unwrap_or(0),
        customs: at(terminal.customs).unwrap_or(0),
        gauge_change: at(terminal.gauge_change),
        two_gauges: terminal.gauge == Some(Gauge::Both),
        cutoff: terminal.cutoff_h.map_or(0, seconds),
        handling_cents: terminal
            .handling_cost
            .and_then(|price| price.cents(question.consignment, None)),
    });
    figures.collect::<Vec<_>>().into()
}
