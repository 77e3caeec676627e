//! Near names, for messages that help.

/// Edit distance with adjacent transpositions (restricted Damerau–Levenshtein), in characters.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1; b.len() + 1];
        for j in 0..b.len() {
            let cost = usize::from(a[i] != b[j]);
            row[j + 1] = (last[j] + cost).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Up to `n` of `known` that a person may have meant by `typed`, nearest first: those within a
/// third of its length in edits, or that contain it. Case is ignored.
pub fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    n: usize,
) -> Vec<&'a str> {
    let wanted = typed.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for name in known {
        let lower = name.to_lowercase();
        let distance = edit_distance(&wanted, &lower);
        let within = distance <= limit;
        let contains = wanted.chars().count() >= 2 && lower.contains(&wanted);
        if within || contains {
            found.push((if within { distance } else { limit + 1 }, name));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(n).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swapped_letter_is_one_edit() {
        assert_eq!(edit_distance("tagret", "target"), 1);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(nearest("tagret", ["with", "target", "says"], 3), ["target"]);
    }
}
