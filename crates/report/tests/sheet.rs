//! Tables as files: Parquet is read back and holds, cell by cell, what CSV holds.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::fs::File;
use std::io::Write;

use allways_base::LonLat;
use allways_base::cast::{f64_from, usize_from};
use allways_base::random::Random;
use allways_city::cells::Rings;
use allways_report::sheet::{Cell, Column, Encoding, Kind, Sheet};
use parquet::data_type::AsBytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

/// Of a cell, owned.
#[derive(Clone, Debug)]
enum Made {
    Text(String),
    Whole(Option<u32>),
    Real(Option<f64>),
    Point(Option<LonLat>),
    Polygons(Vec<Rings>),
}

impl Made {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Whole(n) => n.map_or(Cell::None, Cell::Whole),
            Self::Real(x) => x.map_or(Cell::None, Cell::Real),
            Self::Point(at) => at.map_or(Cell::None, Cell::Point),
            Self::Polygons(all) => Cell::Polygons(all),
        }
    }
}

fn written(encoding: Encoding, columns: &[Column], rows: &[Vec<Made>]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut sheet = Sheet::new(file.reopen().unwrap(), encoding, columns).unwrap();
    for row in rows {
        sheet.row(&row.iter().map(Made::cell).collect::<Vec<_>>()).unwrap();
    }
    sheet.finish().unwrap();
    std::fs::read(file.path()).unwrap()
}

fn reader(bytes: &[u8]) -> SerializedFileReader<File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

/// The cells of a Parquet file as CSV writes them; geometry and its bounds as hex and numbers.
fn read_back(bytes: &[u8]) -> Vec<Vec<(String, String)>> {
    let reader = reader(bytes);
    let rows = reader.get_row_iter(None).unwrap();
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Int(n) => n.to_string(),
        Field::Double(x) => x.to_string(),
        Field::Bytes(bytes) => format!("{:02x?}", bytes.as_bytes()),
        Field::Group(row) => row
            .get_column_iter()
            .fold(String::new(), |all, (name, x)| all + &format!("{name}={x} ")),
        other => panic!("{other:?}"),
    };
    rows.map(|row| {
        row.unwrap().get_column_iter().map(|(name, field)| (name.clone(), text(field))).collect()
    })
    .collect()
}

/// Fields of a CSV text, by RFC 4180: the slow twin of the writer.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut is_quoted) = (vec![], vec![], String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                field.push('"');
                letters.next();
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut field)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    assert!(row.is_empty() && field.is_empty());
    rows
}

fn place(random: &mut Random) -> LonLat {
    LonLat::new(random.unit() * 360.0 - 180.0, random.unit() * 180.0 - 90.0)
}

fn made(kind: Kind, random: &mut Random) -> Made {
    let texts = ["", "a", "b,c", "say \"so\"", "two\nlines", "重庆", " x "];
    match kind {
        Kind::Text => {
            let n = random.below(9);
            Made::Text(
                texts
                    .get(usize_from(n))
                    .map_or_else(|| format!("id {}", random.below(50)), |&t| t.into()),
            )
        }
        Kind::Whole => Made::Whole((random.below(4) > 0).then(|| random.below(100_000))),
        Kind::Real => Made::Real(
            (random.below(4) > 0).then(|| random.unit() * f64_from(usize_from(random.below(1000)))),
        ),
        Kind::Points => Made::Point((random.below(5) > 0).then(|| place(random))),
        Kind::Polygons => {
            let ring =
                |random: &mut Random| (0..3 + random.below(4)).map(|_| place(random)).collect();
            let rings =
                |random: &mut Random| (0..1 + random.below(2)).map(|_| ring(random)).collect();
            Made::Polygons((0..random.below(3)).map(|_| rings(random)).collect())
        }
    }
}

