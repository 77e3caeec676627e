//! Coverage by every definition at once, so that they can be compared: `allways coverage`.
//!
//! Reading order: [`definition`] says what covered means, `stops` which stops count, [`count`] how
//! much is covered; the question is asked here. The measure `coverage` counts by the same code, so
//! the same definition over the same zones has the same number.

pub mod count;
pub mod definition;
mod patch;
mod stops;

use std::path::Path;

use allways_access::Endpoint;
use allways_base::{LonLat, Problems, Window};
use allways_transit::compile::StepFreeRule;

pub use count::{Amount, Cover, Part, PartOf};
pub(crate) use count::{MOST_AT_A_POINT, Over, Spot, cover, missing_stops, spots_of};
pub use definition::{Definition, Near, Of};
pub use patch::Patch;

use crate::check::{AskError, CheckSettings};
use crate::engine::{Condition, Engine, View};
use crate::matrix::Points;
use crate::names::{self, SpotKind};
use crate::open::City;
use crate::query::{check_service, condition};
use crate::scenario::Scenario;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct CoverageAsk<'a> {
    /// Names of zones; none: every zone of kind `district`, or every zone if none is.
    pub zones: &'a [String],
    /// Names, or said in full; none: every definition that the measure knows.
    pub definitions: &'a [String],
    /// Each is counted on its own: `transit`, `rail`, `bus`.
    pub modes: &'a [String],
    /// For departures an hour.
    pub window: Window,
    /// Instead of the plan's places and their people: a points file, and its column of people.
    pub points: Option<(&'a Path, Option<&'a str>)>,
}

/// Coverage by each definition, and what the reader must know about it.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// Over what, in words.
    pub over: String,
    /// Definition by definition, the vehicles in the order asked for.
    pub covers: Vec<Cover>,
    /// Points that did not snap, rows that were left out.
    pub problems: Problems,
    /// Assumptions, limits, what is missing.
    pub notes: Vec<String>,
    /// Rows of the points file that were left out, and told.
    pub n_left_out: usize,
}

/// See [`CoverageAsk`].
pub fn coverage(
    city: &City,
    settings: &CheckSettings,
    ask: &CoverageAsk<'_>,
) -> Result<Coverage, AskError> {
    let definitions = match ask.definitions {
        [] => Definition::all_named(),
        some => once_each("definition", some)?
            .iter()
            .map(|id| Definition::parse(id))
            .collect::<Result<Vec<Definition>, AskError>>()?,
    };
    for word in once_each("mode", ask.modes)? {
        if !["transit", "rail", "bus"].contains(&word.as_str()) {
            return Err(AskError::Question(format!(
                "`{word}` has no stops; write --modes with some of transit, rail, bus: each is \
                 counted on its own"
            )));
        }
    }
    let scenario = Scenario::compile(city, settings.year.unwrap_or(city.plan.years[0]));
    let all = condition(city, settings, "transit")?;
    // Coverage is about stops: nobody changes, and whether a stop is step-free is another question.
    let all = Condition { step_free: StepFreeRule::Any, footpaths: false, ..all };
    let engine = Engine::new(&scenario, all.traveller, all.season, settings.seed)
        .with_draws(settings.draws(&city.plan));
    let of_all = engine.view(all);
    // What it notes of idle feeds is told below with what follows from it.
    check_service(&engine, &of_all, all)?;
    let mut notes = Vec::new();
    let zones = zones(&scenario, ask.zones)?;
    let mut problems = Problems::default();
    let (spots, n_left_out) = match ask.points {
        None => (spots_of(city), 0),
        Some(file) => points(&scenario, &of_all, file, &mut problems)?,
    };
    // Points say themselves where they are; only ground has to be bounded.
    let bounded = if ask.points.is_some() && ask.zones.is_empty() { &[][..] } else { &zones[..] };
    let mut covers = Vec::new();
    for definition in &definitions {
        for word in ask.modes {
            let vehicles = condition(city, settings, word)?.vehicles;
            let view = engine.view(Condition { vehicles, ..all });
            let zones = if definition.of == Of::Area { &zones[..] } else { bounded };
            let over = Over { zones, spots: &spots };
            covers.push(cover(&engine, &view, (definition, vehicles, ask.window), over));
        }
    }
    if definitions.iter().any(|definition| definition.per_hour.is_some()) {
        notes.extend(engine.note_mean_of_draws(all));
    }
    notes.extend(what_to_know(&covers, &of_all, ask, zones.is_empty()));
    Ok(Coverage { over: over_what(city, ask, &zones), covers, problems, notes, n_left_out })
}

fn once_each<'a>(what: &str, words: &'a [String]) -> Result<&'a [String], AskError> {
    match (1..words.len()).find(|&k| words[..k].contains(&words[k])) {
        Some(k) => Err(AskError::Question(format!("the {what} `{}` is asked for twice", words[k]))),
        None => Ok(words),
    }
}

/// The zone that a name means: itself, or that with the id of a place.
pub(crate) fn zone_row(city: &City, kind: &SpotKind) -> Option<usize> {
    match *kind {
        SpotKind::Zone(row) => Some(row),
        SpotKind::Place(row) => {
            let id = &city.places[row].id;
            city.zones.iter().position(|zone| &zone.id == id)
        }
        _ => None,
    }
}

