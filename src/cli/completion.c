/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/completion.h"

#include <string.h>

static void print_option(const struct argp_option *o, FILE *stream) {
    const char *equals = o->arg ? "=" : "", *argument = o->arg ? o->arg : "";
    if (o->name) fprintf(stream, "--%s%s%s\n", o->name, equals, argument);
    if (option_has_letter(o)) fprintf(stream, "-%c%s%s\n", o->key, equals, argument);
}

void completion_print(const struct program *program, const char *command, FILE *stream) {
    if (!command) {
        for (size_t i = 0; i < program->command_count; i++) fprintf(stream, "%s\n", program->commands[i].name);
        fputs("help\n", stream);
        return;
    }
    const struct command *found = program_command(program, command);
    if (!found) return;
    for (const char *form = found->argp->args_doc; form;) {
        const size_t length = strcspn(form, "\n");
        fprintf(stream, "operands: %.*s\n", (int)length, form);
        form = form[length] ? form + length + 1 : NULL;
    }
    option_for_each(found->argp, print_option, stream);
    fputs("--help\n--usage\n--no-cache\n", stream);
}
