//! Small pieces of HTML. Every text from outside goes through [`esc`].

use allways_city::verdict::{Finding, Outcome};

use crate::quantity::{bounds_text, value_text};
use crate::words::capital;

/// Safe in text and in quoted attributes; control characters are dropped.
pub(super) fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A quantity whose number and unit stay on one line.
pub(super) fn quantity(text: &str) -> String {
    esc(text).replace(' ', "\u{a0}")
}

/// All items, one after the other.
pub(super) fn each<T>(items: impl IntoIterator<Item = T>, f: impl FnMut(T) -> String) -> String {
    items.into_iter().map(f).fold(String::new(), |mut out, piece| {
        out.push_str(&piece);
        out
    })
}

/// Units that stay on the line of their number.
const UNITS: [&str; 18] = [
    "%", "min", "h", "s", "d", "days", "m", "km", "km²", "km/h", "m/s", "kg", "t", "USD", "RMB",
    "°C", "bn", "m²",
];

/// Escaped; what stands between backticks is set as code.
fn prose(text: &str) -> String {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return plain_prose(text);
    }
    each(pieces.iter().enumerate(), |(i, piece)| match i % 2 {
        0 => plain_prose(piece),
        _ => format!("<code>{}</code>", esc(piece)),
    })
}

/// Escaped, numbers kept with their units.
fn plain_prose(text: &str) -> String {
    let mut out = String::new();
    let mut after_digit = false;
    for (i, word) in text.split(' ').enumerate() {
        let bare = word.trim_end_matches(['.', ',', ';', ':', ')', '?']);
        let joined = after_digit && UNITS.contains(&bare);
        if i > 0 {
            out.push(if joined { '\u{a0}' } else { ' ' });
        }
        out.push_str(&esc(word));
        after_digit = word.ends_with(|c: char| c.is_ascii_digit());
    }
    out
}

/// Escaped, with bare web addresses made into links (their text is the address, so that paper
/// shows it too).
pub(super) fn linked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = ["https://", "http://"].iter().filter_map(|s| rest.find(s)).min() {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '|' | '，' | '）'))
            .unwrap_or(from.len());
        let address = from[..end].trim_end_matches(['.', ',', ';', ')', ':', '\'']);
        out.push_str(&prose(before));
        let safe = esc(address);
        add(&mut out, format_args!("<a href=\"{safe}\" rel=\"noreferrer\">{safe}</a>"));
        rest = &from[address.len()..];
    }
    out.push_str(&prose(rest));
    out
}

/// Appends a formatted piece.
pub(super) fn add(out: &mut String, piece: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    if std::fmt::Write::write_fmt(out, piece).is_err() {
        out.clear();
    }
}

/// A list, or nothing.
pub(super) fn list(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("<ul>{}</ul>", each(items, |item| format!("<li>{}</li>", linked(item))))
}

/// Word, shape and colour of an outcome; any two of them may be lost.
pub(super) fn badge(outcome: Outcome) -> String {
    let word = outcome.word();
    format!("<span class=\"badge {word}\">{}{}</span>", icon(outcome), capital(word))
}

/// Check in a disc, cross in a square, question mark in a lozenge.
pub(super) fn icon(outcome: Outcome) -> String {
    format!(
        "<svg class=\"icon\" width=\"18\" height=\"18\" viewBox=\"0 0 20 20\" \
         aria-hidden=\"true\"><use href=\"#aw-i-{}\"/></svg>",
        outcome.word()
    )
}

/// The value, with the bounds beneath it if there are any and they are not the value itself.
pub(super) fn value_cell(finding: &Finding) -> String {
    let (value, bounds) = (value_text(finding), bounds_text(finding));
    let below = if bounds.is_empty() || bounds == value {
        String::new()
    } else {
        format!("<span class=\"bounds\">{}</span>", quantity(&bounds))
    };
    format!("{}{below}", quantity(&value))
}

/// A table that scrolls sideways where the page is narrow, by keyboard too. `label` and `head` are
/// text, `rows` are finished cells.
pub(super) fn scrolling(label: &str, class: &str, inside: &str) -> String {
    format!(
        "<div class=\"scroll {class}\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\
         {inside}</div>",
        esc(label)
    )
}

/// A coordinate in an SVG: one decimal, none if it is zero.
pub(super) fn px(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Patterns and icons, once per page; every picture refers to them.
pub(super) const DEFS: &str = include_str!("defs.svg");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_links_and_nothing_else_does() {
        assert_eq!(
            linked("see https://a.b/c?x=1&y=2."),
            "see <a href=\"https://a.b/c?x=1&amp;y=2\" rel=\"noreferrer\">\
             https://a.b/c?x=1&amp;y=2</a>."
        );
        assert_eq!(linked("2 of `a<b` in 5 min"), "2 of <code>a&lt;b</code> in 5\u{a0}min");
        assert_eq!(linked("a ` alone"), "a ` alone");
        assert_eq!(linked("javascript:alert(1) <b>"), "javascript:alert(1) &lt;b&gt;");
        assert_eq!(
            linked("https://x/\"onclick=1"),
            "<a href=\"https://x/\" rel=\"noreferrer\">https://x/</a>&quot;onclick=1"
        );
    }
}
