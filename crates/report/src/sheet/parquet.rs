//! A table as Apache Parquet, and as GeoParquet 1.1 where a column is geometry.
//!
//! Rows are held until there are [`GROUP_ROWS`] of them (or [`GROUP_BYTES`] of geometry), and then
//! written as a row group: the memory of a table of any length. Where a group ends depends on the
//! rows alone. Text is held as codes into a list of what occurs in the group.
//!
//! Whole numbers are `INT32`, others `DOUBLE`; absent is null. Geometry is WKB in a column with a
//! `bbox` column beside it (its *covering*), and the `geo` entry of the footer says so; no `crs` means
//! OGC:CRS84, longitude and latitude on WGS 84.

use std::io::{self, Write};
use std::sync::Arc;

use allways_base::cast::{u32_from, usize_from};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, PrimitiveTypeBuilder, Type, TypePtr};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::wkb::{self, Bounds, NOWHERE, widened};
use super::{Cell, Column, Kind, wrong_row};

/// Rows of a group.
pub(super) const GROUP_ROWS: usize = 1 << 20;

/// Bytes of geometry after which a group ends earlier.
const GROUP_BYTES: usize = 1 << 26;

/// Values handed over at once.
const BATCH: usize = 1 << 13;

const COVERING: &str = "bbox";
const CORNERS: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];

pub(super) struct ParquetSheet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Held>,
    n_rows: usize,
    geometry: Option<Geometry>,
}

/// What is held of a column.
enum Held {
    Text { texts: Vec<ByteArray>, codes: Vec<u32>, code_of: FxHashMap<Box<str>, u32> },
    Whole(Numbers<i32>),
    Real(Numbers<f64>),
    Geometry { kind: Kind, wkb: Vec<ByteArray>, n_bytes: usize, bounds: Vec<Bounds> },
}

/// Numbers, some of them absent.
struct Numbers<T> {
    /// 1 for a number, 0 for none.
    levels: Vec<i16>,
    values: Vec<T>,
}

/// What the footer says of the geometry.
struct Geometry {
    name: String,
    kind: Kind,
    bounds: Bounds,
}

impl<W: Write + Send> ParquetSheet<W> {
    pub(super) fn new(writer: W, columns: &[Column]) -> io::Result<Self> {
        let schema = schema(columns).map_err(failed)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("allways version {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk);
        let is_geometry = |kind: Kind| matches!(kind, Kind::Points | Kind::Polygons);
        let shapes = columns.iter().find(|(_, kind)| is_geometry(*kind));
        if let Some((name, _)) = shapes {
            // The least of all bytes means nothing.
            let path = ColumnPath::from(name.as_str());
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_statistics_enabled(path, EnabledStatistics::None);
        }
        let file = SerializedFileWriter::new(writer, schema, Arc::new(properties.build()))
            .map_err(failed)?;
        let held = columns.iter().map(|(_, kind)| Held::new(*kind)).collect();
        let geometry = shapes.map(|(name, kind)| Geometry {
            name: name.clone(),
            kind: *kind,
            bounds: NOWHERE,
        });
        Ok(Self { file, columns: held, n_rows: 0, geometry })
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let n = self.columns.len();
        if cells.len() != n {
            return Err(wrong_row(n, cells.len()));
        }
        let mut is_full = false;
        for (held, cell) in self.columns.iter_mut().zip(cells) {
            is_full |= held.push(cell)?.ok_or_else(|| wrong_row(n, cells.len()))?;
        }
        self.n_rows += 1;
        if is_full || self.n_rows == GROUP_ROWS {
            self.write_group()?;
        }
        Ok(())
    }

    fn write_group(&mut self) -> io::Result<()> {
        if self.n_rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for held in &mut self.columns {
            if let (Held::Geometry { bounds, .. }, Some(geometry)) = (&*held, &mut self.geometry) {
                geometry.add(bounds);
            }
            held.write(&mut group).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.n_rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write_group()?;
        if let Some(geometry) = &self.geometry {
            let entry = KeyValue::new("geo".to_owned(), geometry.metadata().to_string());
            self.file.append_key_value_metadata(entry);
        }
        let mut writer = self.file.into_inner().map_err(failed)?;
        writer.flush()
    }
}

impl Held {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => {
                let code_of = FxHashMap::default();
                Self::Text { texts: Vec::new(), codes: Vec::new(), code_of }
            }
            Kind::Whole => Self::Whole(Numbers::new()),
            Kind::Real => Self::Real(Numbers::new()),
            Kind::Points | Kind::Polygons => {
                Self::Geometry { kind, wkb: Vec::new(), n_bytes: 0, bounds: Vec::new() }
            }
        }
    }

