//! The compiled network: ids become rows, services become links, local clocks become UTC.
//!
//! A *channel* is a physical line: all links with the same `channel` are cut together; a link
//! without one is a channel of its own. A *line* is what a load stays on: consecutive links with
//! the same corridor and mode; a change of gauge on the way belongs to the line. Roads that may be
//! driven at any time are one line where they meet at a road or a junction: the truck drives on. A
//! train of a timetable is a line of its own, whose links follow each other in their order alone.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::{round_i64, u32_from};
use allways_base::text::nearest;
use allways_base::{Checked, Csr, Idx, IdxVec, LonLat, Problems, Severity};

use crate::check::gauge_of;
use crate::draft::{CorridorDraft, Factor, Gauge, Mode, Service, Terminal, TerminalKind};
use crate::week::{Hours, WEEK_S};

allways_base::define_idx! {
    /// A terminal.
    TerminalIdx;
    /// A service that is open, in file order.
    LinkIdx;
    /// A physical line.
    ChannelIdx;
}

/// A service between two known terminals.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its row.
    pub service: Service,
    /// One end.
    pub from: TerminalIdx,
    /// The other end; never the same.
    pub to: TerminalIdx,
    /// Its physical line.
    pub channel: ChannelIdx,
    /// The one gauge that it runs on, if it is on rails and that is known.
    pub gauge: Option<Gauge>,
    /// Number of its corridor; `None` if it is of none.
    line: Option<u32>,
}

/// See the module docs.
#[derive(Clone, Debug, Default)]
pub struct CorridorNetwork {
    /// All terminals, in file order.
    pub terminals: IdxVec<TerminalIdx, Terminal>,
    /// Open services, in file order.
    pub links: IdxVec<LinkIdx, Link>,
    /// Names of the physical lines.
    pub channels: IdxVec<ChannelIdx, String>,
    /// Emission factors, one per mode, unit and scope.
    pub factors: Vec<Factor>,
    /// terminal → arcs that leave it, in file order.
    out: Csr<TerminalIdx, Arc>,
    /// terminal → arcs that end there, in file order.
    into: Csr<TerminalIdx, Arc>,
    /// arc → true if its line goes on where it ends.
    goes_on: Vec<bool>,
    /// terminal → when it is open, by UTC; `None`: always.
    hours: IdxVec<TerminalIdx, Option<Hours>>,
    /// arc → when it may be entered, by UTC; `None`: always.
    entry: Vec<Option<Hours>>,
    /// arc → departures in seconds of the UTC week, ascending; `None`: not by slots.
    slots: Vec<Option<Vec<i64>>>,
}

/// A link in one of its two directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arc {
    pub(crate) link: LinkIdx,
    /// True if it runs from `to` to `from`.
    pub(crate) back: bool,
}

impl Arc {
    /// Position in a column with one row per arc.
    pub(crate) fn row(self) -> usize {
        self.link.to_usize() * 2 + usize::from(self.back)
    }
}

impl CorridorNetwork {
    /// Compiles the services that `open` lets through. Services between terminals that do not
    /// exist, or from a terminal to itself, are left out and told; so are terminals that no
    /// service at all calls at, and the second row of an id.
    pub fn compile(draft: &CorridorDraft, open: impl Fn(&Service) -> bool) -> Checked<Self> {
        let mut problems = Problems::default();
        let mut net = Self::default();
        let mut rows: BTreeMap<&str, TerminalIdx> = BTreeMap::new();
        for terminal in &draft.terminals {
            if rows.contains_key(terminal.id.as_str()) {
                told_twice(&mut problems, "terminal", &terminal.id, &terminal.at);
                continue;
            }
            rows.insert(&terminal.id, net.terminals.push(terminal.clone()));
        }
        let mut called = vec![false; net.terminals.len()];
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut named: BTreeMap<&str, ChannelIdx> = BTreeMap::new();
        let mut lines: BTreeMap<&str, u32> = BTreeMap::new();
        for service in &draft.services {
            if !seen.insert(&service.id) {
                told_twice(&mut problems, "service", &service.id, &service.at);
                continue;
            }
            let mut end = |id: &str| {
                let row = rows.get(id).copied();
                if row.is_none() {
                    dangling(&mut problems, service, id, rows.keys().copied());
                }
                row
            };
            let (from, to) = (end(&service.from), end(&service.to));
            let (Some(from), Some(to)) = (from, to) else { continue };
            if from == to {
                problems.push(
                    Severity::Warning,
                    "service-goes-nowhere",
                    service.at.clone(),
                    format!("service `{}` runs from `{}` to itself", service.id, service.from),
                    "name two different terminals; the service was left out",
                );
                continue;
            }
            called[from.to_usize()] = true;
            called[to.to_usize()] = true;
            if !open(service) {
                continue;
            }
            let channel = if service.channel.is_empty() {
                net.channels.push(service.id.clone())
            } else {
                *named
                    .entry(&service.channel)
                    .or_insert_with(|| net.channels.push(service.channel.clone()))
            };
            let gauge = gauge_of(service, &net.terminals[from], &net.terminals[to]);
            let line = (!service.corridor.is_empty()).then(|| {
                let next = u32_from(lines.len());
                *lines.entry(&service.corridor).or_insert(next)
            });
            net.links.push(Link { service: service.clone(), from, to, channel, gauge, line });
        }
        for (terminal, _) in net.terminals.iter().zip(&called).filter(|(_, called)| !**called) {
            let terminal = terminal.1;
            problems.push(
                Severity::Note,
                "terminal-without-service",
                terminal.at.clone(),
                format!("no service calls at terminal `{}`", terminal.id),
                "add a service, or remove the terminal",
            );
        }
        net.factors.clone_from(&draft.factors);
        net.connect();
        net.set_clocks();
        Checked { value: net, problems }
    }

