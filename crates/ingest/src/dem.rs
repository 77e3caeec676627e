//! Elevation models: heights of the ground on a grid, from SRTM tiles (`.hgt`, also zipped) and
//! GeoTIFF in degrees (`.tif`), one file or a folder of them.
//!
//! A height between four cells is interpolated between them (bilinear); where one of the four that
//! count is void, it is unknown. Nothing is filled in.

mod geotiff;
mod hgt;

use std::path::{Path, PathBuf};

use allways_base::cast::{f64_from, floor_usize};
use allways_base::{Checked, LonLat, Problems, Severity};

use crate::table::ReadError;

/// Heights of the ground. Where tiles overlap, the first that knows a height gives it.
#[derive(Clone, Debug, Default)]
pub struct Dem {
    tiles: Vec<Tile>,
}

/// One grid.
#[derive(Clone, Debug)]
struct Tile {
    /// Middle of the northwestern cell.
    northwest: LonLat,
    /// Degrees between cells, eastward and southward; above 0.
    step: (f64, f64),
    columns: usize,
    rows: usize,
    /// Row by row from the north; not a number where void. Metres.
    heights: Vec<f32>,
}

impl Dem {
    /// Metres above the model's own zero; `None` outside, and where the model has a void.
    pub fn height(&self, at: LonLat) -> Option<f64> {
        self.tiles.iter().find_map(|tile| tile.height(at))
    }

    /// Number of tiles.
    pub const fn n_tiles(&self) -> usize {
        self.tiles.len()
    }
}

impl Tile {
    fn height(&self, at: LonLat) -> Option<f64> {
        let along = |off: f64, step: f64, n: usize| {
            let x = off / step;
            let last = f64_from(n - 1);
            // Half a cell beyond the outermost middles still is of the cell.
            (x >= -0.5 && x <= last + 0.5).then(|| x.clamp(0.0, last))
        };
        let x = along(at.lon - self.northwest.lon, self.step.0, self.columns)?;
        let y = along(self.northwest.lat - at.lat, self.step.1, self.rows)?;
        let (column, row) = (floor_usize(x), floor_usize(y));
        let (east, south) = (x - f64_from(column), y - f64_from(row));
        let mut sum = 0.0;
        for (right, share_x) in [(0, 1.0 - east), (1, east)] {
            for (down, share_y) in [(0, 1.0 - south), (1, south)] {
                let share = share_x * share_y;
                // A cell without a share may not even be there; less than a billionth is rounding.
                if share > 1e-9 {
                    let height = self.heights[(row + down) * self.columns + column + right];
                    sum += share * f64::from(height);
                }
            }
        }
        (!sum.is_nan()).then_some(sum)
    }
}

/// Reads a tile, or every tile of a folder in the order of their names. A tile of a folder that
/// cannot be read costs that tile; an error only if none is left.
pub fn read_dem(path: &Path) -> Result<Checked<Dem>, ReadError> {
    let mut problems = Problems::default();
    if !path.is_dir() {
        let tile = read_tile(path, &mut problems)?;
        return Ok(Checked { value: Dem { tiles: vec![tile] }, problems });
    }
    let mut dem = Dem::default();
    for file in tiles_of(path)? {
        match read_tile(&file, &mut problems) {
            Ok(tile) => dem.tiles.push(tile),
            Err(ReadError::Format { message, remedy, .. }) => {
                problems.push(Severity::Error, "elevation-tile", shown(&file), message, remedy);
            }
            Err(error @ ReadError::Io { .. }) => return Err(error),
        }
    }
    if dem.tiles.is_empty() {
        return Err(format_error(
            path,
            "no tile of an elevation model could be read in the folder",
            "give .hgt, .hgt.zip or .tif files",
        ));
    }
    Ok(Checked { value: dem, problems })
}

fn tiles_of(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let cause = |cause| ReadError::Io { path: folder.display().to_string(), cause };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(cause)? {
        let file = entry.map_err(cause)?.path();
        if kind(&file).is_some() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Hgt,
    Zip,
    GeoTiff,
}

fn kind(file: &Path) -> Option<Kind> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "hgt" => Some(Kind::Hgt),
        "zip" => Some(Kind::Zip),
        "tif" | "tiff" => Some(Kind::GeoTiff),
        _ => None,
    }
}

fn read_tile(file: &Path, problems: &mut Problems) -> Result<Tile, ReadError> {
    let read = || {
        std::fs::read(file)
            .map_err(|cause| ReadError::Io { path: file.display().to_string(), cause })
    };
    let (tile, notes) = match kind(file) {
        Some(Kind::Hgt) => (hgt::tile(file, &read()?)?, Vec::new()),
        Some(Kind::Zip) => (hgt::zipped(file, read()?)?, Vec::new()),
        Some(Kind::GeoTiff) => geotiff::tile(file, read()?)?,
        None => {
            return Err(format_error(
                file,
                "the file is no elevation model that is known here",
                "give .hgt, .hgt.zip or .tif, or convert it with `gdal_translate`",
            ));
        }
    };
    for note in notes {
        problems.push(
            Severity::Warning,
            "elevation-datum",
            shown(file),
            note,
            "reproject it with `gdalwarp -t_srs EPSG:4326`",
        );
    }
    let n_void = tile.heights.iter().filter(|height| height.is_nan()).count();
    if n_void > 0 {
        problems.push(
            Severity::Note,
            "elevation-void",
            shown(file),
            format!("{n_void} of {} cells have no height", tile.heights.len()),
            "use a void-filled model if streets lie there",
        );
    }
    Ok(tile)
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

fn format_error(file: &Path, message: impl Into<String>, remedy: impl Into<String>) -> ReadError {
    let path = file.display().to_string();
    ReadError::Format { path, message: message.into(), remedy: remedy.into() }
}
