//! Trains, flights and ships of a GTFS feed as services of a corridor (`kind = "corridors"` with
//! `gtfs`, docs/plan-folder.md).
//!
//! One week of the feed stands for every week: the one that holds the date asked for. A station,
//! with all its platforms, is a terminal; a trip is a line of its own, whose legs are services from
//! call to call with a slot on each day of the week on which it runs. Times are those of the
//! timetable, to the second. What a feed does not say stays unknown: how long the line is, and so
//! what a ride costs and emits.
//!
//! Left out, and told: ways from station to station (`transfers.txt`), blocks (who changes to the
//! vehicle's next trip changes as to any other), headways without times count as if they left
//! exactly.

mod stations;
mod trains;

use std::collections::BTreeMap;
use std::path::Path;

use allways_base::{Checked, Date, Problems, Severity};
use allways_corridor::draft::{Confidence, CorridorDraft, Mode, Terminal, TerminalKind};
use allways_transit::feed::{Feed, Stop, StopIdx, TransferRule};

use self::stations::Stations;
use self::trains::Week;
use crate::gtfs::{agency_zone, read_gtfs, trip_names, utc_offset};
use crate::points::file_name;
use crate::table::ReadError;

/// A feed, and how it is read.
#[derive(Clone, Copy, Debug)]
pub struct FeedTerms<'a> {
    /// Zip or folder.
    pub gtfs: &'a Path,
    /// Id of the plan's source: prefix of the ids of terminals, services and trains.
    pub source: &'a str,
    /// Zone of its times where no agency says one.
    pub time_zone: &'a str,
    /// A day of the week that stands for every week.
    pub date: Date,
    /// How its trips move.
    pub mode: Mode,
    /// Table of stations that are terminals of the plan; `None`: only those that are near and called
    /// alike.
    pub stations: Option<&'a Path>,
    /// Hours that a change takes where the feed does not say; `None`: unknown.
    pub change_h: Option<f64>,
    /// Terminals of the plan's other sources.
    pub elsewhere: &'a [Terminal],
    /// How sure the plan's source is.
    pub confidence: Option<Confidence>,
}

/// Reads a feed.
pub fn read_feed(terms: &FeedTerms<'_>) -> Result<Checked<CorridorDraft>, ReadError> {
    let mut problems = Problems::default();
    // In the zone of its own agency nothing is shifted.
    let zone = agency_zone(terms.gtfs)?.filter(|zone| utc_offset(zone, terms.date).is_some());
    let zone = zone.as_deref().unwrap_or(terms.time_zone);
    let read = read_gtfs(terms.gtfs, terms.source, zone, terms.date)?;
    let feed = read.into_value(&mut problems);
    let names = trip_names(terms.gtfs)?;
    let ahead_s = i64::from(utc_offset(zone, terms.date).unwrap_or(0));
    let map = match terms.stations {
        Some(path) => Some((crate::points::read(path)?, file_name(path))),
        None => None,
    };
    let map = map.as_ref().map(|(bytes, name)| (bytes.as_slice(), name.as_str()));
    let draft = corridors_of(&feed, &names, ahead_s, map, terms).into_value(&mut problems);
    Ok(Checked { value: draft, problems: problems.of_source(terms.source) })
}

/// [`read_feed`] of a feed that is read, whose clock is `ahead_s` seconds ahead of UTC. `names`:
/// trip_id → its public name. `map`: text and name of the table of stations.
pub fn corridors_of(
    feed: &Feed,
    names: &BTreeMap<String, String>,
    ahead_s: i64,
    map: Option<(&[u8], &str)>,
    terms: &FeedTerms<'_>,
) -> Checked<CorridorDraft> {
    let mut problems = Problems::default();
    let mut draft = CorridorDraft::default();
    let Some(week) = Week::of(feed, terms.date) else {
        tell_no_week(feed, terms, &mut problems);
        return Checked { value: draft, problems };
    };
    let stations = Stations::of(feed, terms, map, &mut problems);
    let clock = |terminal: &str| {
        // A terminal of the plan's tables has a clock of its own.
        let other = terms.elsewhere.iter().find(|other| other.id == terminal);
        other.map_or(ahead_s, |other| {
            let hours = other.utc_offset_h.unwrap_or(0.0);
            allways_base::cast::round_i64(hours * 3600.0)
        }) - ahead_s
    };
    let called = trains::add(
        feed,
        &week,
        &trains::Told { names, terms, monday: week.monday, stations: &stations, clock: &clock },
        &mut draft.services,
        &mut problems,
    );
    let changes = changes(feed);
    for (station, is_called) in feed.stops.indices().zip(called) {
        if is_called && stations.own(station) {
            let change_h = changes.get(&station).map(|s| trains::hours(i64::from(*s)));
            draft.terminals.push(Terminal {
                dwell_h: change_h.or(terms.change_h),
                utc_offset_h: Some(trains::hours(ahead_s)),
                ..terminal(&feed.stops[station], terms)
            });
        }
    }
    tell_left_out(feed, &mut problems);
    tell_week(&week, &draft, terms, &mut problems);
    Checked { value: draft, problems }
}

