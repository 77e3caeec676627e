//! Measures of travel time: `travel-time`, `gap`, `season-loss`.
//!
//! A feed without service on the date could only shorten a time, so a time is then an upper bound;
//! a ratio of two times could go either way, so it is unknown.

use allways_base::Seconds;
use allways_base::cast::{f64_from, round_u32, usize_from};

use super::ask::Ask;
use super::pairs::{
    Pair, both_readings, condition, ends_at_stops, evidence, minutes_text, note_condition,
    note_ends, note_unknown_step_free, pairs, partial_lines, percentile,
};
use crate::engine::{Condition, Vehicles};
use crate::judge::{Measured, Quantity};
use crate::verdict::Table;

/// Travel time of one pair, or of the worst pair of districts.
pub(super) fn travel_time(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "min", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let condition = condition(ask, ask.traveller(), ask.season());
    let found = both_readings(ask, condition, &pairs);
    note_condition(ask, condition, &mut measured);
    let (best, worst) = (longest(&found.optimistic), longest(&found.pessimistic));
    measured.value = match (best, worst) {
        (None, _) => Quantity::Never,
        (Some(a), Some(b)) if a == b => Quantity::Exact(a.as_minutes()),
        (Some(a), Some(b)) => Quantity::Bounds(a.as_minutes(), b.as_minutes()),
        (Some(a), None) => Quantity::Bounds(a.as_minutes(), f64::INFINITY),
    };
    note_unknown_step_free(&mut measured);
    // A feed that is not valid on the date may hold a faster journey, or the only one.
    let idle = ask.engine.without_service();
    if !idle.is_empty() {
        measured.value = match measured.value {
            Quantity::Exact(t) => Quantity::Range { value: t, low: 0.0, high: t },
            Quantity::Bounds(_, t) => Quantity::Bounds(0.0, t),
            other => {
                if other == Quantity::Never {
                    Quantity::Unknown
                } else {
                    other
                }
            }
        };
        measured.missing.extend(idle);
    }
    let rest = partial_lines(ask);
    if measured.value == Quantity::Never && !rest.is_empty() {
        measured.value = Quantity::Unknown;
        let rest = rest.into_iter().map(|text| format!("the rest of the list of lines: {text}"));
        measured.missing.extend(rest);
    }
    let at = position_of_longest(&found.optimistic);
    let pair = &pairs[at];
    evidence(ask, condition, pair, found.optimistic[at], &mut measured);
    if pairs.len() > 1 {
        measured.evidence.table = Some(pair_table(&pairs, &[("time (min)", &found.optimistic)]));
    }
    measured.summary = time_summary(ask, condition, pair, found.optimistic[at], pairs.len());
    note_ends(ask, condition, &pairs, &mut measured);
    measured.mend = mend_time(ask, pair, found.optimistic[at]);
    measured
}

