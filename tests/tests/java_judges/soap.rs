use super::Identity;
use qoltanba_tests::java::Court;
pub(super) fn cases(_: &mut Court, _: &[Identity]) {}
pub(super) const VERSIONS: [(&str, &str); 2] =
    [("1.1", "http://schemas.xmlsoap.org/soap/envelope/"), ("1.2", "http://www.w3.org/2003/05/soap-envelope")];