    fn connect(&mut self) {
        let (mut out, mut into) = (Vec::new(), Vec::new());
        for (link, row) in self.links.iter() {
            for back in [false, true] {
                let (tail, head) = if back { (row.to, row.from) } else { (row.from, row.to) };
                if !(back && row.service.one_way) {
                    out.push((tail, Arc { link, back }));
                    into.push((head, Arc { link, back }));
                }
            }
        }
        self.out = Csr::from_pairs(self.terminals.len(), &out);
        let goes_on = self.links.indices().flat_map(|link| [false, true].map(|back| (link, back)));
        let goes_on = goes_on.map(|(link, back)| {
            let head = self.head(Arc { link, back });
            self.leaving(head).iter().any(|next| self.goes_on(link, next.link))
        });
        self.goes_on = goes_on.collect();
        self.into = Csr::from_pairs(self.terminals.len(), &into);
    }

    /// Opening hours and slots by UTC.
    fn set_clocks(&mut self) {
        let hours = self.terminals.iter().map(|(_, terminal)| {
            terminal.open.as_ref().and_then(|open| open.earlier_by(offset(terminal)))
        });
        self.hours = hours.collect::<Vec<_>>().into();
        let mut slots = Vec::with_capacity(self.links.len() * 2);
        let mut entry = Vec::with_capacity(self.links.len() * 2);
        for (_, link) in self.links.iter() {
            for (back, end) in [(false, link.from), (true, link.to)] {
                let hours = link.service.hours.as_ref();
                let clock = clock_of(&link.service, back, &self.terminals[end], hours);
                entry.push(clock.0);
                slots.push(clock.1);
            }
        }
        self.slots = slots;
        self.entry = entry;
    }

    /// The terminal with this id.
    pub fn terminal(&self, id: &str) -> Option<TerminalIdx> {
        self.terminals.iter().find(|(_, terminal)| terminal.id == id).map(|(row, _)| row)
    }

    /// Where a link runs on a map, `from` first: its own shape, else those of its ends that are known.
    pub fn line(&self, link: LinkIdx) -> Vec<LonLat> {
        let link = &self.links[link];
        if link.service.shape.is_empty() {
            let ends = [link.from, link.to].map(|end| self.terminals[end].position);
            ends.into_iter().flatten().collect()
        } else {
            link.service.shape.clone()
        }
    }

    /// The terminals that belong to a place of the plan, in file order.
    pub fn of_place(&self, place: &str) -> Vec<TerminalIdx> {
        let here = self.terminals.iter().filter(|(_, terminal)| terminal.place == place);
        here.map(|(row, _)| row).collect()
    }

    /// Kilometres by mode along some links, for emission factors; `None` where a link of that
    /// mode does not state its length.
    pub fn distance_by_mode(&self, links: &[LinkIdx]) -> BTreeMap<Mode, Option<f64>> {
        let mut sums: BTreeMap<Mode, Option<f64>> = BTreeMap::new();
        for &link in links {
            let service = &self.links[link].service;
            let sum = sums.entry(service.mode).or_insert(Some(0.0));
            *sum = sum.zip(service.distance_km).map(|(a, b)| a + b);
        }
        sums
    }

    pub(crate) fn head(&self, arc: Arc) -> TerminalIdx {
        let link = &self.links[arc.link];
        if arc.back { link.from } else { link.to }
    }

    pub(crate) fn tail(&self, arc: Arc) -> TerminalIdx {
        let link = &self.links[arc.link];
        if arc.back { link.to } else { link.from }
    }