    /// Whether the group must end here; `None` for a cell of another kind.
    fn push(&mut self, cell: &Cell<'_>) -> io::Result<Option<bool>> {
        match (self, cell) {
            (Self::Text { texts, codes, code_of }, Cell::Text(text)) => {
                // Mostly the row before has the same.
                let last = codes.last().copied();
                let same = last.filter(|&c| texts[usize_from(c)].data() == text.as_bytes());
                let code = match same.or_else(|| code_of.get(*text).copied()) {
                    Some(code) => code,
                    None => {
                        let code = u32_from(texts.len());
                        texts.push(ByteArray::from(*text));
                        code_of.insert(Box::from(*text), code);
                        code
                    }
                };
                codes.push(code);
            }
            (Self::Whole(numbers), Cell::Whole(n)) => {
                let too_large = || {
                    io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("{n} is more than 32 bits hold"),
                    )
                };
                numbers.push(Some(i32::try_from(*n).map_err(|_| too_large())?));
            }
            (Self::Real(numbers), Cell::Real(x)) => numbers.push(Some(*x)),
            (Self::Whole(numbers), Cell::None) => numbers.push(None),
            (Self::Real(numbers), Cell::None) => numbers.push(None),
            (Self::Geometry { kind: Kind::Points, wkb, n_bytes, bounds }, Cell::Point(at)) => {
                bounds.push(widened(NOWHERE, *at));
                return Ok(Some(keep(wkb, n_bytes, wkb::point(*at))));
            }
            (Self::Geometry { kind: Kind::Points, wkb, n_bytes, bounds }, Cell::None) => {
                bounds.push(NOWHERE);
                return Ok(Some(keep(wkb, n_bytes, wkb::no_point())));
            }
            (
                Self::Geometry { kind: Kind::Polygons, wkb, n_bytes, bounds },
                Cell::Polygons(all),
            ) => {
                let corners = all.iter().flatten().flatten();
                bounds.push(corners.fold(NOWHERE, |bounds, &at| widened(bounds, at)));
                return Ok(Some(keep(wkb, n_bytes, wkb::polygons(all))));
            }
            _ => return Ok(None),
        }
        Ok(Some(false))
    }

    /// Writes what is held, and holds nothing any more.
    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        match self {
            Self::Text { texts, codes, code_of } => {
                let of = |codes: &[u32]| -> Vec<ByteArray> {
                    codes.iter().map(|&code| texts[usize_from(code)].clone()).collect()
                };
                write_column::<ByteArrayType, _>(group, codes.chunks(BATCH).map(of))?;
                texts.clear();
                codes.clear();
                code_of.clear();
            }
            Self::Whole(numbers) => numbers.write::<Int32Type, _>(group)?,
            Self::Real(numbers) => numbers.write::<DoubleType, _>(group)?,
            Self::Geometry { wkb, n_bytes, bounds, .. } => {
                write_column::<ByteArrayType, _>(group, wkb.chunks(BATCH).map(<[_]>::to_vec))?;
                for corner in 0..CORNERS.len() {
                    let mut numbers = Numbers::new();
                    for bounds in &*bounds {
                        // An empty geometry is nowhere.
                        numbers.push((bounds[0] <= bounds[2]).then_some(bounds[corner]));
                    }
                    numbers.write::<DoubleType, _>(group)?;
                }
                wkb.clear();
                bounds.clear();
                *n_bytes = 0;
            }
        }
        Ok(())
    }
}

