//! One article, whatever it comes in: a page, a PDF file and a Word file give the claims that its plain text gives; and
//! files made to harm their reader cost one file.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use onrecord::intake::{self, IntakeError, Limits, Reading, Sandbox};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn fixture(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).unwrap()
}

fn sandbox() -> Sandbox {
    Sandbox::of(PathBuf::from(env!("CARGO_BIN_EXE_onrecord")))
}

/// Reads in the sandbox, as the program does.
fn read(name: &str, bytes: &[u8]) -> Result<Reading, IntakeError> {
    let limits = Limits { sandbox: Some(sandbox()), ..Limits::default() };
    intake::read_from(name, bytes, &limits, None).map(|intake| intake.reading)
}

/// The article as its plain text has it: a headline and paragraphs.
fn article(name: &str) -> Vec<String> {
    let text = String::from_utf8(fixture(&format!("articles/{name}.txt"))).unwrap();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn blocks(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(str::to_owned).collect()
}

/// A Word file with these parts.
fn word(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(part.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A Word file whose body holds these elements.
fn body(elements: &str) -> Vec<u8> {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{elements}</w:body></w:document>"
    );
    word(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &body)])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escaped(text))
}

#[test]
fn a_page_gives_its_article_and_nothing_around_it() {
    for name in ["ar-business", "en-business"] {
        let reading = read("page.html", &fixture(&format!("pages/{name}.html"))).unwrap();
        let found: Vec<String> = blocks(&reading.text);
        assert_eq!(found, article(name), "{name}");
        assert_eq!(reading.media_type, "text/html");
    }
}

#[test]
fn a_page_says_who_published_it_and_when() {
    let publication = read("page.html", &fixture("pages/en-business.html")).unwrap().publication;
    assert_eq!(publication.title.as_deref(), Some(article("en-business")[0].as_str()));
    assert_eq!(publication.published_at.as_deref(), Some("2025-11-12"));
    assert_eq!(publication.publisher.as_deref(), Some("The Copperfield Times"));
    assert!(publication.url.unwrap().starts_with("https://"));
    // A day that is not written as one is not guessed.
    let page = "<html><head><meta property='article:published_time' content='last week'></head><body><p>It paid $3 \
                million.</p></body></html>";
    assert_eq!(read("page.html", page.as_bytes()).unwrap().publication.published_at, None);
}

#[test]
fn a_pdf_file_gives_the_words_and_figures_of_its_article() {
    for name in ["ar-business", "en-business"] {
        let reading = read("file.pdf", &fixture(&format!("pages/{name}.pdf"))).unwrap();
        // The bidirectional algorithm sets an Arabic percent sign to the other side of its figure: both are read alike.
        let turned = |word: &str| {
            word.strip_prefix('٪').map(|figure| figure.replacen('.', "\u{0}", 1)).map_or_else(
                || word.to_owned(),
                |figure| format!("{}٪.", figure.trim_end_matches('.').replace('\u{0}', ".")),
            )
        };
        let words = |text: &str| text.split_whitespace().map(turned).collect::<Vec<_>>();
        assert_eq!(words(&reading.text), words(&article(name).join(" ")), "{name}");
    }
}

#[test]
fn a_word_file_gives_its_paragraphs() {
    for name in ["ar-business", "en-business"] {
        let paragraphs: String = article(name).iter().map(|text| paragraph(text)).collect();
        let reading = read("file.docx", &body(&paragraphs)).unwrap();
        assert_eq!(blocks(&reading.text), article(name), "{name}");
    }
}

