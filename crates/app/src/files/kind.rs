//! What a file is: by its content, and never only by its name.
//!
//! The name has to agree with the content, because readers' programs go by the name: text called `.html` would be a page,
//! and a document with macros called `.docx` still has them.

/// A type that may be sent.
struct Supported {
    media_type: &'static str,
    /// Endings that a name of it may have.
    endings: &'static [&'static str],
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const NUMBERS: &str = "application/vnd.apple.numbers";
const PDF: &str = "application/pdf";
const OLE: &str = "application/CDFV2";
const CSV: &str = "text/csv";
const TEXT: &str = "text/plain";
const WORD: &str = "application/msword";
const EXCEL: &str = "application/vnd.ms-excel";
const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";
const RTF: &str = "application/rtf";

/// In the order in which refusals list them.
const SUPPORTED: &[Supported] = &[
    Supported { media_type: PDF, endings: &["pdf"] },
    Supported { media_type: OLE, endings: &["doc", "dot", "xls", "xlt"] },
    Supported { media_type: CSV, endings: &["csv"] },
    Supported { media_type: TEXT, endings: &["txt", "text", "md", "log"] },
    Supported { media_type: WORD, endings: &["doc", "dot"] },
    Supported { media_type: DOCX, endings: &["docx"] },
    Supported { media_type: JPEG, endings: &["jpg", "jpeg", "jpe"] },
    Supported { media_type: PNG, endings: &["png"] },
    Supported { media_type: EXCEL, endings: &["xls", "xlt"] },
    Supported { media_type: XLSX, endings: &["xlsx"] },
    Supported { media_type: NUMBERS, endings: &["numbers"] },
    Supported { media_type: ODT, endings: &["odt"] },
    Supported { media_type: RTF, endings: &["rtf"] },
    Supported { media_type: ODS, endings: &["ods"] },
    Supported { media_type: PPTX, endings: &["pptx"] },
];

/// Bytes at the beginning in which a type shows itself.
const LOOKED_AT: usize = 8 << 10;
/// Names of a ZIP file that are looked at.
const MOST_ENTRIES: usize = 4_096;
/// The longest ending of a name that is taken for one.
const LONGEST_ENDING: usize = 8;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongKind {
    /// It is of a type that is not sent.
    Unsupported(String),
    /// It is of this type, and its name says something else.
    NamedOtherwise(&'static str),
}

/// The types that may be sent.
pub fn supported() -> impl Iterator<Item = &'static str> {
    SUPPORTED.iter().map(|one| one.media_type)
}

/// The endings that names of such files have, each once.
pub fn endings() -> impl Iterator<Item = &'static str> {
    let all = SUPPORTED
        .iter()
        .enumerate()
        .flat_map(|(at, one)| one.endings.iter().map(move |ending| (at, *ending)));
    all.filter(|(at, ending)| !SUPPORTED[..*at].iter().any(|earlier| earlier.endings.contains(ending)))
        .map(|(_, ending)| ending)
}

/// A stored type, read back.
pub(super) fn media_type(text: &str) -> Option<&'static str> {
    supported().find(|one| *one == text)
}

/// The ending that a name of this type usually has.
pub(super) fn usual_ending(media_type: &str) -> &'static str {
    let found = SUPPORTED.iter().find(|one| one.media_type == media_type);
    found.and_then(|one| one.endings.first()).copied().unwrap_or("bin")
}

/// What a file is. `is_csv` is what a client says of a file without a name.
pub(super) fn recognise(content: &[u8], name: Option<&str>, is_csv: bool) -> Result<&'static str, WrongKind> {
    let ending = name.and_then(ending);
    let found = match sniff(content) {
        // Both in one container whose inside is not looked at: the name decides between them.
        Sniffed::Supported(OLE) => match ending.as_deref() {
            Some("doc" | "dot") => WORD,
            Some("xls" | "xlt") => EXCEL,
            _ => OLE,
        },
        Sniffed::Supported(TEXT) if ending.as_deref() == Some("csv") || (name.is_none() && is_csv) => CSV,
        Sniffed::Supported(found) => found,
        Sniffed::Other(found) => return Err(WrongKind::Unsupported(found)),
    };
    let one = SUPPORTED.iter().find(|one| one.media_type == found);
    match (one, ending) {
        (Some(one), Some(ending)) if !one.endings.contains(&ending.as_str()) => {
            Err(WrongKind::NamedOtherwise(found))
        }
        _ => Ok(found),
    }
}

/// The ending of a name, in lower case: what follows the last full stop, when programs could go by it.
fn ending(name: &str) -> Option<String> {
    // Windows ignores blanks and full stops at the end.
    let (_, ending) = name.trim_end_matches(|c: char| c == '.' || c.is_whitespace()).rsplit_once('.')?;
    let is_ending = (1..=LONGEST_ENDING).contains(&ending.len())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_ending.then(|| ending.to_ascii_lowercase())
}

