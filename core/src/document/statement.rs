//! The statements under the forms of kokpekty-2012: equivalence with paper, and what the barcode holds.

use serde::{Deserialize, Serialize};

use super::code::Language;

/// The statement that a document is equal to one on paper, Kazakh and Russian (kokpekty-2012 L974-977, L978-981).
///
/// The number N 370-II stands only in the Kazakh sentence.
pub const EQUIVALENCE: [(Language, &str); 2] = [
    (
        Language::Kk,
        "Осы құжат «Электрондық құжат және электрондық цифрлық қолтаңба туралы» 2003 жылғы 7 қаңтардағы N 370-II ҚРЗ \
         7-бабының 1-тармағына сәйкес қағаз тасығыштағы құжатқа тең.",
    ),
    (
        Language::Ru,
        "Данный документ согласно пункту 1 статьи 7 ЗРК от 7 января 2003 года «Об электронном документе и электронной \
         цифровой подписи» равнозначен документу на бумажном носителе.",
    ),
];

/// Whose data a barcode holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarcodeStatement {
    /// The department that signed («указать подразделение»).
    pub department: String,
    /// The region («Указать регион»).
    pub region: String,
}

/// The statement that the barcode holds signed data, Kazakh and Russian (kokpekty-2012 L952-955, L956-960).
///
/// The decree prints Russian placeholders in the Kazakh sentence too; both sentences take the same two values.
#[must_use]
pub fn barcode_statement(statement: &BarcodeStatement) -> [(Language, String); 2] {
    let BarcodeStatement { department, region } = statement;
    [
        (
            Language::Kk,
            format!(
                "* Штрих-код «Электрондық әкімдік» ақпараттық жүйесі ұсынған және электрондық-цифрлық қолтаңбамен қол \
                 қойылған деректерді қамтиды {department} ({region})."
            ),
        ),
        (
            Language::Ru,
            format!(
                "Штрих-код содержит данные, предоставленные информационной системой «Электронный акимат» и подписанные \
                 электронно-цифровой подписью {department} ({region})."
            ),
        ),
    ]
}
