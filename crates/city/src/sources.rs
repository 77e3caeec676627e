//! Every source of a plan, read side by side and taken in in the plan's order, so that the city is
//! the same for any number of threads.

use std::path::{Path, PathBuf};

use allways_base::{Checked, LonLat, Problems, Seconds, Severity};
use allways_corridor::check::free_circles;
use allways_corridor::draft::{CorridorDraft, Mode, Terminal};
use allways_corridor::money::{Currency, Rate};
use allways_geo::datum;
use allways_ingest::corridors::CorridorFiles;
use allways_ingest::corridors::feed::{FeedTerms, read_feed};
use allways_ingest::dem::Dem;
use allways_ingest::lines::LinesDraft;
use allways_ingest::points::Place;
use allways_ingest::table::ReadError;
use allways_ingest::ways::NewWay;
use allways_ingest::zones::Zone;
use allways_plan::plan::{Datum, Source, SourceKind};
use allways_streets::draft::StreetDraft;
use allways_transit::feed::Feed;
use rayon::prelude::*;

use crate::open::City;

/// What a source gave.
enum Table {
    Feed(Box<Feed>),
    Streets(StreetDraft),
    Ways(Vec<NewWay>),
    Zones(Vec<Zone>),
    Places(Vec<Place>),
    Lines(LinesDraft),
    Corridors(CorridorDraft),
    Heights(Dem),
}

/// The streets and the heights of the ground, which are not compiled yet.
#[derive(Default)]
pub(crate) struct Ground {
    pub(crate) streets: StreetDraft,
    /// In the plan's order.
    pub(crate) dems: Vec<Dem>,
}

/// Reads all of them into `city`, but for what lies on the ground, and for the GTFS feeds if these
/// are known already.
pub(crate) fn read_all(city: &mut City, feed: Option<Feed>) -> Result<Ground, ReadError> {
    let is_known =
        |source: &Source| feed.is_some() && matches!(source.kind, SourceKind::Gtfs { .. });
    let all = &city.plan.sources;
    let sources: Vec<(usize, &Source)> =
        all.iter().enumerate().filter(|(_, source)| !is_known(source)).collect();
    // Of several that cannot be read, the first in the plan's order is told.
    let terminals = terminals_by_source(&city.dir, all);
    let read: Vec<Result<Checked<Table>, ReadError>> = sources
        .par_iter()
        .map(|&(row, source)| read(city, source, &elsewhere(&terminals, row)))
        .collect();
    let confidences: Vec<_> = sources.iter().map(|(_, source)| source.confidence).collect();
    let mut ground = Ground::default();
    city.feed = feed.unwrap_or_default();
    for (table, confidence) in read.into_iter().zip(confidences) {
        match table?.into_value(&mut city.problems) {
            Table::Feed(feed) => city.feed.append(*feed),
            Table::Streets(draft) => ground.streets.append(draft),
            Table::Ways(ways) => city.new_ways.extend(ways.into_iter().map(|mut way| {
                way.confidence = way.confidence.or(confidence);
                way
            })),
            Table::Zones(zones) => city.zones.extend(zones.into_iter().map(|mut zone| {
                zone.confidence = zone.confidence.or(confidence);
                zone
            })),
            Table::Places(places) => city.places.extend(places.into_iter().map(|mut place| {
                place.confidence = place.confidence.or(confidence);
                place
            })),
            Table::Lines(lines) => city.lines.push(lines),
            Table::Corridors(draft) => {
                city.corridors.terminals.extend(draft.terminals);
                city.corridors.services.extend(draft.services);
                city.corridors.factors.extend(draft.factors);
            }
            Table::Heights(dem) => ground.dems.push(dem),
        }
    }
    city.problems.extend(free_circles(&mut city.corridors));
    Ok(ground)
}

/// source → its terminals, where services of another source may name them; else nothing. What is
/// wrong with them is told when the source itself is read.
pub(crate) fn terminals_by_source(dir: &Path, sources: &[Source]) -> Vec<Vec<Terminal>> {
    let table = |source: &Source| match &source.kind {
        SourceKind::Corridors { terminals, .. } => Some(dir.join(terminals)),
        _ => None,
    };
    let tables: Vec<_> = sources.iter().map(table).collect();
    let feeds = sources.iter().filter(|s| matches!(s.kind, SourceKind::CorridorFeed { .. }));
    if tables.iter().flatten().count() + feeds.count() < 2 {
        return vec![Vec::new(); sources.len()];
    }
    let read = |(source, table): (&Source, &Option<PathBuf>)| {
        let datum = |position: LonLat| to_wgs84(source.datum, position);
        let table = table.as_ref()?;
        allways_ingest::corridors::read_terminals(table, &datum).ok()
    };
    sources.iter().zip(&tables).map(|pair| read(pair).unwrap_or_default()).collect()
}

/// The terminals of all sources but one.
pub(crate) fn elsewhere(terminals: &[Vec<Terminal>], row: usize) -> Vec<Terminal> {
    let others = terminals.iter().enumerate().filter(|(other, _)| *other != row);
    others.flat_map(|(_, terminals)| terminals.iter().cloned()).collect()
}

