//! Seaports that the plan's own tables have already: the net meets them there, and the port of the
//! list that means the same is not written beside them.

use allways_base::Metres;
use allways_corridor::draft::{Terminal, TerminalKind};
use allways_ingest::corridors::sea::Port;

/// A port of the list is a seaport of the plan if it lies within this and is called alike.
const NEAR: Metres = Metres(60_000.0);

/// What may stand in one name and not in the other.
const COMMON: [&str; 11] = [
    "port",
    "ports",
    "harbour",
    "harbor",
    "terminal",
    "container",
    "city",
    "of",
    "the",
    "de",
    "new",
];

/// own seaport → row of the port of the list that means the same: the one with its id, else the
/// nearest one that is called alike. A port means one seaport at most, the first.
pub(super) fn meant(own: &[Terminal], ports: &[Port]) -> Vec<Option<usize>> {
    let mut used = vec![false; ports.len()];
    let mut found = Vec::with_capacity(own.len());
    for terminal in own {
        let same_id = ports.iter().position(|port| port.id == terminal.id);
        let row = same_id.or_else(|| nearest_alike(terminal, ports, &used));
        let row = row.filter(|&row| !std::mem::replace(&mut used[row], true));
        found.push(row);
    }
    found
}

fn nearest_alike(terminal: &Terminal, ports: &[Port], used: &[bool]) -> Option<usize> {
    let at = terminal.position?;
    let near = ports.iter().enumerate().filter(|(row, port)| {
        // Names first: most differ.
        !used[*row] && is_alike(terminal, port)
    });
    let near = near.map(|(row, port)| (row, allways_geo::distance(at, port.position)));
    let near = near.filter(|(_, away)| *away <= NEAR);
    near.min_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(row, _)| row)
}

fn is_alike(terminal: &Terminal, port: &Port) -> bool {
    let names = std::iter::once(&terminal.name).chain(&terminal.other_names);
    let theirs = words(&port.name);
    names.into_iter().any(|name| {
        let ours = words(name);
        let within = |a: &[String], b: &[String]| !a.is_empty() && a.iter().all(|w| b.contains(w));
        within(&ours, &theirs) || within(&theirs, &ours)
    })
}

/// The words of a name that tell it from others.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let telling = words.filter(|word| !word.is_empty() && !COMMON.contains(word));
    telling.map(str::to_owned).collect()
}

/// The plan's seaports, in the order of its tables.
pub(super) fn seaports(terminals: &[Terminal]) -> Vec<Terminal> {
    let ports = terminals.iter().filter(|terminal| terminal.kind == TerminalKind::Seaport);
    ports.cloned().collect()
}

#[cfg(test)]
mod tests {
    use allways_base::LonLat;

    use super::*;

    fn own(name: &str, lon: f64, lat: f64) -> Terminal {
        Terminal {
            name: name.to_owned(),
            position: Some(LonLat::new(lon, lat)),
            ..Terminal::new("own", TerminalKind::Seaport)
        }
    }

    fn port(id: &str, name: &str, lon: f64, lat: f64) -> Port {
        Port {
            id: id.to_owned(),
            name: name.to_owned(),
            country: String::new(),
            position: LonLat::new(lon, lat),
        }
    }

    #[test]
    fn a_port_that_is_near_and_called_alike_is_the_same() {
        let ports = [
            port("A", "Shanghai", 121.5, 31.4),
            port("B", "Port of Shanghai", 121.61, 31.36),
            port("C", "Ho Chi Minh City", 106.7, 10.8),
            port("D", "Shangha", 121.6, 31.36),
        ];
        let one = |terminal: &Terminal| meant(std::slice::from_ref(terminal), &ports)[0];
        assert_eq!(one(&own("Shanghai (Waigaoqiao)", 121.6, 31.36)), Some(1), "the nearest");
        assert_eq!(one(&own("Ho Chi Minh (Cat Lai)", 106.79, 10.76)), Some(2));
        assert_eq!(one(&own("Ho Kai Minh", 106.79, 10.76)), None);
        assert_eq!(one(&own("Shanghai", 121.6, 30.5)), None, "too far");
        assert_eq!(one(&own("Port", 121.6, 31.36)), None, "no word that tells it apart");
        let same_id = Terminal { id: "D".to_owned(), position: None, ..own("Elsewhere", 0.0, 0.0) };
        assert_eq!(one(&same_id), Some(3));
        let two = [own("Shanghai", 121.6, 31.36), own("Shanghai", 121.6, 31.36)];
        assert_eq!(meant(&two, &ports), [Some(1), Some(0)], "each port once");
    }
}
