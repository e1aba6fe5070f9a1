//! Markdown of ours to HTML: headings get ids to link to, tables can be scrolled, code says its language.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// The title, which is the first heading, and the rest as HTML.
pub fn to_html(text: &str) -> (String, String) {
    let mut title = String::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    // The heading that is being read: its level, its words, where its events begin.
    let mut heading: Option<(HeadingLevel, String, usize)> = None;
    // What a table is about.
    let mut latest = String::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        if let Some((_, words, _)) = &mut heading
            && let Event::Text(said) | Event::Code(said) = &event
        {
            words.push_str(said);
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, String::new(), events.len())),
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, words, start)) = heading.take() else { continue };
                latest.clone_from(&words);
                if level == HeadingLevel::H1 {
                    title = words;
                    events.truncate(start);
                    continue;
                }
                let open = format!("<{level} id=\"{}\">", slug(&words));
                events.insert(start, Event::Html(open.into()));
                events.push(Event::Html(format!("</{level}>\n").into()));
            }
            // What is wider than the window is scrolled by itself, also with the keyboard.
            Event::Start(Tag::Table(columns)) => {
                let label = escape(&latest);
                let open =
                    format!("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">\n");
                events.push(Event::Html(open.into()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>\n".into()));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                let plain = language.split(' ').next().unwrap_or_default();
                let open = format!("<pre tabindex=\"0\"><code class=\"language-{plain}\">");
                events.push(Event::Html(open.into()));
            }
            Event::End(TagEnd::CodeBlock) => {
                events.push(Event::Html("</code></pre>\n".into()));
            }
            other => events.push(other),
        }
    }
    let mut html = String::with_capacity(text.len() * 2);
    html::push_html(&mut html, events.into_iter());
    // A table's empty corner is no heading.
    (title, html.replace("<th></th>", "<td></td>"))
}

/// What stands after `#` in a link to a heading: its words in plain letters, joined by hyphens.
fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for character in words.chars().flat_map(char::to_lowercase) {
        let plain = match character {
            'à' | 'â' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        };
        if plain.is_ascii_alphanumeric() {
            slug.push(plain);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Text as it stands in HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_links_and_the_first_is_the_title() {
        let (title, html) = to_html("# API keys\n\n## Parties d’un message\n\nText\n");
        assert_eq!(title, "API keys");
        assert_eq!(html, "<h2 id=\"parties-d-un-message\">Parties d’un message</h2>\n<p>Text</p>\n");
    }

    #[test]
    fn code_keeps_its_language_and_loses_the_mark_for_the_test() {
        let (_, html) = to_html("```sh run\ncurl <x>\n```\n");
        assert!(
            html.contains("<pre tabindex=\"0\"><code class=\"language-sh\">curl &lt;x&gt;\n</code></pre>"),
            "{html}"
        );
    }
}