#[test]
fn parquet_holds_what_csv_holds() {
    let kinds = [Kind::Text, Kind::Whole, Kind::Real, Kind::Text, Kind::Whole, Kind::Real];
    for seed in 0..400 {
        let mut random = Random::new(seed, 1);
        let mut columns: Vec<Column> = Vec::new();
        for _ in 0..1 + random.below(6) {
            let kind = kinds[usize_from(random.below(6))];
            columns.push((format!("c{}", columns.len()), kind));
        }
        let shape = [None, Some(Kind::Points), Some(Kind::Polygons)][usize_from(random.below(3))];
        columns.extend(shape.map(|kind| ("geometry".to_owned(), kind)));
        let n = random.below(60);
        let rows: Vec<Vec<Made>> = (0..n)
            .map(|_| columns.iter().map(|(_, kind)| made(*kind, &mut random)).collect())
            .collect();
        let csv = String::from_utf8(written(Encoding::Csv, &columns, &rows)).unwrap();
        let csv = fields(&csv);
        let parquet = written(Encoding::Parquet, &columns, &rows);
        assert_eq!(parquet, written(Encoding::Parquet, &columns, &rows), "the same bytes");
        let found = read_back(&parquet);
        assert_eq!(found.len(), csv.len() - 1, "seed {seed}");
        for (row, want) in found.iter().zip(&csv[1..]) {
            for (k, want) in want.iter().enumerate() {
                assert_eq!(row[k], (csv[0][k].clone(), want.clone()), "seed {seed}");
            }
        }
        let footer = reader(&parquet).metadata().file_metadata().key_value_metadata().cloned();
        assert_eq!(footer.is_some_and(|all| all[0].key == "geo"), shape.is_some());
    }
}

#[test]
fn a_table_of_more_than_one_group_is_whole() {
    let columns: Vec<Column> =
        vec![("id".into(), Kind::Text), ("n".into(), Kind::Whole), ("x".into(), Kind::Real)];
    let n: u32 = (1 << 20) + (1 << 19) + 7;
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut sheet = Sheet::new(file.reopen().unwrap(), Encoding::Parquet, &columns).unwrap();
    let id = |k: u32| format!("o{}", k / 1000 % 700);
    for k in 0..n {
        let whole = if k % 5 == 0 { Cell::None } else { Cell::Whole(k) };
        sheet.row(&[Cell::Text(&id(k)), whole, Cell::Real(f64::from(k))]).unwrap();
    }
    sheet.finish().unwrap();
    let reader = reader(&std::fs::read(file.path()).unwrap());
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let mut k = 0;
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cells: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        assert_eq!(*cells[0], Field::Str(id(k)));
        let whole = if k % 5 == 0 { Field::Null } else { Field::Int(i32::try_from(k).unwrap()) };
        assert_eq!(*cells[1], whole, "row {k}");
        assert_eq!(*cells[2], Field::Double(f64::from(k)));
        k += 1;
    }
    assert_eq!(k, n);
}

#[test]
fn geometry_says_where_it_is() {
    let columns: Vec<Column> = vec![("geometry".into(), Kind::Polygons)];
    let square = |west: f64| -> Rings {
        let corner = |x: f64, y: f64| LonLat::new(west + x, y);
        vec![vec![corner(0.0, 1.0), corner(1.0, 1.0), corner(1.0, 2.0), corner(0.0, 2.0)]]
    };
    let rows = [vec![Made::Polygons(vec![square(3.0), square(5.0)])], vec![Made::Polygons(vec![])]];
    let bytes = written(Encoding::Parquet, &columns, &rows);
    let found = read_back(&bytes);
    assert_eq!(found[0][1].1, "xmin=3.0 ymin=1.0 xmax=6.0 ymax=2.0 ");
    assert_eq!(found[1][1].1, "", "nothing is nowhere");
    let footer = reader(&bytes).metadata().file_metadata().key_value_metadata().unwrap().clone();
    let geo: Value = serde_json::from_str(footer[0].value.as_ref().unwrap()).unwrap();
    assert_eq!(geo["version"], "1.1.0");
    let column = &geo["columns"]["geometry"];
    assert_eq!(column["bbox"], serde_json::json!([3.0, 1.0, 6.0, 2.0]));
    assert_eq!(column["geometry_types"][0], "MultiPolygon");
    assert_eq!(column["covering"]["bbox"]["ymax"][1], "ymax");
}

#[test]
fn a_row_that_does_not_fit_is_refused() {
    let columns: Vec<Column> = vec![("id".into(), Kind::Text), ("n".into(), Kind::Whole)];
    for encoding in [Encoding::Csv, Encoding::Parquet] {
        let mut sheet = Sheet::new(Vec::new(), encoding, &columns).unwrap();
        assert!(sheet.row(&[Cell::Text("a")]).is_err());
        assert!(sheet.row(&[Cell::Whole(1), Cell::Whole(1)]).is_err());
        assert!(sheet.row(&[Cell::None, Cell::Whole(1)]).is_err());
    }
    let mut sheet = Sheet::new(Vec::new(), Encoding::Parquet, &columns).unwrap();
    let too_large = sheet.row(&[Cell::Text("a"), Cell::Whole(u32::MAX)]);
    assert!(too_large.unwrap_err().to_string().contains("32 bits"));
}
