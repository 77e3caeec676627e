//! How wide text is in a terminal, where a Chinese character takes two columns, and how it is
//! folded and padded there.
//!
//! The wide ranges are the blocks that Unicode's East Asian Width (UAX #11) marks W or F; a table of
//! blocks instead of the full property file, because names of places need no more.

/// Columns that `c` takes: 0, 1 or 2.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x0300..=0x036F | 0x200B..=0x200F | 0xFE00..=0xFE0F | 0xFEFF => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0x33FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Columns that `text` takes in a terminal.
pub fn display_width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// Without control characters: a name in a feed must not be able to move the cursor.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Cut to `width` columns, with an ellipsis if something was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = char_width(c);
        if used + w + 1 > width {
            break;
        }
        used += w;
        out.push(c);
    }
    if width > 0 {
        out.push('…');
    }
    out
}

/// Cut and filled with spaces on the right to exactly `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    for _ in display_width(&out)..width {
        out.push(' ');
    }
    out
}

/// Filled with spaces on the left.
pub(crate) fn pad_left(text: &str, width: usize) -> String {
    let cut = cut(text, width);
    let mut out = " ".repeat(width.saturating_sub(display_width(&cut)));
    out.push_str(&cut);
    out
}

/// A table with its heads: columns as wide as their widest cell, two spaces between them; those from
/// `numbers` on are filled on the left. No spaces at the ends of lines.
pub(crate) fn columns(heads: &[&str], rows: &[Vec<String>], numbers: usize) -> String {
    let width = |k: usize| {
        let cells = rows.iter().filter_map(|row| row.get(k)).map(|cell| display_width(cell));
        cells.chain([display_width(heads[k])]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded = cells.zip(&widths).enumerate().map(|(k, (cell, &width))| {
            if k < numbers { pad(cell, width) } else { pad_left(cell, width) }
        });
        format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    let mut out = line(&mut heads.iter().copied());
    for row in rows {
        out += &line(&mut row.iter().map(String::as_str));
    }
    out
}

/// Folded at spaces, and within words only where a word does not fit a line (Chinese text has no
/// spaces); every line is at most `width` columns, if `width` is at least 2.
pub(crate) fn fold(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let w = display_width(word);
        let gap = usize::from(used > 0);
        if used + gap + w <= width {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(word);
            used += gap + w;
            continue;
        }
        let breakable = w > width || word.chars().any(|c| char_width(c) == 2);
        if !breakable && used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if gap == 1 && used + 1 < width {
            line.push(' ');
            used += 1;
        }
        for c in word.chars() {
            let w = char_width(c);
            if used + w > width {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            line.push(c);
            used += w;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use allways_base::random::Random;

    #[test]
    fn chinese_takes_two_columns() {
        assert_eq!(display_width("Beibei 北碚"), 11);
        assert_eq!(pad("北碚", 5), "北碚 ");
        assert_eq!(cut("北碚区", 5), "北碚…");
        assert_eq!(cut("北碚区", 4), "北…");
        assert_eq!(clean("a\u{1b}[2J"), "a [2J");
    }

    #[test]
    fn folded_lines_fit_and_lose_nothing() {
        let alphabet: Vec<char> = "ab c 北 碚d".chars().collect();
        for seed in 0..2000 {
            let mut random = Random::new(seed, 1);
            let n = random.below(60);
            let text: String =
                (0..n).map(|_| alphabet[allways_base::cast::usize_from(random.below(9))]).collect();
            let width = allways_base::cast::usize_from(2 + random.below(20));
            let lines = fold(&text, width);
            for line in &lines {
                assert!(display_width(line) <= width, "seed {seed}: {line:?} > {width}");
            }
            let bare = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(bare(&lines.concat()), bare(&text), "seed {seed}");
        }
    }
}
