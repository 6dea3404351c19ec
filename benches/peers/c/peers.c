/* The side of OpenSSL and gost-engine in the comparison that benches/peers/run makes:
   `peers inputs FOLDER` makes the GOST keys, `peers measure FOLDER` measures. */
#include "gost.h"
#include "x509.h"

#include <stdio.h>
#include <string.h>

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "inputs") == 0) {
        gost_inputs(arguments[2]);
        return 0;
    }
    if (count == 3 && strcmp(arguments[1], "measure") == 0) {
        gost_measure(arguments[2]);
        x509_measure(arguments[2]);
        return 0;
    }
    fprintf(stderr, "peers inputs FOLDER | peers measure FOLDER\n");
    return 1;
}