    pub(crate) fn leaving(&self, terminal: TerminalIdx) -> &[Arc] {
        &self.out[terminal]
    }

    pub(crate) fn arriving(&self, terminal: TerminalIdx) -> &[Arc] {
        &self.into[terminal]
    }

    pub(crate) fn hours(&self, terminal: TerminalIdx) -> Option<&Hours> {
        self.hours[terminal].as_ref()
    }

    /// When an arc may be entered; `None`: always, or it leaves by slots, of which only those are
    /// kept.
    pub(crate) fn entry(&self, arc: Arc) -> Option<&Hours> {
        self.entry[arc.row()].as_ref()
    }

    pub(crate) fn slots(&self, arc: Arc) -> Option<&[i64]> {
        self.slots[arc.row()].as_deref()
    }

    /// True if one may leave the vehicle where an arc ends.
    pub(crate) fn may_alight(&self, arc: Arc) -> bool {
        self.links[arc.link].service.train.is_none_or(|train| train.may_alight)
    }

    /// True if what comes by an arc can stay on its line where that ends.
    pub(crate) fn line_goes_on(&self, arc: Arc) -> bool {
        self.goes_on[arc.row()]
    }

    /// True if what comes by `a` stays on its line when it goes on by `b`, another link.
    pub(crate) fn goes_on(&self, a: LinkIdx, b: LinkIdx) -> bool {
        let (x, y) = (&self.links[a], &self.links[b]);
        let modes = [x.service.mode, y.service.mode];
        let in_order = match (x.service.train, y.service.train) {
            (Some(a), Some(b)) => a.place.checked_add(1) == Some(b.place),
            (a, b) => a.is_none() && b.is_none(),
        };
        let one_line = in_order && (modes[0] == modes[1] || modes.contains(&Mode::GaugeChange));
        a != b && (x.line.is_some() && x.line == y.line && one_line || self.is_one_drive(x, y))
    }

    /// True if a truck or car goes on from one road to the next: both may be driven at any time, and
    /// nothing but roads meets where they do.
    fn is_one_drive(&self, x: &Link, y: &Link) -> bool {
        let is_free = |link: &Link| {
            let service = &link.service;
            let timed = service.departs.is_some() || service.departs_back.is_some();
            service.mode == Mode::Road && !timed && service.departures_per_week.is_none()
        };
        let mut shared = [x.from, x.to].into_iter().filter(|end| [y.from, y.to].contains(end));
        let only_roads =
            |end| matches!(self.terminals[end].kind, TerminalKind::Road | TerminalKind::Junction);
        is_free(x) && is_free(y) && shared.all(only_roads)
    }
}

/// When a service may be entered at an end, and its departures there, by UTC, if `hours` (of the
/// clock of that end) say when it may be entered.
pub(crate) fn clock_of(
    service: &Service,
    back: bool,
    at: &Terminal,
    hours: Option<&Hours>,
) -> (Option<Hours>, Option<Vec<i64>>) {
    let ahead = offset(at);
    let entry = hours.and_then(|hours| hours.earlier_by(ahead));
    let slots = service.slots(back).map(|slots| {
        // A departure at which it may not be entered does not run.
        let may = |slot: &&i64| hours.is_none_or(|hours| hours.contain(**slot));
        let list = slots.list().iter().filter(may);
        let mut shifted: Vec<i64> = list.map(|slot| (slot - ahead).rem_euclid(WEEK_S)).collect();
        shifted.sort_unstable();
        shifted
    });
    (entry, slots)
}

/// Seconds that a terminal's clock is ahead of UTC.
fn offset(terminal: &Terminal) -> i64 {
    seconds(terminal.utc_offset_h.unwrap_or(0.0))
}

/// Hours as whole seconds, the unit in which times are added up.
pub(crate) fn seconds(hours: f64) -> i64 {
    round_i64(hours * 3600.0)
}

fn told_twice(problems: &mut Problems, what: &str, id: &str, at: &str) {
    problems.push(
        Severity::Warning,
        "duplicate-id",
        at,
        format!("{what} `{id}` is there twice; the first row was kept"),
        "give each row its own id",
    );
}

fn dangling<'a>(
    problems: &mut Problems,
    service: &Service,
    id: &str,
    known: impl Iterator<Item = &'a str>,
) {
    let near = nearest(id, known, 3);
    let remedy = if near.is_empty() {
        "add the terminal, or correct the id; the service was left out".to_owned()
    } else {
        format!("did you mean `{}`? the service was left out", near.join("`, `"))
    };
    problems.push(
        Severity::Error,
        "unknown-terminal",
        service.at.clone(),
        format!("service `{}` calls at terminal `{id}`, which does not exist", service.id),
        remedy,
    );
}
