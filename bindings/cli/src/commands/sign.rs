//! `qoltanba sign`.

use std::path::{Path, PathBuf};

use qoltanba::Certificate;
use qoltanba::certificate::Purpose;
use qoltanba::check::{Decision, Expected, JudgedAt, Report};
use qoltanba::crypto::{Digest, DigestAlgorithm};
use qoltanba::keystore::{KeyEntry, KeyStore};
use qoltanba::sign::{Checked, OnRefusal, Signer, cms};
use qoltanba::signature::cms::{Content, SignedData, SigningCertificateReference};
use qoltanba::signature::jws;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};

use qoltanba_online::limits;

use super::add_to::Signed;
use crate::args::{FormatArg, Sign};
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::sources::{self, Sources};
use crate::{input, online, output, present};

pub fn run(arguments: &Sign, context: &Context) -> Result<Status, Failure> {
    check_combination(arguments)?;
    check_out(arguments, context)?;
    if let Some(module) = &arguments.token.pkcs11_module {
        return arguments.token.with(module, |signer, others| sign(arguments, signer, others, context));
    }
    let password = input::secret("--password-env", arguments.password_env.as_deref().unwrap_or_default())?;
    let path = arguments.key.as_deref().unwrap_or(Path::new(""));
    let store = KeyStore::open(&input::read(path)?, &password).at(path.display())?;
    let entry = entry(&store, arguments.alias.as_deref()).at(path.display())?;
    let signer = Signer::from_entry(entry).at(path.display())?;
    sign(arguments, signer, store.certificates(), context)
}

/// Signs, unless the certificate is refused. `others` are the certificates beside that of the signer.
fn sign(arguments: &Sign, signer: Signer<'_>, others: &[Certificate], context: &Context) -> Result<Status, Failure> {
    let Some(signer) = allowed(arguments, signer, context)? else { return Ok(Status::Refused) };
    let signed = make(arguments, &signer, others, context)?;
    output::write(&arguments.out, &signed)?;
    Ok(Status::Done)
}

fn entry<'s>(store: &'s KeyStore, alias: Option<&str>) -> qoltanba::Result<&'s KeyEntry> {
    alias.map_or_else(|| store.only_entry(), |alias| store.entry(alias))
}

fn check_combination(arguments: &Sign) -> Result<(), Failure> {
    let is_cms = matches!(arguments.format, FormatArg::Cms | FormatArg::Cades);
    if arguments.detached && !is_cms {
        return Err(Failure::new("--detached", "only a CMS signature can be detached"));
    }
    if arguments.tsp_url.is_some() && !is_cms {
        return Err(Failure::new("--tsp-url", "only a CMS signature takes a timestamp here"));
    }
    if arguments.add_to.is_some() && matches!(arguments.format, FormatArg::Wss | FormatArg::Jws | FormatArg::Raw) {
        return Err(Failure::new("--add-to", "a signature is added to CMS or XML Signature"));
    }
    Ok(())
}

/// What is read stays. Only the document that a signature is added to may be written anew: it keeps all that it says.
fn check_out(arguments: &Sign, context: &Context) -> Result<(), Failure> {
    if arguments.add_to.as_deref().is_some_and(|signed| output::is_same_file(signed, &arguments.out)) {
        return Ok(());
    }
    let token = [&arguments.token.pkcs11_module, &arguments.token.certificate];
    let single = token.into_iter().chain([&arguments.key]).flatten().chain([&arguments.file]).map(PathBuf::as_path);
    let options = sources::paths(&arguments.trust, &arguments.evidence, &context.config);
    output::spares("--out", &arguments.out, single.chain(options))
}

/// The three checks of the signer's own certificate, before anything is signed. With --trust they decide, unless
/// --sign-anyway; without it only the validity period and the purpose can be looked at, and what they say is a warning.
fn allowed<'k>(arguments: &Sign, signer: Signer<'k>, context: &Context) -> Result<Option<Signer<'k>>, Failure> {
    let now = JudgedAt::clock(input::now());
    let certificate = signer.certificate();
    if !arguments.trust.is_named(&context.config) {
        if now.at < certificate.not_before() || now.at > certificate.not_after() {
            present::print_error("qoltanba: warning: the certificate of the key is outside of its validity period");
        }
        if let Some(violation) = Purpose::Sign.violation(certificate) {
            present::print_error(&format!("qoltanba: warning: the key is not meant to sign: {violation}"));
        }
        return Ok(Some(signer));
    }
    let verifier = Sources::read(&arguments.trust, &arguments.evidence, &context.config)?.verifier;
    let on_refusal = if arguments.sign_anyway { OnRefusal::SignAnyway } else { OnRefusal::Stop };
    match signer.check(&verifier, &Expected::anyone(), now, on_refusal) {
        Checked::Allowed(signer, report) => {
            if report.decision() != Decision::Confirmed {
                present::print_error(&format!("qoltanba: warning: {}", reasons(&report)));
            }
            Ok(Some(signer))
        }
        Checked::Refused(report) => {
            present::print_error(&format!("qoltanba: not signed: {}", reasons(&report)));
            Ok(None)
        }
    }
}

