//! Terminals, services and emission factors (`kind = "corridors"`, docs/plan-folder.md). A row
//! that cannot be placed or moved along is dropped and told; a figure that cannot be true becomes
//! unknown and is told.

mod cells;
mod factors;
mod services;
mod terminals;

use std::collections::BTreeSet;
use std::path::Path;

use allways_base::{Checked, LonLat, Problems};
use allways_corridor::check::check;
use allways_corridor::draft::CorridorDraft;
use allways_corridor::money::Rate;

use crate::columns::tell_slips;
use crate::points::{Unique, file_name, read};
use crate::table::{ReadError, Table};

/// Text and file name of each table, and the rates of the source.
#[derive(Clone, Copy, Debug)]
pub struct CorridorTables<'a> {
    /// `terminals.csv`.
    pub terminals: (&'a [u8], &'a str),
    /// `services.csv`.
    pub services: (&'a [u8], &'a str),
    /// `factors.csv`, if there is one.
    pub factors: Option<(&'a [u8], &'a str)>,
    /// Currencies other than US dollars.
    pub rates: &'a [Rate],
}

/// Reads the tables. `datum` turns the coordinates of terminals into WGS 84.
pub fn read_corridors(
    terminals: &Path,
    services: &Path,
    factors: Option<&Path>,
    rates: &[Rate],
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Result<Checked<CorridorDraft>, ReadError> {
    let bytes = (read(terminals)?, read(services)?, factors.map(read).transpose()?);
    let names = (file_name(terminals), file_name(services), factors.map(file_name));
    let tables = CorridorTables {
        terminals: (&bytes.0, &names.0),
        services: (&bytes.1, &names.1),
        factors: bytes.2.as_deref().zip(names.2.as_deref()),
        rates,
    };
    Ok(parse_tables(&tables, datum))
}

/// [`parse_tables`] of terminals and services alone, all costs in US dollars.
pub fn parse_corridors(
    terminals: (&[u8], &str),
    services: (&[u8], &str),
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<CorridorDraft> {
    parse_tables(&CorridorTables { terminals, services, factors: None, rates: &[] }, datum)
}

/// [`read_corridors`] from memory.
pub fn parse_tables(
    tables: &CorridorTables<'_>,
    datum: &dyn Fn(LonLat) -> LonLat,
) -> Checked<CorridorDraft> {
    let mut problems = Problems::default();
    let mut draft = CorridorDraft::default();
    let rates = tables.rates;
    let required = ["id", "kind"];
    if let Some(table) = open(tables.terminals, &required, &terminals::COLUMNS, &mut problems) {
        let mut ids = Unique::default();
        for row in table.rows() {
            let read = terminals::terminal(&row, &mut ids, rates, datum, &mut problems);
            draft.terminals.extend(read);
        }
    }
    let required = ["id", "from", "to", "mode", "carries"];
    if let Some(table) = open(tables.services, &required, &services::COLUMNS, &mut problems) {
        let known: BTreeSet<&str> = draft.terminals.iter().map(|t| t.id.as_str()).collect();
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
    problems.extend(check(&mut draft));
    Checked { value: draft, problems }
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
