//! Who said what, as a reader relies on it: source, resolved name, content, carriers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable
)]

use std::sync::Arc;

use onrecord::extract::{Engine, Request};
use onrecord::lang::Packs;
use onrecord::model::{Annotation, Attribution};

fn annotate(text: &str) -> Annotation {
    let engine = Engine::new(Arc::new(Packs::builtin().unwrap())).unwrap();
    engine.worker().annotate(&Request { id: "t", text, language: None, date: None })
}

fn piece(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

/// "name: content … content" of one attribution.
fn line(text: &str, attribution: &Attribution) -> String {
    let name = attribution.source.as_ref().map_or("-", |source| source.name.as_str());
    let content: Vec<String> = attribution.content.iter().map(|range| piece(text, range.start, range.end)).collect();
    format!("{name}: {}", content.join(" … "))
}

fn lines(text: &str) -> Vec<String> {
    annotate(text).attributions.iter().map(|attribution| line(text, attribution)).collect()
}

#[test]
fn a_colon_leads_over_a_paragraph_break() {
    assert_eq!(
        lines("Hugh Hill, a doctor, said:\n\n“We treated nine people last night. Two of them are children.”"),
        ["Hugh Hill: “We treated nine people last night. Two of them are children.”"]
    );
}

#[test]
fn an_arabic_colon_leads_over_a_paragraph_break() {
    assert_eq!(
        lines("وقال هشام عزمي، وهو طبيب:\n\n«عالجنا تسعة أشخاص الليلة الماضية. طفلان بينهم.»"),
        ["هشام عزمي: «عالجنا تسعة أشخاص الليلة الماضية. طفلان بينهم.»"]
    );
}

#[test]
fn straight_marks_between_spaces_open_and_close_in_turn() {
    assert_eq!(
        lines("وقال مدير شركة \" النور \" إن \" الطريق مغلق منذ يومين كاملين \". وأضاف أن الجسر مفتوح."),
        ["مدير شركة \" النور \": إن \" الطريق مغلق منذ يومين كاملين \"", "مدير شركة \" النور \": أن الجسر مفتوح"]
    );
}

#[test]
fn an_arabic_paper_that_cites_an_agency_with_its_documents_shows_the_way() {
    let annotation = annotate(
        "وذكرت صحيفة \"الأفق\" نقلا عن وكالة \"المشرق\"، استنادا إلى وثائق داخلية ومسؤول لم يكشف عن هويته، أن 40 شخصا فقدوا.",
    );
    let attribution = &annotation.attributions[0];
    let names = |list: &[onrecord::model::SourceMention]| list.iter().map(|item| item.text.clone()).collect::<Vec<_>>();
    assert_eq!(attribution.source.as_ref().unwrap().name, "وكالة \"المشرق\"");
    assert_eq!(names(&attribution.via), ["صحيفة \"الأفق\""]);
    assert_eq!(names(&attribution.basis), ["وثائق داخلية", "ومسؤول"]);
}

#[test]
fn parts_of_an_arabic_name_stand_for_the_whole() {
    let text = "قال رئيس الوزراء لي تشيانج إن الطريق مغلق. وأكد لي أن الجسر مفتوح. وأضاف تشيانج أن العمل بدأ.";
    let annotation = annotate(text);
    let names: Vec<&str> =
        annotation.attributions.iter().filter_map(|value| Some(value.source.as_ref()?.name.as_str())).collect();
    assert_eq!(names, ["رئيس الوزراء لي تشيانج"; 3]);
}

#[test]
fn a_quotation_may_be_split_and_go_on() {
    assert_eq!(
        lines("“The bridge is safe,” Ms Lane said, “and it will open in June.” “Nobody needs to worry about it.”"),
        ["Ms Lane: “The bridge is safe,” … “and it will open in June.” … “Nobody needs to worry about it.”"]
    );
}

#[test]
fn surnames_and_pronouns_stand_for_the_full_name() {
    let text = "Clara Novak, the mayor, said the bridge was closed. Novak told reporters that it was unsafe. She added that work had begun.";
    let annotation = annotate(text);
    let names: Vec<&str> =
        annotation.attributions.iter().filter_map(|value| Some(value.source.as_ref()?.name.as_str())).collect();
    assert_eq!(names, ["Clara Novak", "Clara Novak", "Clara Novak"]);
    let pronoun = annotation.attributions[2].source.as_ref().unwrap();
    assert_eq!(pronoun.text, "She");
    let (start, end) = pronoun.antecedent.unwrap();
    assert_eq!(piece(text, start, end), "Clara Novak");
}

#[test]
fn the_paper_stands_for_the_outlet_named_before() {
    let annotation =
        annotate("The Financial Times reported that 300 chips were missing. The paper said the firm knew.");
    let source = annotation.attributions[1].source.as_ref().unwrap();
    assert_eq!((source.text.as_str(), source.name.as_str()), ("The paper", "Financial Times"));
}

#[test]
fn according_to_stands_first_and_last() {
    assert_eq!(
        lines("According to the ministry, nine people died. Two were children, according to a police report."),
        ["the ministry: nine people died", "a police report: Two were children"]
    );
}

#[test]
fn an_outlet_that_cites_a_ministry_carries_its_words() {
    let annotation = annotate("Reuters said nine people died, citing the interior ministry.");
    let attribution = &annotation.attributions[0];
    assert_eq!(attribution.source.as_ref().unwrap().name, "the interior ministry");
    assert_eq!(attribution.via[0].name, "Reuters");
    let unnamed = annotate("Reuters said nine people died, citing two officials.");
    assert_eq!(unnamed.attributions[0].source.as_ref().unwrap().name, "Reuters");
    assert_eq!(unnamed.attributions[0].basis[0].name, "two officials");
}

#[test]
fn scare_quotes_and_nouns_that_look_like_verbs_are_no_statements() {
    assert_eq!(
        lines("The mayor opened a “smart road” on Monday. The state of the bridge is a plan for next year."),
        [""; 0]
    );
}

#[test]
fn a_paper_that_cites_an_agency_with_its_documents_shows_the_way() {
    let annotation = annotate(
        "The Guardian said 40 people were missing, citing Reuters, based on internal documents and an unnamed official.",
    );
    let attribution = &annotation.attributions[0];
    let names = |list: &[onrecord::model::SourceMention]| list.iter().map(|item| item.name.clone()).collect::<Vec<_>>();
    assert_eq!(attribution.source.as_ref().unwrap().name, "Reuters");
    assert_eq!(names(&attribution.via), ["The Guardian"]);
    assert_eq!(names(&attribution.basis), ["internal documents", "an unnamed official"]);
}

#[test]
fn what_a_report_rests_on_goes_on_with_its_figures() {
    let text = "كشفت صحيفة \"فاينانشال تايمز\" أن رقائق وصلت إلى الصين.\nواستند التحقيق إلى عقود بيع ومصادر مطلعة. وبلغت قيمة الصفقات 5 ملايين دولار.\nوأضافت الصحيفة أن الموزعين باعوا 20 خادما.";
    let annotation = annotate(text);
    let claim = annotation.claims.iter().find(|claim| claim.text.contains("5 ملايين")).unwrap();
    let attribution = &annotation.attributions[claim.attribution.unwrap()];
    assert_eq!(attribution.source.as_ref().unwrap().name, "Financial Times");
    assert!(attribution.carried);
    let basis: Vec<&str> = attribution.basis.iter().map(|source| source.text.as_str()).collect();
    assert_eq!(basis, ["عقود بيع", "ومصادر مطلعة"]);
    assert_eq!(attribution.basis[1].name, "مصادر مطلعة");
}

#[test]
fn a_report_made_by_an_outlet_is_the_outlets_word() {
    let text = "A Financial Times investigation found that 300 chips were missing. The report said the firm knew.";
    assert_eq!(lines(text), ["Financial Times: that 300 chips were missing", "Financial Times: the firm knew"]);
}

#[test]
fn a_claim_leaves_out_the_connector_and_keeps_its_quotation_marks() {
    let claims = |text: &str| annotate(text).claims.into_iter().map(|claim| claim.text).collect::<Vec<_>>();
    assert_eq!(claims("The mayor said that “most” of the 40 boats were sold."), ["“most” of the 40 boats were sold"]);
    assert_eq!(claims("قال الوزير إن 30 مدرسة أغلقت في يوم واحد."), ["30 مدرسة أغلقت في يوم واحد"]);
    assert_eq!(claims("وأكد الوزير أنه باع 40 قاربا."), ["أنه باع 40 قاربا"]);
}

/// Names of mentions.
fn names(list: &[onrecord::model::SourceMention]) -> Vec<String> {
    list.iter().map(|item| item.name.clone()).collect()
}

#[test]
fn a_paper_that_quotes_an_agency_gives_the_whole_chain() {
    let annotation = annotate(include_str!("../fixtures/articles/en-transport.txt"));
    let chain = |start: &str| {
        let found = annotation
            .claims
            .iter()
            .find(|claim| claim.text.starts_with(start))
            .and_then(|claim| annotation.attributions.get(claim.attribution?))
            .unwrap();
        (names(&found.via), found.source.as_ref().unwrap().name.clone(), names(&found.basis))
    };
    let strings = |list: &[&str]| list.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
    assert_eq!(
        chain("The ferry operator"),
        (
            strings(&["the Morning Tide newspaper"]),
            "the Northern Wire news agency".to_owned(),
            strings(&["internal audits", "an unnamed harbour official"])
        )
    );
    assert_eq!(
        chain("repairs worth"),
        (
            strings(&["the Morning Tide newspaper", "the Northern Wire news agency"]),
            "an unnamed harbour official".to_owned(),
            Vec::new()
        )
    );
}

#[test]
fn an_agency_in_a_dateline_carried_all_that_follows() {
    let annotation =
        annotate("LEEDS, June 2 (Reuters) - The mayor said the road was closed.\n\nIt will open in June, she added.");
    let carried: Vec<_> = annotation.attributions.iter().map(|value| names(&value.via)).collect();
    assert_eq!(carried, [["Reuters"], ["Reuters"]]);
}

#[test]
fn labels_of_speakers_lead_their_lines() {
    assert_eq!(
        lines("KHAN: The road is closed.\nLANE: Since when? I was there on Monday.\nKHAN: Since noon."),
        ["KHAN: The road is closed.", "LANE: Since when? I was there on Monday.", "KHAN: Since noon."]
    );
    assert_eq!(lines("Update: The road is closed.\nBackground: It was built in 1990."), [""; 0]);
}

#[test]
fn quotation_marks_may_be_mixed_and_nested() {
    assert_eq!(
        lines("“The road is closed for now,\" the group wrote. \"It's no “Shark Tank” out there, and it will open.\""),
        ["the group: “The road is closed for now,\" … \"It's no “Shark Tank” out there, and it will open.\""]
    );
}

#[test]
fn a_noun_and_a_verb_of_one_form_are_told_apart_by_their_subject() {
    assert_eq!(
        lines("The lawsuit claims that the bridge was unsafe. The insurance claims that were paid rose."),
        ["The lawsuit: that the bridge was unsafe"]
    );
}

#[test]
fn a_quotation_that_ends_its_sentence_belongs_to_whoever_follows() {
    assert_eq!(
        lines("“Is the bridge really safe for us?” Ms Lane asked."),
        ["Ms Lane: “Is the bridge really safe for us?”"]
    );
}

#[test]
fn insertions_give_their_names_and_end_what_is_said() {
    assert_eq!(
        lines("Ana Cole, who said the road was unsafe, will leave. “It is over,” said the manager, Omar Diaz, 47."),
        ["Ana Cole: the road was unsafe", "Omar Diaz: “It is over,”"]
    );
    assert_eq!(
        lines("Sara Kern, a lawyer for the firm, a builder in Leeds, England, said the road was safe."),
        ["Sara Kern: the road was safe"]
    );
}

#[test]
fn nobody_is_quoted_who_only_called_names_or_did_something() {
    assert_eq!(
        lines(
            "They added sugar. The foundation released a new edition. She wrote the song “Her Father Left Home”. He described the plan."
        ),
        [""; 0]
    );
}

#[test]
fn an_announcement_of_something_founded_is_a_statement() {
    assert_eq!(
        lines("أعلنت شركات تكنولوجية صينية عن تشكيل تحالفين استراتيجيين جديدين."),
        ["شركات تكنولوجية صينية: تشكيل تحالفين استراتيجيين جديدين"]
    );
}

fn sources(text: &str) -> Vec<String> {
    let found = annotate(text).attributions;
    found.iter().map(|one| one.source.as_ref().map_or("-".to_owned(), |source| source.name.clone())).collect()
}

#[test]
fn a_newspaper_has_the_name_that_the_text_gives_later() {
    assert_eq!(
        sources(
            "The road was shut for a week, a newspaper reported on Monday. The newspaper, the Daily Ledger, said 40 people knew."
        ),
        ["the Daily Ledger", "the Daily Ledger"]
    );
    assert_eq!(
        sources("A newspaper said the road was shut. The Daily Ledger said it would open."),
        ["The Daily Ledger", "The Daily Ledger"]
    );
    // Two could be meant.
    assert_eq!(
        sources(
            "A newspaper said the road was shut. The Daily Ledger said it was shut. The Evening Post newspaper said so too, and that it would open."
        )[0],
        "A newspaper"
    );
}

#[test]
fn the_same_name_is_one_with_and_without_its_article() {
    let text = "The Daily Ledger said the road was shut. Later the Daily Ledger said it was open.";
    assert_eq!(sources(text), ["The Daily Ledger", "The Daily Ledger"]);
}

#[test]
fn a_body_is_not_taken_for_another_of_its_kind() {
    assert_eq!(
        sources(
            "The governor's office said the road was shut. The weather service said it would rain. The service said so twice, and that it was cold."
        ),
        ["The governor's office", "The weather service", "The weather service"]
    );
}

#[test]
fn whoever_speaks_himself_is_nobody_named_before() {
    let annotation = annotate("Reuters said the road was shut. I think it will open.");
    let source = annotation.attributions[1].source.as_ref().unwrap();
    assert_eq!((source.name.as_str(), source.unresolved), ("I", true));
}

#[test]
fn a_pronoun_takes_up_whom_its_sentence_opens_with() {
    let text = "Dr Ursula Brandt said the ice was thin. Its spokesman, Emil Kofler, said the lake was full. Brandt's team will return. In May, she noted, the ice was thick.";
    assert_eq!(sources(text)[2], "Ursula Brandt");
}

#[test]
fn the_answers_of_an_interview_are_given_by_whom_it_names() {
    let text = "Hugh Hill, the mayor, spoke to the Ledger about the bridge.\n\nQ: How many cars cross it?\nA: About 400 cars cross it every day.\nQ: Is it safe?\nA: It is safe for 20 years.";
    let annotation = annotate(text);
    let answers: Vec<String> = annotation.attributions.iter().map(|one| line(text, one)).collect();
    assert_eq!(answers, ["Hugh Hill: About 400 cars cross it every day.", "Hugh Hill: It is safe for 20 years."]);
}

#[test]
fn two_statements_of_one_verb_are_two_claims() {
    let text = "The league said that the club would appeal and that 12 players were fined.";
    let claims: Vec<String> = annotate(text).claims.into_iter().map(|claim| claim.text).collect();
    assert_eq!(claims, ["the club would appeal", "12 players were fined"]);
    let one: Vec<String> = annotate("The league said the club was fined and that was all.")
        .claims
        .into_iter()
        .map(|claim| claim.text)
        .collect();
    assert_eq!(one, ["the club was fined and that was all"]);
}

#[test]
fn who_answers_a_poll_is_not_its_source() {
    assert_eq!(sources("In a Ledger survey, 58 percent of voters said they felt safe."), ["a Ledger survey"]);
}

#[test]
fn a_noun_with_its_article_takes_up_the_body_that_was_named_by_it() {
    for (text, name) in [
        ("Helix Bank plc, a lender, cut 300 jobs. The bank said it would save £20m.", "Helix Bank"),
        ("Protesters met outside the University of Leeds. The university said 300 took part.", "University of Leeds"),
        ("ارتفع سهم شركة \"سدير للأغذية\" أمس. وقالت الشركة إن المبيعات بلغت 3 ملايين.", "شركة \"سدير للأغذية\""),
        ("تقع المدرسة قرب مستشفى الشفاء. وقال المستشفى إن 12 شخصا أصيبوا.", "مستشفى الشفاء"),
    ] {
        let found = annotate(text).attributions.into_iter().find_map(|one| one.source).unwrap();
        assert!(found.name.ends_with(name) && !found.unresolved, "{text}: {found:?}");
    }
    // A noun with its capital is a name; a noun that nothing named is a gap.
    for (text, unresolved) in [
        ("A strike costs $40m a day, the Chamber of Commerce said.", false),
        ("A strike costs $40m a day, the company said.", true),
        ("أسست سلمى شركة صغيرة. وقالت الشركة إن المبيعات بلغت 3 ملايين.", true),
    ] {
        let found = annotate(text).attributions.into_iter().find_map(|one| one.source).unwrap();
        assert_eq!(found.unresolved, unresolved, "{text}: {found:?}");
    }
}
