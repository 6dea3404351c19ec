#include "stopwatch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <openssl/err.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

static double setting(const char *name, double otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? atof(text) : otherwise;
}

void measure(const char *job, void (*operation)(void *), void *state)
{
    double warm_up = setting("MEASURE_WARM_UP_MS", 500) * 1e6, length = setting("MEASURE_SAMPLE_MS", 50) * 1e6;
    int samples = (int)setting("MEASURE_SAMPLES", 7);
    double started = now();
    long calls = 0;
    do {
        operation(state);
        calls++;
    } while (now() - started < warm_up);
    calls = (long)(length / ((now() - started) / calls));
    if (calls < 1)
        calls = 1;
    printf("%s\tOpenSSL", job);
    started = now();
    for (int sample = 0; sample < samples && (sample < 3 || now() - started < 10e9); sample++) {
        double start = now();
        for (long call = 0; call < calls; call++)
            operation(state);
        printf("\t%.1f", (now() - start) / calls);
    }
    printf("\n");
    fflush(stdout);
}

void require(int condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "%s\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

unsigned char *contents(const char *folder, const char *name, size_t *length)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    require(file != NULL, path);
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    unsigned char *octets = malloc(*length + 1);
    require(octets != NULL && fread(octets, 1, *length, file) == *length, path);
    octets[*length] = 0;
    fclose(file);
    return octets;
}