fn zones(scenario: &Scenario<'_>, asked: &[String]) -> Result<Vec<usize>, AskError> {
    let city = scenario.city;
    let mut rows = Vec::new();
    for name in asked {
        let spot = names::resolve(city, &scenario.feed, name)?;
        let Some(row) = zone_row(city, &spot.kind) else {
            return Err(AskError::Question(format!("`{name}` is no zone: it has no outline")));
        };
        if rows.contains(&row) {
            return Err(AskError::Question(format!("the zone `{name}` is asked for twice")));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        let all = 0..city.zones.len();
        rows = all.clone().filter(|&row| city.zones[row].kind == "district").collect();
        if rows.is_empty() {
            rows = all.collect();
        }
    }
    Ok(rows)
}

fn over_what(city: &City, ask: &CoverageAsk<'_>, zones: &[usize]) -> String {
    let names: Vec<&str> = zones.iter().map(|&row| city.zones[row].name.as_str()).collect();
    let zones = match names[..] {
        [] => "everywhere, as the plan has no zones".to_owned(),
        [.., _] if names.len() > 8 => format!("{} zones", names.len()),
        _ => names.join(", "),
    };
    match ask.points {
        Some((file, _)) if ask.zones.is_empty() => {
            format!("the points of {}; area {zones}", file.display())
        }
        _ => zones,
    }
}

/// The points of a file as places with people.
fn points(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    file: (&Path, Option<&str>),
    problems: &mut Problems,
) -> Result<(Vec<Spot>, usize), AskError> {
    let Points { ids, ends, weights, n_left_out, .. } =
        Points::read(scenario, view, file, problems)?;
    let place = |end: &Endpoint| -> Option<LonLat> {
        match end {
            Endpoint::Position(at) => Some(*at),
            Endpoint::Stops(stops) => {
                let mut platforms = view.attached.platforms().iter();
                Some(platforms.find(|platform| stops.contains(&platform.stop))?.position())
            }
        }
    };
    let rows = ids.into_iter().zip(ends.iter().zip(weights)).enumerate();
    let spots = rows.map(|(row, (id, (end, people)))| Spot {
        of: PartOf::Point(row),
        name: id.clone(),
        id,
        at: place(end),
        people,
    });
    Ok((spots.collect(), n_left_out))
}

/// Assumptions, limits, what is missing; each once.
fn what_to_know(
    covers: &[Cover],
    view: &View<'_>,
    ask: &CoverageAsk<'_>,
    is_unbounded: bool,
) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    let mut tell = |note: String| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    let mut missing: Vec<(&str, Vec<&str>)> = Vec::new();
    for cover in covers {
        for text in &cover.missing_stops {
            let by = cover.vehicles.word();
            match missing.iter_mut().find(|(known, _)| known == text) {
                Some((_, words)) if words.contains(&by) => {}
                Some((_, words)) => words.push(by),
                None => missing.push((text, vec![by])),
            }
        }
    }
    for (text, words) in missing {
        tell(format!(
            "stops by {} are missing, so their shares are lower bounds: {text}",
            words.join(" and ")
        ));
    }
    let is_on_foot = |cover: &&Cover| matches!(cover.definition.near, Near::Walk(..));
    if covers.iter().any(|cover| is_on_foot(&cover)) {
        view.assumptions().into_iter().for_each(&mut tell);
    }
    for cover in covers {
        let (of, id) = (cover.definition.of, &cover.definition.id);
        if let Some(most) = stops::cut_short(view, &cover.definition) {
            tell(format!("{id}: the traveller walks {most} at most, and no farther stop counts"));
        }
        if of == Of::Area && is_unbounded {
            tell(
                "no zone bounds the area: covered ground is told, but no share of anything".into(),
            );
        }
        if of == Of::Area && id.starts_with("cn-") && !is_unbounded {
            tell(
                "cn- definitions: the standard means the built-up area, which the data does not have; \
                 the whole outline counts, mountains and fields with it"
                    .into(),
            );
        }
        if of == Of::People {
            if cover.sum.total.is_none_or(|total| total <= 0.0) {
                tell(match ask.points {
                    None => "the plan locates no people; name a file with --points".into(),
                    Some(_) => {
                        "the points have no people; name their column with --people".to_owned()
                    }
                });
            }
            if cover.lacks_totals && is_any(cover) {
                tell(
                    "people outside the listed places are not counted: zones give no total".into(),
                );
            }
            if cover.unlocated > 0.5 {
                let is_of_zones = cover.parts.iter().any(|part| matches!(part.of, PartOf::Zone(_)));
                let why = if is_of_zones {
                    "whom no place lists, in zones that are covered in part"
                } else {
                    "of places without a position"
                };
                tell(format!("not known: people {why}"));
            }
            if cover.spread > 0.5 {
                tell(format!(
                    "not known: {:.0} people who are listed at points of more than \
                     {MOST_AT_A_POINT:.0} each: a town and not an address",
                    cover.spread
                ));
            }
        }
        if of == Of::Places && cover.sum.open > 0.5 && cover.missing_stops.is_empty() {
            tell(format!("{:.0} places have no position", cover.sum.open));
        }
    }
    notes
}

fn is_any(cover: &Cover) -> bool {
    cover.sum.total.is_some_and(|total| total > 0.0)
}
