//! A key in a token (PKCS#11), instead of one in a file.

use std::path::{Path, PathBuf};

use clap::Args;
use qoltanba::Certificate;
use qoltanba::sign::Signer;
use qoltanba_pkcs11::Module;

use crate::failure::{At as _, Failure};
use crate::input;

/// Where the key is, when it is not in a file.
#[derive(Debug, Args)]
pub struct TokenKey {
    /// The PKCS#11 library of a token or a hardware security module, whose key signs instead of one in a file (RSA, ECDSA).
    #[arg(long, value_name = "LIB", requires_all = ["token", "pin_env"])]
    pub pkcs11_module: Option<PathBuf>,
    /// The label of the token.
    #[arg(long, value_name = "LABEL", requires = "pkcs11_module")]
    pub token: Option<String>,
    /// The label of the key, when the token holds several.
    #[arg(long, value_name = "LABEL", requires = "pkcs11_module")]
    pub key_label: Option<String>,
    /// The environment variable that holds the PIN of the token. It is tried once.
    #[arg(long, value_name = "VAR", requires = "pkcs11_module")]
    pub pin_env: Option<String>,
    /// The certificate of the key, when the token does not hold it.
    #[arg(long, value_name = "CERT", requires = "pkcs11_module")]
    pub certificate: Option<PathBuf>,
}

impl TokenKey {
    /// Opens the token and hands its key, as a signer, with the certificates above it to `use_it`.
    pub fn with<T>(
        &self,
        module: &Path,
        use_it: impl FnOnce(Signer<'_>, &[Certificate]) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let place = module.display();
        let pin = input::secret("--pin-env", self.pin_env.as_deref().unwrap_or_default())?;
        let module = Module::load(module).at(&place)?;
        let token = module.open(self.token.as_deref().unwrap_or_default(), &pin).at(&place)?;
        let key = token.key(self.key_label.as_deref()).at(&place)?;
        let certificate = match &self.certificate {
            Some(path) => Certificate::from_der_or_pem(&input::read(path)?).at(path.display())?,
            None => key.certificate().at(&place)?,
        };
        let others = key.issuers(&certificate).at(&place)?;
        let signer = Signer::external(&key, &certificate).at(&place)?;
        let done = use_it(signer, &others);
        match (done, key.last_failure()) {
            (Err(_), Some(said)) => Err(Failure::new(place, format_args!("the token does not sign: {said}"))),
            (done, _) => done,
        }
    }
}
