//! `allways ports`: the ports and lanes of the sea as a source of the plan, and lines along the
//! lanes for the sea services that the plan has already.
//!
//! Reading order: `own` finds the plan's seaports in the list of ports, `net` makes a draft of
//! lanes and ports, `shapes` follows the lanes for other services, `files` writes.
//!
//! Invariants: the same files for the same input; nothing of the plan is touched but the files that
//! the import owns, and a source added at the end of plan.toml if it is not there.

mod files;
mod net;
mod own;
mod shapes;
#[cfg(test)]
mod twin;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use allways_base::{Metres, Problems};
use allways_corridor::draft::{Terminal, TerminalKind};
use allways_corridor::money::{Currency, parse_unit};
use allways_ingest::corridors::sea::{Port, read_lanes, read_ports};
use allways_ingest::table::ReadError;
use allways_plan::plan::{Plan, Source, SourceKind};

use crate::open::{OpenError, PlanText, read_plan};
use crate::sources::{corridors, elsewhere, terminals_by_source};
use net::{End, SeaNet, Terms};

pub use shapes::Traced;

/// The files of the imported source.
pub const TERMINALS: &str = "sea_terminals.csv";
/// See [`TERMINALS`].
pub const SERVICES: &str = "sea_services.csv";
/// See [`TERMINALS`].
pub const SHAPES: &str = "sea_shapes.geojson";

pub(crate) const KM_PER_NAUTICAL_MILE: f64 = 1.852;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct SeaAsk<'a> {
    /// GeoJSON of lanes.
    pub lanes: &'a Path,
    /// GeoJSON of ports: they are imported with the lanes.
    pub ports: Option<&'a Path>,
    /// True: lines along the lanes for the plan's own sea services.
    pub shapes: bool,
    /// How fast ships are.
    pub speed: Speed,
    /// Amount and unit of every lane, such as `(0.03, "USD/TEUkm")`; `None`: unknown.
    pub cost: Option<(f64, &'a str)>,
    /// A port that is farther from every lane is left out.
    pub join: Metres,
    /// Passages that are not used; `None`: those of [`CLOSED`] that the lanes have.
    pub leave_out: Option<&'a [String]>,
    /// Who made lanes and ports, and their licence, for the rows; `None`: the names of the files.
    pub source: Option<&'a str>,
}

/// Passages that are left out unless they are asked for: ice leaves them to no liner service.
pub const CLOSED: [&str; 1] = ["northwest"];

/// Knots; slowest ≤ usual ≤ fastest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Expected.
    pub knots: f64,
    /// Slowest usual.
    pub slowest: f64,
    /// Fastest usual.
    pub fastest: f64,
}

impl Speed {
    /// A container ship that saves fuel. Assumed.
    pub const USUAL: Self = Self { knots: 14.0, slowest: 12.0, fastest: 18.0 };

    /// Another speed with the range of [`Self::USUAL`] in proportion, to a tenth of a knot.
    pub fn around(knots: f64) -> Self {
        let part = |of: f64| (of / Self::USUAL.knots * knots * 10.0).round() / 10.0;
        Self { knots, slowest: part(Self::USUAL.slowest), fastest: part(Self::USUAL.fastest) }
    }
}

/// What was made.
#[derive(Debug, Default)]
pub struct SeaMade {
    /// Every file written, in order.
    pub files: Vec<PathBuf>,
    /// What was wrong with lanes and ports.
    pub problems: Problems,
    /// The import, if ports were given.
    pub net: Option<NetFacts>,
    /// The plan's own sea services, if their lines were asked for.
    pub traced: Vec<Traced>,
    /// Lines to add to plan.toml by hand, and why they were not added.
    pub to_add: Vec<(String, String)>,
}

