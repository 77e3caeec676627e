//! What can be asked.

use crate::consignment::Consignment;
use crate::draft::{Load, Mode, Scope, Usual};
use crate::network::TerminalIdx;

/// From where to where, with what, by which modes: the short question of [`crate::fastest`].
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

/// When the load is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At this moment of the week, by the clock of the first terminal, in seconds since Monday
    /// 00:00 ([`crate::week::parse_moment`]).
    Ready(i64),
    /// At the best moment of the week for each route: it is there when the first vehicle leaves,
    /// less the cut-off and within opening hours.
    Best,
}

/// Whether time is lost between vehicles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// By slots; where only a rate is known, half the interval; where neither is, none, which is
    /// told. Cut-off and opening hours count.
    Counted,
    /// Running times and what terminals take, as if there were always a vehicle.
    LeftOut,
}

/// What a route is weighed by, besides time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// US dollars.
    pub cost: bool,
    /// Grams of CO2 equivalent.
    pub co2e: bool,
    /// How often the load is moved from one vehicle to another.
    pub handlings: bool,
}

impl Criteria {
    /// Time alone.
    pub const TIME: Self = Self { cost: false, co2e: false, handlings: false };
    /// Time against cost.
    pub const TIME_AND_COST: Self = Self { cost: true, co2e: false, handlings: false };
    /// All four.
    pub const ALL: Self = Self { cost: true, co2e: true, handlings: true };
}

/// The full question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Any of these.
    pub from: &'a [TerminalIdx],
    /// Any of these; not read by a search to all terminals.
    pub to: &'a [TerminalIdx],
    /// What travels, and how much.
    pub consignment: Consignment,
    /// Modes that may be used; `None`: all.
    pub modes: Option<&'a [Mode]>,
    /// When it is ready.
    pub start: Start,
    /// Whether waiting counts.
    pub waiting: Waiting,
    /// What routes are weighed by, besides time.
    pub criteria: Criteria,
    /// Whose emission factors count; `None`: CO2e is not asked, and unknown.
    pub scope: Option<Scope>,
    /// Month of the year, 1 to 12, in which closed services do not run; `None`: no service is
    /// closed, and each leg tells its closed months.
    pub month: Option<u8>,
    /// Which times of the rows.
    pub times: Usual,
    /// Most labels that the search may make; `None`: as many as it takes. An answer that was cut
    /// short says so.
    pub budget: Option<usize>,
}

impl<'a> Question<'a> {
    /// All four criteria, well to wheel, from the best start of a week in no particular month, at
    /// expected times.
    pub const fn new(
        from: &'a [TerminalIdx],
        to: &'a [TerminalIdx],
        consignment: Consignment,
    ) -> Self {
        Self {
            from,
            to,
            consignment,
            modes: None,
            start: Start::Best,
            waiting: Waiting::Counted,
            criteria: Criteria::ALL,
            scope: Some(Scope::WellToWheel),
            month: None,
            times: Usual::Expected,
            budget: None,
        }
    }

    /// The short question in full: running times and dwell, nothing else.
    pub const fn plain(query: &Query<'a>) -> Self {
        Self {
            from: query.from,
            to: query.to,
            consignment: Consignment::one(query.load),
            modes: query.modes,
            start: Start::Best,
            waiting: Waiting::LeftOut,
            criteria: Criteria::TIME,
            scope: None,
            month: None,
            times: Usual::Expected,
            budget: None,
        }
    }
}
