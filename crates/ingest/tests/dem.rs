//! Elevation models, from one tile up.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::io::{Cursor, Write as _};
use std::path::Path;

use allways_base::random::Random;
use allways_base::{Checked, LonLat};
use allways_ingest::dem::{Dem, read_dem};
use allways_ingest::table::ReadError;
use allways_testkit::data::shared;
use tempfile::TempDir;
use tiff::encoder::{TiffEncoder, colortype};
use tiff::tags::Tag;

/// A tile of 1201 cells a side; `height` of column and row.
fn hgt(height: impl Fn(u16, u16) -> i16) -> Vec<u8> {
    let cells = (0..1201).flat_map(|row| (0..1201).map(move |column| (column, row)));
    cells.flat_map(|(column, row)| height(column, row).to_be_bytes()).collect()
}

fn written(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn read(name: &str, bytes: &[u8]) -> Result<Checked<Dem>, ReadError> {
    let folder = written(&[(name, bytes)]);
    read_dem(&folder.path().join(name))
}

fn near(found: Option<f64>, wanted: f64) {
    assert!(found.is_some_and(|h| (h - wanted).abs() < 0.002), "{found:?}, not {wanted}");
}

#[test]
fn a01_a_plane_stays_a_plane() {
    let slope = hgt(|column, row| i16::try_from(column + 2 * (1200 - row)).unwrap());
    let Checked { value: dem, problems } = read("N29E106.hgt", &slope).unwrap();
    assert!(problems.is_empty());
    let mut random = Random::new(1, 0);
    for _ in 0..1000 {
        let (x, y) = (random.unit(), random.unit());
        near(dem.height(LonLat::new(106.0 + x, 29.0 + y)), 1200.0 * x + 2400.0 * y);
    }
    near(dem.height(LonLat::new(106.0, 29.0)), 0.0);
    near(dem.height(LonLat::new(107.0, 30.0)), 3600.0);
    for outside in [(105.99, 29.5), (107.01, 29.5), (106.5, 28.99), (106.5, 30.01)] {
        assert_eq!(dem.height(LonLat::new(outside.0, outside.1)), None);
    }
    assert_eq!(dem.height(LonLat::new(f64::NAN, 29.5)), None);
}

#[test]
fn a02_voids_stay_unknown_and_are_told() {
    let hole = |column, row| if (column, row) == (600, 600) { i16::MIN } else { 7 };
    let Checked { value: dem, problems } = read("N29E106.hgt", &hgt(hole)).unwrap();
    assert_eq!(dem.height(LonLat::new(106.5, 29.5)), None);
    assert_eq!(dem.height(LonLat::new(106.5002, 29.5002)), None);
    near(dem.height(LonLat::new(106.5 + 1.0 / 1200.0, 29.5)), 7.0);
    near(dem.height(LonLat::new(106.502, 29.5)), 7.0);
    let told = problems.list()[0].to_string();
    assert_eq!(
        told,
        "note[elevation-void] N29E106.hgt: 1 of 1442401 cells have no height; use a void-filled \
         model if streets lie there"
    );
}

#[test]
fn a03_a_folder_and_a_zip() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("deep/S01W070.hgt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&hgt(|_, _| 50)).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let flat = hgt(|_, _| 5);
    let files: &[(&str, &[u8])] =
        &[("N29E106.hgt", &flat), ("other.zip", &zip), ("readme.txt", b""), ("bad.hgt", b"12")];
    let folder = written(files);
    let Checked { value: dem, problems } = read_dem(folder.path()).unwrap();
    assert_eq!(dem.n_tiles(), 2);
    near(dem.height(LonLat::new(106.5, 29.5)), 5.0);
    near(dem.height(LonLat::new(-69.5, -0.5)), 50.0);
    assert_eq!(problems.list()[0].code, "elevation-tile");
    let empty = written(&[("readme.txt", b"")]);
    assert!(matches!(read_dem(empty.path()), Err(ReadError::Format { .. })));
}

#[test]
fn a04_what_is_no_tile_says_so() {
    for (name, bytes, wanted) in [
        ("N29E106.hgt", &b"12"[..], "the tile has 2 bytes"),
        ("tile.hgt", b"12", "the name `tile.hgt` does not say where"),
        ("tile.asc", b"", "no elevation model that is known"),
        ("tile.zip", b"PK", "the zip cannot be read"),
        ("tile.tif", b"II", "cannot be read as TIFF"),
    ] {
        let error = read(name, bytes).unwrap_err().to_string();
        assert!(error.contains(wanted) && error.contains("; "), "{error}");
    }
    assert!(matches!(read_dem(Path::new("no/such.hgt")), Err(ReadError::Io { .. })));
}

/// A GeoTIFF of 4 by 3 cells of 0.1°, numbered from the northwest; keys as given.
fn geotiff(keys: &[u16], void: Option<&str>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut bytes).unwrap();
    let mut image = encoder.new_image::<colortype::Gray32Float>(4, 3).unwrap();
    let tags = image.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[0.1, 0.1, 0.0][..]).unwrap();
    tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, 10.0, 50.0, 0.0][..]).unwrap();
    let n = u16::try_from(keys.len() / 2).unwrap();
    let mut all = vec![1, 1, 0, n];
    all.extend(keys.chunks(2).flat_map(|pair| [pair[0], 0, 1, pair[1]]));
    tags.write_tag(Tag::GeoKeyDirectoryTag, &all[..]).unwrap();
    if let Some(void) = void {
        tags.write_tag(Tag::GdalNodata, void).unwrap();
    }
    let cells: Vec<f32> = (0_u8..12).map(f32::from).collect();
    image.write_data(&cells).unwrap();
    bytes.into_inner()
}

