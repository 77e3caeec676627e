//! Terminals, services and emission factors (`kind = "corridors"`, docs/plan-folder.md). A row
//! that cannot be placed or moved along is dropped and told; a figure that cannot be true becomes
//! unknown and is told.

mod cells;
mod factors;
pub mod feed;
pub mod sea;
mod services;
mod shapes;
mod terminals;

use std::collections::BTreeSet;
use std::path::Path;

use allways_base::{Checked, LonLat, Problems};
use allways_corridor::check::check;
use allways_corridor::draft::{CorridorDraft, Service, Terminal};
use allways_corridor::money::Rate;

use crate::columns::tell_slips;
use crate::points::{Unique, file_name, read};
use crate::table::{ReadError, Table};

/// Text and file name of each table, and the rates of the source.
#[derive(Clone, Copy, Debug, Default)]
pub struct CorridorTables<'a> {
    /// `terminals.csv`.
    pub terminals: (&'a [u8], &'a str),
    /// `services.csv`.
    pub services: (&'a [u8], &'a str),
    /// `factors.csv`, if there is one.
    pub factors: Option<(&'a [u8], &'a str)>,
    /// Currencies other than US dollars.
    pub rates: &'a [Rate],
    /// Terminals of the plan's other sources, which services may name.
    pub elsewhere: &'a [Terminal],
}

/// The files of a source.
#[derive(Clone, Copy, Debug)]
pub struct CorridorFiles<'a> {
    /// `terminals.csv`.
    pub terminals: &'a Path,
    /// `services.csv`.
    pub services: &'a Path,
    /// `factors.csv`, if there is one.
    pub factors: Option<&'a Path>,
    /// `shapes.geojson`, if there is one.
    pub shapes: Option<&'a Path>,
    /// Currencies other than US dollars.
    pub rates: &'a [Rate],
    /// Terminals of the plan's other sources, which services may name.
    pub elsewhere: &'a [Terminal],
}

/// Reads the tables. `datum` turns the coordinates of terminals and lines into WGS 84.
pub fn read_corridors(
    files: &CorridorFiles<'_>,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<CorridorDraft>, ReadError> {
    let terminals = (read(files.terminals)?, file_name(files.terminals));
    let services = (read(files.services)?, file_name(files.services));
    let factors = match files.factors {
        Some(path) => Some((read(path)?, file_name(path))),
        None => None,
    };
    let mut read_tables = parse_tables(
        &CorridorTables {
            terminals: (&terminals.0, &terminals.1),
            services: (&services.0, &services.1),
            factors: factors.as_ref().map(|(bytes, name)| (bytes.as_slice(), name.as_str())),
            rates: files.rates,
            elsewhere: files.elsewhere,
        },
        datum,
    );
    if let Some(path) = files.shapes {
        let shapes = (&*read(path)?, &*file_name(path));
        let problems = add_shapes(&mut read_tables.value, files.elsewhere, shapes, datum)?;
        read_tables.problems.extend(problems);
    }
    Ok(read_tables)
}

/// The terminals of a source alone, and nothing of what is wrong with them.
pub fn read_terminals(
    path: &Path,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Vec<Terminal>, ReadError> {
    let mut problems = Problems::default();
    let (bytes, name) = (read(path)?, file_name(path));
    Ok(terminals_of((&bytes, &name), &[], datum, &mut problems))
}

/// Lines of services for maps, from GeoJSON with a property `service`: into the services of a
/// draft. `elsewhere` as in [`CorridorTables`].
pub fn add_shapes(
    draft: &mut CorridorDraft,
    elsewhere: &[Terminal],
    (bytes, name): (&[u8], &str),
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Problems, ReadError> {
    let CorridorDraft { terminals, services, .. } = draft;
    let ends = terminals.iter().chain(elsewhere).rev();
    let ends = ends.filter_map(|t| Some((t.id.as_str(), t.position?))).collect();
    shapes::add(services, &ends, (bytes, name), datum)
}

/// [`parse_tables`] of terminals and services alone, all costs in US dollars.
pub fn parse_corridors(
    terminals: (&[u8], &str),
    services: (&[u8], &str),
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<CorridorDraft> {
    parse_tables(&CorridorTables { terminals, services, ..CorridorTables::default() }, datum)
}

/// [`read_corridors`] from memory.
pub fn parse_tables(
    tables: &CorridorTables<'_>,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<CorridorDraft> {
    let mut problems = Problems::default();
    let mut draft = CorridorDraft::default();
    let rates = tables.rates;
    draft.terminals = terminals_of(tables.terminals, rates, datum, &mut problems);
    let required = ["id", "from", "to", "mode", "carries"];
    if let Some(table) = open(tables.services, &required, &services::COLUMNS, &mut problems) {
        let known = draft.terminals.iter().chain(tables.elsewhere);
        let known: BTreeSet<&str> = known.map(|terminal| terminal.id.as_str()).collect();
        let mut ids = Unique::default();
        for row in table.rows() {
            let read = services::service(&row, &mut ids, &known, rates, &mut problems);
            draft.services.extend(read);
        }
    }
    let required = ["mode", "g_co2e", "per", "scope"];
    let factors = tables.factors;
    if let Some(table) =
        factors.and_then(|table| open(table, &required, &factors::COLUMNS, &mut problems))
    {
        for row in table.rows() {
            let read = factors::factor(&row, &draft.factors, &mut problems);
            draft.factors.extend(read);
        }
    }
    // Services are looked at with the terminals that they call at, wherever these stand.
    let n_own = draft.terminals.len();
    let called_elsewhere = called_elsewhere(&draft.services, &draft.terminals, tables.elsewhere);
    draft.terminals.extend(called_elsewhere);
    problems.extend(check(&mut draft));
    draft.terminals.truncate(n_own);
    Checked { value: draft, problems }
}

fn terminals_of(
    table: (&[u8], &str),
    rates: &[Rate],
    datum: &dyn Fn(LonLat) -> LonLat,
    problems: &mut Problems,
) -> Vec<Terminal> {
    let mut found = Vec::new();
    if let Some(table) = open(table, &["id", "kind"], &terminals::COLUMNS, problems) {
        let mut ids = Unique::default();
        for row in table.rows() {
            found.extend(terminals::terminal(&row, &mut ids, rates, datum, problems));
        }
    }
    found
}

/// The terminals of other sources at which these services call.
fn called_elsewhere(
    services: &[Service],
    own: &[Terminal],
    elsewhere: &[Terminal],
) -> Vec<Terminal> {
    let mut called: BTreeSet<&str> =
        services.iter().flat_map(|service| [service.from.as_str(), service.to.as_str()]).collect();
    for terminal in own {
        called.remove(terminal.id.as_str());
    }
    // Of two with one id the first counts, as everywhere.
    let found = elsewhere.iter().filter(|terminal| called.remove(terminal.id.as_str()));
    found.cloned().collect()
}

/// A table with its required columns, slips of the others told.
fn open(
    (bytes, name): (&[u8], &str),
    required: &[&str],
    columns: &[&str],
    problems: &mut Problems,
) -> Option<Table> {
    let table = Table::parse(bytes, name, problems);
    if !table.require(required, problems) {
        return None;
    }
    tell_slips(&table.columns(), columns, &format!("{name}:1"), problems);
    Some(table)
}
