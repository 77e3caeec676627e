//! `allways access`: CSV, or JSON, and how evenly it is spread.

use allways_base::Seconds;
use allways_city::accessibility::{Access as Found, AccessAsk, Decay, Figure, access as ask_for};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::args::{Access, Format};
use crate::matrix::{field, tell};
use crate::reach::departures;
use crate::run::{Clock, open_plan, pretty, put, settings, write_manifest};

/// 0 if every row of both files was answered, 1 if some were left out.
pub(crate) fn access(args: &Access) -> Result<u8> {
    let mut clock = Clock::start();
    let plan = args.plan.as_deref();
    let output = &args.common.output;
    let suffix = output.out.as_deref().and_then(|path| path.extension()?.to_str()).unwrap_or("");
    if !["", "json", "csv", "txt"].contains(&suffix) {
        bail!("`.{suffix}` is not written; name a .csv or a .json file");
    }
    let ask = AccessAsk {
        origins: &args.origins,
        people: args.people.as_deref(),
        ranked_by: args.rank_by.as_deref(),
        opportunities: &args.opportunities,
        column: args.column.as_deref(),
        window: departures(&args.depart)?,
        percentiles: &args.percentiles,
        cutoffs_min: &args.cutoffs,
        decay: decay(&args.decay)?,
        dual: &args.dual,
        per_person: args.per_person,
        modes: &args.modes,
    };
    let city = open_plan(plan, &args.common)?;
    clock.lap("load");
    let found = ask_for(&city, &settings(plan, &args.common), &ask)?;
    clock.lap("query");
    tell(&found.problems);
    for note in &found.notes {
        eprintln!("note: {note}");
    }
    let is_json = output.format == Format::Json || suffix == "json";
    let what = if args.per_person { "supply_per_person" } else { "opportunities" };
    put(output, &if is_json { pretty(&json(&found, what)) } else { csv(&found, what) })?;
    for ((percentile, cutoff, equity), by_rank) in found.equity.iter().zip(&found.concentration) {
        let palma = equity.palma.map_or_else(|| "no".to_owned(), |palma| format!("{palma:.2}"));
        let by_rank = match (&args.rank_by, by_rank) {
            (Some(column), Some(index)) => {
                format!(", concentration index by `{column}` {index:.3}")
            }
            _ => String::new(),
        };
        eprintln!(
            "within {cutoff} min, percentile {percentile}: mean {}, Gini {:.3}, Palma ratio \
             {palma}, Theil T {:.3}{by_rank}",
            mean(equity.mean),
            equity.gini,
            equity.theil
        );
    }
    if found.n_left_out > 0 {
        eprintln!(
            "{} rows of the points files were left out, as told above; the rest was answered",
            found.n_left_out
        );
    }
    clock.lap("write");
    clock.write(&args.common, found.work)?;
    write_manifest(&args.common, &city, &[&args.origins, &args.opportunities])?;
    Ok(u8::from(found.n_left_out > 0))
}

/// One decimal, or five where that would say nothing (beds for each person).
fn mean(mean: f64) -> String {
    if mean >= 1.0 { format!("{mean:.1}") } else { format!("{mean:.5}") }
}

fn decay(text: &str) -> Result<Decay> {
    let (name, number) = text.split_once(':').unwrap_or((text, ""));
    let number = || {
        let number = number.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite());
        number.with_context(|| format!("`{text}` wants a number above 0, such as {name}:10"))
    };
    Ok(match name {
        "step" => Decay::Step,
        "exponential" => Decay::Exponential,
        "linear" => {
            Decay::Linear { width: Seconds(allways_base::cast::round_u32(number()? * 60.0)) }
        }
        "logistic" => Decay::Logistic { deviation: number()? * 60.0 },
        "gravity" => Decay::Gravity { power: number()? },
        _ => bail!(
            "`{text}` is no decay; write step, linear:MINUTES, logistic:MINUTES, exponential or \
             gravity:POWER"
        ),
    })
}

/// Each figure with its origin and percentile.
fn rows(found: &Found) -> impl Iterator<Item = (&str, u8, Figure)> {
    let n = found.figures.len() / found.origins.len().max(1);
    let per_percentile = n / found.percentiles.len().max(1);
    found.figures.iter().enumerate().map(move |(k, &figure)| {
        let (origin, of_origin) = (k / n, k % n);
        let percentile = found.percentiles[of_origin / per_percentile];
        (found.origins[origin].as_str(), percentile, figure)
    })
}

fn csv(found: &Found, what: &str) -> String {
    let is_dual = matches!(found.figures.first(), Some(Figure::TimeTo(..)));
    let mut text = if is_dual {
        String::from("origin,percentile,opportunities,time_s\n")
    } else {
        format!("origin,percentile,cutoff_min,{what}\n")
    };
    for (origin, percentile, figure) in rows(found) {
        let (what, value) = match figure {
            Figure::Within(minutes, n) => (minutes.to_string(), n.to_string()),
            Figure::TimeTo(n, time) => {
                (n.to_string(), time.map_or_else(String::new, |Seconds(s)| s.to_string()))
            }
        };
        text += &format!("{},{percentile},{what},{value}\n", field(origin));
    }
    text
}

fn json(found: &Found, what: &str) -> Value {
    let row = |(origin, percentile, figure)| match figure {
        Figure::Within(minutes, n) => json!({
            "origin": origin, "percentile": percentile, "cutoff_min": minutes, what: n,
        }),
        Figure::TimeTo(n, time) => json!({
            "origin": origin, "percentile": percentile, "opportunities": n,
            "time_s": time.map(|Seconds(s)| s),
        }),
    };
    let equity: Vec<Value> = found
        .equity
        .iter()
        .zip(&found.concentration)
        .map(|((percentile, cutoff, equity), by_rank)| {
            json!({
                "percentile": percentile, "cutoff_min": cutoff, "mean": equity.mean,
                "gini": equity.gini, "palma_ratio": equity.palma, "theil_t": equity.theil,
                "concentration_index": by_rank,
            })
        })
        .collect();
    json!({
        "rows": rows(found).map(row).collect::<Vec<_>>(), "equity": equity, "notes": found.notes,
    })
}
