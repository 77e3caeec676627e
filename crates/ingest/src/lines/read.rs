//! From the three tables to a [`LinesDraft`]. Formats: `docs/plan-folder.md`, `lines`.

use std::path::Path;

use allways_base::{Checked, LonLat, Problems, Seconds, Severity, cast};
use allways_transit::feed::{Confidence, StepFree};

use super::cluster::{Named, cluster};
use super::draft::{CallDraft, LineDraft, LinesDraft};
use super::fields::{
    above_zero, bad_value, confidence, first_and_last, headway, joins, names, peaks, vehicle, warn,
    yes_no,
};
use crate::table::{ReadError, Row, Table};

/// What stands in every row's reading.
struct Context<'a> {
    to_wgs84: &'a dyn Fn(LonLat) -> LonLat,
    default_confidence: Option<Confidence>,
}

/// Reads the tables of one `lines` source. `interchange`: time to change between two lines at one
/// station. `to_wgs84` converts the source's coordinates. `default_confidence` is that of rows that
/// do not say.
pub fn read_lines(
    lines: &Path,
    stations: &Path,
    first_last: Option<&Path>,
    source: &str,
    interchange: Seconds,
    to_wgs84: &dyn Fn(LonLat) -> LonLat,
    default_confidence: Option<Confidence>,
) -> Result<Checked<LinesDraft>, ReadError> {
    let mut problems = Problems::default();
    let context = Context { to_wgs84, default_confidence };
    let name = |path: &Path| {
        path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    let line_table = Table::read(lines, &name(lines), &mut problems)?;
    let station_table = Table::read(stations, &name(stations), &mut problems)?;
    let first_last = match first_last {
        Some(path) => Some(Table::read(path, &name(path), &mut problems)?),
        None => None,
    };
    let mut draft = LinesDraft {
        source: source.to_owned(),
        interchange,
        lines: read_line_rows(&line_table, &context, &mut problems),
        stations: allways_base::IdxVec::default(),
    };
    read_station_rows(&station_table, &context, &mut draft, &mut problems);
    for line in &mut draft.lines {
        check_line(line, &mut problems);
    }
    if let Some(table) = first_last
        && table.require(&["line", "station", "direction_to"], &mut problems)
    {
        for row in table.rows() {
            read_first_last(row, &mut draft, &mut problems);
        }
    }
    Ok(Checked { value: draft, problems })
}

fn read_line_rows(table: &Table, context: &Context<'_>, problems: &mut Problems) -> Vec<LineDraft> {
    let mut lines: Vec<LineDraft> = Vec::new();
    if !table.require(&["line"], problems) {
        return lines;
    }
    for row in table.rows() {
        let id = row.get("line");
        if id.is_empty() {
            let message = "`line` is blank, and the row was dropped";
            warn(problems, "missing-id", &row.place(), message, "give the line an id");
        } else if lines.iter().any(|line| line.id == id) {
            let message = format!("the line `{id}` is there twice; the first row counts");
            warn(problems, "duplicate-id", &row.place(), message, "give each line its own id");
        } else {
            lines.push(read_line(row, context, problems));
        }
    }
    lines
}

fn read_line(row: Row<'_>, context: &Context<'_>, problems: &mut Problems) -> LineDraft {
    let id = row.get("line").to_owned();
    let mut all_names: Vec<String> =
        Some(row.get("name").to_owned()).filter(|name| !name.is_empty()).into_iter().collect();
    all_names.extend(names(row, "name_zh"));
    let name = if all_names.is_empty() { id.clone() } else { all_names.remove(0) };
    all_names.retain(|other| *other != name);
    let own = confidence(row, "confidence", context.default_confidence, problems);
    let (first_train, last_train) = first_and_last(row, problems);
    let opens = row.get("opens");
    let year = opens.parse::<i16>().ok().filter(|year| (1800..=2200).contains(year));
    if year.is_none() && !opens.is_empty() {
        bad_value(row, "opens", "a year; the line was taken as not open yet", problems);
    }
    LineDraft {
        name,
        other_names: all_names,
        vehicle: vehicle(row, problems),
        headway_peak_min: headway(row, "headway_peak_min", problems),
        headway_offpeak_min: headway(row, "headway_offpeak_min", problems),
        headway_confidence: confidence(row, "headway_confidence", own, problems),
        headway_edited: false,
        peak: peaks(row, problems),
        first_train,
        last_train,
        is_loop: yes_no(row, "loop", problems).unwrap_or(false),
        joins: joins(row, problems),
        opens: year,
        open: opens.is_empty(),
        speed_kmh: above_zero(row, "speed_kmh", problems),
        run_time_confidence: confidence(row, "run_time_confidence", own, problems),
        step_free: match yes_no(row, "step_free", problems) {
            None => StepFree::Unknown,
            Some(true) => StepFree::Yes,
            Some(false) => StepFree::No,
        },
        source: row.get("source").to_owned(),
        confidence: own,
        place: row.place(),
        calls: Vec::new(),
        id,
    }
}

/// A row of `stations`, before its station is known.
struct StationRow {
    line: usize,
    seq: u32,
    call: CallDraft,
}

fn read_station_rows(
    table: &Table,
    context: &Context<'_>,
    draft: &mut LinesDraft,
    problems: &mut Problems,
) {
    if !table.require(&["line", "seq", "station"], problems) {
        return;
    }
    let mut named: Vec<Named> = Vec::new();
    let mut rows: Vec<StationRow> = Vec::new();
    for row in table.rows() {
        let id = row.get("line");
        let Some(line) = draft.lines.iter().position(|line| line.id == id) else {
            let message = format!("the line `{id}` is not in the table of lines; row dropped");
            warn(problems, "dangling-id", &row.place(), message, "add the line, or correct the id");
            continue;
        };
        let Ok(seq) = row.get("seq").parse::<u32>() else {
            bad_value(row, "seq", "a whole number; the row was dropped", problems);
            continue;
        };
        let (name, name_zh) = (row.get("station"), row.get("station_zh"));
        if name.is_empty() && name_zh.is_empty() {
            let message = "the station has no name, and the row was dropped";
            warn(problems, "missing-id", &row.place(), message, "write `station`");
            continue;
        }
        if rows.iter().rev().take_while(|r| r.line == line).any(|r| r.seq == seq) {
            let message = format!("line `{id}` has seq {seq} twice; the first row counts");
            warn(problems, "duplicate-sequence", &row.place(), message, "number them one by one");
            continue;
        }
        let position = position(row, context, problems);
        named.push(Named { name: name.to_owned(), name_zh: name_zh.to_owned(), position });
        let call = CallDraft {
            station: <super::draft::StationIdx as allways_base::Idx>::from_usize(0),
            position,
            run_to_next: above_zero(row, "run_time_to_next_s", problems)
                .map(|seconds| Seconds(cast::round_u32(seconds))),
            dist_to_next_km: above_zero(row, "dist_to_next_km", problems),
            first: [None; 2],
            last: [None; 2],
            source: row.get("source").to_owned(),
            confidence: confidence(row, "confidence", context.default_confidence, problems),
        };
        rows.push(StationRow { line, seq, call });
    }
    let clusters = cluster(&named);
    for (name, n) in &clusters.far_apart {
        problems.push(
            Severity::Note,
            "same-name-far-apart",
            table.name.clone(),
            format!("`{name}` names {n} places more than 1.5 km apart; they are {n} stations"),
            "give them different names if riders could mistake them",
        );
    }
    for (row, station) in rows.iter_mut().zip(clusters.of_row) {
        row.call.station = station;
    }
    draft.stations = clusters.stations;
    rows.sort_by_key(|row| (row.line, row.seq));
    for row in rows {
        draft.lines[row.line].calls.push(row.call);
    }
}

fn position(row: Row<'_>, context: &Context<'_>, problems: &mut Problems) -> Option<LonLat> {
    if row.get("lat").is_empty() && row.get("lon").is_empty() {
        problems.push(
            Severity::Note,
            "no-position",
            row.place(),
            format!("the station `{}` has no position", row.get("station")),
            "write lat and lon; until then nobody can walk to it",
        );
        return None;
    }
    let (lat, lon) = (row.number("lat", problems)?, row.number("lon", problems)?);
    let at = LonLat::new(lon, lat);
    if !at.is_valid() {
        let message = format!("`{lat}, {lon}` is no place on Earth, and was taken as blank");
        let remedy = "write latitude and longitude in degrees";
        warn(problems, "bad-coordinate", &row.place(), message, remedy);
        return None;
    }
    if lat.abs() < 1e-3 && lon.abs() < 1e-3 {
        let message = format!("the station lies at {lat}, {lon}, in the sea; taken as blank");
        warn(problems, "stop-at-zero", &row.place(), message, "write its true position");
        return None;
    }
    Some((context.to_wgs84)(at))
}

fn check_line(line: &mut LineDraft, problems: &mut Problems) {
    let n = line.calls.len();
    let place = line.place.clone();
    if n < 2 {
        let message = format!("line `{}` has {n} stations, and makes no trips", line.id);
        warn(problems, "short-line", &place, message, "list its stations in order");
        return;
    }
    if line.is_loop && line.calls[0].station != line.calls[n - 1].station {
        let first = line.calls[0].clone();
        let message = format!("the loop `{}` does not end where it starts; closed", line.id);
        let remedy = "write the first station again as the last";
        warn(problems, "loop-not-closed", &place, message, remedy);
        line.calls.push(CallDraft { run_to_next: None, dist_to_next_km: None, ..first });
    }
    if line.is_loop && line.calls.len() < 4 {
        let message = format!("the loop `{}` has fewer than 3 stations", line.id);
        warn(problems, "short-line", &place, message, "list its stations, or write loop = no");
        line.is_loop = false;
    }
}

fn read_first_last(row: Row<'_>, draft: &mut LinesDraft, problems: &mut Problems) {
    let (id, station, to) = (row.get("line"), row.get("station"), row.get("direction_to"));
    let Some(line) = draft.lines.iter_mut().find(|line| line.id == id) else {
        let message = format!("the line `{id}` is not in the table of lines; row dropped");
        warn(problems, "dangling-id", &row.place(), message, "add the line, or correct the id");
        return;
    };
    let stations = &draft.stations;
    let is = |call: &CallDraft, name: &str| {
        let station = &stations[call.station];
        station.name == name || station.other_names.iter().any(|other| other == name)
    };
    let find = |name: &str| line.calls.iter().position(|call| is(call, name));
    let (at, end) = (find(station), find(to));
    let (Some(at), Some(end)) = (at, end) else {
        let name = if at.is_none() { station } else { to };
        let message = format!("`{name}` is no station of line `{id}`, and the row was dropped");
        warn(problems, "dangling-id", &row.place(), message, "write a name of the line's stations");
        return;
    };
    let n = line.calls.len();
    let forward = if line.is_loop {
        // Round a loop, the direction is that of the shorter way to the place it names.
        let ring = n - 1;
        let ahead = (end + ring - at) % ring;
        (ahead != 0).then_some(2 * ahead <= ring)
    } else {
        (at != end).then_some(at < end)
    };
    let Some(forward) = forward else {
        let message = format!("`{station}` is itself the direction of the row, which was dropped");
        warn(problems, "bad-direction", &row.place(), message, "write where the trains go");
        return;
    };
    let (first, last) = first_and_last(row, problems);
    let mut calls = vec![at];
    if line.is_loop && at == 0 {
        calls.push(n - 1);
    }
    let side = usize::from(!forward);
    for call in calls {
        if line.calls[call].first[side].is_some() || line.calls[call].last[side].is_some() {
            let message = format!("`{station}` to `{to}` of line `{id}` is there twice");
            warn(problems, "duplicate-id", &row.place(), message, "remove one; the first counts");
            return;
        }
        line.calls[call].first[side] = first;
        line.calls[call].last[side] = last;
    }
}
