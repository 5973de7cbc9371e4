/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a figure are made like all outputs: whole and new, or not at all, and none of somebody else's is replaced. */
#include "report/figure_files.h"

#include "core/error.h"
#include "core/text_file.h"
#include "output/text_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const figure_suffixes[FIGURE_SUFFIXES] = {".gp", ".dat", ".png", ".pdf", ".svg"};

enum { PATH_SIZE = 4800 };
#define HASH_OF "# sha256 "
#define ALLOWED "another output, or --force to replace it"

static const struct output_kind figure_kind = {.noun = "figure", .when_existing = ALLOWED, .start = ""};

static int suffix_count(const struct figure_output *output) {
    return output->data_only ? FIGURE_DATA_SUFFIXES : FIGURE_SUFFIXES;
}

/* The line "# sha256 HEX SUFFIX". */
enum { LINE_SIZE = 160 };
static const char *hash_line(const char *hex, int suffix, char line[LINE_SIZE]) {
    snprintf(line, LINE_SIZE, "\n" HASH_OF "%s %s\n", hex, figure_suffixes[suffix]);
    return line + 1;
}

/* Whether the script is as it was written: its last line has the hash of what stands before. */
static bool is_unchanged(const struct text_file *script) {
    struct text_file before = {0};
    char line[LINE_SIZE];
    const char *last = NULL;
    for (const char *at = script->text; (at = strstr(at, HASH_OF)); at++) last = at;
    if (!last || strlen(script->text) != script->size) return false;
    const bool read = text_file_from_memory("script", script->text, (size_t)(last - script->text), &before) == EPSCAN_OK;
    const bool same = read && strcmp(last, hash_line(before.sha256, 0, line)) == 0;
    text_file_clear(&before);
    return same;
}

/* Whether a file of the figure is as epscan left it. `script`: NULL when there is none. */
static bool is_own(const char *path, int suffix, const struct text_file *script) {
    char hex[SHA256_HEX], line[LINE_SIZE];
    struct stat info;
    if (!script || lstat(path, &info) || !S_ISREG(info.st_mode)) return false;
    if (suffix == 0) return is_unchanged(script);
    return file_sha256(path, hex) == EPSCAN_OK && strstr(script->text, hash_line(hex, suffix, line));
}

static epscan_status check_file(const struct figure_output *output, int suffix, const struct text_file *script) {
    char path[PATH_SIZE];
    struct stat info;
    snprintf(path, sizeof path, "%s%s", output->base, figure_suffixes[suffix]);
    epscan_status status = EPSCAN_OK;
    for (int i = 0; i < FIGURE_MAX_INPUTS && output->inputs[i] && !status; i++) {
        status = output_file_check_apart(path, "input", output->inputs[i]);
        if (!status && output->experiments[i])
            status = output_file_check_apart_from_inputs(path, output->inputs[i], output->experiments[i]);
    }
    if (status || (lstat(path, &info) && errno == ENOENT)) return status;
    if (!output->force && !is_own(path, suffix, script))
        return error_set(EPSCAN_BAD_INPUT, "%s: exists and is not as epscan plot left it; allowed: " ALLOWED, path);
    return output_file_check(path, &figure_kind, EXISTING_REPLACED, 0);
}

/* The script that is there, if one is and it can be read. Clear `room` in any case. */
static const struct text_file *read_script(const struct figure_output *output, struct text_file *room) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s%s", output->base, figure_suffixes[0]);
    *room = (struct text_file){0};
    return text_file_read(path, room) == EPSCAN_OK ? room : NULL;
}

