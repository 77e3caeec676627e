//! GeoTIFF with one band of heights in metres, in degrees of longitude and latitude.
//!
//! Where the cells are is in the tags of the GeoTIFF standard (OGC 19-008r4): a tie point and a
//! scale, and whether the tie point is a cell's middle or its corner. A model in a projection is
//! refused: turning it into degrees is GDAL's work.

use std::io::Cursor;
use std::path::Path;

use allways_base::LonLat;
use allways_base::cast::{f64_from, usize_from};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

use super::{Tile, format_error};
use crate::table::ReadError;

const MODEL_TYPE: u16 = 1024;
const RASTER_TYPE: u16 = 1025;
const GEOGRAPHIC_TYPE: u16 = 2048;
/// WGS 84, ETRS89 and NAD83: alike to a metre or two.
const SAME_DATUMS: [u16; 4] = [4326, 4258, 4269, 4979];

/// The tile, and what is doubtful about it.
pub(super) fn tile(file: &Path, bytes: Vec<u8>) -> Result<(Tile, Vec<String>), ReadError> {
    let broken = |error: tiff::TiffError| {
        format_error(
            file,
            format!("the file cannot be read as TIFF ({error})"),
            "download it again, or cut it to the city and write it with `gdal_translate -co \
             COMPRESS=DEFLATE`",
        )
    };
    let refuse = |what: &str, remedy: &str| Err(format_error(file, what, remedy));
    let mut decoder = Decoder::new(Cursor::new(bytes)).map_err(broken)?;
    let (columns, rows) = decoder.dimensions().map_err(broken)?;
    let (columns, rows) = (usize_from(columns), usize_from(rows));
    if !matches!(decoder.colortype().map_err(broken)?, ColorType::Gray(_)) {
        return refuse("it is a picture, not one band of heights", "give the model itself");
    }
    let numbers =
        |decoder: &mut Decoder<_>, tag| decoder.find_tag(tag).ok().flatten()?.into_f64_vec().ok();
    let scale = numbers(&mut decoder, Tag::ModelPixelScaleTag);
    let tie = numbers(&mut decoder, Tag::ModelTiepointTag);
    let (Some(&[east, south, ..]), Some(&[column, row, _, lon, lat, ..])) =
        (scale.as_deref(), tie.as_deref())
    else {
        return refuse("it does not say where it is", "write it with `gdalwarp -t_srs EPSG:4326`");
    };
    let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
    let key =
        |wanted: u16| keys.as_chunks::<4>().0.iter().skip(1).find(|k| k[0] == wanted).map(|k| k[3]);
    if key(MODEL_TYPE).is_some_and(|model| model != 2) {
        return refuse(
            "it is in a projection, not in degrees",
            "reproject it with `gdalwarp -t_srs EPSG:4326`",
        );
    }
    let mut notes = Vec::new();
    match key(GEOGRAPHIC_TYPE) {
        Some(datum) if SAME_DATUMS.contains(&datum) => {}
        Some(datum) => notes.push(format!("its datum EPSG:{datum} is taken as WGS 84")),
        None => notes.push("it states no datum and is taken as WGS 84".to_owned()),
    }
    let to_middle = if key(RASTER_TYPE) == Some(2) { 0.0 } else { 0.5 };
    let northwest = LonLat::new(lon + (to_middle - column) * east, lat - (to_middle - row) * south);
    let southeast = LonLat::new(
        northwest.lon + east * f64_from(columns.saturating_sub(1)),
        northwest.lat - south * f64_from(rows.saturating_sub(1)),
    );
    if !(east > 0.0 && south > 0.0 && northwest.is_valid() && southeast.is_valid()) {
        return refuse(
            "its corners are no places on the ground",
            "write it with `gdalwarp -t_srs EPSG:4326`",
        );
    }
    let void: Option<f64> = decoder
        .find_tag(Tag::GdalNodata)
        .ok()
        .flatten()
        .and_then(|value| value.into_string().ok())
        .and_then(|text| text.trim_matches(['\0', ' ']).parse().ok());
    let heights = heights(decoder.read_image().map_err(broken)?, void);
    if heights.len() != columns * rows || heights.is_empty() {
        return refuse("it holds fewer cells than it says", "download it again");
    }
    Ok((Tile { northwest, step: (east, south), columns, rows, heights }, notes))
}

/// Metres; not a number where void, and where no height on earth can be.
fn heights(cells: DecodingResult, void: Option<f64>) -> Vec<f32> {
    fn all<T: Copy>(cells: Vec<T>, void: Option<f64>, real: impl Fn(T) -> f64) -> Vec<f32> {
        let height = |cell: T| {
            let metres = real(cell);
            let is_void =
                void.is_some_and(|void| (void - metres).abs() < 1e-6 * void.abs().max(1.0));
            // The lowest shore and the highest peak, with room.
            let is_there = (-12_000.0..=9000.0).contains(&metres);
            if is_void || !is_there { f32::NAN } else { single(metres) }
        };
        cells.into_iter().map(height).collect()
    }
    match cells {
        DecodingResult::U8(cells) => all(cells, void, f64::from),
        DecodingResult::U16(cells) => all(cells, void, f64::from),
        DecodingResult::U32(cells) => all(cells, void, f64::from),
        DecodingResult::U64(cells) => {
            all(cells, void, |cell| u32::try_from(cell).map_or(f64::NAN, f64::from))
        }
        DecodingResult::I8(cells) => all(cells, void, f64::from),
        DecodingResult::I16(cells) => all(cells, void, f64::from),
        DecodingResult::I32(cells) => all(cells, void, f64::from),
        DecodingResult::I64(cells) => {
            all(cells, void, |cell| i32::try_from(cell).map_or(f64::NAN, f64::from))
        }
        DecodingResult::F16(cells) => all(cells, void, |cell| f64::from(cell.to_f32())),
        DecodingResult::F32(cells) => all(cells, void, f64::from),
        DecodingResult::F64(cells) => all(cells, void, |cell| cell),
    }
}

/// A height as a single, rounded to 1/1024 m.
fn single(metres: f64) -> f32 {
    // Twenty-four bits hold it to the last one; there is no cast without a loss to warn of.
    let steps = allways_base::cast::round_i64(metres * 1024.0);
    let (high, low) = (steps.div_euclid(1 << 12), steps.rem_euclid(1 << 12));
    let real = |n: i64| i16::try_from(n).map_or(f32::NAN, f32::from);
    real(high) * 4.0 + real(low) / 1024.0
}
