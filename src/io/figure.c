/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/figure.h"

#include "core/error.h"
#include "core/text_file.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

/* The same proportions everywhere: 10 points of type for a width of 170 mm. */
static const struct {
    const char *suffix, *terminal, *wide_terminal;
} terminals[] = {
    {".png", "pngcairo size 1500,1050 font \"DejaVu Sans,20\" enhanced",
     "pngcairo size 2400,1100 font \"DejaVu Sans,20\" enhanced"},
    {".pdf", "pdfcairo size 7.5in,5.25in font \"DejaVu Sans,11\" enhanced",
     "pdfcairo size 12in,5.5in font \"DejaVu Sans,11\" enhanced"},
    {".svg", "svg size 1000,700 font \"DejaVu Sans,14\" linewidth 0.7 enhanced background rgb \"white\"",
     "svg size 1600,730 font \"DejaVu Sans,14\" linewidth 0.7 enhanced background rgb \"white\""},
};
enum { TERMINAL_COUNT = sizeof terminals / sizeof terminals[0] };

static const char *const style = "set encoding utf8\n"
                                 "set border lw 1.2\n"
                                 "set tics front scale 1.2, 0.6\n"
                                 "set key Left reverse samplen 2.5 spacing 1.15 box lw 0.5 opaque\n";

/* The folder of `path`, with its slash; empty for a bare name. */
static void folder_of(const char *path, char *folder) {
    snprintf(folder, PATH_SIZE, "%.*s", (int)(path_name(path) - path), path);
}

/*
 * A file of the figure's folder inside gnuplot's single quotes: quotes are doubled there, and "./" keeps a name that begins
 * with < or | from being run as a command.
 */
static void quoted_name(const char *base, char *quoted) {
    size_t used = 2;
    memcpy(quoted, "./", used);
    for (const char *c = path_name(base); *c && used + 3 < PATH_SIZE; c++) {
        if (*c == '\'') quoted[used++] = '\'';
        quoted[used++] = *c;
    }
    quoted[used] = '\0';
}

epscan_status figure_check_output(const char *base) {
    char folder[PATH_SIZE];
    const size_t length = strlen(path_name(base));
    if (length == 0 || length > 240 || strlen(base) > 3500)
        return error_set(EPSCAN_BAD_INPUT, "output \"%.60s\": allowed: a file name of 1 to 240 characters", base);
    if (strpbrk(base, "\n\r")) return error_set(EPSCAN_BAD_INPUT, "output: allowed: a name of one line");
    folder_of(base, folder);
    if (access(folder[0] ? folder : ".", W_OK | X_OK))
        return error_set(EPSCAN_BAD_INPUT, "%s.*: cannot be written: %s", base, strerror(errno));
    return EPSCAN_OK;
}

static epscan_status open_output(const char *base, const char *suffix, FILE **stream) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s%s", base, suffix);
    *stream = fopen(path, "w");
    return *stream ? EPSCAN_OK : error_set(EPSCAN_BAD_INPUT, "%s: cannot be written: %s", path, strerror(errno));
}

epscan_status figure_begin(struct figure *figure, const char *base) {
    *figure = (struct figure){.base = base};
    epscan_status status = figure_check_output(base);
    if (!status) status = open_output(base, ".dat", &figure->data);
    if (!status) status = open_output(base, ".gp", &figure->script);
    if (status && figure->data) fclose(figure->data);
    if (!status) fputs(style, figure->script);
    return status;
}

int figure_block(struct figure *figure, const char *title, const char *names, size_t rows, size_t columns,
                 const double *const column[]) {
    /* a blank line would start another block */
    fprintf(figure->data, "# %s\n# %s\n", title, names);
    for (size_t i = 0; i < rows; i++) {
        for (size_t c = 0; c < columns; c++) {
            const double value = column[c][i];
            if (c) fputc(' ', figure->data);
            if (isfinite(value))
                fprintf(figure->data, "%.12g", value);
            else
                fputs("NaN", figure->data);
        }
        fputc('\n', figure->data);
    }
    fputs("\n\n", figure->data);
    return figure->blocks++;
}

void figure_set(struct figure *figure, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(figure->script, format, arguments);
    va_end(arguments);
}

void figure_draw(struct figure *figure, int block, const char *format, ...) {
    char quoted[PATH_SIZE];
    va_list arguments;
    quoted_name(figure->base, quoted);
    fprintf(figure->script, "%s  '%s.dat' index %d ", figure->items++ ? ", \\\n" : "plot \\\n", quoted, block);
    va_start(arguments, format);
    vfprintf(figure->script, format, arguments);
    va_end(arguments);
}

void figure_panel(struct figure *figure, int panels) {
    if (figure->panels)
        fputc('\n', figure->script);
    else
        fprintf(figure->script, "set multiplot layout 1,%d\n", panels);
    figure->panels = true;
    figure->items = 0;
}

static epscan_status close_output(FILE *stream, const char *base, const char *suffix) {
    const int bad = ferror(stream);
    return fclose(stream) || bad ? error_set(EPSCAN_FAILED, "%s%s: cannot be written", base, suffix) : EPSCAN_OK;
}

/* Run gnuplot in the figure's folder, so that the script finds its data. */
static epscan_status run_gnuplot(const char *base, const char *terminal, const char *suffix) {
    char commands[3 * PATH_SIZE], folder[PATH_SIZE], quoted[PATH_SIZE];
    quoted_name(base, quoted);
    folder_of(base, folder);
    snprintf(commands, sizeof commands, "set terminal %s; set output '%s%s'; load '%s.gp'", terminal, quoted, suffix, quoted);
    const pid_t child = fork();
    if (child < 0) return error_set(EPSCAN_FAILED, "gnuplot cannot be started: %s", strerror(errno));
    if (child == 0) {
        if (folder[0] && chdir(folder)) _exit(126);
        execlp("gnuplot", "gnuplot", "-e", commands, (char *)NULL);
        _exit(127);
    }
    int result;
    if (waitpid(child, &result, 0) < 0 || !WIFEXITED(result) || WEXITSTATUS(result))
        return error_set(EPSCAN_FAILED, "gnuplot failed on %s.gp%s", base,
                         WIFEXITED(result) && WEXITSTATUS(result) == 127 ? ": it is not installed" : "");
    return EPSCAN_OK;
}

epscan_status figure_end(struct figure *figure, bool draw) {
    fputs(figure->panels ? "\nunset multiplot\n" : "\n", figure->script);
    const epscan_status data = close_output(figure->data, figure->base, ".dat");
    const epscan_status script = close_output(figure->script, figure->base, ".gp");
    epscan_status status = data ? data : script;
    for (int i = 0; i < TERMINAL_COUNT && draw && !status; i++)
        status =
            run_gnuplot(figure->base, figure->panels ? terminals[i].wide_terminal : terminals[i].terminal, terminals[i].suffix);
    return status;
}
