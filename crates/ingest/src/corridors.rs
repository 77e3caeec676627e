//! Terminals and services (`kind = "corridors"`, docs/plan-folder.md). A row that cannot be placed
//! or moved along is dropped and told; a figure that cannot be true becomes unknown and is told.

use std::path::Path;

use allways_base::text::nearest;
use allways_base::{Checked, LonLat, Problems, Severity};
use allways_corridor::draft::{
    Carries, Confidence, CorridorDraft, Direction, Mode, Service, Terminal, TerminalKind,
};

use crate::columns::tell_slips;
use crate::points::{Unique, amount, file_name, one_of, other_names, position, read};
use crate::table::{ReadError, Row, Table};

/// Columns of terminals.
const TERMINAL_COLUMNS: [&str; 14] = [
    "id",
    "name",
    "name_zh",
    "kind",
    "country",
    "direction",
    "place",
    "lat",
    "lon",
    "dwell_h",
    "dwell_low_h",
    "dwell_high_h",
    "source",
    "confidence",
];

/// Columns of services.
const SERVICE_COLUMNS: [&str; 16] = [
    "id",
    "from",
    "to",
    "corridor",
    "mode",
    "carries",
    "distance_km",
    "time_h",
    "time_low_h",
    "time_high_h",
    "cost_usd_per_feu",
    "departures_per_week",
    "opens",
    "channel",
    "source",
    "confidence",
];

/// Reads both tables. `datum` turns the coordinates of terminals into WGS 84.
pub fn read_corridors(
    terminals: &Path,
    services: &Path,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<CorridorDraft>, ReadError> {
    let (terminal_bytes, service_bytes) = (read(terminals)?, read(services)?);
    Ok(parse_corridors(
        (&terminal_bytes, &file_name(terminals)),
        (&service_bytes, &file_name(services)),
        datum,
    ))
}

/// [`read_corridors`] from memory: text and file name of each table.
pub fn parse_corridors(
    terminals: (&[u8], &str),
    services: (&[u8], &str),
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<CorridorDraft> {
    let mut problems = Problems::default();
    let mut draft = CorridorDraft::default();
    let table = Table::parse(terminals.0, terminals.1, &mut problems);
    if table.require(&["id", "kind"], &mut problems) {
        let place = format!("{}:1", terminals.1);
        tell_slips(&table.columns(), &TERMINAL_COLUMNS, &place, &mut problems);
        let mut ids = Unique::default();
        for row in table.rows() {
            draft.terminals.extend(terminal(&row, &mut ids, datum, &mut problems));
        }
    }
    let table = Table::parse(services.0, services.1, &mut problems);
    if table.require(&["id", "from", "to", "mode", "carries"], &mut problems) {
        let place = format!("{}:1", services.1);
        tell_slips(&table.columns(), &SERVICE_COLUMNS, &place, &mut problems);
        let mut ids = Unique::default();
        for row in table.rows() {
            let service = service(&row, &mut ids, &draft.terminals, &mut problems);
            draft.services.extend(service);
        }
    }
    Checked { value: draft, problems }
}

fn terminal(
    row: &Row<'_>,
    ids: &mut Unique,
    datum: &dyn Fn(LonLat) -> LonLat,
    problems: &mut Problems,
) -> Option<Terminal> {
    let kind = word(
        row,
        "kind",
        TerminalKind::parse,
        &words(TerminalKind::ALL, TerminalKind::word),
        problems,
    )?;
    let id = ids.of(row, problems)?;
    let direction = row.get("direction");
    let direction = (!direction.is_empty()).then(|| {
        optional_word(
            row,
            "direction",
            Direction::parse,
            &words(Direction::ALL, Direction::word),
            problems,
        )
    });
    let dwell = bounds(row, ["dwell_h", "dwell_low_h", "dwell_high_h"], problems);
    let name = [row.get("name"), id].into_iter().find(|n| !n.is_empty()).unwrap_or(id);
    Some(Terminal {
        id: id.to_owned(),
        name: name.to_owned(),
        other_names: other_names(&[row.get("name_zh")], name),
        kind,
        country: row.get("country").to_owned(),
        direction: direction.flatten(),
        place: row.get("place").to_owned(),
        position: position(row, problems).map(datum),
        dwell_h: dwell[0],
        dwell_low_h: dwell[1],
        dwell_high_h: dwell[2],
        source: row.get("source").to_owned(),
        confidence: confidence(row, problems),
        at: row.place(),
    })
}

fn service(
    row: &Row<'_>,
    ids: &mut Unique,
    terminals: &[Terminal],
    problems: &mut Problems,
) -> Option<Service> {
    let id = ids.of(row, problems)?;
    let mode = word(row, "mode", Mode::parse, &words(Mode::ALL, Mode::word), problems);
    let carries =
        word(row, "carries", Carries::parse, &words(Carries::ALL, Carries::word), problems);
    let from = end(row, "from", terminals, problems);
    let to = end(row, "to", terminals, problems);
    let (mode, carries, from, to) = (mode?, carries?, from?, to?);
    if from == to {
        problems.push(
            Severity::Error,
            "service-goes-nowhere",
            row.place(),
            format!("`from` and `to` are both `{from}`; the row was dropped"),
            "name two different terminals",
        );
        return None;
    }
    let time = bounds(row, ["time_h", "time_low_h", "time_high_h"], problems);
    Some(Service {
        id: id.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        corridor: row.get("corridor").to_owned(),
        mode,
        carries,
        distance_km: amount(row, "distance_km", problems),
        time_h: time[0],
        time_low_h: time[1],
        time_high_h: time[2],
        cost_usd_per_feu: amount(row, "cost_usd_per_feu", problems),
        departures_per_week: amount(row, "departures_per_week", problems),
        opens: year(row, problems),
        channel: row.get("channel").to_owned(),
        source: row.get("source").to_owned(),
        confidence: confidence(row, problems),
        at: row.place(),
    })
}

/// The terminal that `column` names; `None`, and told, if it is blank or not there.
fn end<'a>(
    row: &Row<'a>,
    column: &str,
    terminals: &[Terminal],
    problems: &mut Problems,
) -> Option<&'a str> {
    let id = row.get(column);
    if id.is_empty() {
        blank(row, column, problems);
        return None;
    }
    if terminals.iter().any(|terminal| terminal.id == id) {
        return Some(id);
    }
    let near = nearest(id, terminals.iter().map(|terminal| terminal.id.as_str()), 3);
    let remedy = if near.is_empty() {
        "add the terminal, or correct the id".to_owned()
    } else {
        format!("did you mean `{}`?", near.join("`, `"))
    };
    problems.push(
        Severity::Error,
        "unknown-terminal",
        row.place(),
        format!("`{column}` is `{id}`, which is no terminal; the row was dropped"),
        remedy,
    );
    None
}