/// The tables of a source of kind `corridors`; nothing of any other.
pub(crate) fn corridors(
    dir: &Path,
    source: &Source,
    elsewhere: &[Terminal],
) -> Result<Checked<CorridorDraft>, ReadError> {
    let SourceKind::Corridors { terminals, services, factors, shapes, per_usd, .. } = &source.kind
    else {
        return Ok(Checked { value: CorridorDraft::default(), problems: Problems::default() });
    };
    let rates = per_usd.iter().filter_map(|(currency, per_usd)| {
        let currency = Currency::parse(currency)?;
        Some(Rate { currency, per_usd: *per_usd })
    });
    let at = |file: &String| dir.join(file);
    allways_ingest::corridors::read_corridors(
        &CorridorFiles {
            terminals: &at(terminals),
            services: &at(services),
            factors: factors.as_ref().map(at).as_deref(),
            shapes: shapes.as_ref().map(at).as_deref(),
            rates: &rates.collect::<Vec<_>>(),
            elsewhere,
        },
        &|position| to_wgs84(source.datum, position),
    )
}

/// The trains of a source of kind `corridors` that has a feed.
fn corridor_feed(
    city: &City,
    source: &Source,
    elsewhere: &[Terminal],
) -> Result<Checked<CorridorDraft>, ReadError> {
    let SourceKind::CorridorFeed { gtfs, mode, date, map, change_min } = &source.kind else {
        return Ok(Checked { value: CorridorDraft::default(), problems: Problems::default() });
    };
    let mut read = read_feed(&FeedTerms {
        gtfs: &city.dir.join(gtfs),
        source: &source.id,
        time_zone: &city.plan.time_zone,
        date: date.unwrap_or(city.plan.date),
        mode: Mode::parse(mode).unwrap_or(Mode::Hsr),
        stations: map.as_ref().map(|file| city.dir.join(file)).as_deref(),
        change_h: change_min.map(|minutes| minutes / 60.0),
        elsewhere,
        confidence: source.confidence,
    })?;
    for terminal in &mut read.value.terminals {
        terminal.position = terminal.position.map(|at| to_wgs84(source.datum, at));
    }
    Ok(read)
}

fn to_wgs84(datum: Datum, position: LonLat) -> LonLat {
    match datum {
        Datum::Wgs84 => position,
        Datum::Gcj02 => datum::Datum::Gcj02.to_wgs84(position),
        Datum::Bd09 => datum::Datum::Bd09.to_wgs84(position),
    }
}

/// `elsewhere`: terminals of the other sources.
fn read(city: &City, source: &Source, elsewhere: &[Terminal]) -> Result<Checked<Table>, ReadError> {
    let at = |file: &str| city.dir.join(file);
    let to_wgs84 = |position: LonLat| to_wgs84(source.datum, position);
    let id = source.id.as_str();
    Ok(match &source.kind {
        SourceKind::Gtfs { path } => {
            let (zone, date) = (city.plan.time_zone.as_str(), city.plan.date);
            let mut read = allways_ingest::gtfs::read_gtfs(&at(path), id, zone, date)?;
            let feeds = city.plan.sources.iter();
            if feeds.filter(|s| matches!(s.kind, SourceKind::Gtfs { .. })).count() > 1 {
                read.problems = read.problems.of_source(id);
            }
            wrap(read, |feed| Table::Feed(Box::new(feed)))
        }
        SourceKind::Osm { path } => {
            wrap(allways_ingest::osm::read_osm(&at(path), &to_wgs84)?, Table::Streets)
        }
        SourceKind::Ways { path } => {
            wrap(allways_ingest::ways::read_ways(&at(path), id, &to_wgs84)?, Table::Ways)
        }
        SourceKind::Zones { path } => {
            wrap(allways_ingest::zones::read_zones(&at(path), id, &to_wgs84)?, Table::Zones)
        }
        SourceKind::Points { path } => {
            wrap(allways_ingest::points::read_points(&at(path), id, &to_wgs84)?, Table::Places)
        }
        SourceKind::Lines { lines, stations, first_last, interchange_s } => {
            let read = allways_ingest::lines::read_lines(
                &at(lines),
                &at(stations),
                first_last.as_ref().map(|file| at(file)).as_deref(),
                id,
                Seconds(*interchange_s),
                &to_wgs84,
                source.confidence,
            )?;
            wrap(read, Table::Lines)
        }
        SourceKind::Corridors { .. } => {
            wrap(corridors(&city.dir, source, elsewhere)?, Table::Corridors)
        }
        SourceKind::CorridorFeed { .. } => {
            wrap(corridor_feed(city, source, elsewhere)?, Table::Corridors)
        }
        SourceKind::Dem { path } => {
            let mut read = allways_ingest::dem::read_dem(&at(path))?;
            if source.datum != Datum::Wgs84 {
                read.problems.push(
                    Severity::Warning,
                    "elevation-datum",
                    path.as_str(),
                    "heights are not converted from another datum: it is taken as WGS 84",
                    "leave `datum` out and give a model in WGS 84",
                );
            }
            wrap(read, Table::Heights)
        }
    })
}

fn wrap<T>(read: Checked<T>, into: impl Fn(T) -> Table) -> Checked<Table> {
    let mut problems = Problems::default();
    let value = into(read.into_value(&mut problems));
    Checked { value, problems }
}
