#include "x509.h"
#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

struct octets {
    unsigned char *data;
    size_t length;
};

static struct octets file(const char *folder, const char *name)
{
    struct octets found;
    found.data = contents(folder, name, &found.length);
    return found;
}

static X509 *certificate(const unsigned char *octets, size_t length)
{
    X509 *found = d2i_X509(NULL, &octets, (long)length);
    require(found != NULL, "a certificate");
    return found;
}

static X509_CRL *list(const struct octets *octets)
{
    const unsigned char *cursor = octets->data;
    X509_CRL *found = d2i_X509_CRL(NULL, &cursor, (long)octets->length);
    require(found != NULL, "a list");
    return found;
}

struct paths {
    struct octets root, authority, list, subscribers;
    size_t subscriber_length, number;
    time_t moment;
    X509_STORE *store;
    STACK_OF(X509) *untrusted;
};

/* The root, the list of the authority and the moment; the end entity alone is asked for in the list. */
static X509_STORE *store(const struct paths *on)
{
    X509_STORE *made = X509_STORE_new();
    X509 *root = certificate(on->root.data, on->root.length);
    X509_CRL *revoked = list(&on->list);
    require(X509_STORE_add_cert(made, root) && X509_STORE_add_crl(made, revoked), "the store");
    X509_free(root);
    X509_CRL_free(revoked);
    X509_VERIFY_PARAM *parameters = X509_STORE_get0_param(made);
    X509_VERIFY_PARAM_set_time(parameters, on->moment);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_CRL_CHECK);
    return made;
}

static STACK_OF(X509) *untrusted(const struct paths *on)
{
    STACK_OF(X509) *made = sk_X509_new_null();
    require(sk_X509_push(made, certificate(on->authority.data, on->authority.length)), "the authority");
    return made;
}

static void check(struct paths *on, X509_STORE *trust, STACK_OF(X509) *between)
{
    on->number = (on->number + 1) % (on->subscribers.length / on->subscriber_length);
    X509 *subscriber =
        certificate(on->subscribers.data + on->number * on->subscriber_length, on->subscriber_length);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    require(X509_STORE_CTX_init(context, trust, subscriber, between), "the context");
    if (X509_verify_cert(context) != 1)
        require(0, X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
    X509_STORE_CTX_free(context);
    X509_free(subscriber);
}

static void check_resident(void *state)
{
    struct paths *on = state;
    check(on, on->store, on->untrusted);
}

static void check_fresh(void *state)
{
    struct paths *on = state;
    X509_STORE *trust = store(on);
    STACK_OF(X509) *between = untrusted(on);
    check(on, trust, between);
    X509_STORE_free(trust);
    sk_X509_pop_free(between, X509_free);
}

struct lookups {
    struct octets list, serials;
    size_t number;
    X509_CRL *loaded;
};

/* Whether the serial number is in the list: the even ones are. */
static void find(X509_CRL *in, const struct lookups *on, size_t number)
{
    BIGNUM *value = BN_bin2bn(on->serials.data + 20 * number, 20, NULL);
    ASN1_INTEGER *serial = BN_to_ASN1_INTEGER(value, NULL);
    X509_REVOKED *entry;
    require(X509_CRL_get0_by_serial(in, &entry, serial) == (number % 2 == 0), "the entry");
    ASN1_INTEGER_free(serial);
    BN_free(value);
}

static void load(void *state)
{
    struct lookups *on = state;
    X509_CRL *loaded = list(&on->list);
    /* The first question sorts the entries. */
    find(loaded, on, 1);
    X509_CRL_free(loaded);
}

static void look_up(void *state)
{
    struct lookups *on = state;
    on->number = (on->number + 2) % (on->serials.length / 20);
    find(on->loaded, on, on->number);
}

struct messages {
    struct octets message;
    X509_STORE *store;
};

static void verify_message(void *state)
{
    struct messages *on = state;
    const unsigned char *cursor = on->message.data;
    CMS_ContentInfo *message = d2i_CMS_ContentInfo(NULL, &cursor, (long)on->message.length);
    require(message != NULL, "a message");
    require(CMS_verify(message, NULL, on->store, NULL, NULL, CMS_BINARY | CMS_CADES), "the message holds");
    CMS_ContentInfo_free(message);
}

void x509_measure(const char *folder)
{
    struct paths paths;
    memset(&paths, 0, sizeof paths);
    paths.root = file(folder, "root.cer");
    paths.authority = file(folder, "ca.cer");
    paths.list = file(folder, "ca.crl");
    paths.subscribers = file(folder, "subscribers");
    paths.subscriber_length = strtoul((char *)file(folder, "subscriber.length").data, NULL, 10);
    paths.moment = strtol((char *)file(folder, "moment").data, NULL, 10);
    paths.store = store(&paths);
    paths.untrusted = untrusted(&paths);
    measure("path/fresh", check_fresh, &paths);
    measure("path/resident", check_resident, &paths);

    static const char *sizes[] = {"50000", "1000000"};
    for (size_t number = 0; number < 2; number++) {
        char name[64];
        struct lookups lookups;
        memset(&lookups, 0, sizeof lookups);
        snprintf(name, sizeof name, "%s.crl", sizes[number]);
        lookups.list = file(folder, name);
        snprintf(name, sizeof name, "%s.serials", sizes[number]);
        lookups.serials = file(folder, name);
        lookups.loaded = list(&lookups.list);
        lookups.number = 1;
        for (size_t serial = 0; serial < lookups.serials.length / 20; serial++)
            find(lookups.loaded, &lookups, serial);
        snprintf(name, sizeof name, "crl-%s/load", sizes[number]);
        measure(name, load, &lookups);
        snprintf(name, sizeof name, "crl-%s/lookup", sizes[number]);
        measure(name, look_up, &lookups);
        X509_CRL_free(lookups.loaded);
        free(lookups.list.data);
    }

    /* The authority is not in the message: the store offers it. It is no anchor there, since it is not self-signed. */
    struct messages messages = {{NULL, 0}, store(&paths)};
    X509 *authority = certificate(paths.authority.data, paths.authority.length);
    require(X509_STORE_add_cert(messages.store, authority), "the store");
    messages.message = file(folder, "cms-4k.p7m");
    measure("cms-4k", verify_message, &messages);
    messages.message = file(folder, "cms-10m.p7m");
    measure("cms-10m", verify_message, &messages);
}