#[test]
fn a_word_file_is_read_as_its_reader_sees_it() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>40</w:t></w:r>";
    let shown = "<w:r><w:rPr><w:vanish w:val=\"false\"/></w:rPr><w:t>7</w:t></w:r>";
    let changed = "<w:del><w:r><w:delText>30</w:delText></w:r></w:del><w:ins><w:r><w:t>50</w:t></w:r></w:ins>";
    let field = "<w:r><w:instrText>PAGE 99</w:instrText></w:r>";
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell(&paragraph("Month")),
        cell(&paragraph("Rate")),
        cell(&paragraph("May")),
        cell(&format!("{}{}", paragraph("4%"), paragraph("(revised)")))
    );
    let text_box = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice><mc:Fallback>{}\
         </mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        paragraph("In a box"),
        paragraph("In a box"),
        run("Around the box")
    );
    let elements = format!(
        "<w:p>{}{}{hidden}{shown}{changed}{field}{}</w:p>{table}{text_box}",
        run("It rose by 3"),
        run("5.7% &amp; "),
        run(" million&#x21;")
    );
    let text = read("file.docx", &body(&elements)).unwrap().text;
    assert_eq!(
        blocks(&text),
        ["It rose by 35.7% & 750 million!", "Month\tRate\nMay\t4% (revised)", "In a box", "Around the box"]
    );
}

#[test]
fn a_page_in_an_old_character_set_is_read() {
    let text: String = article("ar-business").iter().map(|text| format!("<p>{}</p>", escaped(text))).collect();
    for label in ["windows-1256", "iso-8859-1", ""] {
        let meta = if label.is_empty() { String::new() } else { format!("<meta charset=\"{label}\">") };
        let page = format!("<html><head>{meta}</head><body><article>{text}</article></body></html>");
        // What the character set lacks (Arabic digits) is written as references, as editors do.
        let bytes = encoding_rs::WINDOWS_1256.encode(&page).0.into_owned();
        let reading = read("page.html", &bytes).unwrap();
        assert_eq!(
            (reading.encoding.as_ref(), blocks(&reading.text)),
            ("windows-1256", article("ar-business")),
            "{label:?}"
        );
    }
}

#[test]
fn what_a_page_hides_or_runs_is_not_read() {
    let page = "<html><body><article><p>The bank said inflation reached 18% in May, the highest in ten years.</p>\
                <p hidden>It said 2%.</p><p style='display: none'>It said 3%.</p><template><p>It said 4%.</p></template>\
                <noscript><p>It said 5%.</p></noscript><script>It said 6%.</script><!-- It said 7%. -->\
                <p>The governor expects it to fall below 10% next year, he told parliament on Tuesday.</p></article></body></html>";
    let text = read("page.html", page.as_bytes()).unwrap().text;
    assert!(text.contains("18%") && text.contains("10%"), "{text}");
    for hidden in ["2%", "3%", "4%", "5%", "6%", "7%"] {
        assert!(!text.contains(&format!("said {hidden}")), "{hidden} in {text}");
    }
}