#[derive(Debug, PartialEq, Eq)]
enum Sniffed {
    Supported(&'static str),
    Other(String),
}

fn sniff(content: &[u8]) -> Sniffed {
    let other = |text: &str| Sniffed::Other(text.to_owned());
    if content.starts_with(b"PK\x03\x04") {
        return sniff_zip(content);
    }
    if content.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Sniffed::Supported(OLE);
    }
    if content.starts_with(b"{\\rtf") {
        return Sniffed::Supported(RTF);
    }
    match infer::get(&content[..content.len().min(LOOKED_AT)]).map(|kind| kind.mime_type()) {
        Some("application/pdf") => Sniffed::Supported(PDF),
        Some("image/jpeg") => Sniffed::Supported(JPEG),
        Some("image/png") => Sniffed::Supported(PNG),
        // HTML and scripts are text to whoever sends them, and programs to whoever opens them.
        Some(known) => other(known),
        None if is_text(content) => Sniffed::Supported(TEXT),
        None => other("application/octet-stream"),
    }
}

/// Text in UTF-8, UTF-16 or an old code page: nothing in it that only machines write.
fn is_text(content: &[u8]) -> bool {
    if content.starts_with(b"\xFF\xFE") || content.starts_with(b"\xFE\xFF") {
        return content.len().is_multiple_of(2);
    }
    !content.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31 | 127))
}

/// The inside of a ZIP file by the names in it.
fn sniff_zip(content: &[u8]) -> Sniffed {
    let other = |text: &str| Sniffed::Other(text.to_owned());
    // OpenDocument says first what it is, and does not compress it.
    if let Some(said) = first_stored(content, b"mimetype") {
        for known in [ODT, ODS] {
            if said == known.as_bytes() {
                return Sniffed::Supported(known);
            }
        }
        if let Some(said) = std::str::from_utf8(said).ok().filter(|said| is_media_type(said)) {
            return other(said);
        }
    }
    let Some(names) = names_in(content) else { return other("application/zip") };
    let has = |prefix: &[u8]| names.iter().any(|name| name.starts_with(prefix));
    let ends = |suffix: &[u8]| names.iter().any(|name| name.ends_with(suffix));
    if has(b"[Content_Types].xml") {
        let macros = ends(b"vbaProject.bin");
        for (folder, plain, with_macros) in [
            (b"word/".as_slice(), DOCX, "application/vnd.ms-word.document.macroEnabled.12"),
            (b"xl/", XLSX, "application/vnd.ms-excel.sheet.macroEnabled.12"),
            (b"ppt/", PPTX, "application/vnd.ms-powerpoint.presentation.macroEnabled.12"),
        ] {
            if has(folder) {
                return if macros { other(with_macros) } else { Sniffed::Supported(plain) };
            }
        }
    }
    // Apple's three programs write the same archive; only tables of Numbers have these parts in every document.
    if has(b"Index/Document.iwa") && has(b"Index/CalculationEngine") && !has(b"Index/Slide") {
        return Sniffed::Supported(NUMBERS);
    }
    other("application/zip")
}

fn is_media_type(text: &str) -> bool {
    text.len() <= 100
        && text.contains('/')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/.+-".contains(&byte))
}

fn number(content: &[u8], at: usize, bytes: usize) -> Option<usize> {
    let digits = content.get(at..at.checked_add(bytes)?)?;
    digits
        .iter()
        .rev()
        .try_fold(0_usize, |number, byte| number.checked_mul(256)?.checked_add(usize::from(*byte)))
}

/// The content of the first entry, if it has this name and is not compressed.
fn first_stored<'a>(content: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    const HEADER: usize = 30;
    let (method, size) = (number(content, 8, 2)?, number(content, 18, 4)?);
    let (name_length, extra_length) = (number(content, 26, 2)?, number(content, 28, 2)?);
    let start = HEADER + name_length + extra_length;
    let is_it = method == 0 && content.get(HEADER..HEADER + name_length)? == name;
    is_it.then(|| content.get(start..start.checked_add(size)?))?
}