/// What was imported.
#[derive(Debug, Default)]
pub struct NetFacts {
    /// Ports of the list that were written.
    pub n_ports: usize,
    /// Places where lanes meet.
    pub n_junctions: usize,
    /// Services between them, without those that join ports.
    pub n_lanes: usize,
    /// Name of each passage and the number of its lanes, by name.
    pub passages: Vec<(String, usize)>,
    /// Passages that were left out.
    pub left_out: Vec<String>,
    /// `(id of the plan's seaport, id of the port of the list that it is)`.
    pub same: Vec<(String, String)>,
    /// The plan's seaports that no port of the list means, joined all the same.
    pub own: Vec<String>,
    /// `(id, name)` of ports too far from every lane.
    pub far: Vec<(String, String)>,
    /// `(id, name)` of ports whose lanes do not lead to the others.
    pub apart: Vec<(String, String)>,
    /// True if the source was added to plan.toml now.
    pub is_new_source: bool,
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SeaError {
    /// The plan cannot be read.
    #[error(transparent)]
    Plan(#[from] OpenError),
    /// A file cannot be read or written.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No feature is a lane.
    #[error("{0}: no feature is a lane; give the lanes as GeoJSON LineStrings")]
    NoLanes(String),
    /// None of the ports is near a lane.
    #[error("no port lies within {1} of a lane of {0}; check both files, or raise --join-km")]
    NoPorts(String, Metres),
    /// Neither ports nor lines.
    #[error("nothing to do; give --ports FILE to import ports, or --shapes for lines of services")]
    Nothing,
    /// The lanes have no such passage.
    #[error("the lanes have no passage `{name}` to leave out; they have {known}")]
    NoPassage {
        /// As given.
        name: String,
        /// Those of the lanes.
        known: String,
    },
    /// Speeds that no ship has.
    #[error(
        "{slowest}, {knots} and {fastest} knots are no range of speeds of ships; write 1 to 60, \
             slowest first"
    )]
    Speed {
        /// As given.
        slowest: f64,
        /// As given.
        knots: f64,
        /// As given.
        fastest: f64,
    },
    /// A cost that lanes cannot have.
    #[error("`{0}` is no cost of lanes; write US dollars by distance, such as \"0.03 USD/TEUkm\"")]
    Cost(String),
}

/// Imports, traces, or both.
pub fn import(dir: &Path, ask: &SeaAsk<'_>) -> Result<SeaMade, SeaError> {
    let Speed { knots, slowest, fastest } = ask.speed;
    let is_range = slowest >= 1.0 && slowest <= knots && knots <= fastest && fastest <= 60.0;
    if !is_range {
        return Err(SeaError::Speed { slowest, knots, fastest });
    }
    if let Some((amount, unit)) = ask.cost {
        let by_distance = parse_unit(unit)
            .is_some_and(|(currency, per)| currency == Currency::USD && per.is_by_distance());
        if !by_distance || !amount.is_finite() || amount < 0.0 {
            return Err(SeaError::Cost(format!("{amount} {unit}")));
        }
    }
    if ask.ports.is_none() && !ask.shapes {
        return Err(SeaError::Nothing);
    }
    let PlanText { plan, texts, .. } = read_plan(dir)?;
    let mut made = SeaMade::default();
    let lanes = read_lanes(ask.lanes)?.into_value(&mut made.problems);
    let known: BTreeSet<&str> =
        lanes.pieces.iter().map(|p| p.passage.as_str()).filter(|name| !name.is_empty()).collect();
    if lanes.pieces.is_empty() {
        return Err(SeaError::NoLanes(shown(ask.lanes)));
    }
    for name in ask.leave_out.unwrap_or_default() {
        if !known.contains(name.as_str()) {
            let known = known.iter().copied().collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none".to_owned() } else { known };
            return Err(SeaError::NoPassage { name: name.clone(), known });
        }
    }
    let leave_out: Vec<String> = match ask.leave_out {
        Some(names) => names.to_vec(),
        None => CLOSED.iter().filter(|n| known.contains(*n)).map(ToString::to_string).collect(),
    };
    let source = match (ask.source, ask.ports) {
        (Some(source), _) => source.to_owned(),
        (None, Some(ports)) => format!("{}, {}", file_name(ask.lanes), file_name(ports)),
        (None, None) => file_name(ask.lanes),
    };
    let own = Own::read(dir, &plan)?;
    let terms = Terms {
        speed: ask.speed,
        join: ask.join,
        leave_out: &leave_out,
        source: &source,
        taken: &own.taken,
    };
    if let Some(ports) = ask.ports {
        let ports = read_ports(ports)?.into_value(&mut made.problems);
        let listed = Listed::of(&own, &ports, &source);
        let sea = net::net(&lanes, &listed.ends, &terms);
        if sea.draft.services.is_empty() {
            return Err(SeaError::NoPorts(shown(ask.lanes), ask.join));
        }
        made.files.extend(files::write_net(dir, &sea.draft, ask.cost, &source)?);
        let mut facts = listed.facts(&sea);
        facts.left_out.clone_from(&leave_out);
        if !plan.sources.iter().any(is_imported) {
            facts.is_new_source = add_source(dir, &plan, &texts, &mut made)?;
        }
        made.net = Some(facts);
    }
    if ask.shapes {
        // The import may have brought terminals that the plan's services name.
        let PlanText { plan, .. } = read_plan(dir)?;
        shapes::write(dir, &plan, &lanes, &terms, &mut made)?;
    }
    Ok(made)
}

/// True for the source that an import brought.
fn is_imported(source: &Source) -> bool {
    matches!(&source.kind, SourceKind::Corridors { terminals, .. } if terminals == TERMINALS)
}

/// What the plan's own tables have.
struct Own {
    seaports: Vec<Terminal>,
    /// Ids of terminals and services.
    taken: BTreeSet<String>,
}

