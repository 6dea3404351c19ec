/* Certification paths, revocation lists and CMS with OpenSSL. */
#ifndef X509_PEERS_H
#define X509_PEERS_H

void x509_measure(const char *folder);

#endif