/// The worst traveller's time over the adult's.
pub(super) fn gap(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "x", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let travellers = &ask.scenario().city.plan.travellers;
    let asked = ask.texts("travellers");
    let rows: Vec<usize> = if asked.is_empty() {
        (0..travellers.len()).collect()
    } else {
        asked.iter().map(|id| ask.engine.traveller_row(id)).collect()
    };
    let adult = crate::engine::default_traveller(travellers);
    let base = both_readings(ask, condition(ask, adult, ask.season()), &pairs).optimistic;
    let mut table = Table { columns: vec!["traveller".into()], ..Table::default() };
    table.columns.extend(
        ["pair", "time (min)", "adult (min)", "ratio (x)", "pairs that cannot be travelled"]
            .map(String::from),
    );
    let mut bounds: Option<(f64, f64)> = None;
    for &row in &rows {
        let condition = condition(ask, row, ask.season());
        let found = both_readings(ask, condition, &pairs);
        let best = ratio_of(ask, &found.optimistic, &base, unreachable(ask));
        let worst = ratio_of(ask, &found.pessimistic, &base, f64::INFINITY);
        let (Some((low, at)), Some((high, _))) = (best, worst) else { continue };
        table.rows.push(vec![
            travellers[row].name.clone(),
            format!("{} – {}", pairs[at].0.name, pairs[at].1.name),
            minutes_text(found.optimistic[at]),
            minutes_text(base[at]),
            if low.is_infinite() {
                "cannot travel".into()
            } else if high > low {
                format!("{low:.2} or more")
            } else {
                format!("{low:.2}")
            },
            lost(&found.optimistic, &base),
        ]);
        if row != adult {
            note_condition(ask, condition, &mut measured);
        }
        bounds = Some(bounds.map_or((low, high), |(a, b)| (f64::max(a, low), f64::max(b, high))));
        if bounds.is_some_and(|(a, _)| a <= low) {
            evidence(ask, condition, &pairs[at], found.optimistic[at], &mut measured);
        }
    }
    measured.value = match bounds {
        None => Quantity::Unknown,
        Some((low, _)) if low.is_infinite() => Quantity::Never,
        Some((low, high)) if high > low => Quantity::Bounds(low, high),
        Some((low, _)) => Quantity::Exact(low),
    };
    if bounds.is_none() {
        measured.missing.push("a pair that an adult can travel".into());
    }
    if rows.iter().any(|&row| travellers[row].step_free) {
        note_unknown_step_free(&mut measured);
    }
    note_lost(ask, &mut measured);
    ratio_needs_service(ask, &mut measured);
    let door = condition(ask, adult, ask.season());
    note_ends(ask, door, &pairs, &mut measured);
    let compared = compared(ask, &pairs, &base);
    measured.summary = worst_row(&table, 4).map_or_else(
        || "No pair can be travelled by an adult.".into(),
        |row| match row[4].as_str() {
            "cannot travel" => format!(
                "{compared}{} cannot travel {} within the plan's limits, which takes an adult {} min.",
                row[0], row[1], row[3]
            ),
            ratio => format!(
                "{compared}{} on {}, {ratio} times the adult's {} min.",
                row[0], row[1], row[3]
            ),
        },
    );
    measured.mend = "shorten the walks and changes of the slowest traveller: stops nearer to the \
                     ends, step-free changes, fewer changes"
        .into();
    measured.evidence.table = Some(table);
    measured
}

/// How much longer the worst season takes.
pub(super) fn season_loss(ask: &Ask<'_, '_>) -> Measured {
    let mut measured = Measured { unit: "%", ..Measured::default() };
    let Some(pairs) = pairs(ask, &mut measured) else { return measured };
    let seasons = &ask.scenario().city.plan.seasons;
    let asked = ask.texts("seasons");
    let rows: Vec<usize> = if asked.is_empty() {
        (0..seasons.len()).collect()
    } else {
        asked.iter().map(|id| ask.engine.season_row(id)).collect()
    };
    let traveller = ask.traveller();
    let base = both_readings(ask, condition(ask, traveller, 0), &pairs).optimistic;
    let mut table = Table { columns: vec!["season".into()], ..Table::default() };
    table.columns.extend(
        ["pair", "time (min)", "base (min)", "longer (%)", "pairs that cannot be travelled"]
            .map(String::from),
    );
    let mut worst: Option<f64> = None;
    let mut highest = f64::NEG_INFINITY;
    for &row in &rows {
        let condition = condition(ask, traveller, row);
        let times = both_readings(ask, condition, &pairs).optimistic;
        let (Some((ratio, at)), Some((most, _))) = (
            ratio_of(ask, &times, &base, unreachable(ask)),
            ratio_of(ask, &times, &base, f64::INFINITY),
        ) else {
            continue;
        };
        let loss = (ratio - 1.0) * 100.0;
        highest = f64::max(highest, (most - 1.0) * 100.0);
        let text = if loss.is_infinite() { "cannot travel".into() } else { format!("{loss:.1}") };
        table.rows.push(vec![
            seasons[row].name.clone(),
            format!("{} – {}", pairs[at].0.name, pairs[at].1.name),
            minutes_text(times[at]),
            minutes_text(base[at]),
            text,
            lost(&times, &base),
        ]);
        if row != 0 {
            note_condition(ask, condition, &mut measured);
        }
        if worst.is_none_or(|w| loss > w) {
            worst = Some(loss);
            evidence(ask, condition, &pairs[at], times[at], &mut measured);
        }
    }
    measured.value = match worst {
        None => Quantity::Unknown,
        Some(loss) if loss.is_infinite() => Quantity::Never,
        Some(loss) if highest > loss => Quantity::Bounds(loss, highest),
        Some(loss) => Quantity::Exact(loss),
    };
    if worst.is_none() {
        measured.missing.push("a pair that can be travelled in the base season".into());
    }
    note_lost(ask, &mut measured);
    ratio_needs_service(ask, &mut measured);
    note_ends(ask, condition(ask, traveller, 0), &pairs, &mut measured);
    let compared = compared(ask, &pairs, &base);
    measured.summary = worst_row(&table, 4).map_or_else(
        || "No pair can be travelled in the base season.".into(),
        |row| match row[4].as_str() {
            "cannot travel" => format!(
                "{compared}in {}, {} cannot be travelled within the plan's limits; in the base season it \
                 takes {} min.",
                row[0], row[1], row[3]
            ),
            loss => {
                format!("{compared}{} on {}, {loss} % longer than {} min.", row[0], row[1], row[3])
            }
        },
    );
    measured.mend =
        "cover or shorten the walks, and give buses a way of their own in that season".into();
    measured.evidence.table = Some(table);
    measured
}

