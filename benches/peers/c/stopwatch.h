/* Wall time of an operation, as benches/src/stopwatch.rs takes it. */
#ifndef STOPWATCH_H
#define STOPWATCH_H

#include <stddef.h>

/* Measures `operation(state)` and prints a line: job, implementation, nanoseconds of one call for each sample. */
void measure(const char *job, void (*operation)(void *), void *state);

/* Ends the program, with the reason and what OpenSSL has to say, unless `condition` holds. */
void require(int condition, const char *what);

/* The octets of a file of the folder of inputs. */
unsigned char *contents(const char *folder, const char *name, size_t *length);

#endif
