/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML files read strictly: every error is one line `file:line: key: what is wrong, what is allowed`.
 *
 * Built on libyaml's document tree, which keeps the line of every node: a schema library that hands over filled structs
 * can no longer say where an r >= 1/2 or a list out of order stands, nor take a key that is a list or a mapping.
 * All functions are thread-safe for distinct files; a value is valid as long as its file.
 */
#ifndef EPSCAN_TEXT_YAML_READER_H
#define EPSCAN_TEXT_YAML_READER_H

#include "core/file_kind.h"
#include "core/text_file.h"
#include "epscan/status.h"

#include <stdbool.h>

struct yaml_tree;

struct yaml_file {
    struct text_file source;
    struct yaml_tree *document; /* owned */
};

/* One node and the path of keys that led to it, as "scan.mA_GeV" or "datasets[2].efficiency". */
struct yaml_value {
    const struct yaml_file *file; /* borrowed */
    void *node;                   /* NULL when the key is absent */
    unsigned long line;
    char key[128];
};

/* An interval of numbers with each end open or closed, and the unit named in messages ("" for none). */
struct interval {
    double low, high;
    bool low_open, high_open;
    const char *unit;
};

/*
 * Parse a file that holds exactly one document whose root is a mapping; `kind` is what it should be. Free with yaml_file_clear.
 */
epscan_status yaml_file_read(const char *path, enum file_kind kind, struct yaml_file *file);
/* The same for text in memory (copied); `name` stands for the path in messages. */
epscan_status yaml_file_parse(const char *name, const char *text, size_t size, enum file_kind kind, struct yaml_file *file);
void yaml_file_clear(struct yaml_file *file);

struct yaml_value yaml_root(const struct yaml_file *file);

/* EPSCAN_BAD_INPUT with "file:line: key: " before the message. */
epscan_status yaml_fail(const struct yaml_value *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The status of reading the file `path` that a value names: what is wrong with the file as a whole, "PATH: ...", becomes an error
 * of the line that names it; what is wrong at a line of the file stays as it is.
 */
epscan_status yaml_status_of_file(const struct yaml_value *value, const char *path, epscan_status status);

/* The value is a mapping whose keys all stand in `allowed` (NULL-terminated), each once. */
epscan_status yaml_check_keys(const struct yaml_value *mapping, const char *const *allowed);

/* A key's value; node is NULL when absent (yaml_find) or an error is returned (yaml_require). */
struct yaml_value yaml_find(const struct yaml_value *mapping, const char *key);
epscan_status yaml_require(const struct yaml_value *mapping, const char *key, struct yaml_value *value);

bool yaml_is_mapping(const struct yaml_value *value);
bool yaml_is_list(const struct yaml_value *value);
int yaml_list_length(const struct yaml_value *list);
/* That no two items have the same text: of their key `key`, or of themselves when it is NULL. Items without text do not count. */
epscan_status yaml_check_unique(const struct yaml_value *list, const char *key);
struct yaml_value yaml_list_item(const struct yaml_value *list, int index);

/* Scalars. A number is decimal or a fraction such as 1/3, plain (unquoted) and finite. */
epscan_status yaml_number(const struct yaml_value *value, const struct interval *allowed, double *number);
epscan_status yaml_integer(const struct yaml_value *value, long lowest, long highest, long *integer);
/* Text without control characters, at most size - 1 bytes. */
epscan_status yaml_text(const struct yaml_value *value, char *text, size_t size);
/* The index of the value in `names` (NULL-terminated). */
epscan_status yaml_choice(const struct yaml_value *value, const char *const *names, int *index);

/* The same for a required key of a mapping. */
epscan_status yaml_require_number(const struct yaml_value *mapping, const char *key, const struct interval *allowed,
                                  double *number);
epscan_status yaml_require_integer(const struct yaml_value *mapping, const char *key, long lowest, long highest, long *integer);
epscan_status yaml_require_text(const struct yaml_value *mapping, const char *key, char *text, size_t size);
epscan_status yaml_require_choice(const struct yaml_value *mapping, const char *key, const char *const *names, int *index);

#endif
