//! Places (`kind = "points"`, docs/plan-folder.md) and the points files of the command line.
//!
//! A column that the format does not name is an opportunity if more than half of its fields are
//! numbers; the other fields of such a column are told. A row without coordinates is kept: it is
//! named, but not located.

use std::collections::BTreeMap;
use std::path::Path;

use allways_base::text::nearest;
use allways_base::{Checked, LonLat, Problems, Severity};
use allways_transit::feed::Confidence;

use crate::columns::tell_slips;
use crate::table::{ReadError, Row, Table};

/// A place with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// As written; unique in the source.
    pub id: String,
    /// The main name; the id where the row has none.
    pub name: String,
    /// Names in other languages.
    pub other_names: Vec<String>,
    /// One of [`PLACE_KINDS`], else as written; may be empty.
    pub kind: String,
    /// WGS 84; `None`: named, not located.
    pub position: Option<LonLat>,
    /// People, not below 0; `None` if not stated.
    pub people: Option<f64>,
    /// Column → amount, not below 0. What is blank is not in it.
    pub opportunities: BTreeMap<String, f64>,
    /// The row's `source`; the id of the plan's source where it has none.
    pub source: String,
    /// How sure; `None` if the row does not say.
    pub confidence: Option<Confidence>,
}

/// What a place may be.
pub const PLACE_KINDS: [&str; 12] = [
    "town",
    "centre",
    "university",
    "park",
    "research",
    "housing",
    "business",
    "rail-hub",
    "airport",
    "port",
    "freight-hub",
    "gateway",
];

/// Columns with a meaning of their own.
const NAMED: [&str; 12] = [
    "id",
    "name",
    "name_zh",
    "name_en",
    "kind",
    "lat",
    "lon",
    "people",
    "source",
    "confidence",
    "note",
    "licence",
];

