//! A tiny scanner of pages: tags, attributes, balance.

use std::collections::BTreeSet;

/// Elements of HTML without an end tag.
const VOID: [&str; 3] = ["meta", "br", "link"];

/// One start tag.
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// Element name.
    pub(crate) name: String,
    /// Names and raw values.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    /// Value of the attribute, if it is there.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// Every start tag, in order. Fails the test if tags do not balance, an attribute is not quoted or
/// stands twice, or a bare `<`, `>` or `&` is in the text.
pub(crate) fn scan(page: &str) -> Vec<Tag> {
    let mut rest = page.strip_prefix("<!doctype html>").unwrap_or(page);
    let mut open: Vec<String> = Vec::new();
    let mut tags = Vec::new();
    loop {
        let Some(at) = rest.find('<') else {
            check_text(rest);
            break;
        };
        if open.last().is_none_or(|name| name != "style") {
            check_text(&rest[..at]);
        }
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('/') {
            let end = after.find('>').expect("an end tag ends");
            let name = &after[..end];
            assert_eq!(open.pop().as_deref(), Some(name), "end tag without its start");
            rest = &after[end + 1..];
            continue;
        }
        let (tag, closed, after) = start_tag(rest);
        rest = after;
        if !closed && !VOID.contains(&tag.name.as_str()) {
            open.push(tag.name.clone());
        }
        tags.push(tag);
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    tags
}

fn check_text(text: &str) {
    assert!(!text.contains('>'), "a bare > in {text:?}");
    for piece in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;", "nbsp;"];
        assert!(known.iter().any(|k| piece.starts_with(k)), "a bare & before {piece:?}");
    }
}

fn start_tag(mut rest: &str) -> (Tag, bool, &str) {
    let end = rest.find([' ', '>', '/']).expect("a tag ends");
    let mut tag = Tag { name: rest[..end].to_owned(), attributes: Vec::new() };
    assert!(tag.name.chars().all(|c| c.is_ascii_alphanumeric()), "odd tag {:?}", tag.name);
    rest = &rest[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (tag, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, false, after);
        }
        let end = rest.find(['=', ' ', '>', '/']).expect("an attribute ends");
        let name = rest[..end].to_owned();
        assert!(!name.is_empty(), "no attribute name in <{}", tag.name);
        assert!(tag.get(&name).is_none(), "{name} stands twice in <{}>", tag.name);
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.strip_prefix('"').expect("a quoted value");
            let end = after.find('"').expect("a closed value");
            after[..end].clone_into(&mut value);
            assert!(!value.contains('<'), "a bare < in {name}");
            rest = &after[end + 1..];
        }
        tag.attributes.push((name, value));
    }
}

/// All anchors; fails if one stands twice.
pub(crate) fn ids(tags: &[Tag]) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for tag in tags {
        if let Some(id) = tag.get("id") {
            assert!(ids.insert(id.to_owned()), "id {id} stands twice");
        }
    }
    ids
}

/// The text between `from` and the next `to`, for every `from`.
pub(crate) fn between<'a>(page: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    page.split(from).skip(1).map(|piece| piece.split(to).next().unwrap_or("")).collect()
}

/// Text without tags.
pub(crate) fn bare(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