/// The names in a ZIP file, from the directory at its end.
fn names_in(content: &[u8]) -> Option<Vec<&[u8]>> {
    const END: usize = 22;
    const LONGEST_COMMENT: usize = 65_535;
    const ENTRY: usize = 46;
    let from = content.len().saturating_sub(END + LONGEST_COMMENT);
    let end = content[from..].windows(4).rposition(|window| window == b"PK\x05\x06")? + from;
    let mut at = number(content, end + 16, 4)?;
    let mut names = Vec::new();
    while names.len() < MOST_ENTRIES && content.get(at..at.checked_add(4)?)? == b"PK\x01\x02" {
        let (name, extra, comment) =
            (number(content, at + 28, 2)?, number(content, at + 30, 2)?, number(content, at + 32, 2)?);
        names.push(content.get(at + ENTRY..at + ENTRY + name)?);
        at += ENTRY + name + extra + comment;
        if at + 4 > content.len() {
            break;
        }
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A ZIP file with these empty entries.
    fn zip(names: &[&str]) -> Vec<u8> {
        zip_beginning(Vec::new(), names)
    }

    fn zip_beginning(first: Vec<u8>, names: &[&str]) -> Vec<u8> {
        let mut made = if first.is_empty() { b"PK\x03\x04".to_vec() } else { first };
        made.resize(made.len().max(30), 0);
        let directory = u32::try_from(made.len()).unwrap();
        for name in names {
            let mut entry = vec![0; 46];
            entry[..4].copy_from_slice(b"PK\x01\x02");
            entry[28..30].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            made.extend(entry);
            made.extend(name.as_bytes());
        }
        made.extend(b"PK\x05\x06");
        made.extend([0; 12]);
        made.extend(directory.to_le_bytes());
        made.extend([0; 2]);
        made
    }

    fn opendocument(kind: &str) -> Vec<u8> {
        let mut first = b"PK\x03\x04".to_vec();
        first.resize(30, 0);
        first[18..22].copy_from_slice(&u32::try_from(kind.len()).unwrap().to_le_bytes());
        first[26] = 8;
        first.extend(b"mimetype");
        first.extend(kind.as_bytes());
        zip_beginning(first, &["mimetype", "content.xml"])
    }

    #[test]
    fn every_supported_type_is_known_by_its_content() {
        for (content, name, expected) in [
            (b"%PDF-1.7\n".to_vec(), "a.pdf", PDF),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec(), "a.doc", WORD),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec(), "a.XLS", EXCEL),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest".to_vec(), "no ending", OLE),
            (b"a,b\n1,2\n".to_vec(), "a.csv", CSV),
            ("été".as_bytes().to_vec(), "a.txt", TEXT),
            (b"\xe9t\xe9".to_vec(), "a.txt", TEXT),
            (b"{\\rtf1 a}".to_vec(), "a.rtf", RTF),
            (b"\xFF\xD8\xFF\xE0rest".to_vec(), "a.jpeg", JPEG),
            (b"\x89PNG\r\n\x1a\nrest".to_vec(), "a.png", PNG),
            (zip(&["[Content_Types].xml", "word/document.xml"]), "a.docx", DOCX),
            (zip(&["_rels/.rels", "[Content_Types].xml", "xl/workbook.xml"]), "a.xlsx", XLSX),
            (zip(&["[Content_Types].xml", "ppt/presentation.xml"]), "a.pptx", PPTX),
            (zip(&["Index/Document.iwa", "Index/CalculationEngine-1.iwa"]), "a.numbers", NUMBERS),
            (opendocument(ODT), "a.odt", ODT),
            (opendocument(ODS), "a.ods", ODS),
        ] {
            assert_eq!(recognise(&content, Some(name), false), Ok(expected), "{name}");
        }
        assert_eq!(recognise(b"a,b", None, true), Ok(CSV));
        assert_eq!(recognise(b"a,b", None, false), Ok(TEXT));
    }

    #[test]
    fn what_is_something_else_is_refused_whatever_its_name() {
        for (content, found) in [
            (b"MZ\x90\x00\x03".to_vec(), "application/vnd.microsoft.portable-executable"),
            (b"<!DOCTYPE html><p>".to_vec(), "text/html"),
            (b"GIF89a".to_vec(), "image/gif"),
            (zip(&["a.txt"]), "application/zip"),
            (
                zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]),
                "application/vnd.ms-word.document.macroEnabled.12",
            ),
            (
                opendocument("application/vnd.oasis.opendocument.graphics"),
                "application/vnd.oasis.opendocument.graphics",
            ),
            (b"\x00\x01\x02".to_vec(), "application/octet-stream"),
        ] {
            let refused = recognise(&content, Some("a.pdf"), false);
            assert_eq!(refused, Err(WrongKind::Unsupported(found.to_owned())));
        }
    }

    #[test]
    fn a_name_that_says_something_else_is_refused() {
        for (content, name, found) in [
            (&b"%PDF-1.7"[..], "a.docx", PDF),
            (b"alert(1)", "a.js", TEXT),
            (b"hello", "a.html", TEXT),
            (b"hello", "a.pdf.", TEXT),
            (b"hello", "a.exe  ", TEXT),
            (b"%PDF-1.7", "invoice.pdf.exe", PDF),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.msi", OLE),
        ] {
            let refused = recognise(content, Some(name), false);
            assert_eq!(refused, Err(WrongKind::NamedOtherwise(found)), "{name}");
        }
        for name in ["report", "letter 2.1", "v1.2026", "…"] {
            assert_eq!(recognise(b"hello", Some(name), false), Ok(TEXT), "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_under_any_name_are_recognised_or_refused(
            zip in any::<bool>(), content in prop::collection::vec(any::<u8>(), 0..300), name in ".{0,40}",
        ) {
            let content = if zip { [b"PK\x03\x04".as_slice(), &content].concat() } else { content };
            if let Ok(found) = recognise(&content, Some(&name), false) {
                prop_assert!(media_type(found).is_some());
            }
        }

        #[test]
        fn a_damaged_archive_is_no_trouble(
            at in any::<prop::sample::Index>(), byte in any::<u8>(), keep in any::<prop::sample::Index>(),
        ) {
            let mut made = zip(&["[Content_Types].xml", "word/document.xml"]);
            let at = at.index(made.len());
            made[at] = byte;
            let _ = recognise(&made[..keep.index(made.len())], None, false);
        }
    }
}
