/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML line by line, with the quotes and indents that readers of 1.1 and 1.2 take alike. */
#include "output/yaml_writer.h"

#include "text/number_text.h"
#include "core/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

struct yaml_writer {
    yaml_emitter_t emitter;
    FILE *stream;
    uint64_t bytes, most_bytes;
    bool in_document, failed;
};

static int write_bytes(void *data, unsigned char *buffer, size_t size) {
    struct yaml_writer *w = data;
    w->bytes += size;
    if (w->bytes > w->most_bytes) return 0;
    return fwrite(buffer, 1, size, w->stream) == size;
}

/* Takes the event over; `made`: whether libyaml could make it. */
static void emit(struct yaml_writer *w, yaml_event_t *event, int made) {
    if (!made)
        w->failed = true;
    else if (w->failed)
        yaml_event_delete(event);
    else
        w->failed = !yaml_emitter_emit(&w->emitter, event);
}

epscan_status yaml_writer_create(FILE *stream, uint64_t most_bytes, struct yaml_writer **writer) {
    yaml_event_t event;
    struct yaml_writer *w = calloc(1, sizeof *w);
    if (!w || !yaml_emitter_initialize(&w->emitter)) {
        free(w);
        return error_no_memory("a YAML file");
    }
    w->stream = stream;
    w->most_bytes = most_bytes;
    yaml_emitter_set_output(&w->emitter, write_bytes, w);
    yaml_emitter_set_unicode(&w->emitter, 1);
    yaml_emitter_set_width(&w->emitter, -1);
    emit(w, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    *writer = w;
    return EPSCAN_OK;
}

static void end_document(struct yaml_writer *w) {
    yaml_event_t event;
    if (w->in_document) emit(w, &event, yaml_document_end_event_initialize(&event, 1));
    w->in_document = false;
}

void yaml_writer_document(struct yaml_writer *w) {
    yaml_event_t event;
    end_document(w);
    emit(w, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 0));
    w->in_document = true;
}

void yaml_writer_begin_mapping(struct yaml_writer *w, bool flow) {
    yaml_event_t event;
    emit(w, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE));
}

void yaml_writer_end_mapping(struct yaml_writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_mapping_end_event_initialize(&event));
}

void yaml_writer_begin_list(struct yaml_writer *w, bool flow) {
    yaml_event_t event;
    emit(w, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE));
}

void yaml_writer_end_list(struct yaml_writer *w) {
    yaml_event_t event;
    emit(w, &event, yaml_sequence_end_event_initialize(&event));
}

static void put_scalar(struct yaml_writer *w, const char *text, yaml_scalar_style_t style) {
    yaml_event_t event;
    const yaml_char_t *value = (const yaml_char_t *)text;
    emit(w, &event, yaml_scalar_event_initialize(&event, NULL, NULL, value, (int)strlen(text), 1, 1, style));
}

void yaml_writer_key(struct yaml_writer *w, const char *key) {
    put_scalar(w, key, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_writer_number(struct yaml_writer *w, double number) {
    char text[NUMBER_TEXT_SIZE];
    if (!isfinite(number)) {
        yaml_writer_text(w, "-");
        return;
    }
    number_to_text(number, text);
    const char *exponent = strchr(text, 'e');
    if (exponent && !strchr(text, '.')) { /* YAML 1.1 takes 1e-05 for a text */
        char digits[sizeof text];
        snprintf(digits, sizeof digits, "%.*s.0%s", (int)(exponent - text), text, exponent);
        memcpy(text, digits, sizeof text);
    }
    put_scalar(w, text, YAML_PLAIN_SCALAR_STYLE);
}

void yaml_writer_text(struct yaml_writer *w, const char *text) {
    put_scalar(w, text, strchr(text, '\n') ? YAML_LITERAL_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

epscan_status yaml_writer_close(struct yaml_writer *w, const char *path, uint64_t *bytes) {
    yaml_event_t event;
    end_document(w);
    emit(w, &event, yaml_stream_end_event_initialize(&event));
    const bool bad = w->failed && w->bytes <= w->most_bytes;
    *bytes = w->bytes;
    yaml_emitter_delete(&w->emitter);
    free(w);
    return bad ? error_set(EPSCAN_FAILED, "%s: cannot be written", path) : EPSCAN_OK;
}
