//! How much can be reached from many places: accessibility, its dual, and how evenly it is spread.

use std::io;
use std::path::Path;

pub use allways_access::Decay;
use allways_access::{AccessQuery, accessibility_in_blocks, times_to_in_blocks};
use allways_base::{Problems, Seconds, Window};
use allways_transit::raptor::Work;

use crate::check::{AskError, CheckSettings};
use crate::engine::Engine;
use crate::equity::Equity;
use crate::matrix::{MatrixError, MatrixHead, Points, block, percentiles};
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

/// Who takes the figures of each origin.
pub trait AccessSink {
    /// Everything is in order, the figures follow: those of so many first origins are here already
    /// (percentile, cutoff or amount; the last runs fastest), and are not computed again.
    fn begin(&mut self, head: &MatrixHead<'_>) -> io::Result<Vec<Figure>>;
    /// The figures of an origin, in order.
    fn row(&mut self, origin: usize, figures: &[Figure]) -> io::Result<()>;
}

/// Keeps all figures.
struct Keep(Vec<Figure>);

impl AccessSink for Keep {
    fn begin(&mut self, _: &MatrixHead<'_>) -> io::Result<Vec<Figure>> {
        Ok(Vec::new())
    }

    fn row(&mut self, _: usize, figures: &[Figure]) -> io::Result<()> {
        self.0.extend_from_slice(figures);
        Ok(())
    }
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
    let mut all = Keep(Vec::new());
    let mut found = access_rows(city, settings, ask, &mut all).map_err(|error| match error {
        MatrixError::Ask(error) => error,
        // Memory does not fail to take rows.
        MatrixError::Write(error) => AskError::Question(error.to_string()),
    })?;
    found.figures = all.0;
    Ok(found)
}

/// The same, origin by origin while they are computed: `figures` of what is returned is empty. Of
/// each figure a number is kept until the end, for the equity.
pub fn access_rows(
    city: &City,
    settings: &CheckSettings,
    ask: &AccessAsk<'_>,
    sink: &mut impl AccessSink,
) -> Result<Access, MatrixError> {
    let condition = condition(city, settings, ask.modes)?;
    let at = percentiles(ask.percentiles)?;
    if ask.cutoffs_min.is_empty() || ask.cutoffs_min.contains(&0) {
        let why = "cutoffs are minutes above 0, such as --cutoffs 15,30,45,60";
        return Err(AskError::Question(why.into()).into());
    }
    if ask.dual.iter().any(|amount| !(*amount > 0.0 && amount.is_finite())) {
        let why = "--dual takes numbers of opportunities above 0, such as 1,5,10";
        return Err(AskError::Question(why.into()).into());
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let (traveller, season) = (condition.traveller, condition.season);
    let engine = Engine::new(&scenario, traveller, season, settings.seed);
    let view = engine.view(condition);
    let mut notes = check_service(&engine, &view, condition)?;
    notes.extend(view.attached.assumptions());
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
    let earlier = sink.begin(&MatrixHead {
        origins: &from.ids,
        destinations: &to.ids,
        problems: &found.problems,
        notes: &found.notes,
    })?;
    let is_dual = !ask.dual.is_empty();
    let n_figures = if is_dual { ask.dual.len() } else { ask.cutoffs_min.len() };
    let n_row = (at.len() * n_figures).max(1);
    let n_done = (earlier.len() / n_row).min(from.ends.len());
    let ends = (&from.ends[n_done..], &to.ends[..], &to.weights[..]);
    let mut figures = Vec::with_capacity(n_row);
    found.work = if is_dual {
        let query = (&travel, &at[..]);
        times_to_in_blocks(tt, attached, ends, query, ask.dual, block(), |row, times| {
            let amounts = ask.dual.iter().cycle();
            figures.clear();
            figures.extend(amounts.zip(times).map(|(&n, &time)| Figure::TimeTo(n, time)));
            sink.row(n_done + row, &figures)
        })?
    } else {
        let cutoffs: Vec<Seconds> =
            ask.cutoffs_min.iter().map(|&minutes| Seconds::minutes(minutes)).collect();
        let (percentiles, cutoffs) = (&at[..], &cutoffs[..]);
        let query = AccessQuery { travel, percentiles, cutoffs, decay: ask.decay };
        let number = |figure: &Figure| match *figure {
            Figure::Within(_, n) | Figure::TimeTo(n, _) => n,
        };
        let mut values: Vec<f64> = earlier[..n_done * n_row].iter().map(number).collect();
        let work = accessibility_in_blocks(tt, attached, ends, &query, block(), |row, sums| {
            let minutes = ask.cutoffs_min.iter().cycle();
            values.extend_from_slice(sums);
            figures.clear();
            figures.extend(minutes.zip(sums).map(|(&min, &n)| Figure::Within(min, n)));
            sink.row(n_done + row, &figures)
        })?;
        for (k, percentile) in ask.percentiles.iter().enumerate() {
            for (c, cutoff) in ask.cutoffs_min.iter().enumerate() {
                let first = k * n_figures + c;
                let own: Vec<f64> = values.iter().skip(first).step_by(n_row).copied().collect();
                if let Some(equity) = Equity::of(&own, &from.weights) {
                    found.equity.push((*percentile, *cutoff, equity));
                }
            }
        }
        work
    };
    found.origins = from.ids;
    Ok(found)
}
