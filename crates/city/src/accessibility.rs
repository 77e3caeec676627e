//! How much can be reached from many places: accessibility, its dual, and how evenly it is spread.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

pub use allways_access::Decay;
use allways_access::{
    AccessQuery, accessibility_of_draws_in_blocks, floating_catchments, times_to_of_draws_in_blocks,
};
use allways_base::{Problems, Seconds, Window};
use allways_ingest::table::Table;
use allways_transit::raptor::Work;

use crate::check::{AskError, CheckSettings};
use crate::equity::{Equity, concentration};
use crate::matrix::{MatrixError, MatrixHead, Points, block, percentiles};
use crate::open::City;
use crate::query::{self, condition};
use crate::scenario::Scenario;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct AccessAsk<'a> {
    /// Points file.
    pub origins: &'a Path,
    /// Column of the origins: how many people (or other) each stands for, for the equity.
    pub people: Option<&'a str>,
    /// Column of the origins: what people are ranked by for the concentration index, such as income;
    /// a blank is no rank.
    pub ranked_by: Option<&'a str>,
    /// Points file.
    pub opportunities: &'a Path,
    /// Column of the opportunities: how many each is; else each is one.
    pub column: Option<&'a str>,
    /// Departures.
    pub window: Window,
    /// Each in `1..=100`, none twice.
    pub percentiles: &'a [u8],
    /// Minutes, each above 0, none twice.
    pub cutoffs_min: &'a [u32],
    /// How an opportunity counts by its time.
    pub decay: Decay,
    /// Instead of what is reached within a time: the time to so many, each above 0, none twice.
    pub dual: &'a [f64],
    /// Instead of what is reached: how much of it there is for each of the people who reach it
    /// ([`allways_access::catchment`]); needs `people`.
    pub per_person: bool,
    /// As of a route.
    pub modes: &'a str,
}

/// A figure of one origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// Opportunities within the cutoff (minutes), by the decay; for each person if it was asked so.
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
    /// The concentration index of each row of `equity`, where people are ranked by something.
    pub concentration: Vec<Option<f64>>,
    /// Points that did not snap, rows that were left out.
    pub problems: Problems,
    /// Assumptions, limits.
    pub notes: Vec<String>,
    /// Rows of the points files that were left out, and told.
    pub n_left_out: usize,
    /// As of a matrix: see [`crate::matrix::MatrixDone`].
    pub by_law: Option<(usize, usize)>,
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
    check_numbers(ask)?;
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let engine = query::engine(&scenario, settings, condition);
    let view = engine.view(condition);
    let mut notes = query::notes_of_phases(&engine, &view, condition)?;
    let mut problems = Problems::default();
    let from = Points::read(&scenario, &view, (ask.origins, ask.people), &mut problems)?;
    let to = Points::read(&scenario, &view, (ask.opportunities, ask.column), &mut problems)?;
    let ranks = match ask.ranked_by {
        Some(column) => Some(ranks(ask.origins, column, &from.ids, &mut notes)?),
        None => None,
    };
    let travel = engine.travel_query(ask.window);
    let longest = ask.cutoffs_min.iter().max().map_or(Seconds(0), |max| Seconds::minutes(*max));
    if ask.dual.is_empty() && longest > travel.max_duration {
        notes.push(format!(
            "what takes longer than {}, the longest journey of the plan, counts nothing",
            travel.max_duration
        ));
    }
    let days = engine.days(condition);
    let timetables = days.timetables();
    let of = (days.phases(&timetables), &*view.attached);
    let mut found = Access {
        percentiles: ask.percentiles.to_vec(),
        figures: Vec::new(),
        equity: Vec::new(),
        concentration: Vec::new(),
        notes,
        n_left_out: from.n_left_out + to.n_left_out,
        by_law: None,
        work: Work::default(),
        origins: Vec::new(),
        problems,
    };
    let cutoffs: Vec<Seconds> =
        ask.cutoffs_min.iter().map(|&minutes| Seconds::minutes(minutes)).collect();
    let query = AccessQuery { travel, percentiles: &at, cutoffs: &cutoffs, decay: ask.decay };
    // Who shares a supply is known only when all origins are: nothing of it can be written earlier.
    let per_person = ask.per_person.then(|| {
        let (people, supply) =
            ((&from.ends[..], &from.weights[..]), (&to.ends[..], &to.weights[..]));
        floating_catchments(of, people, supply, &query)
    });
    if let Some(all) = &per_person {
        found.notes.extend(near_nobody(ask, &all.near_nobody));
    }
    let earlier = sink.begin(&MatrixHead {
        places: &from.places,
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
        times_to_of_draws_in_blocks(of, ends, query, ask.dual, block(), |row, times| {
            let amounts = ask.dual.iter().cycle();
            figures.clear();
            figures.extend(amounts.zip(times).map(|(&n, &time)| Figure::TimeTo(n, time)));
            sink.row(n_done + row, &figures)
        })?
    } else {
        let mut values: Vec<f64> = Vec::with_capacity(from.ends.len() * n_row);
        let mut put = |row: usize, sums: &[f64]| {
            let minutes = ask.cutoffs_min.iter().cycle();
            figures.clear();
            figures.extend(minutes.zip(sums).map(|(&min, &n)| Figure::Within(min, n)));
            sink.row(row, &figures)
        };
        let work = if let Some(all) = per_person {
            let mut rows = all.values.chunks(n_row).enumerate().skip(n_done);
            rows.try_for_each(|(row, sums)| put(row, sums))?;
            values = all.values;
            all.work
        } else {
            let number = |figure: &Figure| match *figure {
                Figure::Within(_, n) | Figure::TimeTo(n, _) => n,
            };
            values.extend(earlier[..n_done * n_row].iter().map(number));
            accessibility_of_draws_in_blocks(of, ends, &query, block(), |row, sums| {
                values.extend_from_slice(sums);
                put(n_done + row, sums)
            })?
        };
        spread(ask, &values, &from.weights, ranks.as_deref(), &mut found);
        work
    };
    // Shared supply is computed from the times of all pairs, twice.
    let n_pairs = if ask.per_person { 2 * from.ends.len() } else { ends.0.len() } * to.ends.len();
    found.by_law = days.n_proved().map(|n| (n, n_pairs));
    found.origins = from.ids;
    Ok(found)
}

