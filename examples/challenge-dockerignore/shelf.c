#include <stdio.h>

/* Prints the files that it is called with, or the shelf's own list. */
static int print(const char *name)
{
    FILE *file = fopen(name, "r");
    if (file == NULL) {
        printf("%s is not on the shelf\n", name);
        return 1;
    }
    for (int letter = fgetc(file); letter != EOF; letter = fgetc(file))
        putchar(letter);
    return fclose(file);
}

int main(int count, char **names)
{
    if (count == 1)
        print("books/list.txt");
    for (int place = 1; place < count; place++)
        print(names[place]);
    return 0;
}