/// Reads a table of places. `source` is the id of the plan's source; `datum` turns its coordinates
/// into WGS 84.
pub fn read_points(
    path: &Path,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<Vec<Place>>, ReadError> {
    let bytes = read(path)?;
    Ok(parse_points(&bytes, &file_name(path), source, datum))
}

/// [`read_points`] from memory; `name` is what messages call the file.
pub fn parse_points(
    bytes: &[u8],
    name: &str,
    source: &str,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<Vec<Place>> {
    let mut problems = Problems::default();
    let table = Table::parse(bytes, name, &mut problems);
    let mut places = Vec::new();
    table.require(&["lat", "lon"], &mut problems);
    if !table.require(&["id"], &mut problems) {
        return Checked { value: places, problems };
    }
    tell_slips(&table.columns(), &NAMED, &format!("{name}:1"), &mut problems);
    let opportunities = opportunity_columns(&table);
    let mut ids = Unique::default();
    for row in table.rows() {
        let Some(id) = ids.of(&row, &mut problems) else { continue };
        let name = [row.get("name"), row.get("name_en"), id];
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or(id);
        let mut amounts = BTreeMap::new();
        for column in &opportunities {
            if let Some(amount) = amount(&row, column, &mut problems) {
                amounts.insert(column.clone(), amount);
            }
        }
        places.push(Place {
            id: id.to_owned(),
            name: name.to_owned(),
            other_names: other_names(&[row.get("name_zh"), row.get("name_en")], name),
            kind: kind(&row, &PLACE_KINDS, &mut problems),
            position: position(&row, &mut problems).map(datum),
            people: amount(&row, "people", &mut problems),
            opportunities: amounts,
            source: or(row.get("source"), source),
            confidence: confidence(row.get("confidence"), &row.place(), &mut problems),
        });
    }
    if table.rows().len() == 0 {
        problems.push(
            Severity::Warning,
            "no-rows",
            name,
            "the table has no rows",
            "add places, or remove the source",
        );
    }
    Checked { value: places, problems }
}

/// Where a row of a points file is.
#[derive(Clone, Debug, PartialEq)]
pub enum At {
    /// On the ground.
    Position(LonLat),
    /// At a stop, by its `feed:stop_id`; no access walk.
    Stop(String),
}

/// A row of a points file.
#[derive(Clone, Debug, PartialEq)]
pub struct PointRow {
    /// As written; unique in the file.
    pub id: String,
    /// Where.
    pub at: At,
    /// Line in the file, from 1 (the header is 1).
    pub line: u64,
    /// How much there is, where a column of it was asked for, never below 0; else 1.
    pub weight: f64,
}

/// Reads the origins or destinations of a matrix: `id` and either `lat,lon` or `stop_id`. A row
/// that has both is at the stop.
/// `weight` is the column that says how much there is at each point; a blank is 0.
pub fn read_points_file(
    path: &Path,
    weight: Option<&str>,
) -> Result<Checked<Vec<PointRow>>, ReadError> {
    Ok(parse_points_file(&read(path)?, &file_name(path), weight))
}

/// [`read_points_file`] from memory; `name` is what messages call the file.
pub fn parse_points_file(bytes: &[u8], name: &str, weight: Option<&str>) -> Checked<Vec<PointRow>> {
    let mut problems = Problems::default();
    let table = Table::parse(bytes, name, &mut problems);
    let mut rows = Vec::new();
    if !table.require(&["id"], &mut problems) {
        return Checked { value: rows, problems };
    }
    if !table.has("stop_id") && !table.require(&["lat", "lon"], &mut problems) {
        return Checked { value: rows, problems };
    }
    let weight = weight.map(str::to_lowercase);
    if let Some(column) = &weight
        && !table.require(&[column.as_str()], &mut problems)
    {
        return Checked { value: rows, problems };
    }
    let mut ids = Unique::default();
    for row in table.rows() {
        let Some(id) = ids.of(&row, &mut problems) else { continue };
        let weight = weight
            .as_ref()
            .map_or(1.0, |column| amount(&row, column, &mut problems).unwrap_or(0.0));
        let stop = row.get("stop_id");
        let at = if stop.is_empty() {
            position(&row, &mut problems).map(At::Position)
        } else {
            Some(At::Stop(stop.to_owned()))
        };
        match at {
            Some(at) => rows.push(PointRow { id: id.to_owned(), at, line: row.line, weight }),
            None => problems.push(
                Severity::Error,
                "point-nowhere",
                row.place(),
                format!("point `{id}` has neither a place nor a stop and was dropped"),
                "give it `lat` and `lon`, or a `stop_id`",
            ),
        }
    }
    Checked { value: rows, problems }
}

/// The whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    std::fs::read(path).map_err(|cause| ReadError::Io { path: path.display().to_string(), cause })
}

/// What messages call a file: its last part.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Ids of a table: each once, none blank.
#[derive(Debug, Default)]
pub(crate) struct Unique(BTreeMap<String, u64>);

impl Unique {
    /// The row's id; `None`, and told, if it is blank or was there before.
    pub(crate) fn of<'a>(&mut self, row: &Row<'a>, problems: &mut Problems) -> Option<&'a str> {
        let id = row.get("id");
        if id.is_empty() {
            problems.push(
                Severity::Error,
                "blank-id",
                row.place(),
                "`id` is blank and the row was dropped",
                "give each row an id of its own",
            );
            return None;
        }
        if let Some(first) = self.0.get(id) {
            problems.push(
                Severity::Error,
                "duplicate-id",
                row.place(),
                format!("`{id}` is already the id of line {first}; the row was dropped"),
                "give each row an id of its own",
            );
            return None;
        }
        self.0.insert(id.to_owned(), row.line);
        Some(id)
    }
}

/// Where a row is; told if only half is there, or if it is no place on the ground.
pub(crate) fn position(row: &Row<'_>, problems: &mut Problems) -> Option<LonLat> {
    let blank = ["lat", "lon"].map(|column| row.get(column).is_empty());
    if blank == [true, true] {
        return None;
    }
    if blank[0] || blank[1] {
        let (has, lacks) = if blank[0] { ("lon", "lat") } else { ("lat", "lon") };
        problems.push(
            Severity::Warning,
            "half-position",
            row.place(),
            format!("`{has}` is `{}` but `{lacks}` is blank; taken as not located", row.get(has)),
            "give both, or neither",
        );
        return None;
    }
    let (lat, lon) = (row.number("lat", problems), row.number("lon", problems));
    let at = LonLat::new(lon?, lat?);
    checked_position(at, "taken as not located", &row.place(), problems)
}

