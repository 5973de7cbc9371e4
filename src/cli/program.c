/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/program.h"

#include <string.h>

const struct command *program_command(const struct program *program, const char *name) {
    for (size_t i = 0; i < program->command_count; i++)
        if (strcmp(name, program->commands[i].name) == 0) return &program->commands[i];
    return NULL;
}

bool option_has_letter(const struct argp_option *option) {
    return option->key > ' ' && option->key <= '~';
}

void option_for_each(const struct argp *argp, void (*visit)(const struct argp_option *option, FILE *stream), FILE *stream) {
    for (const struct argp_child *child = argp->children; child && child->argp; child++)
        option_for_each(child->argp, visit, stream);
    for (const struct argp_option *o = argp->options; o && (o->name || o->doc); o++) visit(o, stream);
}
