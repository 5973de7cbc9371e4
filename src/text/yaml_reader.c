/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML by libyaml, as a tree of nodes whose errors name file, line and key. One document of limited depth (the parser's time is
 * quadratic in it), no key twice. Getters check type and allowed interval; a key nobody knows is refused.
 */
#include "text/yaml_reader.h"

#include "text/number_text.h"
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

struct yaml_tree {
    yaml_document_t tree;
};

/* Whether line `index` from 0 has a tab before its first character: what libyaml does not call by its name. */
static bool is_indented_by_tab(const char *text, size_t index) {
    while (index-- && *text) text += strcspn(text, "\n") + (strchr(text, '\n') != NULL);
    const size_t blanks = strspn(text, " \t");
    return memchr(text, '\t', blanks) != NULL;
}

static epscan_status parse_failure(const struct yaml_file *file, const yaml_parser_t *parser) {
    const unsigned long line = (unsigned long)parser->problem_mark.line + 1;
    if (is_indented_by_tab(file->source.text, parser->problem_mark.line))
        return error_set(EPSCAN_BAD_INPUT, "%s:%lu: not valid YAML: indented by a tab; allowed: blanks", file->source.path, line);
    return error_set(EPSCAN_BAD_INPUT, "%s:%lu: not valid YAML: %s", file->source.path, line,
                     parser->problem ? parser->problem : "unreadable");
}