/// Expected, low and high of a time. Negative ones and bounds in the wrong order become unknown.
fn bounds(row: &Row<'_>, columns: [&str; 3], problems: &mut Problems) -> [Option<f64>; 3] {
    let [expected, low, high] = columns.map(|column| amount(row, column, problems));
    let [expected_name, low_name, high_name] = columns;
    let wrong = |a: Option<f64>, b: Option<f64>| a.zip(b).is_some_and(|(a, b)| a > b);
    let mut tell = |a_name: &str, a: Option<f64>, b_name: &str, b: Option<f64>| {
        let (a, b) = (a.unwrap_or_default(), b.unwrap_or_default());
        problems.push(
            Severity::Error,
            "bounds-out-of-order",
            row.place(),
            format!("`{a_name}` is {a}, above `{b_name}`, which is {b}; the bounds were left out"),
            "write low <= expected <= high",
        );
        [expected, None, None]
    };
    if wrong(low, high) {
        tell(low_name, low, high_name, high)
    } else if wrong(low, expected) {
        tell(low_name, low, expected_name, expected)
    } else if wrong(expected, high) {
        tell(expected_name, expected, high_name, high)
    } else {
        [expected, low, high]
    }
}

/// The year that a service opens; told if it is not one.
fn year(row: &Row<'_>, problems: &mut Problems) -> Option<i16> {
    let text = row.get("opens");
    if text.is_empty() {
        return None;
    }
    let year = text.parse::<i16>().ok().filter(|year| (1800..=2200).contains(year));
    if year.is_none() {
        problems.push(
            Severity::Error,
            "not-a-year",
            row.place(),
            format!("`opens` is `{text}`, not a year; the service was taken as not open yet"),
            "write a year such as 2027, or leave it blank if the service is open",
        );
        return Some(i16::MAX);
    }
    year
}

/// A word that the row must have; `None`, and told, if it is blank or not known.
fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
    problems: &mut Problems,
) -> Option<T> {
    let text = row.get(column);
    if text.is_empty() {
        blank(row, column, problems);
        return None;
    }
    let found = parse(text);
    if found.is_none() {
        problems.push(
            Severity::Error,
            "unknown-word",
            row.place(),
            format!("`{column}` is `{text}`, which is not known; the row was dropped"),
            one_of(text, known),
        );
    }
    found
}

/// A word that the row may do without.
fn optional_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
    known: &[&str],
    problems: &mut Problems,
) -> Option<T> {
    let text = row.get(column);
    let found = parse(text);
    if found.is_none() {
        problems.push(
            Severity::Warning,
            "unknown-word",
            row.place(),
            format!("`{column}` is `{text}`, which is not known, and was taken as blank"),
            one_of(text, known),
        );
    }
    found
}

fn confidence(row: &Row<'_>, problems: &mut Problems) -> Option<Confidence> {
    if row.get("confidence").is_empty() {
        return None;
    }
    optional_word(
        row,
        "confidence",
        |text| Confidence::from_word(&text.trim().to_ascii_lowercase()),
        &words(Confidence::ALL, Confidence::word),
        problems,
    )
}

fn blank(row: &Row<'_>, column: &str, problems: &mut Problems) {
    problems.push(
        Severity::Error,
        "blank-required",
        row.place(),
        format!("`{column}` is blank and the row was dropped"),
        format!("fill in `{column}`"),
    );
}

fn words<T: Copy>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|&item| word(item)).collect()
}
