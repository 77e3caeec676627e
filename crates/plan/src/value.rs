//! Checked parameters of a measure, and the catalogue entry they are checked against. The
//! catalogue itself lives in `city`; this crate sees only names, kinds and units.

use std::collections::BTreeMap;

use allways_base::Window;

/// What a parameter holds. Which one it is follows from the parameter's [`ParamKind`] alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Of `Place`, `Text`, `OneOf`.
    Text(String),
    /// Of `Number`.
    Number(f64),
    /// Of `Flag`.
    Flag(bool),
    /// Of `Places`, `SomeOf`, `Travellers`, `Seasons`: also where only one is written.
    Texts(Vec<String>),
    /// Of `Numbers`: also where only one is written.
    Numbers(Vec<f64>),
    /// Of `Window`.
    Window(Window),
}

/// Parameters by name; those not given have the catalogue's default, if it has one.
pub type Params = BTreeMap<String, Value>;

/// What a parameter may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ParamKind {
    /// Name of a place, zone, stop or station, or `lat,lon`. Resolved in `city`.
    Place,
    /// Several of them.
    Places,
    /// Free text.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words.
    SomeOf(&'static [&'static str]),
    /// A number in `min..=max`.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// Several numbers.
    Numbers,
    /// True or false.
    Flag,
    /// `"07:00..09:00"`.
    Window,
    /// Id of a traveller of the plan, or of several.
    Travellers,
    /// Id of a season of the plan, or of several.
    Seasons,
}

/// One parameter of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamSpec {
    /// Key in `with`.
    pub name: &'static str,
    /// What it may hold.
    pub kind: ParamKind,
    /// Must be given.
    pub required: bool,
    /// TOML text of the default, shown in the catalogue and the schema, parsed like input; empty
    /// for none. `[]` is only a valid list where it is the default.
    pub default: &'static str,
    /// One sentence.
    pub doc: &'static str,
}

/// One measure of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasureSpec {
    /// `travel-time`.
    pub name: &'static str,
    /// One sentence.
    pub doc: &'static str,
    /// Unit of the value, such as `min`; a target must be in it (or in a listed alias).
    pub unit: &'static str,
    /// Other spellings of units that a target may use, with the factor to `unit`; `("", 1.0)` if
    /// the number may stand alone.
    pub unit_aliases: &'static [(&'static str, f64)],
    /// Definition ids with their published source, such as
    /// `("cn-500m-area", "…")`; the first is the default. With any, `with` has the key
    /// `definition`, which need not be among `params`.
    pub definitions: &'static [(&'static str, &'static str)],
    /// Parameters.
    pub params: &'static [ParamSpec],
}