/// What did not pass, in one line.
fn reasons(report: &Report) -> String {
    let checks = report.signers().iter().flat_map(|signer| &signer.checks);
    checks.filter(|check| check.reason.is_some()).map(|check| check.detail.as_str()).collect::<Vec<_>>().join(" ")
}

fn make(arguments: &Sign, signer: &Signer<'_>, others: &[Certificate], context: &Context) -> Result<Vec<u8>, Failure> {
    let file = arguments.file.as_path();
    let place = || file.display();
    let signed = arguments.add_to.as_deref().map(Signed::read).transpose()?;
    let certificate = signer.certificate();
    let xml_signer = XmlSigner { algorithm: signer.algorithm(), certificate: certificate.der() };
    match arguments.format {
        FormatArg::Cms | FormatArg::Cades => {
            let options = cms::Options {
                encapsulation: if arguments.detached {
                    cms::Encapsulation::Detached
                } else {
                    cms::Encapsulation::Attached
                },
                reference: match arguments.format {
                    FormatArg::Cades => SigningCertificateReference::V2,
                    _ => SigningCertificateReference::Absent,
                },
                signing_time: Some(input::now()),
                certificates: others.iter().filter(|other| *other != certificate).cloned().collect(),
            };
            let message = match (&signed, options.encapsulation) {
                (Some(signed), _) => signed.with_cms_signer(file, &input::document(file)?, signer, &options)?,
                (None, cms::Encapsulation::Attached) => {
                    cms::sign(signer, &input::document(file)?, &options).at(place())?
                }
                (None, cms::Encapsulation::Detached) => {
                    let digest = digest(file, signer.algorithm().digest())?;
                    cms::sign_digest(signer, &digest, &options).at(place())?
                }
            };
            match &arguments.tsp_url {
                None => Ok(message),
                Some(url) => add_timestamp(&message, signer, url, arguments, context),
            }
        }
        FormatArg::Xmldsig => {
            let content = input::document(file)?;
            let document = match &signed {
                None => content.as_slice(),
                Some(signed) => signed.xml(file, &content)?,
            };
            let place = arguments.add_to.as_deref().unwrap_or(file).display();
            sign_enveloped(document, &xml_signer, Statement::Plain, |octets| signer.sign(octets)).at(place)
        }
        FormatArg::Wss => {
            let content = input::document(file)?;
            sign_message(&content, &xml_signer, "id-body", |octets| signer.sign(octets)).at(place())
        }
        FormatArg::Jws => {
            let (content, chain) = (input::document(file)?, [certificate.der()]);
            let text =
                jws::sign_compact(&content, signer.algorithm(), &chain, |octets| signer.sign(octets)).at(place())?;
            Ok(text.into_bytes())
        }
        FormatArg::Raw => signer.sign(&input::document(file)?).at(place()),
    }
}

/// The digest of a file of any size.
fn digest(file: &Path, algorithm: DigestAlgorithm) -> Result<Digest, Failure> {
    let content = Content::from_reader(input::open(file)?, &[algorithm]).at(file.display())?;
    content.digest(algorithm).ok_or_else(|| Failure::new(file.display(), "its digest can be computed"))
}

/// Stamps the signature that was just made: the one whose value verifies under this signer's key and stands last.
fn add_timestamp(
    message: &[u8],
    signer: &Signer<'_>,
    url: &str,
    arguments: &Sign,
    context: &Context,
) -> Result<Vec<u8>, Failure> {
    let parsed = SignedData::parse(message).at("--tsp-url")?;
    let own = |info: &&qoltanba::signature::cms::SignerInfo| info.identifier().names(signer.certificate());
    let index = parsed.signers().iter().enumerate().filter(|(_, info)| own(info)).map(|(index, _)| index).next_back();
    let index = index.ok_or_else(|| Failure::new("--tsp-url", "the new signature is not in the message"))?;
    let value = parsed.signers().get(index).map(|info| info.signature().to_vec()).unwrap_or_default();
    let transport = online::transport(&arguments.evidence.network, &context.config, limits::PATIENT_TIMEOUT);
    let token = qoltanba_online::stamp(url, &value, &transport).at("--tsp-url")?;
    cms::add_signature_timestamp(&parsed, index, &token).at("--tsp-url")
}
