//! `allways ports`.

use allways_base::Metres;
use allways_city::sea::{NetFacts, SeaAsk, SeaError, SeaMade, Speed, import};
use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::args::{Format, Ports};
use crate::render;
use crate::run::{pretty, put};
use crate::table::format;

/// Names of a long list that are printed.
const SHOWN: usize = 10;

pub(crate) fn ports(args: &Ports) -> Result<u8> {
    let format = format(&args.output, &[Format::Table, Format::Json])?;
    let usual = Speed::around(args.knots);
    let leave_out = match args.leave_out.as_slice() {
        [] => None,
        [one] if one == "none" => Some([].as_slice()),
        names => Some(names),
    };
    let made = import(
        &args.plan,
        &SeaAsk {
            lanes: &args.lanes,
            ports: args.list.as_deref(),
            shapes: args.shapes,
            speed: Speed {
                slowest: args.slowest.unwrap_or(usual.slowest),
                fastest: args.fastest.unwrap_or(usual.fastest),
                ..usual
            },
            cost: args.cost.as_deref().map(cost).transpose()?,
            join: Metres(args.join_km * 1000.0),
            leave_out,
            source: args.source.as_deref(),
        },
    );
    let made = made.map_err(|error| match error {
        // With excerpts of the plan.
        SeaError::Plan(plan) => anyhow::Error::from(plan),
        other => other.into(),
    })?;
    let text = if format == Format::Json {
        pretty(&as_json(&made))
    } else {
        told(&made, args.cost.is_some())
    };
    put(&args.output, &text)?;
    Ok(0)
}

/// `0.03 USD/TEUkm`.
fn cost(text: &str) -> Result<(f64, &str)> {
    let parts = text.trim().split_once(' ').and_then(|(n, unit)| Some((n.parse().ok()?, unit)));
    parts.with_context(|| format!("`{text}` is no cost; write such as \"0.03 USD/TEUkm\""))
}

fn as_json(made: &SeaMade) -> Value {
    let ports = |list: &[(String, String)]| -> Value {
        list.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect()
    };
    let net = made.net.as_ref().map(|net| {
        let passages: serde_json::Map<String, Value> =
            net.passages.iter().map(|(name, n)| (name.clone(), json!(n))).collect();
        let same: serde_json::Map<String, Value> =
            net.same.iter().map(|(own, port)| (own.clone(), json!(port))).collect();
        json!({
            "ports": net.n_ports, "junctions": net.n_junctions, "lanes": net.n_lanes,
            "passages": passages, "left_out_passages": net.left_out,
            "same_as_in_the_plan": same, "own_seaports": net.own,
            "too_far": ports(&net.far), "not_connected": ports(&net.apart),
            "source_added": net.is_new_source,
        })
    });
    let traced: Vec<Value> = made
        .traced
        .iter()
        .map(|t| json!({ "service": t.service, "stated_km": t.stated_km, "lanes_km": t.lanes_km }))
        .collect();
    let problems: Vec<String> = made.problems.list().iter().map(ToString::to_string).collect();
    let files: Vec<String> = made.files.iter().map(|file| file.display().to_string()).collect();
    let to_add: Vec<Value> =
        made.to_add.iter().map(|(add, why)| json!({ "add": add, "why": why })).collect();
    json!({
        "files": files, "net": net, "shapes": traced, "to_add": to_add, "problems": problems,
    })
}

fn told(made: &SeaMade, has_cost: bool) -> String {
    let mut text = String::new();
    if !made.problems.is_empty() {
        let counts: Vec<(String, usize)> =
            made.problems.counts().iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
        text += &render::problems(made.problems.list(), &counts, 5);
        text.push('\n');
    }
    if let Some(net) = &made.net {
        text += &told_net(net, has_cost);
    }
    for t in &made.traced {
        let km = |km: Option<f64>| km.map_or_else(|| "unknown".into(), |km| format!("{km:.0} km"));
        text += &match t.lanes_km {
            None => format!("{}: no lane leads from one end to the other\n", t.service),
            Some(lanes) => {
                format!(
                    "{}: {lanes:.0} km along the lanes, {} by its row\n",
                    t.service,
                    km(t.stated_km)
                )
            }
        };
    }
    for file in &made.files {
        text += &format!("wrote {}\n", file.display());
    }
    for (add, why) in &made.to_add {
        text += &format!("add this to plan.toml ({why}):\n{}\n", add.trim());
    }
    text
}

fn told_net(net: &NetFacts, has_cost: bool) -> String {
    let mut text = format!(
        "{} ports joined to {} lanes between {} junctions\n",
        net.n_ports, net.n_lanes, net.n_junctions
    );
    let passages: Vec<&str> = net.passages.iter().map(|(name, _)| name.as_str()).collect();
    if !passages.is_empty() {
        text += &format!("channels that can be cut: {}\n", passages.join(", "));
    }
    if !net.left_out.is_empty() {
        text += &format!("passages left out: {}\n", net.left_out.join(", "));
    }
    for (own, port) in &net.same {
        text += &format!("{port} is your {own}\n");
    }
    for own in &net.own {
        text += &format!("your {own} is joined too\n");
    }
    for (what, ports) in [("too far from every lane", &net.far), ("not connected", &net.apart)] {
        if ports.is_empty() {
            continue;
        }
        let shown: Vec<String> =
            ports.iter().take(SHOWN).map(|(id, name)| format!("{id} {name}")).collect();
        let more = if ports.len() > SHOWN { ", … (--format json has all)" } else { "" };
        text += &format!("{} left out, {what}: {}{more}\n", ports.len(), shown.join(", "));
    }
    text += if has_cost {
        "times are assumed from the distance, costs from --cost; departures, canal waits and tolls \
         are not in it\n"
    } else {
        "times are assumed from the distance; costs, departures and canal waits are not in it\n"
    };
    text
}