impl Own {
    fn read(dir: &Path, plan: &Plan) -> Result<Self, ReadError> {
        let terminals = terminals_by_source(dir, &plan.sources);
        let (mut seaports, mut taken) = (Vec::new(), BTreeSet::new());
        for (row, source) in plan.sources.iter().enumerate() {
            if is_imported(source) || !matches!(source.kind, SourceKind::Corridors { .. }) {
                continue;
            }
            // What is wrong with the plan's tables is told when it is opened.
            let draft = corridors(dir, source, &elsewhere(&terminals, row))?.value;
            taken.extend(draft.terminals.iter().map(|terminal| terminal.id.clone()));
            taken.extend(draft.services.iter().map(|service| service.id.clone()));
            seaports.extend(own::seaports(&draft.terminals));
        }
        Ok(Self { seaports, taken })
    }
}

/// The plan's seaports and then the ports of the list.
struct Listed {
    ends: Vec<End>,
    same: Vec<(String, String)>,
    own: Vec<String>,
}

impl Listed {
    fn of(own: &Own, ports: &[Port], source: &str) -> Self {
        let meant = own::meant(&own.seaports, ports);
        let mut found = Self { ends: Vec::new(), same: Vec::new(), own: Vec::new() };
        for (terminal, port) in own.seaports.iter().zip(&meant) {
            let port = port.map(|row| &ports[row]);
            match port {
                Some(port) => found.same.push((terminal.id.clone(), port.id.clone())),
                None => found.own.push(terminal.id.clone()),
            }
            if let Some(at) = terminal.position.or(port.map(|port| port.position)) {
                let (id, name) = (terminal.id.clone(), terminal.name.clone());
                found.ends.push(End { row: None, id, name, at });
            }
        }
        let mut taken = own.taken.clone();
        for (row, port) in ports.iter().enumerate() {
            if meant.contains(&Some(row)) {
                continue;
            }
            let mut id = port.id.clone();
            while !taken.insert(id.clone()) {
                id.push_str("-sea");
            }
            let terminal = Terminal {
                name: port.name.clone(),
                country: port.country.clone(),
                position: Some(port.position),
                source: source.to_owned(),
                confidence: Some(allways_corridor::Confidence::Low),
                ..Terminal::new(&id, TerminalKind::Seaport)
            };
            let (name, at) = (port.name.clone(), port.position);
            found.ends.push(End { row: Some(terminal), id, name, at });
        }
        found
    }

    fn facts(self, sea: &SeaNet) -> NetFacts {
        let named = |rows: &[usize]| {
            let ends = rows.iter().map(|&row| &self.ends[row]);
            ends.map(|end| (end.id.clone(), end.name.clone())).collect()
        };
        let n_ports = sea.joined.iter().filter(|&&row| self.ends[row].row.is_some()).count();
        NetFacts {
            n_ports,
            n_junctions: sea.draft.terminals.len() - n_ports,
            n_lanes: sea.draft.services.len() - sea.joined.len(),
            passages: net::passages(&sea.draft),
            left_out: Vec::new(),
            far: named(&sea.far),
            apart: named(&sea.apart),
            same: self.same,
            own: self.own,
            is_new_source: false,
        }
    }
}

/// Adds the source at the end of plan.toml, if that can be read afterwards; else says what to add.
fn add_source(
    dir: &Path,
    plan: &Plan,
    texts: &[(String, String)],
    made: &mut SeaMade,
) -> Result<bool, SeaError> {
    let mut id = "sea".to_owned();
    while plan.sources.iter().any(|source| source.id == id) {
        id.push_str("-lanes");
    }
    let block = format!(
        "\n# Written by `allways ports`, which replaces the three files.\n[[source]]\nid = \"{id}\"\n\
         kind = \"corridors\"\nterminals = \"{TERMINALS}\"\nservices = \"{SERVICES}\"\n\
         shapes = \"{SHAPES}\"\n"
    );
    let file = allways_plan::FILES[0];
    let old = texts.iter().find(|(name, _)| name == file).map_or("", |(_, text)| text);
    let new = format!("{}\n{block}", old.trim_end());
    let parsed = allways_plan::parse(
        &[allways_plan::PlanFile { name: file, text: &new }],
        crate::measure::catalogue::CATALOGUE,
    );
    let reads = parsed.plan.is_some_and(|plan| plan.sources.iter().any(is_imported));
    if !reads {
        made.to_add.push((block, "plan.toml could not be read with them at its end".to_owned()));
        return Ok(false);
    }
    let path = dir.join(file);
    files::write(&path, &new)?;
    made.files.push(path);
    Ok(true)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| shown(path), |name| name.to_string_lossy().into_owned())
}

/// The file in the folder, if it is there.
fn is_there(dir: &Path, file: &str) -> bool {
    fs::metadata(dir.join(file)).is_ok_and(|data| data.is_file())
}
