//! SRTM tiles: a square of a degree, whole metres as big-endian 16-bit numbers, row by row from the
//! north; the outermost cells lie on the square's edge. The file's name says where its southwestern
//! corner is.

use std::io::{Cursor, Read};
use std::path::Path;

use allways_base::LonLat;
use allways_base::cast::f64_from;

use super::{Tile, format_error, shown};
use crate::table::ReadError;

/// Cells a side: three seconds, one second.
const SIDES: [usize; 2] = [1201, 3601];
const VOID: i16 = i16::MIN;

pub(super) fn tile(file: &Path, bytes: &[u8]) -> Result<Tile, ReadError> {
    named_tile(file, &shown(file), bytes)
}

/// The one tile in a zip.
pub(super) fn zipped(file: &Path, bytes: Vec<u8>) -> Result<Tile, ReadError> {
    let broken = |why: String| {
        format_error(file, format!("the zip cannot be read ({why})"), "download it again")
    };
    let mut zip =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let is_tile = |name: &&str| name.to_ascii_lowercase().ends_with(".hgt");
    let Some(name) = zip.file_names().find(is_tile).map(str::to_owned) else {
        return Err(format_error(
            file,
            "there is no .hgt tile in the zip",
            "give one that has one",
        ));
    };
    let entry = zip.by_name(&name).map_err(|error| broken(error.to_string()))?;
    // One byte more than any tile has, whatever the zip says of its size.
    let most = 2 * SIDES[1] * SIDES[1] + 1;
    let mut content = Vec::new();
    entry
        .take(u64::try_from(most).unwrap_or(u64::MAX))
        .read_to_end(&mut content)
        .map_err(|error| broken(error.to_string()))?;
    let name = name.rsplit('/').next().unwrap_or(&name);
    named_tile(file, name, &content)
}

fn named_tile(file: &Path, name: &str, bytes: &[u8]) -> Result<Tile, ReadError> {
    let Some(southwest) = corner(name) else {
        return Err(format_error(
            file,
            format!("the name `{name}` does not say where the tile is"),
            "name it by its southwestern corner, as in N41W009.hgt",
        ));
    };
    let side = SIDES.into_iter().find(|side| 2 * side * side == bytes.len()).ok_or_else(|| {
        format_error(
            file,
            format!("the tile has {} bytes, not 1201² or 3601² cells of two", bytes.len()),
            "download it again",
        )
    })?;
    let cells = bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_be_bytes(*pair));
    let height = |cell: i16| if cell == VOID { f32::NAN } else { f32::from(cell) };
    let step = 1.0 / f64_from(side - 1);
    Ok(Tile {
        northwest: LonLat::new(southwest.lon, southwest.lat + 1.0),
        step: (step, step),
        columns: side,
        rows: side,
        heights: cells.map(height).collect(),
    })
}

/// `N41W009` → longitude −9, latitude 41.
fn corner(name: &str) -> Option<LonLat> {
    let name = name.get(..7)?.to_ascii_uppercase();
    let degrees = |text: &str, plus: char, minus: char| -> Option<f64> {
        let digits = text.get(1..).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let number: f64 = digits.parse().ok()?;
        match text.chars().next()? {
            sign if sign == plus => Some(number),
            sign if sign == minus => Some(-number),
            _ => None,
        }
    };
    let at = LonLat::new(degrees(name.get(3..)?, 'E', 'W')?, degrees(name.get(..3)?, 'N', 'S')?);
    at.is_valid().then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners() {
        assert_eq!(corner("N41W009.hgt"), Some(LonLat::new(-9.0, 41.0)));
        assert_eq!(corner("s01e106.SRTMGL1.hgt"), Some(LonLat::new(106.0, -1.0)));
        for name in ["", "N41W09.hgt", "X41W009", "N99W009", "N+1W009", "N41É009"] {
            assert_eq!(corner(name), None, "{name}");
        }
    }
}
