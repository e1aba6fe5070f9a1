//! What a browser says of itself, in the few words that help its owner to recognise it.

/// A browser and the system that it runs on: names from short lists, so that nothing that somebody sent is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Browser {
    /// Such as `Firefox`; nothing when it is none of the usual ones.
    pub name: Option<&'static str>,
    /// Such as `Windows`.
    pub system: Option<&'static str>,
}

/// What stands in the text of a browser, and its name; the first that is found counts.
const NAMES: [(&str, &str); 7] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

impl Browser {
    /// Reads a `User-Agent`.
    pub fn of(agent: &str) -> Self {
        let found = |list: &[(&str, &'static str)]| {
            list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
        };
        Self { name: found(&NAMES), system: found(&SYSTEMS) }
    }

    /// `Firefox, Windows`; empty when neither is known.
    pub fn text(self) -> String {
        [self.name, self.system].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_browsers_are_recognised_and_nothing_else_is_repeated() {
        for (agent, text) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
                "Safari, macOS",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/140 Safari/537 Edg/140", "Edge, Linux"),
            ("<script>[click](https://evil.example)", ""),
            ("", ""),
        ] {
            assert_eq!(Browser::of(agent).text(), text);
        }
    }
}
