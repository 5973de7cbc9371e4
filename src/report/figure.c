/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure is a file of data beside a script for gnuplot, which is run to draw it; text from files is quoted for both. */
#include "report/figure.h"

#include "core/error.h"
#include "core/text_file.h"
#include "core/text_line.h"
#include "output/text_output.h"

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

/*
 * A file of the figure's folder inside gnuplot's single quotes: a quote ends them and stands in double ones (gnuplot 5.4 misreads
 * two that are doubled in a row), and "./" keeps a name that begins with < or | from being run as a command.
 */
static void quoted_name(const char *base, char *quoted) {
    static const char apostrophe[] = "'.\"'\".'";
    size_t used = 2;
    memcpy(quoted, "./", used);
    for (const char *c = path_name(base); *c && used + sizeof apostrophe < PATH_SIZE; c++) {
        const size_t length = *c == '\'' ? sizeof apostrophe - 1 : 1;
        memcpy(quoted + used, *c == '\'' ? apostrophe : c, length);
        used += length;
    }
    quoted[used] = '\0';
}

epscan_status figure_begin(struct figure *figure, const struct figure_output *output) {
    char script[PATH_SIZE], data[PATH_SIZE];
    *figure = (struct figure){.base = output->base};
    epscan_status status = figure_files_begin(output, &figure->files);
    if (status) return status;
    snprintf(script, sizeof script, "%s.gp", path_name(output->base));
    snprintf(data, sizeof data, "%s.dat", path_name(output->base));
    status = text_output_in_folder(figure->files.folder.temporary, data, &figure->data);
    if (!status) status = text_output_in_folder(figure->files.folder.temporary, script, &figure->script);
    if (!status) {
        fputs(style, figure->script);
        return EPSCAN_OK;
    }
    if (figure->data) fclose(figure->data);
    return figure_files_end(&figure->files, status);
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

/* What gnuplot has to say, "" for nothing, on one line. */
static void read_complaint(const char *path, char *text, size_t size) {
    FILE *stream = fopen(path, "r");
    size_t got = stream ? fread(text, 1, size - 1, stream) : 0;
    if (stream) fclose(stream);
    while (got && (text[got - 1] == '\n' || text[got - 1] == ' ')) got--;
    text[got] = '\0';
    text_in_one_line(text);
}

/* gnuplot does not notice that a file could not be written: what it draws has an end. */
static bool is_whole(const char *folder, const char *base, const char *suffix) {
    static const char *const ends[] = {"IEND", "%%EOF", "</svg>"}; /* PNG, PDF, SVG */
    char path[2 * PATH_SIZE], tail[32] = "";
    snprintf(path, sizeof path, "%s/%s%s", folder, path_name(base), suffix);
    FILE *stream = fopen(path, "rb");
    if (!stream) return false;
    const size_t got = fseek(stream, -(long)sizeof tail, SEEK_END) ? 0 : fread(tail, 1, sizeof tail, stream);
    fclose(stream);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (memmem(tail, got, ends[i], strlen(ends[i]))) return true;
    return false;
}

/* Run gnuplot in the figure's folder, so that the script finds its data. */
static epscan_status run_gnuplot(const struct figure *figure, const char *terminal, const char *suffix) {
    const char *folder = figure->files.folder.temporary;
    char commands[3 * PATH_SIZE], quoted[PATH_SIZE], log[2 * PATH_SIZE], complaint[300];
    quoted_name(figure->base, quoted);
    snprintf(commands, sizeof commands, "set terminal %s; set output '%s%s'; load '%s.gp'", terminal, quoted, suffix, quoted);
    snprintf(log, sizeof log, "%s/gnuplot.log", folder);
    const pid_t child = fork();
    if (child < 0) return error_set(EPSCAN_FAILED, "gnuplot cannot be started: %s", strerror(errno));
    if (child == 0) {
        if (!freopen(log, "w", stderr) || chdir(folder)) _exit(126);
        execlp("gnuplot", "gnuplot", "-e", commands, (char *)NULL);
        _exit(127);
    }
    int result;
    const bool ended = waitpid(child, &result, 0) >= 0 && WIFEXITED(result);
    read_complaint(log, complaint, sizeof complaint);
    unlink(log);
    if (!ended || WEXITSTATUS(result))
        return error_set(EPSCAN_FAILED, "gnuplot failed on %s.gp: %s", figure->base,
                         ended && WEXITSTATUS(result) == 127 ? "it is not installed" : complaint);
    if (!is_whole(folder, figure->base, suffix))
        return error_set(EPSCAN_FAILED, "%s%s: cannot be written by gnuplot %s", figure->base, suffix, complaint);
    if (complaint[0]) text_put_line(stderr, "epscan: warning: %s%s: %s", figure->base, suffix, complaint);
    return EPSCAN_OK;
}

epscan_status figure_end(struct figure *figure, epscan_status status) {
    const bool draw = !figure->files.output->data_only;
    fputs(figure->panels ? "\nunset multiplot\n" : "\n", figure->script);
    status = text_output_finish(figure->data, figure->base, status);
    status = text_output_finish(figure->script, figure->base, status);
    for (int i = 0; i < TERMINAL_COUNT && draw && !status; i++)
        status = run_gnuplot(figure, figure->panels ? terminals[i].wide_terminal : terminals[i].terminal, terminals[i].suffix);
    return figure_files_end(&figure->files, status);
}
