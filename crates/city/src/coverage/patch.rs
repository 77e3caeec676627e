//! Covered ground as cells, and the outlines of them for maps.

use allways_base::cast::floor_i32;
use allways_base::{LonLat, Metres};
use allways_geo::{LocalFrame, Xy};

use crate::cells::{Cell, Lattice, Rings, trace};

/// Covered ground of a zone, or of everywhere.
#[derive(Clone, Debug)]
pub struct Patch {
    /// Row of the zone.
    pub zone: Option<usize>,
    /// Centers of the cells.
    pub cells: Vec<LonLat>,
    /// Their side.
    pub side: Metres,
    pub(super) plane: Plane,
}

/// What the cells are squares of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Plane {
    /// A plane around a zone, laid from its origin.
    Frame(LocalFrame),
    /// Degrees.
    Lattice(Lattice),
}

impl Patch {
    /// The outlines of its cells.
    pub fn outlines(&self) -> Vec<Rings> {
        match self.plane {
            Plane::Lattice(lattice) => {
                let cells: Vec<Cell> = self.cells.iter().map(|&at| lattice.cell(at)).collect();
                lattice.outlines(&cells)
            }
            Plane::Frame(frame) => {
                let number = |metres: f64| floor_i32(metres / self.side.0);
                let cell = |&at: &LonLat| {
                    let Xy { x, y } = frame.to_xy(at);
                    (number(x), number(y))
                };
                let cells: Vec<Cell> = self.cells.iter().map(cell).collect();
                trace(&cells, |(x, y)| {
                    let metres = |n: i32| f64::from(n) * self.side.0;
                    frame.to_lonlat(Xy::new(metres(x), metres(y)))
                })
            }
        }
    }
}
