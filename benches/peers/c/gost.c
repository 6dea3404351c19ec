#include "gost.h"
#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

static const struct {
    const char *job, *algorithm, *parameters;
    size_t length;
} curves[] = {
    /* "A" means CryptoPro-A with 256 bits; the set of TC 26 is "TCA". */
    {"gost-2001-a", "gost2001", "A", 32},
    {"gost-2012-256-a", "gost2012_256", "TCA", 32},
    {"gost-2012-512-a", "gost2012_512", "A", 64},
};
static const size_t CURVES = sizeof curves / sizeof curves[0];

static const struct {
    const char *job, *digest;
} hashes[] = {
    {"hash/streebog-256", "md_gost12_256"},
    {"hash/streebog-512", "md_gost12_512"},
    /* Another S-box, of the same cost: that of CryptoPro. */
    {"hash/gost-34.311-95", "md_gost94"},
};
static const size_t HASHES = sizeof hashes / sizeof hashes[0];

static ENGINE *engine(void)
{
    static ENGINE *gost;
    if (gost == NULL) {
        gost = ENGINE_by_id("gost");
        require(gost != NULL && ENGINE_init(gost) && ENGINE_set_default(gost, ENGINE_METHOD_ALL), "the engine gost");
    }
    return gost;
}

static void save(const char *folder, const char *job, const char *extension, const unsigned char *octets, size_t length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", folder, job, extension);
    FILE *file = fopen(path, "wb");
    require(file != NULL && fwrite(octets, 1, length, file) == length && fclose(file) == 0, path);
}

static void reverse(unsigned char *octets, size_t length)
{
    for (size_t low = 0, high = length - 1; low < high; low++, high--) {
        unsigned char octet = octets[low];
        octets[low] = octets[high];
        octets[high] = octet;
    }
}

void gost_inputs(const char *folder)
{
    for (size_t number = 0; number < CURVES; number++) {
        const char *job = curves[number].job;
        size_t length = curves[number].length;
        ENGINE *gost = engine();
        const EVP_PKEY_ASN1_METHOD *method = EVP_PKEY_asn1_find_str(&gost, curves[number].algorithm, -1);
        int id = 0;
        require(method != NULL && EVP_PKEY_asn1_get0_info(&id, NULL, NULL, NULL, NULL, method), "the algorithm");
        EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(id, engine());
        EVP_PKEY *key = NULL;
        require(EVP_PKEY_keygen_init(context) > 0
                    && EVP_PKEY_CTX_ctrl_str(context, "paramset", curves[number].parameters) > 0
                    && EVP_PKEY_keygen(context, &key) > 0,
                "a key");
        EVP_PKEY_CTX_free(context);

        PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
        unsigned char *octets = NULL;
        int written = i2d_PKCS8_PRIV_KEY_INFO(info, &octets);
        require(written > 0, "the private key");
        save(folder, job, "key", octets, written);
        /* Both structures end with the numbers, little-endian. */
        save(folder, job, "private", octets + written - length, length);
        octets = NULL;
        written = i2d_PUBKEY(key, &octets);
        require(written > 0, "the public key");
        save(folder, job, "public", octets + written - 2 * length, 2 * length);

        unsigned char digest[64], signature[128];
        size_t signature_length = sizeof signature;
        for (size_t place = 0; place < length; place++)
            digest[place] = (unsigned char)(37 * place + number + 1);
        context = EVP_PKEY_CTX_new(key, engine());
        require(EVP_PKEY_sign_init(context) > 0
                    && EVP_PKEY_sign(context, signature, &signature_length, digest, length) > 0
                    && signature_length == 2 * length,
                "a signature");
        EVP_PKEY_CTX_free(context);
        reverse(signature, signature_length);
        save(folder, job, "digest", digest, length);
        save(folder, job, "signature", signature, signature_length);
        EVP_PKEY_free(key);
    }
}

struct signing {
    EVP_PKEY_CTX *verifier, *signer;
    unsigned char *digest, *signature;
    size_t digest_length, signature_length;
};

static void verify(void *state)
{
    struct signing *on = state;
    require(EVP_PKEY_verify(on->verifier, on->signature, on->signature_length, on->digest, on->digest_length) == 1,
            "the signature holds");
}

static void sign(void *state)
{
    struct signing *on = state;
    unsigned char signature[128];
    size_t length = sizeof signature;
    require(EVP_PKEY_sign(on->signer, signature, &length, on->digest, on->digest_length) > 0, "the key signs");
}

struct hashing {
    const EVP_MD *digest;
    unsigned char *message;
    size_t length;
};

static void hash(void *state)
{
    struct hashing *on = state;
    unsigned char digest[EVP_MAX_MD_SIZE];
    require(EVP_Digest(on->message, on->length, digest, NULL, on->digest, NULL), "a digest");
}

void gost_measure(const char *folder)
{
    char name[256];
    for (size_t number = 0; number < CURVES; number++) {
        const char *job = curves[number].job;
        size_t length;
        snprintf(name, sizeof name, "%s.key", job);
        unsigned char *octets = contents(folder, name, &length);
        const unsigned char *cursor = octets;
        (void)engine();
        PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &cursor, (long)length);
        EVP_PKEY *key = info != NULL ? EVP_PKCS82PKEY(info) : NULL;
        require(key != NULL, "the private key");
        struct signing on;
        snprintf(name, sizeof name, "%s.digest", job);
        on.digest = contents(folder, name, &on.digest_length);
        snprintf(name, sizeof name, "%s.signature", job);
        on.signature = contents(folder, name, &on.signature_length);
        reverse(on.signature, on.signature_length);
        on.verifier = EVP_PKEY_CTX_new(key, engine());
        on.signer = EVP_PKEY_CTX_new(key, engine());
        require(EVP_PKEY_verify_init(on.verifier) > 0 && EVP_PKEY_sign_init(on.signer) > 0, "the key");
        snprintf(name, sizeof name, "%s/verify", job);
        measure(name, verify, &on);
        snprintf(name, sizeof name, "%s/sign", job);
        measure(name, sign, &on);
    }
    struct hashing on = {NULL, malloc(1 << 20), 1 << 20};
    for (size_t place = 0; place < on.length; place++)
        on.message[place] = (unsigned char)(place % 251);
    for (size_t number = 0; number < HASHES; number++) {
        on.digest = EVP_get_digestbyname(hashes[number].digest);
        require(on.digest != NULL, hashes[number].digest);
        measure(hashes[number].job, hash, &on);
    }
}
