//! The module of a vendor, and a token that is open.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as Failure, RvError};
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use qoltanba::Certificate;

use crate::key::TokenKey;
use crate::{Error, name_of};

/// Objects that one search looks at; a token of a person holds a few.
const MAX_OBJECTS: usize = 1_000;

/// The PKCS#11 library of a vendor. Its code runs in this process with all its rights: load only what you trust.
#[derive(Debug, Clone)]
pub struct Module(Pkcs11);

/// A token that the PIN has opened. It serves one signature at a time. Clones are the same token; it is closed when the last
/// of them and of its keys is dropped.
#[derive(Debug, Clone)]
pub struct Token {
    session: Arc<Mutex<Session>>,
}

impl Module {
    /// Loads and starts the library of a vendor.
    ///
    /// # Errors
    /// `Module` when it is none or does not start. That another part of the program has started it is no error.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let failed = |error: Failure| Error::Module(name_of(&error));
        let module = Pkcs11::new(path).map_err(failed)?;
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Failure::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(Self(module)),
            Err(error) => Err(failed(error)),
        }
    }

    /// The labels of the tokens that are plugged in.
    ///
    /// # Errors
    /// `Token` when the library fails.
    pub fn labels(&self) -> Result<Vec<String>, Error> {
        let slots = self.0.get_slots_with_initialized_token()?;
        slots.into_iter().map(|slot| Ok(self.0.get_token_info(slot)?.label().to_owned())).collect()
    }

    /// Opens the token with this label. The PIN is tried once.
    ///
    /// # Errors
    /// `Choice` when there is not exactly one, `Pin` when it refuses the PIN.
    pub fn open(&self, label: &str, pin: &str) -> Result<Token, Error> {
        let mut found = Vec::new();
        for slot in self.0.get_slots_with_initialized_token()? {
            if self.0.get_token_info(slot)?.label() == label {
                found.push(slot);
            }
        }
        let slot = only("token", found, "no token with this label is plugged in", "only one token bears the label")?;
        let session = self.0.open_ro_session(slot)?;
        match session.login(UserType::User, Some(&AuthPin::from(pin))) {
            // The user is logged in for all sessions of a program (PKCS#11 3.0, 5.6.8); this one joins them.
            Ok(()) | Err(Failure::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
            Err(error) => return Err(Error::Pin(name_of(&error))),
        }
        Ok(Token { session: Arc::new(Mutex::new(session)) })
    }
}

impl Token {
    /// The private key with this label, or the only one.
    ///
    /// # Errors
    /// `Choice` when there is not exactly one, or it asks for the PIN before each signature.
    pub fn key(&self, label: Option<&str>) -> Result<TokenKey, Error> {
        let mut template = vec![Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Sign(true)];
        template.extend(label.map(|label| Attribute::Label(label.as_bytes().to_vec())));
        let session = self.session();
        let handle = only(
            "key",
            find(&session, &template)?,
            "the token holds a private key that signs, with the label if one is given",
            "there are several such keys: a label chooses one",
        )?;
        let mut id = Vec::new();
        for attribute in session.get_attributes(handle, &[AttributeType::Id, AttributeType::AlwaysAuthenticate])? {
            match attribute {
                Attribute::Id(own) => id = own,
                Attribute::AlwaysAuthenticate(true) => {
                    return Err(Error::Choice {
                        what: "key",
                        rule: "the key signs without asking for the PIN each time",
                    });
                }
                _ => {}
            }
        }
        drop(session);
        Ok(TokenKey::new(self.clone(), handle, id))
    }

    /// The certificates with this CKA_ID, which a key and its certificate share; without one, all of them.
    pub(crate) fn certificates(&self, id: Option<&[u8]>) -> Result<Vec<Certificate>, Error> {
        let mut template =
            vec![Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
        template.extend(id.map(|id| Attribute::Id(id.to_vec())));
        let session = self.session();
        let mut certificates = Vec::new();
        for handle in find(&session, &template)? {
            for attribute in session.get_attributes(handle, &[AttributeType::Value])? {
                if let Attribute::Value(der) = attribute {
                    certificates.push(Certificate::from_der(&der)?);
                }
            }
        }
        Ok(certificates)
    }

    /// A panic of another thread leaves nothing half done: each signature is one call.
    pub(crate) fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(session: &Session, template: &[Attribute]) -> Result<Vec<ObjectHandle>, Error> {
    let found = session.iter_objects(template)?.take(MAX_OBJECTS);
    found.collect::<Result<_, _>>().map_err(Error::from)
}

/// The one of several, or which rule is broken.
pub(crate) fn only<T>(
    what: &'static str,
    found: Vec<T>,
    none: &'static str,
    several: &'static str,
) -> Result<T, Error> {
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Error::Choice { what, rule: none }),
        (Some(_), Some(_)) => Err(Error::Choice { what, rule: several }),
    }
}