/// Whether there is so much geometry that the group must end.
fn keep(wkb: &mut Vec<ByteArray>, n_bytes: &mut usize, bytes: Vec<u8>) -> bool {
    *n_bytes += bytes.len();
    wkb.push(ByteArray::from(bytes));
    *n_bytes >= GROUP_BYTES
}

impl<T: Copy> Numbers<T> {
    const fn new() -> Self {
        Self { levels: Vec::new(), values: Vec::new() }
    }

    fn push(&mut self, value: Option<T>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn write<D: DataType<T = T>, W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let Some(mut column) = group.next_column()? else { return Err(too_few_columns()) };
        column.typed::<D>().write_batch(&self.values, Some(&self.levels), None)?;
        self.levels.clear();
        self.values.clear();
        column.close()
    }
}

/// A column without absent cells.
fn write_column<D: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    batches: impl Iterator<Item = Vec<D::T>>,
) -> Result<(), ParquetError> {
    let Some(mut column) = group.next_column()? else { return Err(too_few_columns()) };
    for values in batches {
        column.typed::<D>().write_batch(&values, None, None)?;
    }
    column.close()
}

fn too_few_columns() -> ParquetError {
    ParquetError::General("the schema has fewer columns than the table".to_owned())
}

impl Geometry {
    fn add(&mut self, bounds: &[Bounds]) {
        for &[west, south, east, north] in bounds {
            let [w, s, e, n] = self.bounds;
            self.bounds = [w.min(west), s.min(south), e.max(east), n.max(north)];
        }
    }

    fn metadata(&self) -> Value {
        let kind = if self.kind == Kind::Points { "Point" } else { "MultiPolygon" };
        let corner = |corner: &str| (corner.to_owned(), json!([COVERING, corner]));
        let covering: serde_json::Map<String, Value> = CORNERS.into_iter().map(corner).collect();
        let mut column = json!({
            "encoding": "WKB",
            "geometry_types": [kind],
            "covering": { COVERING: covering },
        });
        if self.kind == Kind::Polygons {
            column["orientation"] = json!("counterclockwise");
        }
        if self.bounds[0] <= self.bounds[2] {
            column["bbox"] = json!(self.bounds);
        }
        json!({
            "version": "1.1.0", "primary_column": self.name, "columns": { &self.name: column },
        })
    }
}

fn leaf(name: &str, physical: Physical, repetition: Repetition) -> PrimitiveTypeBuilder<'_> {
    Type::primitive_type_builder(name, physical).with_repetition(repetition)
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for (name, kind) in columns {
        let field = match kind {
            Kind::Text => leaf(name, Physical::BYTE_ARRAY, Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8),
            Kind::Whole => leaf(name, Physical::INT32, Repetition::OPTIONAL),
            Kind::Real => leaf(name, Physical::DOUBLE, Repetition::OPTIONAL),
            Kind::Points | Kind::Polygons => leaf(name, Physical::BYTE_ARRAY, Repetition::REQUIRED),
        };
        fields.push(Arc::new(field.build()?));
        if matches!(kind, Kind::Points | Kind::Polygons) {
            let corner =
                |name| Ok(Arc::new(leaf(name, Physical::DOUBLE, Repetition::REQUIRED).build()?));
            let corners: Result<Vec<TypePtr>, ParquetError> =
                CORNERS.into_iter().map(corner).collect();
            let group = Type::group_type_builder(COVERING)
                .with_repetition(Repetition::OPTIONAL)
                .with_fields(corners?);
            fields.push(Arc::new(group.build()?));
        }
    }
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields).build()?))
}

/// The error of the file below, where it is one: its kind says what to do.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(cause) => io::Error::other(cause),
        },
        error => io::Error::other(error),
    }
}
