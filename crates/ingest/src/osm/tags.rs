//! The tags of one element.

/// Keys and values, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Tags<'a>(Vec<(&'a str, &'a str)>);

impl<'a> FromIterator<(&'a str, &'a str)> for Tags<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(tags: I) -> Self {
        Self(tags.into_iter().collect())
    }
}

impl<'a> Tags<'a> {
    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().find(|(k, _)| *k == key).map(|(_, value)| *value)
    }

    pub(super) fn is(&self, key: &str, values: &[&str]) -> bool {
        self.get(key).is_some_and(|value| values.contains(&value))
    }

    /// The value of `key:suffix`.
    pub(super) fn get_for_only(&self, key: &str, suffix: &str) -> Option<&'a str> {
        let is_it = |k: &str| {
            let rest = k.strip_prefix(key).and_then(|rest| rest.strip_prefix(':'));
            rest == Some(suffix)
        };
        self.0.iter().find(|(k, _)| is_it(k)).map(|(_, value)| *value)
    }

    /// The value of `key:suffix`, else that of `key`.
    pub(super) fn get_for(&self, key: &str, suffix: &str) -> Option<&'a str> {
        self.get_for_only(key, suffix).or_else(|| self.get(key))
    }

    /// The tags with keys that begin so: where a few keys are asked many times.
    pub(super) fn about(&self, beginnings: &[&str]) -> Self {
        let is_asked = |key: &str| beginnings.iter().any(|beginning| key.starts_with(beginning));
        self.0.iter().filter(|(key, _)| is_asked(key)).copied().collect()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
impl<'a> Tags<'a> {
    /// `key=value` words.
    pub(super) fn read(text: &'a str) -> Self {
        text.split_whitespace().filter_map(|tag| tag.split_once('=')).collect()
    }
}
