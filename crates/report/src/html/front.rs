//! The first screen: what this is, the score, the verdict table.

use allways_city::verdict::{Judgement, Outcome};

use super::markup::{badge, each, esc, icon, quantity, scrolling, value_cell};
use super::{Entry, Group};
use crate::quantity::{margin_text, target_text};
use crate::table::{confidence_text, count};
use crate::words::capital;

const OUTCOMES: [Outcome; 3] = [Outcome::Kept, Outcome::Broken, Outcome::Undecided];

pub(super) fn header(j: &Judgement, groups: &[Group<'_>]) -> String {
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
         <h2 id=\"aw-glance\" class=\"answer\">{answer}</h2>\n{score}\n{glance}\n\
         <dl class=\"facts\">{facts}</dl>\n\
         <p class=\"what\">Each promise is a sentence of the plan. Below stands how it was measured, \
         by how much it is kept or broken, on what evidence, and what would mend it.</p>\n</header>",
        plan = esc(&j.plan),
        answer = answer(j),
        facts = facts.concat(),
        score = score(j),
        glance = glance(groups),
    )
}

/// The whole page in one sentence, each count with its mark.
fn answer(j: &Judgement) -> String {
    let n = j.verdicts.len();
    if n == 0 {
        return "No promise was judged".to_owned();
    }
    let count = |outcome| {
        let n = count(j, outcome);
        format!(
            "<b class=\"{word}\">{icon}{n} {word}</b>",
            word = outcome.word(),
            icon = icon(outcome)
        )
    };
    let of = if n == 1 { "Of one promise".to_owned() } else { format!("Of {n} promises") };
    format!(
        "{of}: {}, {}, {}",
        count(Outcome::Kept),
        count(Outcome::Broken),
        count(Outcome::Undecided)
    )
}

/// A bar of as many parts as promises.
fn score(j: &Judgement) -> String {
    let parts = each(OUTCOMES, |outcome| {
        let n = count(j, outcome);
        let unit = format!("<i class=\"{}\"></i>", outcome.word());
        unit.repeat(n)
    });
    format!("<div class=\"scorebar\" aria-hidden=\"true\">{parts}</div>")
}

/// One line for each group of the plan, one mark for each of its promises; each a link.
fn glance(groups: &[Group<'_>]) -> String {
    let rows = each(groups, |group| {
        let marks = each(group.entries, |e| {
            let word = e.verdict.reading.outcome.word();
            let said = esc(&format!("{}: {}", capital(word), e.verdict.says));
            format!(
                "<a class=\"mark {word}\" href=\"#{}\" aria-label=\"{said}\" title=\"{said}\">{}</a>",
                esc(e.anchor),
                icon(e.verdict.reading.outcome)
            )
        });
        let words: Vec<String> = OUTCOMES
            .into_iter()
            .filter(|&o| group.count(o) > 0)
            .map(|o| format!("{} {}", group.count(o), o.word()))
            .collect();
        format!(
            "<li><a href=\"#{}\">{}</a><span class=\"marks\">{marks}</span>\
             <span class=\"soft\">{}</span></li>\n",
            group.anchor,
            esc(&capital(group.name)),
            words.join(", ")
        )
    });
    format!("<ul class=\"glance\">\n{rows}</ul>")
}

pub(super) fn verdict_table(groups: &[Group<'_>]) -> String {
    let named = groups.iter().any(|g| !g.entries[0].verdict.group.is_empty());
    let bodies = each(groups, |group| {
        let head = if named {
            format!(
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"5\">{}</th></tr>\n",
                esc(group.name)
            )
        } else {
            String::new()
        };
        format!("<tbody>\n{head}{}</tbody>\n", each(group.entries, row))
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
