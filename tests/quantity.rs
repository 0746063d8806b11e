//! Every mention stands in the text where it says, whatever the text is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::sync::Arc;

use onrecord::extract::{Engine, Request, Worker};
use onrecord::lang::Packs;
use proptest::prelude::*;

fn worker() -> Worker {
    Engine::new(Arc::new(Packs::builtin().expect("the packs load"))).expect("the engine builds").worker()
}

/// The first mention whose text is not what stands at its code points.
fn misplaced(worker: &mut Worker, text: &str, language: Option<&str>) -> Option<String> {
    let points: Vec<char> = text.chars().collect();
    let at = |start: usize, end: usize| points.get(start..end).map(|slice| slice.iter().collect::<String>());
    let annotation = worker.annotate(&Request { id: "", text, language, date: None });
    let quantities = annotation.quantities.iter().map(|it| (it.start, it.end, &it.text));
    let times = annotation.times.iter().map(|it| (it.start, it.end, &it.text));
    let claims = annotation.claims.iter().map(|it| (it.start, it.end, &it.text));
    let same =
        annotation.quantities.iter().filter_map(|it| it.same_as).find(|&other| other >= annotation.quantities.len());
    quantities
        .chain(times)
        .chain(claims)
        .find(|(start, end, exact)| start >= end || at(*start, *end).as_ref() != Some(exact))
        .map(|(start, end, exact)| format!("{start}..{end} is not {exact:?}"))
        .or_else(|| same.map(|other| format!("same_as {other} points nowhere")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn mentions_of_any_text_are_in_place(text in "\\PC{0,80}") {
        let mut worker = worker_once();
        for language in ["ar", "en"] {
            prop_assert_eq!(misplaced(&mut worker, &text, Some(language)), None);
        }
    }

    #[test]
    fn mentions_of_figures_are_in_place(
        pieces in proptest::collection::vec(
            prop::sample::select(vec![
                "3", "٣", "1,350", "٦٫٥", ".", ",", "-", "–", " ", "\u{a0}", "\u{200f}", "$", "%", "(", ")", "/", "million",
                "مليون", "و", "نصف", "خمسة", "عشرون", "شهرين", "three", "hundred", "and", "a", "half", "to", "بين",
                "أكثر من", "over", "km", "كيلومتر", "دولار", "people", "شخصا", "year", "old", "per", "day", "للبرميل",
                "ـ", "ً", "é", "😀", "third", "x", "\n", "in", "point", "minus",
            ]),
            0..24,
        ),
        glue in prop::bool::ANY,
    ) {
        let text = pieces.join(if glue { "" } else { " " });
        let mut worker = worker_once();
        for language in ["ar", "en"] {
            prop_assert_eq!(misplaced(&mut worker, &text, Some(language)), None);
        }
    }
}

/// Compiling the packs takes longer than reading, so the engine is built once.
fn worker_once() -> Worker {
    static ENGINE: std::sync::OnceLock<Engine> = std::sync::OnceLock::new();
    ENGINE
        .get_or_init(|| Engine::new(Arc::new(Packs::builtin().expect("the packs load"))).expect("the engine builds"))
        .worker()
}

/// A number far too large for the century of a year once overflowed (found by the test above).
#[test]
fn a_number_too_large_for_a_century_is_no_year() {
    assert_eq!(misplaced(&mut worker_once(), "year hundred million 3", Some("en")), None);
}

#[test]
fn mentions_of_the_fixture_articles_are_in_place() {
    let mut worker = worker();
    let mut read = 0;
    let mut folders = vec![std::path::PathBuf::from("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the fixtures are there") {
            let path = entry.expect("the folder can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                assert_eq!(misplaced(&mut worker, &text, None), None, "{}", path.display());
                read += 1;
            }
        }
    }
    assert!(read > 10, "only {read} fixtures were read");
}

#[test]
fn a_measure_in_brackets_points_at_the_one_it_converts() {
    let mut worker = worker();
    let text = "It lies 20 miles (32 km) away and cost £1.35bn ($2.5bn).";
    let annotation = worker.annotate(&Request { id: "", text, language: Some("en"), date: None });
    let tied: Vec<(String, Option<String>)> = annotation
        .quantities
        .iter()
        .map(|it| (it.to_string(), it.same_as.map(|other| annotation.quantities[other].to_string())))
        .collect();
    let expected = [
        ("20 mile", None),
        ("32 kilometer", Some("20 mile")),
        ("1350000000 GBP", None),
        ("2500000000 USD", Some("1350000000 GBP")),
    ];
    assert_eq!(tied, expected.map(|(it, other)| (it.to_owned(), other.map(str::to_owned))));
}

#[test]
fn a_number_word_inside_a_unit_is_no_figure_of_its_own() {
    let mut worker = worker();
    let text = "ارتفعت الأسعار 4 في المائة.";
    let annotation = worker.annotate(&Request { id: "", text, language: Some("ar"), date: None });
    assert_eq!(annotation.quantities.iter().map(ToString::to_string).collect::<Vec<_>>(), ["4 %"]);
}

/// Every figure of a text in its one spelling.
fn figures(text: &str, language: &str) -> Vec<String> {
    let annotation = worker_once().annotate(&Request { id: "", text, language: Some(language), date: None });
    annotation.quantities.iter().map(ToString::to_string).collect()
}

#[test]
fn money_belongs_to_the_one_country_the_text_names() {
    assert_eq!(figures("Egypt's bank lent 300 rupees to India.", "en"), ["300 INR"]);
    assert_eq!(figures("قال البنك المركزي المصري إنه طرح 5 ملايين جنيه.", "ar"), ["5000000 EGP"]);
    assert_eq!(figures("دفعت تونس 20 ألف دينار. وقال مسؤول إن المبلغ 3 دنانير.", "ar"), ["20000 TND", "3 TND"]);
}

#[test]
fn money_stays_open_where_the_text_names_several_countries_or_none() {
    assert_eq!(figures("بلغ السعر 5 دنانير.", "ar"), ["5 dinar"]);
    assert_eq!(figures("دفعت تونس والجزائر 20 ألف دينار.", "ar"), ["20000 dinar"]);
}

#[test]
fn a_counted_noun_stands_without_the_letters_glued_to_it() {
    assert_eq!(figures("دمر الحريق سيارتين وشقتين.", "ar"), ["2 سيارتين", "2 شقتين"]);
}

#[test]
fn what_describes_the_counted_noun_is_kept_with_it() {
    let text = "The army lost 12 Syrian soldiers.";
    let annotation = worker_once().annotate(&Request { id: "", text, language: Some("en"), date: None });
    let entities: Vec<_> = annotation.quantities.iter().map(|it| it.entity.as_deref()).collect();
    assert_eq!(entities, [Some("Syrian soldiers")]);
}

#[test]
fn a_change_and_what_it_led_to_are_no_range() {
    assert_eq!(figures("The stock fell 63 cents to $16.06.", "en"), ["0.63 USD", "16.06 USD"]);
    assert_eq!(figures("A cup costs 5 to 10 cents.", "en"), ["0.05..0.1 USD"]);
}

#[test]
fn figures_in_brackets_belong_to_the_scale_behind_them() {
    assert_eq!(figures("نقل المطار (2.2) مليون راكب.", "ar"), ["2200000 راكب"]);
}

#[test]
fn words_that_count_roughly_are_approximate() {
    assert_eq!(figures("It hired two dozen men.", "en"), ["~24 men"]);
}

#[test]
fn money_takes_the_country_named_before_it() {
    assert_eq!(
        figures("It earned 271 mln Canadian dlrs and 5 million dollars.", "en"),
        ["271000000 CAD", "5000000 USD"]
    );
    assert_eq!(figures("Canada spent 5 million dollars.", "en"), ["5000000 USD"]);
}

#[test]
fn decimals_are_read_in_the_order_they_are_shown() {
    assert_eq!(figures("بلغ النمو 5ر4 في المائة.", "ar"), ["4.5 %"]);
    assert_eq!(figures("بنسبة 7.\u{200f}10 في المائة.", "ar"), ["10.7 %"]);
    assert_eq!(figures("بنسبة 7.10 في المائة.", "ar"), ["7.1 %"]);
}
