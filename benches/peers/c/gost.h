/* GOST signatures and hashes with gost-engine. */
#ifndef GOST_H
#define GOST_H

/* Writes, for each curve: the key as PKCS#8 (.key); d and x || y little-endian (.private, .public); a digest (.digest)
   and its signature with all octets reversed, as the national PKI writes it (.signature). */
void gost_inputs(const char *folder);

void gost_measure(const char *folder);

#endif
