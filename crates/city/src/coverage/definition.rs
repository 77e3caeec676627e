//! What "covered" means: of what, how near, to which stops.
//!
//! Published definitions have names, which the catalogue of measures lists with their sources. Any
//! other is named by what it says: `WAY-LIMIT[-LIMIT]-OF[-N-per-hour]`, such as `line-400m-area`,
//! `walk-10min-people`, `walk-500m-1000m-people` or `walk-800m-places-4-per-hour`. A second limit is
//! that of high-capacity transit: metro, rail and ferry, as in the metadata of SDG indicator 11.2.1
//! (UN-Habitat 2021); trams count as low-capacity.

use allways_access::WalkLimit;
use allways_base::{Metres, Seconds};
use allways_transit::feed::Vehicle;

use crate::check::AskError;
use crate::measure::catalogue::spec;

/// Named definition → the same, said in full.
const NAMED: [(&str, &str); 4] = [
    ("cn-500m-area", "line-500m-area"),
    ("cn-300m-area", "line-300m-area"),
    ("frequent-500m-people", "walk-500m-people-6-per-hour"),
    ("sdg-11-2-1-people", "walk-500m-1000m-people"),
];

/// What is covered, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Square kilometres.
    Area,
    /// People.
    People,
    /// Places of the plan, or points, each one.
    Places,
}

impl Of {
    /// For people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::People => "people",
            Self::Places => "places",
        }
    }

    /// Unit of an amount of it.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Area => "km²",
            Self::People | Self::Places => self.word(),
        }
    }
}

/// How near is near: to a stop of low-capacity, and of high-capacity transit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Near {
    /// In a straight line.
    Line(Metres, Metres),
    /// On foot.
    Walk(WalkLimit, WalkLimit),
}

/// See the module docs.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name.
    pub id: String,
    /// What it says, and who published it.
    pub source: String,
    /// Of what.
    pub of: Of,
    /// How near.
    pub near: Near,
    /// Stops count with at least so many departures an hour over the window; `None`: with any on the
    /// day.
    pub per_hour: Option<f64>,
}

/// True for what SDG indicator 11.2.1 calls a high-capacity system.
pub(crate) const fn is_high_capacity(vehicle: Vehicle) -> bool {
    matches!(vehicle, Vehicle::Metro | Vehicle::Rail | Vehicle::Ferry)
}

impl Definition {
    /// Every definition that the measure `coverage` knows.
    pub fn all_named() -> Vec<Self> {
        let known = spec("coverage").map_or(&[][..], |spec| spec.definitions);
        known.iter().filter_map(|(id, _)| Self::parse(id).ok()).collect()
    }

    /// By name, or said in full.
    pub fn parse(id: &str) -> Result<Self, AskError> {
        let known = spec("coverage").map_or(&[][..], |spec| spec.definitions);
        let in_full = NAMED.iter().find(|(name, _)| *name == id).map_or(id, |(_, full)| full);
        let Some((of, near, per_hour)) = read(in_full) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            return Err(AskError::Question(format!(
                "`{id}` is no definition of coverage; write one of {}, or say it in full, such as \
                 line-400m-area, walk-10min-people, walk-500m-1000m-people (the second limit is for \
                 metro, rail and ferry) or walk-800m-places-4-per-hour",
                names.join(", ")
            )));
        };
        let mut found = Self { id: id.to_owned(), source: String::new(), of, near, per_hour };
        let published = known.iter().find(|(name, _)| *name == id);
        found.source = published.map_or_else(|| found.in_words(), |(_, text)| (*text).to_owned());
        Ok(found)
    }

    /// How near, in words: "within a 500 m walk".
    pub fn near_in_words(&self) -> String {
        let high = |high: String, is_same: bool| {
            if is_same { String::new() } else { format!(" ({high} for metro, rail and ferry)") }
        };
        match self.near {
            Near::Line(low, far) => {
                format!("within {low} (straight line){}", high(far.to_string(), low == far))
            }
            Near::Walk(low, far) => {
                format!("within a {} walk{}", limit_text(low), high(limit_text(far), low == far))
            }
        }
    }

    /// The whole in words.
    fn in_words(&self) -> String {
        let of = match self.of {
            Of::Area => "the area",
            Of::People => "people",
            Of::Places => "places",
        };
        let often = self.per_hour.map_or_else(String::new, |n| {
            format!(" with at least {n} departures an hour over the window")
        });
        format!("share of {of} {} of a stop{often}", self.near_in_words())
    }
}

