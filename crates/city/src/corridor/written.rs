//! Routes as records: rows become names, seconds hours, clocks local.

use std::collections::BTreeSet;

use allways_base::cast::f64_from_u64;
use allways_corridor::draft::{Confidence, Terminal, TerminalKind};
use allways_corridor::network::Link;
use allways_corridor::week::moment;
use allways_corridor::{
    CorridorNetwork, Leg, LinkIdx, Parts, Question, Route, TerminalIdx, Unstated,
};

use super::CorridorAnswer;
use super::record::{CorridorLeg, LegParts, OptionRecord};
use crate::trucks;

/// What routes are written from.
pub(crate) struct Writer<'a> {
    pub(crate) net: &'a CorridorNetwork,
    pub(crate) question: &'a Question<'a>,
}

/// Whole seconds as hours.
pub(super) fn hours(seconds: i64) -> f64 {
    f64_from_u64(u64::try_from(seconds).unwrap_or(0)) / 3600.0
}

fn dollars(cents: u64) -> f64 {
    f64_from_u64(cents) / 100.0
}

fn kilograms(grams: u64) -> f64 {
    f64_from_u64(grams) / 1000.0
}

/// `Mo 08:00` by the clock of a terminal.
fn local(seconds: i64, at: &Terminal) -> String {
    let ahead = allways_base::cast::round_i64(at.utc_offset_h.unwrap_or(0.0) * 3600.0);
    moment(seconds + ahead)
}

impl Writer<'_> {
    pub(crate) fn option(&self, route: &Route) -> OptionRecord {
        let start = route.terminals.first().map(|&row| &self.net.terminals[row]);
        OptionRecord {
            time_h: route.time_h,
            usual_h: (route.low_h, route.high_h),
            late_h: None,
            starts: route.starts.zip(start).map(|(seconds, at)| local(seconds, at)),
            cost_usd: route.cost_at_least_usd(),
            cost_is_partial: route.cents.is_partial,
            co2_kg: kilograms(route.grams.at_least),
            co2_is_partial: route.grams.is_partial,
            handlings: route.handlings,
            distance_km: route.distance_km,
            departures_per_week: route.departures_per_week,
            weakest: route.weakest(self.net).map(|(sure, source)| (sure, source.to_owned())),
            legs: self.legs(route),
        }
    }

    /// The legs; where a load passes a junction without a name on its way along one line, such as
    /// from lane to lane of the open sea, both are one. So are those of one train, which stands at
    /// the stations between as part of the ride.
    fn legs(&self, route: &Route) -> Vec<CorridorLeg> {
        let mut legs: Vec<CorridorLeg> = Vec::new();
        for leg in &route.legs {
            let mut next = self.leg(leg);
            let stays = !leg.handled && self.net.links[leg.link].service.train.is_some();
            if stays && !legs.is_empty() {
                next.parts.ride_h += std::mem::take(&mut next.parts.wait_h);
            }
            let passes = stays || !leg.handled && !is_named(&self.net.terminals[leg.from]);
            match legs.last_mut() {
                Some(last)
                    if passes && (last.mode, &last.corridor) == (next.mode, &next.corridor) =>
                {
                    last.join(next);
                }
                _ => legs.push(next),
            }
        }
        legs
    }

    fn leg(&self, leg: &Leg) -> CorridorLeg {
        let (from, to) = (&self.net.terminals[leg.from], &self.net.terminals[leg.to]);
        let service = &self.net.links[leg.link].service;
        let Parts { closed, dwell, customs, gauge_change, cutoff, wait, barred, ride } = leg.parts;
        let mut line = self.net.line(leg.link);
        if leg.back {
            line.reverse();
        }
        let name = |terminal: &Terminal| (terminal.id.clone(), terminal.name.clone());
        CorridorLeg {
            from: name(from),
            to: name(to),
            service: service.id.clone(),
            corridor: service.corridor.clone(),
            mode: leg.mode,
            departs: leg.departs.map(|seconds| local(seconds, from)),
            parts: LegParts {
                closed_h: hours(closed),
                dwell_h: hours(dwell),
                customs_h: hours(customs),
                gauge_change_h: hours(gauge_change),
                cutoff_h: hours(cutoff),
                wait_h: hours(wait),
                barred_h: hours(barred),
                ride_h: hours(ride),
            },
            is_handled: leg.handled,
            cost_usd: leg.cents.map(dollars),
            handling_usd: leg.handling_cents.map(dollars),
            co2_kg: leg.grams.map(kilograms),
            distance_km: leg.distance_km,
            departures_per_week: service.departures(leg.back),
            unstated: leg.unstated.iter().map(|what| unstated(*what)).collect(),
            basis: (service.confidence.unwrap_or(Confidence::Low), service.source.clone()),
            line,
        }
    }

    /// `A – B – C`: the terminals along some links.
    pub(super) fn through(&self, links: &[LinkIdx]) -> String {
        through(self.net, links)
    }

    /// The rules that made a truck wait on some legs, or closed a service to it.
    pub(super) fn rules<'l>(&self, legs: impl Iterator<Item = &'l CorridorLeg>) -> Vec<String> {
        let used = legs.map(|leg| leg.service.as_str()).collect();
        trucks::told(self.net, self.question, &used).0
    }

    /// Tells, once each, what the rows behind an answer do not say.
    pub(super) fn tell_unstated(&self, answer: &CorridorAnswer, notes: &mut Vec<String>) {
        let (mut what, mut closed) = (BTreeSet::new(), BTreeSet::new());
        for leg in answer.legs() {
            what.extend(leg.unstated.iter().copied());
            let row = self.net.links.iter().find(|(_, link)| link.service.id == leg.service);
            let months = row.map(|(_, link)| link.service.closed);
            if self.question.month.is_none() && months.is_some_and(|months| !months.is_empty()) {
                closed.insert(format!("`{}` is closed in some months", leg.service));
            }
        }
        notes.extend(what.into_iter().map(|what| format!("some legs: {what}")));
        notes.extend(closed);
    }
}

