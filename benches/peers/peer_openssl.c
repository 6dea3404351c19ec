/* OpenSSL and gost-engine: signatures over a digest, and of the RSA demonstration certificates.
 * Prints lines "peer,what,microseconds" with one line per run; the table is made elsewhere. */
#include <openssl/engine.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 15

static void need(int ok, const char *what) {
    if (!ok) {
        fprintf(stderr, "cannot: %s\n", what);
        exit(1);
    }
}

/* Processor time, which other processes of the machine do not lengthen as they do the time of day. */
static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static void gost(const char *label, const char *algorithm, const char *parameters, size_t digest_length) {
    EVP_PKEY_CTX *generator = EVP_PKEY_CTX_new_id(OBJ_txt2nid(algorithm), NULL);
    EVP_PKEY *key = NULL;
    need(generator && EVP_PKEY_keygen_init(generator) > 0, "key generation");
    need(EVP_PKEY_CTX_ctrl_str(generator, "paramset", parameters) > 0, "parameter set");
    need(EVP_PKEY_keygen(generator, &key) > 0, "key");
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    unsigned char digest[64], signature[128];
    size_t length = sizeof signature;
    memset(digest, 0x65, sizeof digest);
    need(EVP_PKEY_sign_init(context) > 0 && EVP_PKEY_sign(context, signature, &length, digest, digest_length) > 0, "sign");
    need(EVP_PKEY_verify_init(context) > 0 && EVP_PKEY_verify(context, signature, length, digest, digest_length) == 1, "verify");
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int i = 0; i < 20; i++) EVP_PKEY_verify(context, signature, length, digest, digest_length);
        printf("gost-engine,%s verify,%.2f\n", label, (now() - start) / 20);
    }
    need(EVP_PKEY_sign_init(context) > 0, "sign");
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int i = 0; i < 20; i++) {
            length = sizeof signature;
            EVP_PKEY_sign(context, signature, &length, digest, digest_length);
        }
        printf("gost-engine,%s sign,%.2f\n", label, (now() - start) / 20);
    }
}

static X509 *certificate(const char *path) {
    FILE *file = fopen(path, "rb");
    need(file != NULL, path);
    X509 *result = d2i_X509_fp(file, NULL);
    fclose(file);
    need(result != NULL, path);
    return result;
}

int main(int count, char **arguments) {
    need(count == 3, "two arguments: subscriber and authority");
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG | OPENSSL_INIT_ENGINE_ALL_BUILTIN, NULL);
    ENGINE *engine = ENGINE_by_id("gost");
    if (engine != NULL && ENGINE_init(engine) && ENGINE_set_default(engine, ENGINE_METHOD_ALL)) {
        gost("crypto-pro-a", "gost2001", "A", 32);
        gost("tc26-512-a", "gost2012_512", "A", 64);
    } else {
        fprintf(stderr, "gost-engine is not installed: left out\n");
    }
    X509 *subscriber = certificate(arguments[1]);
    EVP_PKEY *key = X509_get_pubkey(certificate(arguments[2]));
    need(X509_verify(subscriber, key) == 1, "certificate");
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (int i = 0; i < 50; i++) X509_verify(subscriber, key);
        printf("openssl,rsa subscriber's signature,%.2f\n", (now() - start) / 50);
    }
    return 0;
}