/// Numbers that mean something, each once.
fn check_numbers(ask: &AccessAsk<'_>) -> Result<(), AskError> {
    let question = |why: &str| Err(AskError::Question(why.to_owned()));
    crate::reach::cutoffs(ask.cutoffs_min)?;
    let dual = ask.dual;
    if dual.iter().any(|amount| !(*amount > 0.0 && amount.is_finite())) {
        return question("--dual takes numbers of opportunities above 0, such as 1,5,10");
    }
    if (1..dual.len()).any(|k| dual[..k].contains(&dual[k])) {
        return question("--dual takes each number of opportunities once, such as 1,5,10");
    }
    if ask.per_person && ask.people.is_none() {
        return question(
            "supply for each person needs the people: write --people with a column of the origins",
        );
    }
    Ok(())
}

/// How evenly each percentile and cutoff is spread.
fn spread(
    ask: &AccessAsk<'_>,
    values: &[f64],
    people: &[f64],
    ranks: Option<&[Option<f64>]>,
    found: &mut Access,
) {
    let n_cutoffs = ask.cutoffs_min.len();
    let n_bands = ask.percentiles.len() * n_cutoffs;
    for band in 0..n_bands {
        let own: Vec<f64> = values.iter().skip(band).step_by(n_bands).copied().collect();
        let Some(equity) = Equity::of(&own, people) else { continue };
        let (percentile, cutoff) =
            (ask.percentiles[band / n_cutoffs], ask.cutoffs_min[band % n_cutoffs]);
        found.equity.push((percentile, cutoff, equity));
        found.concentration.push(ranks.and_then(|ranks| concentration(&own, people, ranks)));
    }
}

/// What people are ranked by, in the order of `ids`.
fn ranks(
    file: &Path,
    column: &str,
    ids: &[String],
    notes: &mut Vec<String>,
) -> Result<Vec<Option<f64>>, AskError> {
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    // The rows were told about when they were read as points; here only the column is new.
    let mut told = Problems::default();
    let table = Table::read(file, &name, &mut Problems::default())?;
    let lower = column.to_lowercase();
    if !table.require(&[lower.as_str()], &mut told) {
        let why = told
            .list()
            .first()
            .map_or_else(String::new, |p| format!("{}: {}; {}", p.place, p.message, p.remedy));
        return Err(AskError::Question(why));
    }
    let mut by_id: BTreeMap<&str, Option<f64>> = BTreeMap::new();
    for row in table.rows() {
        let rank = row.number(&lower, &mut told);
        by_id.entry(row.get("id")).or_insert(rank);
    }
    let found: Vec<Option<f64>> =
        ids.iter().map(|id| by_id.get(id.as_str()).copied().flatten()).collect();
    let n_without = found.iter().filter(|rank| rank.is_none()).count();
    if n_without == ids.len() {
        return Err(AskError::Question(format!(
            "{name}: no origin has a number in `{column}`, so nobody can be ranked by it"
        )));
    }
    if n_without > 0 {
        notes.push(format!(
            "{n_without} of {} origins have no number in `{column}`: they are left out of the \
             concentration index",
            ids.len()
        ));
    }
    Ok(found)
}

/// Supply that lies in nobody's catchment, a sentence a band.
fn near_nobody(ask: &AccessAsk<'_>, amounts: &[f64]) -> Vec<String> {
    let n_cutoffs = ask.cutoffs_min.len();
    let told = amounts.iter().enumerate().filter(|(_, amount)| **amount > 0.0);
    told.map(|(band, amount)| {
        format!(
            "{amount} of the supply is within {} min (percentile {}) of no people and counts for nobody",
            ask.cutoffs_min[band % n_cutoffs],
            ask.percentiles[band / n_cutoffs]
        )
    })
    .collect()
}