/// `at` if it is a place on the ground; else `None`, and told with its consequence.
pub(crate) fn checked_position(
    at: LonLat,
    consequence: &str,
    place: &str,
    problems: &mut Problems,
) -> Option<LonLat> {
    let LonLat { lon, lat } = at;
    let swapped = LonLat::new(lat, lon);
    let (code, message, remedy) = if !at.is_valid() && swapped.is_valid() {
        (
            "swapped-position",
            format!("latitude {lat} is outside -90..90; latitude and longitude look swapped"),
            "exchange the two",
        )
    } else if !at.is_valid() {
        (
            "position-off-the-globe",
            format!("latitude {lat}, longitude {lon} is not on the ground"),
            "write WGS 84 degrees",
        )
    } else if lat.abs() < 1e-9 && lon.abs() < 1e-9 {
        (
            "position-zero",
            "latitude 0, longitude 0 is in the sea off Ghana".to_owned(),
            "write the real position, or none",
        )
    } else {
        return Some(at);
    };
    problems.push(Severity::Error, code, place, format!("{message}; {consequence}"), remedy);
    None
}

/// A number that is not below 0; told if it is.
pub(crate) fn amount(row: &Row<'_>, column: &str, problems: &mut Problems) -> Option<f64> {
    let amount = row.number(column, problems)?;
    if amount < 0.0 {
        problems.push(
            Severity::Error,
            "negative-number",
            row.place(),
            format!("`{column}` is {amount}, below 0, and was taken as unknown"),
            "write 0 or more, or leave it blank",
        );
        return None;
    }
    Some(amount)
}

/// `text`, or `default` where it is blank.
pub(crate) fn or(text: &str, default: &str) -> String {
    if text.is_empty() { default.to_owned() } else { text.to_owned() }
}

/// Names split by `/`, without blanks, repeats and the main name.
pub(crate) fn other_names(texts: &[&str], main: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in texts.iter().flat_map(|text| text.split('/')).map(str::trim) {
        if !name.is_empty() && name != main && names.iter().all(|known| known != name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The row's kind, told if it is none of `known`.
fn kind(row: &Row<'_>, known: &[&str], problems: &mut Problems) -> String {
    let kind = row.get("kind");
    if !kind.is_empty() && !known.contains(&kind) {
        problems.push(
            Severity::Warning,
            "unknown-kind",
            row.place(),
            format!("`kind` is `{kind}`, which is not known, and was kept as it is"),
            one_of(kind, known),
        );
    }
    kind.to_owned()
}

/// The remedy for a word that is not one of `known`.
pub(crate) fn one_of(word: &str, known: &[&str]) -> String {
    let near = nearest(word, known.iter().copied(), 1);
    near.first().map_or_else(
        || format!("write one of {}", known.join(", ")),
        |near| format!("did you mean `{near}`? known are {}", known.join(", ")),
    )
}

/// Reads `high`, `medium`, `low` or `assumed`; `None` if blank, and told if it is another word.
pub(crate) fn confidence(text: &str, place: &str, problems: &mut Problems) -> Option<Confidence> {
    if text.is_empty() {
        return None;
    }
    let found = Confidence::from_word(&text.to_ascii_lowercase());
    if found.is_none() {
        problems.push(
            Severity::Warning,
            "unknown-confidence",
            place,
            format!("`confidence` is `{text}`, which is not known, and was taken as unstated"),
            one_of(text, &["high", "medium", "low", "assumed"]),
        );
    }
    found
}

/// Columns that the format does not name and that hold mostly numbers.
fn opportunity_columns(table: &Table) -> Vec<String> {
    let columns = table.columns().into_iter().filter(|c| !c.is_empty() && !NAMED.contains(c));
    let mostly_numbers = |column: &&str| {
        let fields = table.rows().map(|row| row.get(column)).filter(|field| !field.is_empty());
        let numbers = |field: &&str| field.parse::<f64>().is_ok_and(f64::is_finite);
        let (all, good) = fields
            .fold((0u32, 0u32), |(all, good), field| (all + 1, good + u32::from(numbers(&field))));
        good * 2 > all
    };
    columns.filter(mostly_numbers).map(str::to_owned).collect()
}