epscan_status figure_files_check(const struct figure_output *output) {
    const char *base = output->base;
    const size_t length = strlen(path_name(base));
    if (length == 0 || length > 240 || strlen(base) > 3500)
        return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: a file name of 1 to 240 characters", base);
    if (strpbrk(base, "\n\r")) return error_set(EPSCAN_BAD_INPUT, "output: allowed: a name of one line");
    char folder[PATH_SIZE];
    snprintf(folder, sizeof folder, "%.*s.", (int)(path_name(base) - base), base);
    if (access(folder, W_OK | X_OK)) return error_set(EPSCAN_BAD_INPUT, "%s.*: cannot be written: %s", base, strerror(errno));
    struct text_file room;
    const struct text_file *script = read_script(output, &room);
    epscan_status status = EPSCAN_OK;
    for (int suffix = 0; suffix < suffix_count(output) && !status; suffix++) status = check_file(output, suffix, script);
    text_file_clear(&room);
    return status;
}

epscan_status figure_files_begin(const struct figure_output *output, struct figure_files *files) {
    char path[PATH_SIZE];
    files->output = output;
    epscan_status status = figure_files_check(output);
    snprintf(path, sizeof path, "%s%s", output->base, figure_suffixes[0]);
    return status ? status : output_folder_begin(path, &figure_kind, EXISTING_RESUMED, &files->folder);
}

static void name_new_file(const struct figure_files *files, int suffix, char path[PATH_SIZE]) {
    snprintf(path, PATH_SIZE, "%s/%s%s", files->folder.temporary, path_name(files->output->base), figure_suffixes[suffix]);
}

/* Lines for the files that are there and epscan's, so that they still are when we are killed between two renames. */
static void put_hashes_of_old(const struct figure_files *files, FILE *stream) {
    struct text_file room;
    const struct text_file *script = read_script(files->output, &room);
    for (int suffix = 1; suffix < FIGURE_SUFFIXES; suffix++) {
        char path[PATH_SIZE], hex[SHA256_HEX], line[LINE_SIZE];
        snprintf(path, sizeof path, "%s%s", files->output->base, figure_suffixes[suffix]);
        if (is_own(path, suffix, script) && file_sha256(path, hex) == EPSCAN_OK) fputs(hash_line(hex, suffix, line), stream);
    }
    text_file_clear(&room);
}

static epscan_status record_hashes(const struct figure_files *files) {
    char path[PATH_SIZE], hex[SHA256_HEX], line[LINE_SIZE];
    name_new_file(files, 0, path);
    FILE *stream = fopen(path, "a");
    epscan_status status = stream ? EPSCAN_OK : error_set(EPSCAN_FAILED, "%s: cannot be written: %s", path, strerror(errno));
    if (status) return status;
    fputs("\n# The files as epscan plot left them; when they are changed, it replaces them with --force only.\n", stream);
    put_hashes_of_old(files, stream);
    for (int suffix = 1; suffix < suffix_count(files->output) && !status; suffix++) {
        char drawn[PATH_SIZE];
        name_new_file(files, suffix, drawn);
        status = file_sha256(drawn, hex);
        fputs(hash_line(hex, suffix, line), stream);
    }
    fflush(stream);
    if (!status) status = file_sha256(path, hex);
    fputs(hash_line(hex, 0, line), stream);
    return text_output_finish(stream, path, status);
}

epscan_status figure_files_end(struct figure_files *files, epscan_status status) {
    char from[PATH_SIZE], to[PATH_SIZE];
    if (!status) status = record_hashes(files);
    for (int suffix = 0; suffix < suffix_count(files->output) && !status; suffix++) {
        name_new_file(files, suffix, from);
        status = output_file_sync(from);
    }
    if (!status) status = figure_files_check(files->output); /* what is there may have changed since */
    for (int suffix = 0; suffix < suffix_count(files->output) && !status; suffix++) {
        name_new_file(files, suffix, from);
        snprintf(to, sizeof to, "%s%s", files->output->base, figure_suffixes[suffix]);
        status = output_file_rename(from, to, access(to, F_OK) == 0 || files->output->force, ALLOWED);
    }
    output_file_abandon(&files->folder); /* the folder is empty, or what is in it is not good */
    return status;
}
