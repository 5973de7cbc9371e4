/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML through libyaml's emitter: texts always quoted, numbers such that YAML 1.1 and 1.2 both read them as numbers, and as those
 * that they are. A first failure is kept, and what follows does nothing.
 */
#ifndef EPSCAN_OUTPUT_YAML_WRITER_H
#define EPSCAN_OUTPUT_YAML_WRITER_H

#include "epscan/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct yaml_writer;

/* Write to `stream`, borrowed; stop when there are more than `most_bytes`. */
epscan_status yaml_writer_create(FILE *stream, uint64_t most_bytes, struct yaml_writer **writer);

/* Begin a document, ending the one before. */
void yaml_writer_document(struct yaml_writer *writer);

/* Mappings and lists, nested; in one line when `flow`. */
void yaml_writer_begin_mapping(struct yaml_writer *writer, bool flow);
void yaml_writer_end_mapping(struct yaml_writer *writer);
void yaml_writer_begin_list(struct yaml_writer *writer, bool flow);
void yaml_writer_end_list(struct yaml_writer *writer);

/* A key of ours, plain; values: a number, "-" when it is not finite, and UTF-8 text. */
void yaml_writer_key(struct yaml_writer *writer, const char *key);
void yaml_writer_number(struct yaml_writer *writer, double number);
void yaml_writer_text(struct yaml_writer *writer, const char *text);

/*
 * End and free. *bytes is how many there are, more than `most_bytes` when the writer stopped for that; EPSCAN_FAILED, naming
 * `path`, for any other reason.
 */
epscan_status yaml_writer_close(struct yaml_writer *writer, const char *path, uint64_t *bytes);

#endif
