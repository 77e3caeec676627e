//! Streets of a year: what projects close, slow down and open, and which networks that takes.
//!
//! Closed ways and speed limits are weights on the networks that all years share. A year gets
//! networks of its own, recompiled and never patched, where weights cannot say it: new ways, ways
//! that the shared networks are not cut for (an edit made after the plan was opened), and closed ways
//! that a turn restriction leads into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use allways_base::cast::u32_from;
use allways_base::{Metres, Problem, Problems, Severity};
use allways_ingest::ways::{NewWay, Opens};
use allways_plan::plan::{Edit, Plan, Project};
use allways_streets::join::{Drawn, Loose, join};
use allways_streets::{Mode, ModeSet, StreetDraft, StreetEdits};

use crate::ground::{OWN_VEHICLES, n_rides};
use crate::open::City;
use crate::streets::Streets;

/// What tells streets of one year from those of another.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Edits written into the draft.
    edits: Option<StreetEdits>,
    /// Rows of [`City::new_ways`] that are open then and not always.
    ways: Vec<usize>,
    /// Ways that the networks are cut for besides [`City::cut_ways`].
    cuts: BTreeSet<i64>,
}

/// Streets of years with networks of their own, each made once.
#[derive(Debug, Default)]
pub(crate) struct OwnStreets(Mutex<BTreeMap<Key, (Arc<Streets>, Problems)>>);

/// The id of a new way among those of OSM, which are above 0.
fn own_id(row: usize) -> i64 {
    -1 - i64::from(u32_from(row))
}

/// Ways that the plan closes or changes, in any year or season.
pub(crate) fn edited_ways(plan: &Plan) -> BTreeSet<i64> {
    let by_season = plan.seasons.iter().flat_map(|season| &season.closed).map(|&(way, _)| way);
    let edits = plan.projects.iter().flat_map(|project| &project.edits);
    let by_project = edits.filter_map(|edit| match edit {
        Edit::CloseWay { way, .. } | Edit::WaySpeed { way, .. } => Some(*way),
        _ => None,
    });
    by_season.chain(by_project).collect()
}

/// The modes that `close_way` closes to.
pub(crate) fn modes_of(words: &[String]) -> ModeSet {
    let everybody = ModeSet::VEHICLES.with(Mode::Walk);
    let mode = |word: &String| {
        let own = OWN_VEHICLES.iter().find(|(name, _)| name == word);
        own.map_or(Mode::Walk, |&(_, mode)| mode)
    };
    match words {
        [] => everybody,
        words => words.iter().map(mode).fold(ModeSet::NONE, ModeSet::with),
    }
}

/// What projects in force do to ways, in plan order: closures add up, the last limit counts.
pub(crate) fn street_edits(projects: &[&Project]) -> StreetEdits {
    let mut all = StreetEdits::default();
    for edit in projects.iter().flat_map(|project| &project.edits) {
        match edit {
            Edit::CloseWay { way, to, .. } => all.close(*way, modes_of(to)),
            Edit::WaySpeed { way, km_h, .. } => all.limit(*way, *km_h),
            _ => {}
        }
    }
    all
}

/// Farthest from a street that an end of a new way may be to join it.
const JOIN_MAX: Metres = Metres(30.0);

