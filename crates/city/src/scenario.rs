//! A year of the plan: the base with the edits in force, recompiled.

use std::sync::Arc;

use allways_base::{Checked, Problems, Severity};
use allways_corridor::draft::CorridorDraft;
use allways_corridor::network::CorridorNetwork;
use allways_ingest::lines::LinesDraft;
use allways_plan::plan::{Edit, Project, Source};
use allways_streets::StreetEdits;
use allways_transit::feed::{Feed, Service};

use crate::ground::Columns;
use crate::open::City;
use crate::streets::Streets;
use crate::trucks;
use crate::years::street_edits;

/// The city in one year.
#[derive(Debug)]
pub struct Scenario<'c> {
    /// The plan and its sources.
    pub city: &'c City,
    /// The year.
    pub year: i16,
    /// Feeds and lines in force, merged.
    pub feed: Feed,
    /// Terminals and services in force.
    pub corridors: CorridorNetwork,
    /// Projects in force, in plan order.
    pub projects: Vec<&'c Project>,
    /// What went wrong on the way.
    pub problems: Problems,
    /// The streets of the year; `None` if the plan has none.
    pub streets: Option<Arc<Streets>>,
    /// What projects in force do to ways of the streets, as weights.
    pub(crate) edits: StreetEdits,
    /// What the streets take each traveller in each season.
    pub(crate) columns: Columns,
}

impl<'c> Scenario<'c> {
    /// Applies the edits of every project that is open in `year` and compiles the result.
    pub fn compile(city: &'c City, year: i16) -> Self {
        let mut problems = Problems::default();
        let projects = projects_in(city, year);
        let (lines, opened) = edited(city, &projects, &mut problems);
        let mut feed = city.feed.clone();
        for draft in &lines {
            feed.append(draft.to_feed().into_value(&mut problems));
        }
        let corridors = compile_corridors(&city.corridors, year, &opened);
        let mut corridors = corridors.into_value(&mut problems);
        trucks::put_on(&mut corridors, city, year);
        let columns = Columns::new(&city.plan);
        let edits = street_edits(&projects);
        let opened = projects.iter().flat_map(|project| &project.edits);
        let opened = opened.filter_map(|edit| match edit {
            Edit::OpenWay { way, .. } => Some(way.as_str()),
            _ => None,
        });
        let streets = city.streets_in(year, &edits, &opened.collect::<Vec<_>>());
        let streets = streets.map(|(streets, told)| {
            problems.extend(told);
            streets
        });
        Self { city, year, feed, corridors, projects, problems, streets, edits, columns }
    }
}

impl Scenario<'_> {
    /// The year's corridors with more terminals and services: recompiled, with the same edits.
    pub(crate) fn corridors_with(&self, more: &CorridorDraft) -> CorridorNetwork {
        let mut draft = self.city.corridors.clone();
        draft.terminals.extend(more.terminals.iter().cloned());
        draft.services.extend(more.services.iter().cloned());
        let edits = self.projects.iter().flat_map(|project| &project.edits);
        let opened: Vec<&str> = edits
            .filter_map(|edit| match edit {
                Edit::OpenService { service, .. } => Some(service.as_str()),
                _ => None,
            })
            .collect();
        // What is wrong with the tables was told when the year was compiled.
        let mut net = compile_corridors(&draft, self.year, &opened).value;
        trucks::put_on(&mut net, self.city, self.year);
        net
    }

    /// The services of one source.
    pub fn services_of<'s>(&'s self, source: &Source) -> impl Iterator<Item = &'s Service> {
        let prefix = format!("{}:", source.id);
        self.feed.services.as_slice().iter().filter(move |service| service.id.starts_with(&prefix))
    }

    /// Sources with services of which none runs on the plan's date, in plan order. Source by
    /// source: feeds whose dates do not overlap look fine together.
    pub fn idle_sources(&self) -> Vec<&Source> {
        let plan = &self.city.plan;
        let idle = |source: &&Source| {
            self.services_of(source).next().is_some()
                && !self.services_of(source).any(|service| service.runs(plan.date))
        };
        plan.sources.iter().filter(idle).collect()
    }
}

/// The services that are open in a year by their own rows or by an edit.
fn compile_corridors(
    draft: &CorridorDraft,
    year: i16,
    opened: &[&str],
) -> Checked<CorridorNetwork> {
    CorridorNetwork::compile(draft, |service| {
        let by_edit = opened.iter().any(|name| named(&service.id, &service.channel, name));
        service.open_in(year) || (by_edit && service.closes.is_none_or(|last| year <= last))
    })
}

/// The stops of a year, without the trips: all that a name can mean of a feed, for less than it
/// takes to compile the year.
pub(crate) fn stops_in(city: &City, year: i16) -> Feed {
    // What is told on the way is told when the year is compiled.
    let mut untold = Problems::default();
    let (lines, _) = edited(city, &projects_in(city, year), &mut untold);
    let mut feed = Feed { stops: city.feed.stops.clone(), ..Feed::default() };
    for draft in &lines {
        feed.append(draft.to_feed().into_value(&mut untold));
    }
    feed
}

/// Projects that are open in a year, in plan order.
fn projects_in(city: &City, year: i16) -> Vec<&Project> {
    city.plan.projects.iter().filter(|p| p.opens.is_some_and(|y| y <= year)).collect()
}

/// The line tables after the projects' edits, and the services that these open.
fn edited<'c>(
    city: &City,
    projects: &[&'c Project],
    problems: &mut Problems,
) -> (Vec<LinesDraft>, Vec<&'c str>) {
    let mut lines = city.lines.clone();
    let mut opened: Vec<&str> = Vec::new();
    for project in projects {
        for edit in &project.edits {
            let street: String;
            let (done, what) = match edit {
                Edit::OpenLine { line, .. } => {
                    (lines.iter_mut().any(|draft| draft.open_line(line)), line)
                }
                Edit::CloseLine { line, .. } => {
                    (lines.iter_mut().any(|draft| draft.close_line(line)), line)
                }
                Edit::Headway { line, peak_min, offpeak_min, .. } => {
                    let set =
                        |draft: &mut LinesDraft| draft.set_headway(line, *peak_min, *offpeak_min);
                    (lines.iter_mut().any(set), line)
                }
                Edit::OpenService { service, .. } => {
                    opened.push(service);
                    let mut all = city.corridors.services.iter();
                    (all.any(|s| named(&s.id, &s.channel, service)), service)
                }
                Edit::CloseWay { way, .. } | Edit::WaySpeed { way, .. } => {
                    let known = city.streets.iter().any(|s| s.ways().any(|id| id == *way));
                    street = format!("way/{way}");
                    (known, &street)
                }
                Edit::OpenWay { way, .. } => {
                    (city.new_ways.iter().any(|one| one.is_called(way)), way)
                }
            };
            if !done {
                problems.push(
                    Severity::Error,
                    "edit-without-effect",
                    format!("{}:{}", project.span.file, project.span.line),
                    format!("project `{}` edits `{what}`, which no source has", project.id),
                    "name a line, service or way as its source does",
                );
            }
        }
    }
    (lines, opened)
}

/// True if an edit's `name` means this service: its id, or the channel that it is part of.
pub(crate) fn named(id: &str, channel: &str, name: &str) -> bool {
    id == name || channel == name
}
