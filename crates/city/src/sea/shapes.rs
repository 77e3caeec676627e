//! Lines along the lanes for the sea services of the plan's own tables, for maps alone: the
//! shortest way between their terminals, simplified. A row that says how long it is may mean the way
//! round a canal: of the ways with and without them, the one nearest to its length is drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use allways_base::{LonLat, Metres};
use allways_corridor::draft::{CorridorDraft, Load, Mode, Service, Terminal};
use allways_corridor::{CorridorNetwork, Query, Route, fastest};
use allways_ingest::corridors::sea::Lanes;
use allways_plan::plan::{Plan, SourceKind};

use super::net::{End, Terms, net};
use super::{SeaError, SeaMade, files, is_imported, is_there};
use crate::sources::{corridors, elsewhere, terminals_by_source};

/// About 0.05 degrees: nothing finer is seen on a map of a sea.
const TOLERANCE: Metres = Metres(5500.0);

/// Canals that a ship may go round, closed one after the other.
const CANALS: [&[&str]; 4] = [&[], &["suez"], &["panama"], &["suez", "panama"]];

/// A sea service and the lanes between its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// Its id.
    pub service: String,
    /// Kilometres by its own row.
    pub stated_km: Option<f64>,
    /// Kilometres along the lanes; `None`: no lane leads from one end to the other.
    pub lanes_km: Option<f64>,
}

/// The sea services of a source.
struct OfSource<'p> {
    id: &'p str,
    /// The lines that it names.
    named: Option<&'p String>,
    services: Vec<Service>,
    /// Its terminals and then those of the others.
    ends: Vec<Terminal>,
}

/// Writes `shapes.geojson`; `shapes-ID.geojson` for each source where several have sea services.
pub(super) fn write(
    dir: &Path,
    plan: &Plan,
    lanes: &Lanes,
    terms: &Terms<'_>,
    made: &mut SeaMade,
) -> Result<(), SeaError> {
    let terminals = terminals_by_source(dir, &plan.sources);
    let mut by_source: Vec<OfSource<'_>> = Vec::new();
    for (row, source) in plan.sources.iter().enumerate() {
        let SourceKind::Corridors { shapes, .. } = &source.kind else { continue };
        if is_imported(source) {
            continue;
        }
        let others = elsewhere(&terminals, row);
        let draft = corridors(dir, source, &others)?.value;
        let CorridorDraft { mut services, terminals, .. } = draft;
        services.retain(|service| service.mode == Mode::Sea);
        if !services.is_empty() {
            let ends = terminals.into_iter().chain(others).collect();
            by_source.push(OfSource { id: &source.id, named: shapes.as_ref(), services, ends });
        }
    }
    let several = by_source.len() > 1;
    for OfSource { id, named, services, ends } in by_source {
        let lines = trace(lanes, &services, &ends, terms, made);
        let default =
            if several { format!("shapes-{id}.geojson") } else { "shapes.geojson".to_owned() };
        // Where the plan names a file already, that is the one; one of another hand stays.
        let file = named.cloned().unwrap_or_else(|| default.clone());
        let is_ours = file == default || !is_there(dir, &file);
        let file = if is_ours { file } else { default };
        let path = dir.join(&file);
        let note = format!("{}; along the lanes, simplified; for maps alone", terms.source);
        let each = lines.iter().map(|(id, line)| (id.as_str(), line.as_slice()));
        files::write(&path, &files::shapes(each, &note))?;
        made.files.push(path);
        if named != Some(&file) {
            let why = format!("the source `{id}` of plan.toml does not name its lines yet");
            made.to_add.push((format!("shapes = \"{file}\"\n"), why));
        }
    }
    Ok(())
}

/// `(service, line)` of every service that the lanes connect.
fn trace(
    lanes: &Lanes,
    services: &[Service],
    terminals: &[Terminal],
    terms: &Terms<'_>,
    made: &mut SeaMade,
) -> Vec<(String, Vec<LonLat>)> {
    let located = terminals.iter().rev().filter_map(|t| Some((t.id.as_str(), t.position?)));
    let located: BTreeMap<&str, LonLat> = located.collect();
    let called: BTreeSet<&str> =
        services.iter().flat_map(|s| [s.from.as_str(), s.to.as_str()]).collect();
    let ends = called.iter().filter_map(|&id| {
        let at = *located.get(id)?;
        let row = Terminal {
            position: Some(at),
            ..Terminal::new(id, allways_corridor::TerminalKind::Seaport)
        };
        Some(End { row: Some(row), id: id.to_owned(), name: id.to_owned(), at })
    });
    let ends: Vec<End> = ends.collect();
    let networks = CANALS.map(|closed| {
        let closed = closed.iter().map(|canal| (*canal).to_owned());
        let leave_out: Vec<String> = terms.leave_out.iter().cloned().chain(closed).collect();
        let sea = net(lanes, &ends, &Terms { leave_out: &leave_out, ..*terms });
        CorridorNetwork::compile(&sea.draft, |_| true).value
    });
    let mut lines = Vec::new();
    for service in services {
        let routes = networks.iter().filter_map(|network| {
            let (from, to) = network.terminal(&service.from).zip(network.terminal(&service.to))?;
            let query = Query { from: &[from], to: &[to], load: Load::Freight, modes: None };
            Some((network, fastest(network, &query)?))
        });
        // Without a stated distance the first, which is the shortest.
        let off = |route: &Route| match service.distance_km.zip(route.distance_km) {
            Some((stated, along)) => (stated - along).abs(),
            None => 0.0,
        };
        let found = routes.min_by(|a, b| off(&a.1).total_cmp(&off(&b.1)));
        let route = found.as_ref().map(|(_, route)| route);
        made.traced.push(Traced {
            service: service.id.clone(),
            stated_km: service.distance_km,
            lanes_km: route.and_then(|route| route.distance_km),
        });
        if let Some((network, route)) = found {
            let line = allways_geo::simplify(&line_of(network, &route), TOLERANCE);
            lines.push((service.id.clone(), line));
        }
    }
    lines
}

/// The positions along a route.
fn line_of(network: &CorridorNetwork, route: &Route) -> Vec<LonLat> {
    let mut line: Vec<LonLat> = Vec::new();
    for leg in &route.legs {
        let mut part = network.line(leg.link);
        if leg.back {
            part.reverse();
        }
        line.extend(part);
    }
    line.dedup();
    line
}