/// `Worst: `, or on which of how many pairs.
fn compared(ask: &Ask<'_, '_>, pairs: &[Pair], base: &[Option<Seconds>]) -> String {
    let n = base.iter().flatten().count();
    let percent = ask.number("of_pairs");
    if pairs.len() == 1 {
        return "Worst: ".into();
    }
    let pairs = pairs.len();
    let which = if percent >= 100.0 {
        "worst".into()
    } else {
        format!("one that {percent:.0} % do not exceed")
    };
    format!("Of {n} pairs that can be travelled at all (of {pairs}), on the {which}: ")
}

/// How many of the pairs that the base can travel cannot be travelled.
fn lost(times: &[Option<Seconds>], base: &[Option<Seconds>]) -> String {
    let lost = times.iter().zip(base).filter(|(time, base)| time.is_none() && base.is_some());
    lost.count().to_string()
}

/// A ratio says nothing while a feed that may hold the journeys has no service.
fn ratio_needs_service(ask: &Ask<'_, '_>, measured: &mut Measured) {
    let idle = ask.engine.without_service();
    if !idle.is_empty() {
        measured.value = Quantity::Unknown;
        measured.missing.extend(idle);
    }
}

fn longest(times: &[Option<Seconds>]) -> Option<Seconds> {
    times.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Row of the longest time; unreachable is longest, the first of equals.
fn position_of_longest(times: &[Option<Seconds>]) -> usize {
    let key = |i: usize| times[i].map_or(u32::MAX, |t| t.0);
    (0..times.len()).max_by_key(|&i| (key(i), std::cmp::Reverse(i))).unwrap_or(0)
}

/// The ratio of `times` to `base` that `of_pairs` % of the pairs do not exceed (the largest, if
/// 100), with its pair; of the pairs that the base can travel. A pair that cannot be travelled has
/// the ratio `unreachable`.
fn ratio_of(
    ask: &Ask<'_, '_>,
    times: &[Option<Seconds>],
    base: &[Option<Seconds>],
    unreachable: f64,
) -> Option<(f64, usize)> {
    ratio_at(ask.number("of_pairs"), times, base, unreachable)
}

/// The least ratio that a pair may have which cannot be travelled: by the whole list of lines there
/// is none; by a partial list a line that is not in it may be as good as the base's.
fn unreachable(ask: &Ask<'_, '_>) -> f64 {
    if partial_lines(ask).is_empty() { f64::INFINITY } else { 1.0 }
}

/// Says that pairs which cannot be travelled may be on lines that are not listed.
fn note_lost(ask: &Ask<'_, '_>, measured: &mut Measured) {
    if matches!(measured.value, Quantity::Bounds(..)) {
        let rest = |text| {
            format!(
                "the rest of the list of lines, which may serve pairs that cannot be travelled: {text}"
            )
        };
        measured.missing.extend(partial_lines(ask).into_iter().map(rest));
    }
}

fn ratio_at(
    percent: f64,
    times: &[Option<Seconds>],
    base: &[Option<Seconds>],
    unreachable: f64,
) -> Option<(f64, usize)> {
    let ratio = |(i, (time, base)): (usize, (&Option<Seconds>, &Option<Seconds>))| {
        let base = base.filter(|b| b.0 > 0)?;
        let ratio = time.map_or(unreachable, |t| f64::from(t.0) / f64::from(base.0));
        Some((ratio, i))
    };
    let mut all: Vec<(f64, usize)> = times.iter().zip(base).enumerate().filter_map(ratio).collect();
    // Of equals the first pair is shown.
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let rank = (percent / 100.0 * f64_from(all.len())).ceil();
    let rank = usize_from(round_u32(rank)).clamp(1, all.len().max(1));
    all.get(rank - 1).copied()
}

/// The row with the largest number (or words instead of one) in a column.
fn worst_row(table: &Table, column: usize) -> Option<&Vec<String>> {
    let number = |row: &Vec<String>| {
        let word = row[column].split(' ').next().unwrap_or("");
        word.parse::<f64>().unwrap_or(f64::INFINITY)
    };
    table.rows.iter().max_by(|a, b| number(a).total_cmp(&number(b)))
}

fn pair_table(pairs: &[Pair], columns: &[(&str, &[Option<Seconds>])]) -> Table {
    let mut table = Table { columns: vec!["from".into(), "to".into()], ..Table::default() };
    table.columns.extend(columns.iter().map(|(name, _)| (*name).to_owned()));
    for (i, (from, to)) in pairs.iter().enumerate() {
        let mut row = vec![from.name.clone(), to.name.clone()];
        row.extend(columns.iter().map(|(_, times)| minutes_text(times[i])));
        table.rows.push(row);
    }
    table
}

fn time_summary(
    ask: &Ask<'_, '_>,
    condition: Condition,
    (from, to): &Pair,
    time: Option<Seconds>,
    n_pairs: usize,
) -> String {
    let worst = if n_pairs > 1 { format!("Worst of {n_pairs} pairs: ") } else { String::new() };
    let ends = match (ask.text("ends"), ends_at_stops(ask, condition, [from, to])) {
        ("stop-to-stop", _) => "stop to stop",
        (_, 2) => "door to door, both ends at a stop",
        _ => "door to door",
    };
    let by =
        if condition.vehicles == Vehicles::None { "walking" } else { condition.vehicles.word() };
    time.map_or_else(
        || {
            format!(
                "{worst}{} to {} cannot be travelled by {by} within the plan's limits, leaving {}.",
                from.name,
                to.name,
                ask.window()
            )
        },
        |t| {
            format!(
                "{worst}{} to {} by {by}, {ends}: {t} at the {}th percentile of departures {}.",
                from.name,
                to.name,
                percentile(ask).percent(),
                ask.window()
            )
        },
    )
}

/// The speed that the target asks for, beside the speed of the year judged: plain arithmetic that tells
/// whether a promise is near or out of reach.
fn mend_time(ask: &Ask<'_, '_>, (from, to): &Pair, time: Option<Seconds>) -> String {
    let (Some(a), Some(b)) = (from.position, to.position) else { return String::new() };
    let km = allways_geo::distance(a, b).0 / 1000.0;
    let wanted = ask.target().value;
    if wanted <= 0.0 {
        return String::new();
    }
    let needed = km / (wanted / 60.0);
    let year = ask.scenario().year;
    let now = time.map_or_else(String::new, |t| {
        format!("; in {year} it is {:.0} km/h", km / (f64::from(t.0.max(1)) / 3600.0))
    });
    format!(
        "{wanted:.0} min over {km:.1} km in a straight line need {needed:.0} km/h on average, stops, \
         changes and walks included{now}"
    )
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;

    use super::*;

    /// The slow twin: a pair's ratio is the one if enough pairs have at most it, and no smaller one
    /// will do.
    fn twin(percent: u32, ratios: &[f64]) -> Option<f64> {
        let enough = |limit: f64| {
            let n = ratios.iter().filter(|&&r| r <= limit).count();
            f64_from(n) * 100.0 >= f64::from(percent) * f64_from(ratios.len())
        };
        ratios.iter().copied().filter(|&r| enough(r)).min_by(f64::total_cmp)
    }

    #[test]
    fn the_ratio_of_a_share_of_pairs_is_the_smallest_that_is_enough() {
        let mut random = Random::new(7, 1);
        for _ in 0..3000 {
            let n = random.below(9);
            let mut time = || (random.below(4) > 0).then(|| Seconds(random.below(6)));
            let base: Vec<_> = (0..n).map(|_| time()).collect();
            let times: Vec<_> = (0..n).map(|_| time()).collect();
            let percent = 1 + random.below(100);
            for unreachable in [1.0, f64::INFINITY] {
                let mut ratios = Vec::new();
                for (t, b) in times.iter().zip(&base) {
                    if let Some(b) = b.filter(|b| b.0 > 0) {
                        let ratio = |t: &Seconds| f64::from(t.0) / f64::from(b.0);
                        ratios.push(t.as_ref().map_or(unreachable, ratio));
                    }
                }
                let found = ratio_at(f64::from(percent), &times, &base, unreachable);
                assert_eq!(found.map(|(r, _)| r), twin(percent, &ratios), "{times:?} {base:?}");
            }
        }
    }
}