/// What a station is.
const fn kind_of(mode: Mode) -> TerminalKind {
    match mode {
        Mode::Air => TerminalKind::Airport,
        Mode::Sea => TerminalKind::Seaport,
        Mode::River => TerminalKind::RiverPort,
        Mode::Road | Mode::Transit => TerminalKind::Road,
        Mode::Rail | Mode::Hsr | Mode::GaugeChange => TerminalKind::Rail,
    }
}

fn terminal(stop: &Stop, terms: &FeedTerms<'_>) -> Terminal {
    Terminal {
        name: stop.name.clone(),
        other_names: stop.other_names.clone(),
        position: stop.position,
        source: format!("{}, stops.txt", file_name(terms.gtfs)),
        confidence: terms.confidence,
        at: format!("{}: stops.txt", terms.source),
        ..Terminal::new(&stop.id, kind_of(terms.mode))
    }
}

/// station → the longest change, in seconds, that the feed states from it, or a platform of it, to
/// itself.
fn changes(feed: &Feed) -> BTreeMap<StopIdx, u32> {
    let mut longest: BTreeMap<StopIdx, u32> = BTreeMap::new();
    for row in feed.transfers.iter().filter(|row| row.from == row.to) {
        if let TransferRule::Takes(time) = row.rule
            && time.0 > 0
        {
            let known = longest.entry(stations::station_of(feed, row.from)).or_default();
            *known = time.0.max(*known);
        }
    }
    longest
}

fn tell_no_week(feed: &Feed, terms: &FeedTerms<'_>, problems: &mut Problems) {
    let spans = feed.services.iter().filter_map(|(_, service)| service.covered_dates());
    let covered = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let covered = covered.map_or_else(
        || "no trip of the feed has a day on which it runs".to_owned(),
        |(first, last)| format!("its trips run from {first} to {last}"),
    );
    problems.push(
        Severity::Error,
        "empty-week",
        file_name(terms.gtfs),
        format!("nothing runs in the week of {}: {covered}", terms.date),
        "write in the source of the plan a `date` of the week that stands for every week",
    );
}

fn tell_left_out(feed: &Feed, problems: &mut Problems) {
    let of = |stop| stations::station_of(feed, stop);
    let n_ways = feed
        .transfers
        .iter()
        .filter(|rule| matches!(rule.rule, TransferRule::Takes(_)) && of(rule.from) != of(rule.to));
    let n_ways = n_ways.count();
    if n_ways > 0 {
        problems.push(
            Severity::Note,
            "ways-left-out",
            "transfers.txt",
            format!("{n_ways} rows lead from one station to another, and were left out"),
            "write a services.csv with such ways, if travellers should change there",
        );
    }
    let mut blocks: Vec<u32> = feed.trips.iter().filter_map(|(_, trip)| trip.block).collect();
    let n_trips = blocks.len();
    blocks.sort_unstable();
    blocks.dedup();
    if blocks.len() < n_trips || !feed.stay_seated.is_empty() {
        problems.push(
            Severity::Note,
            "blocks-left-out",
            "trips.txt",
            "some trips go on as others (block_id, transfer_type 4), and count as trips of their own",
            "give a vehicle that passengers may stay in one trip_id",
        );
    }
    let unknown = feed.frequencies.iter().filter(|row| row.is_of_unknown_phase()).count();
    if unknown > 0 {
        problems.push(
            Severity::Warning,
            "headways-as-times",
            "frequencies.txt",
            format!(
                "of {unknown} rows only the headway is known; they count as if they left exactly"
            ),
            "give the times in stop_times.txt, or exact_times 1 if they are exact",
        );
    }
}

/// Tells which week stands for every week, and on which of its days nothing runs.
fn tell_week(week: &Week, draft: &CorridorDraft, terms: &FeedTerms<'_>, problems: &mut Problems) {
    let empty = week.empty_days();
    let (severity, on) = if empty.is_empty() {
        (Severity::Note, String::new())
    } else {
        (Severity::Warning, format!("; on {} nothing runs", empty.join(", ")))
    };
    problems.push(
        severity,
        "week",
        file_name(terms.gtfs),
        format!(
            "the week of {} stands for every week: {} trips in {} services between {} stations of \
             its own{on}",
            week.monday,
            week.n_trips,
            draft.services.len(),
            draft.terminals.len(),
        ),
        "write in the source of the plan a `date` of another week, if that is not meant",
    );
}