impl City {
    /// The streets of a year with these edits, and what is wrong with those of its own; `None` if the
    /// plan has none.
    pub(crate) fn streets_in(
        &self,
        year: i16,
        edits: &StreetEdits,
        opened: &[&str],
    ) -> Option<(Arc<Streets>, Problems)> {
        let shared = self.streets.as_ref()?;
        let is_open = |way: &NewWay| {
            let by_itself = matches!(way.opens, Opens::From(first) if first <= year);
            way.opens != Opens::Always
                && (by_itself || opened.iter().any(|name| way.is_called(name)))
        };
        let ways = self.new_ways.iter().enumerate().filter(|(_, way)| is_open(way));
        let ways: Vec<usize> = ways.map(|(row, _)| row).collect();
        let frees = |&mode: &Mode| edits.frees_turns(shared.draft(), mode);
        let mut key = Key { ways, ..Key::default() };
        if Mode::ALL.iter().any(frees) {
            key.edits = Some(edits.clone());
        }
        let new: BTreeSet<i64> = edits.ways().difference(&self.cut_ways).copied().collect();
        if !new.is_empty() && !self.is_cut_for(edits, shared) {
            key.cuts = new;
        }
        if key == Key::default() {
            return Some((Arc::clone(shared), Problems::default()));
        }
        // A thread that panicked while it held the lock left the map as it was.
        let mut own = self.own_streets.0.lock().unwrap_or_else(PoisonError::into_inner);
        let make = |key: &Key| {
            let mut draft = shared.draft().clone();
            if let Some(edits) = &key.edits {
                edits.apply(&mut draft);
            }
            let mut problems = self.join_ways(&mut draft, &key.ways);
            let cuts = &self.cut_ways | &key.cuts;
            let streets = Streets::new(draft, shared.dems(), &cuts, n_rides(&self.plan));
            // What the streets of all years have too has been told.
            for problem in self.called_by_name(streets.problems(Mode::Walk).clone()).list() {
                if !self.problems.list().contains(problem) {
                    problems.add(problem.code, || problem.clone());
                }
            }
            (Arc::new(streets), problems)
        };
        let (streets, problems) = own.entry(key.clone()).or_insert_with(|| make(&key));
        Some((Arc::clone(streets), problems.clone()))
    }

    /// Adds new ways to a draft; an end that joins nothing is told.
    pub(crate) fn join_ways(&self, draft: &mut StreetDraft, rows: &[usize]) -> Problems {
        let mut problems = Problems::default();
        let drawn = rows.iter().map(|&row| {
            let mut drawn = self.new_ways[row].drawn.clone();
            drawn.way.id = own_id(row);
            drawn
        });
        let drawn: Vec<Drawn> = drawn.collect();
        for Loose { row, end, modes, nearest } in join(draft, &drawn, JOIN_MAX) {
            let how: Vec<&str> = modes.iter().map(|mode| mode.how()).collect();
            let far = match nearest {
                Some(far) => format!("; the nearest is {far} away"),
                None => "; there is none at all".to_owned(),
            };
            problems.push(
                Severity::Warning,
                "way-not-joined",
                self.new_ways[rows[row]].place.as_str(),
                format!(
                    "its end at {:.5}, {:.5} joins no street within {JOIN_MAX} that one can use {}{far}",
                    end.lat,
                    end.lon,
                    how.join(" or ")
                ),
                "draw it to the street that it meets, or close it to those who cannot go on",
            );
        }
        problems
    }

    /// Problems of networks, with new ways called as their source calls them.
    pub(crate) fn called_by_name(&self, problems: Problems) -> Problems {
        if self.new_ways.is_empty() {
            return problems;
        }
        let mut all = Problems::default();
        for problem in problems.list() {
            let id = problem.place.strip_prefix("way/").and_then(|id| id.parse::<i64>().ok());
            let way = id.and_then(|id| self.new_ways.get(usize::try_from(-1 - id).ok()?));
            let place = way.map_or(&problem.place, |way| &way.place);
            all.add(problem.code, || Problem { place: place.clone(), ..problem.clone() });
        }
        all
    }

    /// True if no edge of the plan's modes is made of edited ways and of others.
    fn is_cut_for(&self, edits: &StreetEdits, streets: &Streets) -> bool {
        let travellers = &self.plan.travellers;
        let has_wheels = travellers.iter().any(|traveller| traveller.on.is_wheels());
        let modes = Mode::ALL.into_iter().filter(|&mode| mode != Mode::Wheel || has_wheels);
        let mut nets = modes.filter(|&mode| !edits.spares(mode)).map(|mode| streets.network(mode));
        let has_weather = self.plan.seasons.iter().any(crate::ground::has_weather);
        nets.all(|net| edits.fits(net)) && (!has_weather || edits.fits(streets.in_weather()))
    }
}
