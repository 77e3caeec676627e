//! How much can be reached from many places: accessibility, its dual, and how evenly it is spread.

use std::path::Path;

pub use allways_access::Decay;
use allways_access::{AccessQuery, accessibility, times_to};
use allways_base::{Problems, Seconds, Window};
use allways_transit::raptor::Work;

use crate::check::{AskError, CheckSettings};
use crate::engine::Engine;
use crate::equity::Equity;
use crate::matrix::{Points, percentiles};
use crate::open::City;
use crate::query::{check_service, condition};
use crate::scenario::Scenario;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct AccessAsk<'a> {
    /// Points file.
    pub origins: &'a Path,
    /// Column of the origins: how many people (or other) each stands for, for the equity.
    pub people: Option<&'a str>,
    /// Points file.
    pub opportunities: &'a Path,
    /// Column of the opportunities: how many each is; else each is one.
    pub column: Option<&'a str>,
    /// Departures.
    pub window: Window,
    /// Each in `1..=100`, none twice.
    pub percentiles: &'a [u8],
    /// Minutes.
    pub cutoffs_min: &'a [u32],
    /// How an opportunity counts by its time.
    pub decay: Decay,
    /// Instead of what is reached within a time: the time to so many.
    pub dual: &'a [f64],
    /// As of a route.
    pub modes: &'a str,
}

/// A figure of one origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Opportunities within the cutoff (minutes), by the decay.
    Within(u32, f64),
    /// The time to so many opportunities; `None`: not within the longest duration.
    TimeTo(f64, Option<Seconds>),
}

/// Accessibility of every origin, and what the reader must know about it.
#[derive(Clone, Debug)]
pub struct Access {
    /// Ids, in file order.
    pub origins: Vec<String>,
    /// The percentiles, in the order asked for.
    pub percentiles: Vec<u8>,
    /// origin, percentile, cutoff or amount; the last runs fastest.
    pub figures: Vec<Figure>,
    /// Percentile, cutoff (minutes) → how evenly it is spread; not for the dual.
    pub equity: Vec<(u8, u32, Equity)>,
    /// Points that did not snap, rows that were left out.
    pub problems: Problems,
    /// Assumptions, limits.
    pub notes: Vec<String>,
    /// Rows of the points files that were left out, and told.
    pub n_left_out: usize,
    /// Search work.
    pub work: Work,
}

/// See [`AccessAsk`].
pub fn access(
    city: &City,
    settings: &CheckSettings,
    ask: &AccessAsk<'_>,
) -> Result<Access, AskError> {
    let condition = condition(city, settings, ask.modes)?;
    let at = percentiles(ask.percentiles)?;
    if ask.cutoffs_min.is_empty() || ask.cutoffs_min.contains(&0) {
        let why = "cutoffs are minutes above 0, such as --cutoffs 15,30,45,60";
        return Err(AskError::Question(why.into()));
    }
    if ask.dual.iter().any(|amount| !(*amount > 0.0 && amount.is_finite())) {
        let why = "--dual takes numbers of opportunities above 0, such as 1,5,10";
        return Err(AskError::Question(why.into()));
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let (traveller, season) = (condition.traveller, condition.season);
    let engine = Engine::new(&scenario, traveller, season, settings.seed);
    let view = engine.view(condition);
    let mut notes = check_service(&engine, &view, condition)?;
    notes.extend(view.assumptions());
    let mut problems = Problems::default();
    let from = Points::read(&scenario, &view, (ask.origins, ask.people), &mut problems)?;
    let to = Points::read(&scenario, &view, (ask.opportunities, ask.column), &mut problems)?;
    let travel = engine.travel_query(ask.window);
    let longest = ask.cutoffs_min.iter().max().map_or(Seconds(0), |max| Seconds::minutes(*max));
    if ask.dual.is_empty() && longest > travel.max_duration {
        notes.push(format!(
            "what takes longer than {}, the longest journey of the plan, counts nothing",
            travel.max_duration
        ));
    }
    let (tt, attached) = (&view.timetable, &view.attached);
    let ends = (&from.ends[..], &to.ends[..], &to.weights[..]);
    let mut found = Access {
        percentiles: ask.percentiles.to_vec(),
        figures: Vec::new(),
        equity: Vec::new(),
        notes,
        n_left_out: from.n_left_out + to.n_left_out,
        work: Work::default(),
        origins: Vec::new(),
        problems,
    };
    if ask.dual.is_empty() {
        let cutoffs: Vec<Seconds> =
            ask.cutoffs_min.iter().map(|&minutes| Seconds::minutes(minutes)).collect();
        let (percentiles, cutoffs) = (&at[..], &cutoffs[..]);
        let query = AccessQuery { travel, percentiles, cutoffs, decay: ask.decay };
        let all = accessibility(tt, attached, ends, &query, settings.threads);
        found.work = all.work;
        let minutes = ask.cutoffs_min.iter().cycle();
        let within = minutes.zip(all.values()).map(|(&min, &n)| Figure::Within(min, n));
        found.figures = within.collect();
        for (p, &percentile) in ask.percentiles.iter().enumerate() {
            for (c, &cutoff) in ask.cutoffs_min.iter().enumerate() {
                let values: Vec<f64> =
                    (0..from.ends.len()).map(|origin| all.at(origin, p)[c]).collect();
                if let Some(equity) = Equity::of(&values, &from.weights) {
                    found.equity.push((percentile, cutoff, equity));
                }
            }
        }
    } else {
        let times = times_to(tt, attached, ends, (&travel, &at), ask.dual, settings.threads);
        let amounts = ask.dual.iter().cycle();
        found.figures =
            amounts.zip(times).map(|(&amount, time)| Figure::TimeTo(amount, time)).collect();
    }
    found.origins = from.ids;
    Ok(found)
}