/// What is not said, and what follows.
const fn unstated(what: Unstated) -> &'static str {
    match what {
        Unstated::Departures => "departures are not stated: no wait is counted",
        Unstated::Dwell => "the dwell is not stated: none is counted",
        Unstated::HandlingCost => "the cost of handling is not stated: none is counted",
        Unstated::Cost => "the cost is not stated: that of the option is a lower bound",
        Unstated::Distance => "the distance is not stated",
        Unstated::Co2e => "no emission factor of this scope, or no distance: CO2e is a lower bound",
    }
}

/// `A – B – C`: the terminals along some links. A junction without a name of its own says nothing.
pub(crate) fn through(net: &CorridorNetwork, links: &[LinkIdx]) -> String {
    let mut at: Option<TerminalIdx> = match links {
        [] => None,
        [only] => Some(net.links[*only].from),
        [first, second, ..] => {
            let (a, b) = (&net.links[*first], &net.links[*second]);
            let shared = [a.from, a.to].into_iter().find(|t| [b.from, b.to].contains(t));
            shared.map(|t| if t == a.from { a.to } else { a.from })
        }
    };
    let mut passed: Vec<TerminalIdx> = at.into_iter().collect();
    for &link in links {
        let link = &net.links[link];
        at = at.map(|t| if t == link.from { link.to } else { link.from });
        passed.extend(at);
    }
    let names = passed.into_iter().map(|t| &net.terminals[t]).filter(|t| is_named(t));
    names.map(|terminal| terminal.name.as_str()).collect::<Vec<_>>().join(" – ")
}

/// False for a place where lines meet that nobody has given a name.
pub(crate) fn is_named(terminal: &Terminal) -> bool {
    terminal.kind != TerminalKind::Junction || terminal.name != terminal.id
}

/// `Tuanjiecun to Xi'an`.
pub(crate) fn ends_of(net: &CorridorNetwork, link: &Link) -> String {
    format!("{} to {}", net.terminals[link.from].name, net.terminals[link.to].name)
}

/// What people call a service: its corridor, else where it leads.
fn named(net: &CorridorNetwork, link: &Link) -> String {
    if link.service.corridor.is_empty() {
        ends_of(net, link)
    } else {
        link.service.corridor.clone()
    }
}

/// What people call a channel: the corridors of its services, else where they lead; its own word
/// where that is a place without a name.
pub fn channel_name(net: &CorridorNetwork, channel: &str) -> String {
    let mut names: Vec<String> = Vec::new();
    for (_, link) in net.links.iter().filter(|(_, link)| net.channels[link.channel] == channel) {
        if ![link.from, link.to].into_iter().all(|end| is_named(&net.terminals[end])) {
            // Its corridor is the name of all lanes: the word of the table tells it apart.
            return channel.to_owned();
        }
        let name = named(net, link);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { channel.to_owned() } else { names.join(" / ") }
}