/* The parser's time grows like the square of the depth: look at the depth alone first. */
static epscan_status check_depth(const struct yaml_file *file) {
    enum { DEEPEST = 32 };
    yaml_parser_t parser;
    yaml_event_t event;
    epscan_status status = EPSCAN_OK;
    int depth = 0, more = 1;
    if (!yaml_parser_initialize(&parser)) return error_no_memory("the YAML parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)file->source.text, file->source.size);
    while (more && !status && yaml_parser_parse(&parser, &event)) {
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        if (depth > DEEPEST)
            status = error_set(EPSCAN_BAD_INPUT, "%s:%lu: nested more than %d deep", file->source.path,
                               (unsigned long)event.start_mark.line + 1, DEEPEST);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return status;
}

/* Load the first document and prove that no second one follows. */
static epscan_status load_document(struct yaml_file *file, enum file_kind kind) {
    yaml_parser_t parser;
    yaml_document_t second;
    if (memchr(file->source.text, 0, file->source.size))
        return error_set(EPSCAN_BAD_INPUT, "%s:1: not UTF-8 text", file->source.path);
    epscan_status status = file_kind_check(file->source.path, file->source.text, file->source.size, kind);
    if (!status) status = check_depth(file);
    if (status) return status;
    if (!yaml_parser_initialize(&parser)) return error_no_memory("the YAML parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)file->source.text, file->source.size);
    struct yaml_tree *document = calloc(1, sizeof *document);
    if (!document) {
        status = error_no_memory("the YAML document");
    } else if (!yaml_parser_load(&parser, &document->tree)) {
        status = parse_failure(file, &parser);
        free(document);
    } else {
        file->document = document;
        const yaml_node_t *root = yaml_document_get_root_node(&document->tree);
        if (!root || root->type != YAML_MAPPING_NODE)
            status = error_set(EPSCAN_BAD_INPUT, "%s:1: must be a mapping of keys to values", file->source.path);
        else if (!yaml_parser_load(&parser, &second))
            status = parse_failure(file, &parser);
        else {
            if (yaml_document_get_root_node(&second))
                status = error_set(EPSCAN_BAD_INPUT, "%s:%lu: a second document; one is allowed", file->source.path,
                                   (unsigned long)second.start_mark.line + 1);
            yaml_document_delete(&second);
        }
    }
    yaml_parser_delete(&parser);
    return status;
}

epscan_status yaml_file_read(const char *path, enum file_kind kind, struct yaml_file *file) {
    *file = (struct yaml_file){0};
    epscan_status status = text_file_read(path, &file->source);
    if (!status) status = load_document(file, kind);
    if (status) yaml_file_clear(file);
    return status;
}

epscan_status yaml_file_parse(const char *name, const char *text, size_t size, enum file_kind kind, struct yaml_file *file) {
    *file = (struct yaml_file){0};
    epscan_status status = text_file_from_memory(name, text, size, &file->source);
    if (!status) status = load_document(file, kind);
    if (status) yaml_file_clear(file);
    return status;
}

void yaml_file_clear(struct yaml_file *file) {
    if (file->document) {
        yaml_document_delete(&file->document->tree);
        free(file->document);
    }
    text_file_clear(&file->source);
    file->document = NULL;
}

static yaml_document_t *tree_of(const struct yaml_value *value) {
    return &value->file->document->tree;
}

static const yaml_node_t *node_of(const struct yaml_value *value) {
    return value->node;
}

static struct yaml_value value_at(const struct yaml_file *file, yaml_node_t *node) {
    return (struct yaml_value){.file = file, .node = node, .line = node ? (unsigned long)node->start_mark.line + 1 : 0};
}

struct yaml_value yaml_root(const struct yaml_file *file) {
    return value_at(file, yaml_document_get_root_node(&file->document->tree));
}

epscan_status yaml_fail(const struct yaml_value *value, const char *format, ...) {
    char reason[768];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    return error_set(EPSCAN_BAD_INPUT, "%s:%lu: %s%s%s", value->file->source.path, value->line, value->key,
                     value->key[0] ? ": " : "", reason);
}

epscan_status yaml_status_of_file(const struct yaml_value *value, const char *path, epscan_status status) {
    const char *message = epscan_error_message();
    const size_t length = strlen(path);
    char reason[700];
    if (status != EPSCAN_BAD_INPUT || strncmp(message, path, length) != 0 || strncmp(message + length, ": ", 2) != 0) return status;
    snprintf(reason, sizeof reason, "%.690s", message);
    return yaml_fail(value, "%s", reason);
}

static const char *scalar_text(const yaml_node_t *node) {
    if (!node || node->type != YAML_SCALAR_NODE) return NULL;
    const char *text = (const char *)node->data.scalar.value;
    return strlen(text) == node->data.scalar.length ? text : NULL; /* no NUL inside */
}

static struct yaml_value child(const struct yaml_value *mapping, const char *key, yaml_node_t *node) {
    struct yaml_value value = value_at(mapping->file, node);
    if (!node) value.line = mapping->line;
    snprintf(value.key, sizeof value.key, "%.90s%s%.36s", mapping->key, mapping->key[0] ? "." : "", key);
    return value;
}

static void list_names(const char *const *names, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; names[i] && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", names[i]);
}

static int index_of(const char *name, const char *const *names) {
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}

bool yaml_is_mapping(const struct yaml_value *value) {
    return node_of(value) && node_of(value)->type == YAML_MAPPING_NODE;
}

bool yaml_is_list(const struct yaml_value *value) {
    return node_of(value) && node_of(value)->type == YAML_SEQUENCE_NODE;
}

epscan_status yaml_check_keys(const struct yaml_value *mapping, const char *const *allowed) {
    char names[400];
    unsigned char seen[64] = {0};
    list_names(allowed, names, sizeof names);
    if (!yaml_is_mapping(mapping)) return yaml_fail(mapping, "must be a mapping with keys %s", names);
    const yaml_node_t *node = node_of(mapping);
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *key_node = yaml_document_get_node(tree_of(mapping), pair->key);
        const char *key = scalar_text(key_node);
        struct yaml_value value = child(mapping, key ? key : "?", key_node);
        const int index = key ? index_of(key, allowed) : -1;
        if (index < 0) return yaml_fail(&value, "unknown key; allowed: %s", names);
        if (seen[index]++) return yaml_fail(&value, "given twice; allowed once");
    }
    return EPSCAN_OK;
}

struct yaml_value yaml_find(const struct yaml_value *mapping, const char *key) {
    const yaml_node_t *node = node_of(mapping);
    if (yaml_is_mapping(mapping))
        for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top; pair++) {
            const char *name = scalar_text(yaml_document_get_node(tree_of(mapping), pair->key));
            if (name && strcmp(name, key) == 0) return child(mapping, key, yaml_document_get_node(tree_of(mapping), pair->value));
        }
    return child(mapping, key, NULL);
}

epscan_status yaml_require(const struct yaml_value *mapping, const char *key, struct yaml_value *value) {
    *value = yaml_find(mapping, key);
    return value->node ? EPSCAN_OK : yaml_fail(value, "missing; it is required");
}

int yaml_list_length(const struct yaml_value *list) {
    if (!yaml_is_list(list)) return 0;
    return (int)(node_of(list)->data.sequence.items.top - node_of(list)->data.sequence.items.start);
}

struct yaml_value yaml_list_item(const struct yaml_value *list, int index) {
    struct yaml_value value =
        value_at(list->file, yaml_document_get_node(tree_of(list), node_of(list)->data.sequence.items.start[index]));
    snprintf(value.key, sizeof value.key, "%.110s[%d]", list->key, index);
    return value;
}

epscan_status yaml_check_unique(const struct yaml_value *list, const char *key) {
    for (int i = 0; i < yaml_list_length(list); i++) {
        const struct yaml_value item = yaml_list_item(list, i), own = key ? yaml_find(&item, key) : item;
        const char *text = scalar_text(own.node);
        for (int before = 0; before < i && text; before++) {
            const struct yaml_value other_item = yaml_list_item(list, before);
            const struct yaml_value other = key ? yaml_find(&other_item, key) : other_item;
            const char *other_text = scalar_text(other.node);
            if (other_text && strcmp(text, other_text) == 0) return yaml_fail(&own, "\"%.60s\" is given twice; allowed once", text);
        }
    }
    return EPSCAN_OK;
}

epscan_status yaml_number(const struct yaml_value *value, const struct interval *allowed, double *number) {
    char range[160], slip[UNIT_SLIP_SIZE];
    const char *text = scalar_text(value->node);
    interval_text(allowed, value->key, range, sizeof range);
    if (!text) return yaml_fail(value, "must be a number; allowed: %s", range);
    if (node_of(value)->data.scalar.style != YAML_PLAIN_SCALAR_STYLE || !number_from_text(text, number))
        return yaml_fail(value, "\"%.60s\" is not a plain number%s%s; allowed: %s", text, allowed->unit[0] ? " in " : "",
                         allowed->unit, range);
    if (interval_holds(allowed, *number)) return EPSCAN_OK;
    return yaml_fail(value, "%.60s is out of range; allowed: %s%s", text, range, unit_slip_text(allowed, *number, slip));
}

epscan_status yaml_integer(const struct yaml_value *value, long lowest, long highest, long *integer) {
    const char *text = scalar_text(value->node);
    if (!text || !integer_from_text(text, lowest, highest, integer))
        return yaml_fail(value, "\"%.60s\" is not allowed; allowed: a whole number from %ld to %ld", text ? text : "(not a scalar)",
                         lowest, highest);
    return EPSCAN_OK;
}

epscan_status yaml_text(const struct yaml_value *value, char *text, size_t size) {
    const char *found = scalar_text(value->node);
    if (!found || !found[0] || strlen(found) >= size) return yaml_fail(value, "must be a text of 1 to %zu characters", size - 1);
    for (const char *c = found; *c; c++)
        if ((unsigned char)*c < ' ') return yaml_fail(value, "must be one line of text");
    strcpy(text, found);
    return EPSCAN_OK;
}

epscan_status yaml_choice(const struct yaml_value *value, const char *const *names, int *index) {
    char allowed[300];
    const char *text = scalar_text(value->node);
    *index = text ? index_of(text, names) : -1;
    if (*index >= 0) return EPSCAN_OK;
    list_names(names, allowed, sizeof allowed);
    return yaml_fail(value, "\"%.60s\" is not allowed; allowed: %s", text ? text : "(not a scalar)", allowed);
}

epscan_status yaml_require_number(const struct yaml_value *mapping, const char *key, const struct interval *allowed,
                                  double *number) {
    struct yaml_value value;
    const epscan_status status = yaml_require(mapping, key, &value);
    return status ? status : yaml_number(&value, allowed, number);
}

epscan_status yaml_require_integer(const struct yaml_value *mapping, const char *key, long lowest, long highest, long *integer) {
    struct yaml_value value;
    const epscan_status status = yaml_require(mapping, key, &value);
    return status ? status : yaml_integer(&value, lowest, highest, integer);
}

epscan_status yaml_require_text(const struct yaml_value *mapping, const char *key, char *text, size_t size) {
    struct yaml_value value;
    const epscan_status status = yaml_require(mapping, key, &value);
    return status ? status : yaml_text(&value, text, size);
}

epscan_status yaml_require_choice(const struct yaml_value *mapping, const char *key, const char *const *names, int *index) {
    struct yaml_value value;
    const epscan_status status = yaml_require(mapping, key, &value);
    return status ? status : yaml_choice(&value, names, index);
}
