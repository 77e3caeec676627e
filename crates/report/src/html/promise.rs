//! One promise: the sentence, the ruling, and all that one needs to believe or doubt it.

use allways_city::verdict::{Finding, Outcome, Table, Verdict};
use allways_transit::feed::{Basis, Confidence};

use super::Entry;
use super::map::{BaseLayer, evidence_map};
use super::markup::{badge, each, esc, linked, list, quantity, scrolling, value_cell};
use super::{bar, options, strip};
use crate::quantity::{bounds_text, decimal, margin_text, target_text, value_text};
use crate::table::confidence_text;
use crate::words::{Names, plain};

/// Evidence tables up to this many rows are open at once.
const SHORT_ROWS: usize = 12;

pub(super) fn section(entry: &Entry<'_>, base: &BaseLayer) -> String {
    let (v, r) = (entry.verdict, &entry.verdict.reading);
    let from = if v.from.is_empty() {
        String::new()
    } else {
        format!("<figcaption>— {}</figcaption>", linked(&v.from))
    };
    format!(
        "<article class=\"promise\" id=\"{anchor}\" aria-labelledby=\"aw-h-{anchor}\">\n\
         <h4 id=\"aw-h-{anchor}\"><a href=\"#{anchor}\">{id}</a>\
         <span>{measure} in {year}</span></h4>\n\
         <div class=\"core\"><figure class=\"quote\"><blockquote>{says}</blockquote>{from}</figure>\n\
         <div class=\"ruling {word}\">{badge}<p class=\"figure\">{ruling}</p></div>\n\
         <p class=\"summary\">{summary}</p>\n\
         <div class=\"pair\">{map}<div class=\"left\">{bar}{blocks}</div></div></div>\n\
         {readings}{journey}{options}{table}{assumptions}{work}{rerun}</article>\n",
        anchor = esc(entry.anchor),
        id = esc(&v.promise),
        measure = esc(&plain(&v.measure)),
        year = v.year,
        says = esc(&v.says),
        word = r.outcome.word(),
        badge = badge(r.outcome),
        ruling = ruling(r),
        summary = linked(&r.summary),
        bar = bar::chart(v, entry.names),
        blocks = blocks(v),
        map = evidence_map(base, &v.promise, &r.evidence.map),
        readings = readings(v, entry.names),
        journey = r.evidence.journey.as_ref().map_or_else(String::new, strip::figure),
        options = widest_choice(v),
        table = r.evidence.table.as_ref().map_or_else(String::new, evidence_table),
        assumptions = assumptions(r),
        work = work(r),
        rerun = rerun(v),
    )
}

/// The options of the reading that leaves the widest choice, the promise's own if it does.
fn widest_choice(v: &Verdict) -> String {
    let mut widest = &v.reading;
    for also in &v.also {
        if also.evidence.options.len() > widest.evidence.options.len() {
            widest = also;
        }
    }
    options::figure(&widest.evidence.options, 5, &widest.label)
}

/// `47.5 min against a target of ≤ 30 min: 17.5 min outside`.
fn ruling(r: &Finding) -> String {
    let value = match (r.value, bounds_text(r)) {
        (None, bounds) if bounds.starts_with("at least") => bounds,
        (None, bounds) if !bounds.is_empty() => {
            format!("between {bounds}").replace(" to ", " and ")
        }
        _ => value_text(r),
    };
    let margin = margin_text(r);
    let margin = if margin.is_empty() {
        String::new()
    } else {
        format!(": <span class=\"margin\">{}</span>", quantity(&margin))
    };
    format!(
        "<b>{}</b> against a target of <b>{}</b>{margin}",
        quantity(&value),
        quantity(&target_text(r))
    )
}

fn blocks(v: &Verdict) -> String {
    let r = &v.reading;
    let mend_head =
        if r.outcome == Outcome::Kept { "What would strengthen it" } else { "What would mend it" };
    let weakest = r.weakest.as_ref().map_or_else(String::new, weakest);
    [
        block("What is missing", &list(&r.missing)),
        block(mend_head, &paragraph(&r.mend)),
        block("Definition used", &definition(r)),
        block("Weakest input", &weakest),
        block("Note", &paragraph(&v.note)),
    ]
    .concat()
}

/// A heading with what belongs to it, or nothing.
fn block(head: &str, inside: &str) -> String {
    if inside.is_empty() {
        return String::new();
    }
    format!("<div class=\"block\"><h5>{head}</h5>{inside}</div>")
}

fn paragraph(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p>{}</p>", linked(text)) }
}

fn definition(r: &Finding) -> String {
    if r.definition.is_empty() {
        return String::new();
    }
    format!("<p><code>{}</code>{}</p>", esc(&r.definition), source(&r.definition_source))
}

fn source(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<br><span class=\"soft\">{}</span>", linked(text))
}

fn weakest(b: &Basis) -> String {
    let level = match b.confidence {
        Confidence::High => 4,
        Confidence::Medium => 3,
        Confidence::Low => 2,
        Confidence::Assumed => 1,
    };
    let dots = each(0..4, |i| if i < level { "●" } else { "○" }.to_owned());
    format!(
        "<p>{what} <span class=\"confidence\"><span aria-hidden=\"true\">{dots}</span> \
         {text}</span>{source}</p>",
        text = confidence_text(b.confidence),
        what = esc(&b.what),
        source = source(&b.source),
    )
}

