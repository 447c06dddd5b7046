#include <stdio.h>
#include <string.h>

/* Prints each of its arguments with its length, the last one first. */
int main(int count, char **arguments)
{
    if (count == 1)
        puts("name some words");
    for (int place = count - 1; place > 0; place--)
        printf("%s: %zu\n", arguments[place], strlen(arguments[place]));
    return 0;
}
