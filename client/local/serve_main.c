#include <string.h>

#include "client/local/serve.h"

/* The service alone, for tests of it: takes the command line of `picket`, too. */
int main(int argc, char **argv)
{
    int skip = argc > 1 && strcmp(argv[1], "serve") == 0;
    return serve_main(argc - skip, argv + skip);
}