/// The deciding reading and all others, side by side.
fn readings(v: &Verdict, names: &Names) -> String {
    if v.also.is_empty() {
        return "<p class=\"single soft\">No other reading of this sentence was tested.</p>\n"
            .to_owned();
    }
    // A column of one and the same word says nothing: the definition stands above.
    let varied = v.also.iter().any(|f| f.definition != v.reading.definition);
    let main = format!(
        "<tr class=\"main\">{}</tr>\n",
        reading_cells(&v.reading, "This promise, as read here", "", varied)
    );
    let others = each(&v.also, |f| {
        let label = names.reading(&f.label);
        let label = if label.is_empty() { "Another reading" } else { &label };
        let summary = if f.summary == v.reading.summary { "" } else { &f.summary };
        format!("<tr>{}</tr>\n", reading_cells(f, label, summary, varied))
    });
    let definition = if varied { "<th scope=\"col\">Definition</th>" } else { "" };
    let inside = format!(
        "<table class=\"readings\"><thead><tr><th scope=\"col\">Reading</th>\
         <th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">Value</th>\
         <th scope=\"col\" class=\"num\">Target</th><th scope=\"col\" class=\"num\">Margin</th>\
         {definition}</tr></thead>\n<tbody>\n{main}{others}</tbody></table>"
    );
    let head = "All readings of this sentence";
    format!("<h5>{head}</h5>{}\n", scrolling(head, "cards", &inside))
}

fn reading_cells(f: &Finding, label: &str, summary: &str, defined: bool) -> String {
    let summary = if summary.is_empty() {
        String::new()
    } else {
        format!("<span class=\"found\">{}</span>", linked(summary))
    };
    let missing = if f.missing.is_empty() || f.label.is_empty() {
        String::new()
    } else {
        format!("<span class=\"found\">Missing: {}</span>", linked(&f.missing.join("; ")))
    };
    let margin = margin_text(f);
    let margin = if margin.is_empty() { "–".to_owned() } else { quantity(&margin) };
    let definition = match (defined, f.definition.as_str()) {
        (false, _) => String::new(),
        (true, "") => "<td data-head=\"Definition\">–</td>".to_owned(),
        (true, id) => format!("<td data-head=\"Definition\"><code>{}</code></td>", esc(id)),
    };
    format!(
        "<th scope=\"row\">{label}{summary}{missing}</th><td>{badge}</td>\
         <td class=\"num\" data-head=\"Value\">{value}</td>\
         <td class=\"num\" data-head=\"Target\">{target}</td>\
         <td class=\"num\" data-head=\"Margin\">{margin}</td>{definition}",
        label = esc(label),
        badge = badge(f.outcome),
        value = value_cell(f),
        target = quantity(&target_text(f)),
    )
}

/// The figures behind the value; long tables are folded away, and unfold on paper.
fn evidence_table(t: &Table) -> String {
    if t.columns.is_empty() {
        return String::new();
    }
    let left_out = match t.left_out {
        0 => String::new(),
        1 => "<p class=\"soft\">One more row is left out here.</p>".to_owned(),
        n => format!("<p class=\"soft\">{n} more rows are left out here.</p>"),
    };
    let open = if t.rows.len() <= SHORT_ROWS { " open" } else { "" };
    let n = t.rows.len();
    let noun = if n == 1 { "row" } else { "rows" };
    format!(
        "<details{open}><summary><h5>The figures behind the value</h5> <span class=\"soft\">{n} \
         {noun}</span></summary>{}{left_out}</details>\n",
        scrolling("The figures behind the value", "", &plain_table(t))
    )
}

/// Columns of numbers are told from columns of text by what is in them.
pub(super) fn plain_table(t: &Table) -> String {
    let numeric: Vec<bool> = (0..t.columns.len())
        .map(|k| {
            k > 0
                && !t.rows.is_empty()
                && t.rows.iter().all(|r| r.get(k).is_none_or(|c| is_number(c)))
        })
        .collect();
    let class = |k: usize| if numeric.get(k) == Some(&true) { " class=\"num\"" } else { "" };
    let head = each(t.columns.iter().enumerate(), |(k, c)| {
        format!("<th scope=\"col\"{}>{}</th>", class(k), esc(c))
    });
    let rows = each(&t.rows, |r| {
        let cells = each(r.iter().enumerate(), |(k, c)| {
            if k == 0 {
                format!("<th scope=\"row\"{}>{}</th>", class(k), esc(c))
            } else {
                format!("<td{}>{}</td>", class(k), esc(c))
            }
        });
        format!("<tr>{cells}</tr>\n")
    });
    format!(
        "<table class=\"evidence\"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>"
    )
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || text == "–"
        || text.chars().all(|c| c.is_ascii_digit() || ".,:-−+% ".contains(c))
}

fn assumptions(r: &Finding) -> String {
    if r.assumptions.is_empty() {
        return String::new();
    }
    let n = r.assumptions.len();
    format!(
        "<details open><summary><h5>Assumptions</h5> <span class=\"soft\">{n}</span></summary>\
         {}</details>\n",
        list(&r.assumptions)
    )
}

fn work(r: &Finding) -> String {
    if r.evidence.work.is_empty() {
        return String::new();
    }
    let items: Vec<String> = r
        .evidence
        .work
        .iter()
        .map(|(name, n)| {
            let n = decimal(allways_base::cast::f64_from_u64(*n), 0);
            format!("{}\u{a0}{}", esc(&n), esc(name))
        })
        .collect();
    format!("<p class=\"work soft\">Work done: {}.</p>\n", items.join(", "))
}

fn rerun(v: &Verdict) -> String {
    if v.rerun.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"rerun\"><h5>To get this verdict again</h5><pre>{}</pre>\
         <p class=\"soft\">One click selects the whole line.</p></div>\n",
        esc(&v.rerun)
    )
}
