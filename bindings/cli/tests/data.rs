//! What the command tells of regulations and identification numbers.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use common::qoltanba;

#[test]
fn regulations_are_listed_and_shown_by_channel() {
    let list = qoltanba(&["regulation", "list", "--json"]);
    let services = list.json.as_array().unwrap();
    assert_eq!((list.status, services.len()), (0, 17));
    let id = "kokpekty-2012-housing-queue";
    assert!(services.iter().any(|service| service["id"] == id && service["channels"].as_array().unwrap().len() == 3));
    let shown = qoltanba(&["regulation", "show", id, "--channel", "portal", "--json"]);
    let channels = shown.json["channel"].as_array().unwrap();
    assert_eq!((channels.len(), &channels[0]["id"]), (1, &serde_json::json!("portal")));
    qoltanba(&["regulation", "show", "none"]).expect_unusable("a regulation that there is not");
}

#[test]
fn a_number_says_what_it_says() {
    let said = qoltanba(&["id", "830717350867", "--json"]);
    assert_eq!((said.status, &said.json["control_digit"]["valid"]), (0, &serde_json::json!(true)));
    assert_eq!(said.json["iin"]["birth_date"], "1983-07-17");
    // A number of the national test set: its control digit is wrong, and it is a number all the same.
    let test = qoltanba(&["id", "123456789011", "--json"]);
    assert_eq!((test.status, &test.json["control_digit"]["expected"]), (0, &serde_json::json!(3)));
    qoltanba(&["id", "12345678901"]).expect_unusable("eleven digits");
}
