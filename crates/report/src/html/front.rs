//! The first screen: what this is, the score, the verdict table.

use allways_city::verdict::{Judgement, Outcome};

use super::Entry;
use super::markup::{badge, each, esc, icon, quantity, scrolling, value_cell};
use crate::quantity::{margin_text, target_text};
use crate::table::{confidence_text, count};

const OUTCOMES: [Outcome; 3] = [Outcome::Kept, Outcome::Broken, Outcome::Undecided];

pub(super) fn header(j: &Judgement) -> String {
    let n = j.verdicts.len();
    let (n_promises, have) =
        if n == 1 { ("one promise".to_owned(), "is") } else { (format!("{n} promises"), "are") };
    let summary = if j.summary.is_empty() {
        String::new()
    } else {
        format!("<p class=\"lede\">{}</p>", esc(&j.summary))
    };
    let facts = [
        ("Service day", j.date.as_str()),
        ("Year judged", &j.year.to_string()),
        ("Season", &j.season),
        ("Traveller", &j.traveller),
    ]
    .map(|(term, fact)| {
        let fact = if fact.is_empty() { "not stated" } else { fact };
        format!("<div><dt>{term}</dt><dd>{}</dd></div>", esc(fact))
    });
    format!(
        "<header class=\"top\">\n<p class=\"kicker\">Allways · a plan’s promises, tested</p>\n\
         <h1>{plan}</h1>\n{summary}\n\
         <p class=\"what\">This page takes {n_promises} of the plan in its own words and says which \
         {have} kept, broken or undecided, by how much, on what evidence, and what would mend \
         it.</p>\n\
         <dl class=\"facts\">{facts}</dl>\n{score}\n</header>",
        plan = esc(&j.plan),
        facts = facts.concat(),
        score = score(j),
    )
}

/// A bar of as many parts as promises, with the counts spelled beneath it.
fn score(j: &Judgement) -> String {
    let parts = each(OUTCOMES, |outcome| {
        let n = count(j, outcome);
        let unit = format!("<i class=\"{}\"></i>", outcome.word());
        unit.repeat(n)
    });
    let words = each(OUTCOMES, |outcome| {
        format!(
            "<li class=\"{word}\">{icon}<b>{n}</b> {word}</li>",
            icon = icon(outcome),
            n = count(j, outcome),
            word = outcome.word()
        )
    });
    format!(
        "<div class=\"score\"><div class=\"scorebar\" aria-hidden=\"true\">{parts}</div>\
         <ul class=\"counts\" aria-label=\"Score\">{words}</ul></div>"
    )
}

pub(super) fn verdict_table(entries: &[Entry<'_>]) -> String {
    let named = entries.iter().any(|e| !e.verdict.group.is_empty());
    let mut groups: Vec<&[Entry<'_>]> = Vec::new();
    groups.extend(entries.chunk_by(|a, b| a.verdict.group == b.verdict.group));
    let bodies = each(groups, |group| {
        let name = &group[0].verdict.group;
        let name = if name.is_empty() { "Other promises" } else { name };
        let head = if named {
            format!(
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"5\">{}</th></tr>\n",
                esc(name)
            )
        } else {
            String::new()
        };
        format!("<tbody>\n{head}{}</tbody>\n", each(group, row))
    });
    let inside = format!(
        "<table class=\"verdicts\">\n<caption class=\"hidden\">Every promise with its \
         verdict</caption>\n<thead><tr><th scope=\"col\">Promise</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">Value</th>\
         <th scope=\"col\" class=\"num\">Target</th><th scope=\"col\">Weakest input</th></tr>\
         </thead>\n{bodies}</table>"
    );
    format!(
        "<section aria-labelledby=\"aw-verdicts\">\n<h2 id=\"aw-verdicts\">The verdicts</h2>\n\
         {}\n</section>",
        scrolling("Verdict table", "cards", &inside)
    )
}

fn row(entry: &Entry<'_>) -> String {
    let (v, r) = (entry.verdict, &entry.verdict.reading);
    let weakest = r.weakest.as_ref().map_or_else(
        || "<span class=\"soft\">none named</span>".to_owned(),
        |b| {
            format!(
                "{} <span class=\"soft\">{}</span>",
                esc(&b.what),
                quantity(&confidence_text(b.confidence))
            )
        },
    );
    let margin = margin_text(r);
    let margin = if margin.is_empty() {
        String::new()
    } else {
        format!("<span class=\"bounds\">{}</span>", quantity(&margin))
    };
    format!(
        "<tr><th scope=\"row\"><a href=\"#{anchor}\">{says}</a><code>{id}</code></th>\
         <td>{badge}</td><td class=\"num\" data-head=\"Value\">{value}</td>\
         <td class=\"num\" data-head=\"Target\">{target}{margin}</td>\
         <td data-head=\"Weakest input\">{weakest}</td></tr>\n",
        anchor = esc(entry.anchor),
        says = esc(&v.says),
        id = esc(&v.promise),
        badge = badge(r.outcome),
        value = value_cell(r),
        target = quantity(&target_text(r)),
    )
}