/// Files made to harm, each with the part of the error it must end in; none where the file is read.
fn hostile() -> Vec<(&'static str, Vec<u8>, Option<&'static str>)> {
    let nested = |count: usize| format!("<p>It paid $3 million.</p>{}", "<div>".repeat(count)).into_bytes();
    let adoption = format!(
        "{}{}",
        (0..3_000).map(|number| format!("<b a{number}>")).collect::<String>(),
        "<p>It paid $3 million.".repeat(3_000)
    );
    let laughs = "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;\">]>\
                  <w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>It paid $3 million. &d;</w:t></w:r></w:p></w:body></w:document>";
    let tables = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(20_000), paragraph("It paid $3 million."));
    let tables = format!("{tables}{}", "</w:tc></w:tr></w:tbl>".repeat(20_000));
    let escape = word(&[
        (
            "word/document.xml",
            "<w:document xmlns:w=\"w\"><w:p><w:r><w:t>It paid $3 million.</w:t></w:r></w:p></w:document>",
        ),
        ("../../../etc/onrecord", "x"),
        ("C:\\x", "x"),
    ]);
    let pdf = |objects: &str| format!("%PDF-1.4\n{objects}\ntrailer<</Root 1 0 R/Size 999999999>>\n%%EOF").into_bytes();
    vec![
        // Building its tree takes the square of its depth, in every parser that keeps to the standard.
        ("nested.html", nested(200_000), Some("processor time")),
        ("adoption.html", adoption.into_bytes(), None),
        ("laughs.docx", word(&[("word/document.xml", laughs)]), None),
        ("tables.docx", body(&tables), None),
        ("escape.docx", escape, None),
        ("cut.docx", body(&paragraph("x"))[..200].to_vec(), Some("cannot be read as a Word document")),
        ("other.docx", word(&[("xl/workbook.xml", "<x/>")]), Some("word/document.xml is missing")),
        ("unclosed.docx", word(&[("word/document.xml", "<w:p></w:r>")]), Some("cannot be read as a Word document")),
        ("scan.html", b"<html><body><img src=a.jpg></body></html>".to_vec(), Some("without text")),
        (
            "count.pdf",
            pdf("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 2147483647>>endobj"),
            Some(""),
        ),
        (
            "box.pdf",
            pdf(
                "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox 4 0 R>>endobj 4 0 obj 4 0 R endobj",
            ),
            Some(""),
        ),
        (
            "arrays.pdf",
            pdf(&format!("1 0 obj<</Type/Catalog/Pages {}{}>>endobj", "[".repeat(10_380), "]".repeat(10_380))),
            Some(""),
        ),
        (
            "itself.pdf",
            pdf("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj \
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>endobj \
             4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 4>>stream\n/X Do\nendstream endobj \
             5 0 obj<</Length 4>>stream\n/X Do\nendstream endobj"),
            Some(""),
        ),
    ]
}

#[test]
fn files_made_to_harm_are_read_or_refused_in_one_line() {
    for (name, bytes, expected) in hostile() {
        let sandbox = Sandbox { seconds: 5, ..sandbox() };
        match (sandbox.read(name, &bytes, None), expected) {
            (Ok(reading), None) => {
                assert!(reading.text.contains("It paid $3 million."), "{name}: {}", reading.text.len())
            }
            (Err(error), Some(expected)) => {
                let error = error.to_string();
                assert!(error.starts_with(name) && error.contains(expected) && error.lines().count() == 1, "{error}");
            }
            (found, _) => panic!("{name}: {found:?}"),
        }
    }
}

#[test]
fn a_parser_that_takes_too_much_is_stopped() {
    let page = fixture("pages/en-business.html");
    let with = |seconds: u64, memory: u64| Sandbox { seconds, memory, ..sandbox() };
    assert!(with(30, 2 << 30).read("page.html", &page, None).is_ok());
    let heavy = format!("<html><body>{}", "<p><b>It</b> <i>paid</i>.".repeat(300_000));
    let stopped = |sandbox: Sandbox| match sandbox.read("page.html", heavy.as_bytes(), None) {
        Err(IntakeError::Stopped { reason, .. }) => reason,
        found => panic!("{:?}", found.map(|reading| reading.text.len())),
    };
    assert_eq!(stopped(with(30, 64 << 20)), "it needs more than 64 MB of memory");
    assert_eq!(stopped(with(1, 2 << 30)), "it took more than 1 seconds of processor time");
}

#[test]
fn a_file_that_stops_its_parser_costs_one_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.html"), fixture("pages/en-business.html")).unwrap();
    fs::write(folder.path().join("b.pdf"), b"%PDF-1.7\nnothing").unwrap();
    fs::write(folder.path().join("c.docx"), body(&paragraph("The ministry said 40 people were injured."))).unwrap();
    let program = env!("CARGO_BIN_EXE_onrecord");
    let output = Command::new(program).args(["add", ".", "--format", "json"]).current_dir(&folder).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let statuses: Vec<String> = told
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["status"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        (statuses, output.status.code()),
        (vec!["added".into(), "failed".into(), "added".into()], Some(1)),
        "{told}"
    );
}