fn limit_text(limit: WalkLimit) -> String {
    match limit {
        WalkLimit::Length(metres) => metres.to_string(),
        WalkLimit::Time(time) => time.to_string(),
    }
}

/// A definition said in full.
fn read(text: &str) -> Option<(Of, Near, Option<f64>)> {
    let mut words = text.split('-').peekable();
    let way = words.next()?;
    let low = limit(words.next()?)?;
    let high = match words.peek().and_then(|word| limit(word)) {
        Some(high) => {
            words.next();
            high
        }
        None => low,
    };
    let near = match (way, low, high) {
        ("walk", ..) => Near::Walk(low, high),
        ("line", WalkLimit::Length(low), WalkLimit::Length(high)) => Near::Line(low, high),
        _ => return None,
    };
    let of = match words.next()? {
        "area" => Of::Area,
        "people" => Of::People,
        "places" => Of::Places,
        _ => return None,
    };
    let rest: Vec<&str> = words.collect();
    let per_hour = match rest[..] {
        [] => None,
        [n, "per", "hour"] => Some(n.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite())?),
        _ => return None,
    };
    Some((of, near, per_hour))
}

/// `500m` or `10min`; whole numbers above 0, so that a name means one thing.
fn limit(word: &str) -> Option<WalkLimit> {
    if let Some(minutes) = word.strip_suffix("min") {
        return Some(WalkLimit::Time(Seconds(number(minutes)?.checked_mul(60)?)));
    }
    Some(WalkLimit::Length(Metres(f64::from(number(word.strip_suffix('m')?)?))))
}

fn number(text: &str) -> Option<u32> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (1..=100_000).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_they_say() {
        let parsed = |id: &str| Definition::parse(id).unwrap();
        let five = WalkLimit::Length(Metres(500.0));
        let people = parsed("walk-500m-people");
        assert_eq!((people.of, people.near), (Of::People, Near::Walk(five, five)));
        assert!(people.source.contains("SDG"));
        let sdg = parsed("sdg-11-2-1-people");
        assert_eq!(sdg.near, Near::Walk(five, WalkLimit::Length(Metres(1000.0))));
        assert_eq!(parsed("frequent-500m-people").per_hour, Some(6.0));
        let own = parsed("walk-10min-places-2.5-per-hour");
        assert_eq!((own.of, own.per_hour), (Of::Places, Some(2.5)));
        assert_eq!(
            own.source,
            "share of places within a 10 min walk of a stop with at least 2.5 departures an hour \
             over the window"
        );
        assert_eq!(parsed("line-400m-area").near, Near::Line(Metres(400.0), Metres(400.0)));
        for bad in [
            "",
            "walk",
            "walk-500-people",
            "walk-500m",
            "line-10min-area",
            "walk-0m-area",
            "fly-500m-area",
            "walk-500m-people-x-per-hour",
            "walk-500m-people-6",
            "walk-+5m-area",
        ] {
            assert!(Definition::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_named_definition_is_known_and_has_its_source() {
        let all = Definition::all_named();
        let known = spec("coverage").unwrap().definitions;
        assert_eq!(all.len(), known.len());
        assert!(
            all.iter()
                .zip(known)
                .all(|(found, (id, source))| { found.id == *id && found.source == *source })
        );
    }
}
