//! The page: one file, opened offline, printed, read in grey, by keyboard and on a phone.
//!
//! Decisions: no script and no font (a page that proves something should outlive its browser);
//! outcome by word, shape and pattern, colour last (Okabe and Ito, 2008, "Color Universal Design");
//! charts are SVG whose coordinates are per cent, so that their text keeps its size on a phone;
//! the base map is drawn once and reused by every city map, so that twenty maps cost little more
//! than one.

mod axis;
mod back;
mod bar;
mod contents;
mod corridor_page;
mod corridors;
mod diagram;
mod front;
mod graticule;
mod labels;
mod map;
mod markup;
mod modes;
mod options;
mod promise;
mod shapes;
mod strip;
mod view;
mod world;

use std::collections::BTreeSet;

use allways_city::verdict::{Judgement, Outcome, Verdict};

use crate::words::{self, Names};
pub use corridor_page::corridor_html;
use markup::{each, esc};

const STYLE: &str = include_str!("style.css");

/// The whole page. Same judgement, same bytes.
pub fn html(j: &Judgement) -> String {
    let order = grouped(&j.verdicts);
    let anchors = anchors(&order);
    let base = map::BaseLayer::of(&j.map);
    let names = Names::of(j);
    let entries: Vec<Entry<'_>> = order
        .iter()
        .zip(&anchors)
        .map(|(verdict, anchor)| Entry { verdict, anchor, names: &names })
        .collect();
    let groups = Group::of(&entries);
    let promises = each(&groups, |group| {
        let articles = each(group.entries, |entry| promise::section(entry, &base));
        format!(
            "<section class=\"group\" aria-labelledby=\"{anchor}\"><h3 id=\"{anchor}\">{name}</h3>\n\
             {articles}</section>\n",
            anchor = group.anchor,
            name = esc(&words::capital(group.name)),
        )
    });
    let far = corridors::of(&entries);
    let body = format!(
        "<div class=\"page\">\n{contents}\n<div class=\"sheet\">\n\
         {header}\n<main>\n{table}\n{overview}\n{corridors}\
         <section class=\"promises\" aria-labelledby=\"aw-promises\">\n\
         <h2 id=\"aw-promises\">Promise by promise</h2>\n{promises}</section>\n\
         {rules}\n{problems}\n{method}\n</main>\n{footer}\n</div>\n</div>",
        contents = contents::nav(j, &groups, !far.is_empty()),
        header = front::header(j, &groups),
        table = front::verdict_table(&groups),
        overview = map::overview(&base),
        corridors = corridors::section(&far),
        rules = back::rules(j),
        problems = back::problems(j),
        method = back::method(),
        footer = back::footer(),
    );
    let skip = "<a class=\"skip\" href=\"#aw-verdicts\">Skip to the verdicts</a>\n";
    let title = format!("{}: which promises are kept", j.plan);
    shell(&title, skip, &format!("{}\n{body}", base.defs()))
}

/// A whole page around what stands in it.
fn shell(title: &str, skip: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         {skip}{}{body}\n</body>\n</html>\n",
        esc(title),
        markup::DEFS,
    )
}

fn footer_line(text: &str) -> String {
    format!("<footer><p>Made by Allways. {text}</p></footer>")
}

/// A verdict and where it is on the page.
struct Entry<'a> {
    verdict: &'a Verdict,
    anchor: &'a str,
    names: &'a Names,
}

/// The promises of one row of the plan.
struct Group<'a> {
    name: &'a str,
    anchor: String,
    entries: &'a [Entry<'a>],
}

impl<'a> Group<'a> {
    /// Entries are sorted by group already.
    fn of(entries: &'a [Entry<'a>]) -> Vec<Self> {
        let named = entries.iter().any(|e| !e.verdict.group.is_empty());
        entries
            .chunk_by(|a, b| a.verdict.group == b.verdict.group)
            .enumerate()
            .map(|(k, entries)| {
                let name = match entries[0].verdict.group.as_str() {
                    "" if named => "Other promises",
                    "" => "All promises",
                    name => name,
                };
                Self { name, anchor: format!("aw-group-{}", k + 1), entries }
            })
            .collect()
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.entries.iter().filter(|e| e.verdict.reading.outcome == outcome).count()
    }
}

/// In plan order, but with the promises of a group together, where the group first appears.
fn grouped(verdicts: &[Verdict]) -> Vec<&Verdict> {
    let mut groups: Vec<&str> = Vec::new();
    for v in verdicts {
        if !groups.contains(&v.group.as_str()) {
            groups.push(&v.group);
        }
    }
    groups.iter().flat_map(|g| verdicts.iter().filter(move |v| v.group == **g)).collect()
}

/// The promise's own id, so that `index.html#north-south-30` works; blanks are not allowed in an
/// anchor, and a repeated id gets a number.
fn anchors(verdicts: &[&Verdict]) -> Vec<String> {
    // The page's own anchors begin with `aw-`; a promise may not take one of them.
    let mut taken = BTreeSet::new();
    verdicts
        .iter()
        .map(|v| {
            let plain: String = v
                .promise
                .chars()
                .map(|c| if c.is_whitespace() || c.is_control() { '-' } else { c })
                .collect();
            let plain = match plain.as_str() {
                "" => "promise".to_owned(),
                own if own.starts_with("aw-") => format!("promise-{own}"),
                _ => plain,
            };
            let mut name = plain.clone();
            let mut n = 2;
            while !taken.insert(name.clone()) {
                name = format!("{plain}-{n}");
                n += 1;
            }
            name
        })
        .collect()
}