const WGS84: [u16; 4] = [1024, 2, 2048, 4326];

#[test]
fn b01_corners_and_middles() {
    // The corner is the tie point: the first middle is half a cell in.
    let dem = read("a.tif", &geotiff(&WGS84, None)).unwrap();
    assert!(dem.problems.is_empty());
    near(dem.value.height(LonLat::new(10.05, 49.95)), 0.0);
    near(dem.value.height(LonLat::new(10.35, 49.75)), 11.0);
    near(dem.value.height(LonLat::new(10.1, 49.9)), 2.5);
    near(dem.value.height(LonLat::new(10.01, 49.99)), 0.0);
    assert_eq!(dem.value.height(LonLat::new(9.99, 49.95)), None);
    // The middle is the tie point.
    let keys = [&WGS84[..], &[1025, 2]].concat();
    let dem = read("a.tif", &geotiff(&keys, None)).unwrap().value;
    near(dem.height(LonLat::new(10.0, 50.0)), 0.0);
    near(dem.height(LonLat::new(10.3, 49.8)), 11.0);
}

#[test]
fn b02_voids_datums_and_projections() {
    let dem = read("a.tif", &geotiff(&WGS84, Some("5"))).unwrap();
    assert_eq!(dem.value.height(LonLat::new(10.15, 49.85)), None);
    assert_eq!(dem.problems.list()[0].code, "elevation-void");
    let told = read("a.tif", &geotiff(&[1024, 2, 2048, 4490], None)).unwrap().problems;
    assert_eq!(
        told.list()[0].to_string(),
        "warning[elevation-datum] a.tif: its datum EPSG:4490 is taken as WGS 84; reproject it with \
         `gdalwarp -t_srs EPSG:4326`"
    );
    let error = read("a.tif", &geotiff(&[1024, 1], None)).unwrap_err().to_string();
    assert!(error.ends_with(
        "it is in a projection, not in degrees; reproject it with `gdalwarp -t_srs EPSG:4326`"
    ));
}

#[test]
fn b03_damaged_files_never_panic() {
    let good = geotiff(&WGS84, Some("5"));
    for seed in 0..2000 {
        let mut random = Random::new(seed, 0);
        let mut bytes = good.clone();
        for _ in 0..=random.below(3) {
            let at = usize::try_from(random.below(u32::try_from(bytes.len()).unwrap())).unwrap();
            bytes[at] ^= 1 << random.below(8);
        }
        if seed % 4 == 0 {
            bytes.truncate(usize::try_from(random.below(400)).unwrap());
        }
        if let Ok(dem) = read("a.tif", &bytes) {
            let _ = dem.value.height(LonLat::new(10.1, 49.9));
        }
    }
}

/// Pic de Coma Pedrosa, the highest of Andorra, is 2942 m; the capital lies at 1023 m.
#[test]
fn c01_andorra() {
    let Some(folder) = shared("data/andorra") else { return };
    let Checked { value: dem, problems } = read_dem(&folder.join("N42E001.hgt.zip")).unwrap();
    assert!(problems.list().iter().all(|p| p.code == "elevation-void"), "{problems:?}");
    let height = |lon, lat| dem.height(LonLat::new(lon, lat)).unwrap();
    let (peak, town) = (height(1.4444, 42.5919), height(1.5218, 42.5063));
    assert!((2750.0..2960.0).contains(&peak), "{peak}");
    assert!((980.0..1120.0).contains(&town), "{town}");
}
