//! The compiled network: ids become rows, services become links that run both ways.
//!
//! A *channel* is a physical line: all links with the same `channel` are cut together; a link
//! without one is a channel of its own. A *line* is what a passenger stays seated on: consecutive
//! links with the same corridor and mode.

use std::collections::{BTreeMap, BTreeSet};

use allways_base::cast::{f64_from_u64, round_i64};
use allways_base::text::nearest;
use allways_base::{Checked, Csr, Idx, IdxVec, Problems, Severity};

use crate::draft::{CorridorDraft, Load, Mode, Service, Terminal};

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
    /// terminal → arcs that leave it, in file order.
    out: Csr<TerminalIdx, Arc>,
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

/// From where to where, with what, by which modes.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// Any of these; a city may have several terminals.
    pub from: &'a [TerminalIdx],
    /// Any of these.
    pub to: &'a [TerminalIdx],
    /// What travels.
    pub load: Load,
    /// Modes that may be used; `None`: all.
    pub modes: Option<&'a [Mode]>,
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
            net.links.push(Link { service: service.clone(), from, to, channel });
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
        let mut pairs = Vec::with_capacity(net.links.len() * 2);
        for (link, row) in net.links.iter() {
            pairs.push((row.from, Arc { link, back: false }));
            pairs.push((row.to, Arc { link, back: true }));
        }
        net.out = Csr::from_pairs(net.terminals.len(), &pairs);
        Checked { value: net, problems }
    }

    /// The terminal with this id.
    pub fn terminal(&self, id: &str) -> Option<TerminalIdx> {
        self.terminals.iter().find(|(_, terminal)| terminal.id == id).map(|(row, _)| row)
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
}

/// A question's view of the network: the links that the load and the modes allow, less the
/// channels that are cut.
#[derive(Clone, Debug)]
pub(crate) struct View<'a> {
    pub(crate) net: &'a CorridorNetwork,
    pub(crate) load: Load,
    modes: Option<&'a [Mode]>,
    /// channel → how many times it is cut; above 0 it is closed.
    pub(crate) cut: IdxVec<ChannelIdx, u32>,
}

impl<'a> View<'a> {
    pub(crate) fn new(net: &'a CorridorNetwork, load: Load, modes: Option<&'a [Mode]>) -> Self {
        Self { net, load, modes, cut: IdxVec::filled(0, net.channels.len()) }
    }

    /// True if the link may be used.
    pub(crate) fn usable(&self, link: LinkIdx) -> bool {
        let row = &self.net.links[link];
        row.service.carries.takes(self.load)
            && self.modes.is_none_or(|modes| modes.contains(&row.service.mode))
            && self.cut[row.channel] == 0
    }

    /// Usable arcs out of a terminal, in file order.
    pub(crate) fn leaving(&self, terminal: TerminalIdx) -> impl Iterator<Item = Arc> + '_ {
        self.net.leaving(terminal).iter().copied().filter(|arc| self.usable(arc.link))
    }
}

/// Hours as whole seconds, the unit in which routes are added up; not below 0.
pub(crate) fn seconds(hours: f64) -> u64 {
    u64::try_from(round_i64(hours * 3600.0)).unwrap_or(0)
}

/// Whole seconds as hours.
pub(crate) fn hours(seconds: u64) -> f64 {
    f64_from_u64(seconds) / 3600.0
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
