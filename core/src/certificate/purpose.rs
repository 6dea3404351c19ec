//! What a key may be used for: the rules that fit every observed national certificate (kz-pki facts, section 3.3).

use serde::Serialize;

use super::{Certificate, KeyUsage};
use crate::oid::{self, Oid};

/// What a certificate is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Signing documents: keyUsage digitalSignature and nonRepudiation; extKeyUsage absent, emailProtection, or a user
    /// type without clientAuth.
    #[default]
    Sign,
    /// Authentication: keyUsage digitalSignature; extKeyUsage clientAuth, or a single key for both purposes as those of
    /// GOST-2015 are, which is told by the policy 1.2.398.3.3.2 itself with a user type, not by its algorithm.
    Auth,
    /// No check of the purpose.
    Any,
}

impl Purpose {
    /// Why `certificate` may not be used for this purpose; `None` when it may.
    #[must_use]
    pub fn violation(self, certificate: &Certificate) -> Option<&'static str> {
        let extensions = certificate.extensions();
        let usages = extensions.ext_key_usage();
        let has = |id: &Oid| usages.is_some_and(|usages| usages.contains(id));
        let user_type = usages.is_some_and(|usages| usages.iter().any(is_user_type));
        let key_usage = |needed: KeyUsage| extensions.key_usage().is_some_and(|usage| usage.contains(needed));
        match self {
            Self::Any => None,
            Self::Sign => {
                if !key_usage(KeyUsage::DIGITAL_SIGNATURE) || !key_usage(KeyUsage::NON_REPUDIATION) {
                    return Some("keyUsage lacks digitalSignature or nonRepudiation");
                }
                let fits =
                    usages.is_none() || has(&oid::KP_EMAIL_PROTECTION) || (user_type && !has(&oid::KP_CLIENT_AUTH));
                (!fits).then_some("extKeyUsage has neither emailProtection nor a user type without clientAuth")
            }
            Self::Auth => {
                if !key_usage(KeyUsage::DIGITAL_SIGNATURE) {
                    return Some("keyUsage lacks digitalSignature");
                }
                let single_key = user_type && extensions.policies().contains(&oid::KZ_POLICY);
                let fits = has(&oid::KP_CLIENT_AUTH) || single_key;
                (!fits).then_some(
                    "extKeyUsage lacks clientAuth, and it is no single key (policy 1.2.398.3.3.2 with a user type)",
                )
            }
        }
    }
}

/// Types of users: those of НУЦ РК, of the treasury, of BTS Digital and of УЦГО (section 3.3).
fn is_user_type(usage: &Oid) -> bool {
    static ARCS: [&Oid; 5] =
        [&oid::KZ_USER_TYPE, &oid::KZ_TREASURY_CLIENT, &oid::KZ_NCA_STAFF, &oid::BTSD_USER_TYPE, &oid::UCGO_USER_TYPE];
    ARCS.iter().any(|arc| usage.is_under(arc))
}
