//! Every source of a plan, read side by side and taken in in the plan's order, so that the city is
//! the same for any number of threads.

use allways_base::{Checked, LonLat, Problems, Seconds, Severity};
use allways_corridor::draft::CorridorDraft;
use allways_corridor::money::{Currency, Rate};
use allways_geo::datum;
use allways_ingest::dem::Dem;
use allways_ingest::lines::LinesDraft;
use allways_ingest::points::Place;
use allways_ingest::table::ReadError;
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

/// Reads all of them into `city`, but for what lies on the ground.
pub(crate) fn read_all(city: &mut City) -> Result<Ground, ReadError> {
    // Of several that cannot be read, the first in the plan's order is told.
    let read: Vec<Result<Checked<Table>, ReadError>> =
        city.plan.sources.par_iter().map(|source| read(city, source)).collect();
    let mut ground = Ground::default();
    let confidences: Vec<_> = city.plan.sources.iter().map(|source| source.confidence).collect();
    for (table, confidence) in read.into_iter().zip(confidences) {
        match table?.into_value(&mut city.problems) {
            Table::Feed(feed) => city.feed.append(*feed),
            Table::Streets(draft) => ground.streets.append(draft),
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
    Ok(ground)
}

fn read(city: &City, source: &Source) -> Result<Checked<Table>, ReadError> {
    let at = |file: &str| city.dir.join(file);
    let to_wgs84 = |position: LonLat| match source.datum {
        Datum::Wgs84 => position,
        Datum::Gcj02 => datum::Datum::Gcj02.to_wgs84(position),
        Datum::Bd09 => datum::Datum::Bd09.to_wgs84(position),
    };
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
        SourceKind::Corridors { terminals, services, factors, per_usd, .. } => {
            let (terminals, services) = (at(terminals), at(services));
            let factors = factors.as_ref().map(|file| at(file));
            let rates = per_usd.iter().filter_map(|(currency, per_usd)| {
                let currency = Currency::parse(currency)?;
                Some(Rate { currency, per_usd: *per_usd })
            });
            let read = allways_ingest::corridors::read_corridors(
                &terminals,
                &services,
                factors.as_deref(),
                &rates.collect::<Vec<_>>(),
                &to_wgs84,
            )?;
            wrap(read, Table::Corridors)
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
