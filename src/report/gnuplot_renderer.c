/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Figures by gnuplot: BASE.gp, a script that draws BASE.dat to whatever terminal is set, and from it BASE.png, BASE.pdf and
 * BASE.svg in one style. Anyone can draw it again: `set terminal ...; set output ...; load 'BASE.gp'` in the figure's folder.
 * Labels stand in single quotes, in which gnuplot knows no escapes, commands or macros; an apostrophe in them becomes a typographic
 * one.
 */
#include "report/renderer.h"

#include "core/error.h"
#include "core/text_file.h"
#include "core/text_line.h"
#include "output/text_output.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, QUOTED_SIZE = 3 * FIGURE_LABEL };

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

/* A label between single quotes. */
static const char *quoted_label(const char *label, char quoted[QUOTED_SIZE]) {
    char line[FIGURE_LABEL];
    size_t used = 0;
    snprintf(line, sizeof line, "%s", label);
    quoted[used++] = '\'';
    for (const char *c = text_in_one_line(line); *c; c++) {
        const char *shown = *c == '\'' ? "’" : (const char[]){*c, '\0'};
        used += (size_t)snprintf(quoted + used, QUOTED_SIZE - used, "%s", shown);
    }
    snprintf(quoted + used, QUOTED_SIZE - used, "'");
    return quoted;
}

static void put_axis(const struct figure_axis *axis, const char *name, FILE *script) {
    char quoted[QUOTED_SIZE];
    const bool decades = axis->logarithmic && axis->high >= 30.0 * axis->low;
    fprintf(script, "%sset logscale %s\n", axis->logarithmic ? "" : "un", name);
    fprintf(script, "set %srange [%.12g:%.12g]\n", name, axis->low, axis->high);
    fprintf(script, "set format %s '%s'\n", name, decades ? "10^{%T}" : "%g");
    fprintf(script, "set %slabel %s\n", name, quoted_label(axis->label, quoted));
}

static void put_marks(const struct figure_panel *panel, FILE *script) {
    fputs("unset arrow\nunset object\n", script);
    for (size_t i = 0; i < panel->mark_count; i++) {
        const struct figure_mark *m = &panel->mark[i];
        if (m->high > m->low)
            fprintf(script,
                    "set object %zu rectangle from %.12g, graph 0 to %.12g, graph 1 fc rgb '#DDDDDD' fs solid noborder behind\n",
                    i + 1, m->low, m->high);
        else
            fprintf(script, "set arrow %zu from %.12g, graph 0 to %.12g, graph 1 nohead lc rgb '#777777' lw 1.5 dt 3 back\n", i + 1,
                    m->low, m->low);
    }
}

static void put_texts(const struct figure_panel *panel, FILE *script) {
    char quoted[QUOTED_SIZE];
    fputs("unset label\n", script);
    for (size_t i = 0; i < panel->text_count; i++) {
        const struct figure_text *t = &panel->text[i];
        const char *where = t->of_frame ? "graph " : "";
        fprintf(script, "set label %zu %s at %s%.12g, %s%.12g front\n", i + 1, quoted_label(t->text, quoted), where, t->x, where,
                t->y);
    }
}

static bool has_map(const struct figure_panel *panel) {
    for (size_t i = 0; i < panel->curve_count; i++)
        if (panel->curve[i].shape == FIGURE_MAP) return true;
    return false;
}

/* Black to yellow through blue and green, lightness rising evenly. */
static const char *const map_style =
    "set view map\nset pm3d map corners2color mean\nset palette defined (0 '#440154', 1 '#3B528B', 2 "
    "'#21918C', 3 '#5EC962', 4 '#FDE725')\nset rmargin at screen 0.86\n";

static void put_frame(const struct figure_panel *panel, FILE *script) {
    static const char *const legends[] = {[FIGURE_LEGEND_BOTTOM_RIGHT] = "set key bottom right\n",
                                          [FIGURE_LEGEND_BELOW] = "set key outside bottom center horizontal nobox noopaque\n",
                                          [FIGURE_LEGEND_BESIDE] = "set key outside right top vertical nobox noopaque\n",
                                          [FIGURE_LEGEND_NONE] = "unset key\n"};
    char quoted[QUOTED_SIZE];
    if (panel->title[0]) fprintf(script, "set title %s\n", quoted_label(panel->title, quoted));
    put_axis(&panel->x, "x", script);
    put_axis(&panel->y, "y", script);
    fputs(legends[panel->legend], script);
    if (has_map(panel)) {
        fputs(map_style, script);
        put_axis(&panel->z, "cb", script);
        fputs("set ylabel offset -1\n", script);
    }
    put_marks(panel, script);
    put_texts(panel, script);
}

/* What is zero is drawn below a logarithmic axis, where its logarithm would end the line a point before. */
static void put_line(const struct figure_panel *panel, const struct figure_curve *curve, FILE *script) {
    const struct figure_style *s = &curve->style;
    const double below = 0.01 * panel->y.low;
    if (has_map(panel))
        fputs("using 1:2:(0)", script);
    else if (panel->y.logarithmic)
        fprintf(script, "using 1:($2 <= %.3g ? %.3g : $2)", below, below);
    else
        fputs("using 1:2", script);
    fprintf(script, " with lines lc rgb '%s' lw %g dt %d", s->colour, s->width, (int)s->dash);
}

static void put_curve(const struct figure_panel *panel, const struct figure_curve *curve, FILE *script) {
    char quoted[QUOTED_SIZE];
    switch (curve->shape) {
    case FIGURE_LINE: put_line(panel, curve, script); break;
    case FIGURE_REGION:
        fprintf(script, "using 1:2 with filledcurves y1=%.12g fc rgb '%s' fs solid", panel->y.high, curve->style.colour);
        break;
    case FIGURE_BAND:
        fprintf(script, "using 1:2:3 with filledcurves fc rgb '%s' fs transparent solid %.2f noborder", curve->style.colour,
                curve->opacity);
        break;
    case FIGURE_MAP: fputs("using 1:2:3 with pm3d", script); break;
    }
    if (curve->label[0])
        fprintf(script, " title %s", quoted_label(curve->label, quoted));
    else
        fputs(" notitle", script);
}

static void put_panel(const struct figure_panel *panel, const char *data, int *block, FILE *script) {
    put_frame(panel, script);
    fputs(has_map(panel) ? "splot \\\n" : "plot \\\n", script);
    for (size_t i = 0; i < panel->curve_count; i++) {
        fprintf(script, "%s  '%s.dat' index %d ", i ? ", \\\n" : "", data, (*block)++);
        put_curve(panel, &panel->curve[i], script);
    }
    fputc('\n', script);
}

static epscan_status write_script(const struct figure *figure, const struct figure_files *files) {
    char name[PATH_SIZE], data[PATH_SIZE];
    FILE *script;
    int block = 0;
    snprintf(name, sizeof name, "%s.gp", path_name(files->output->base));
    const epscan_status status = text_output_in_folder(files->folder.temporary, name, &script);
    if (status) return status;
    quoted_name(files->output->base, data);
    fputs(style, script);
    if (figure->panel_count > 1) fprintf(script, "set multiplot layout 1,%d\n", figure->panel_count);
    for (int p = 0; p < figure->panel_count; p++) put_panel(&figure->panel[p], data, &block, script);
    if (figure->panel_count > 1) fputs("unset multiplot\n", script);
    return text_output_finish(script, files->output->base, EPSCAN_OK);
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
static epscan_status run_gnuplot(const struct figure_files *files, const char *terminal, const char *suffix) {
    const char *folder = files->folder.temporary, *base = files->output->base;
    char commands[3 * PATH_SIZE], quoted[PATH_SIZE], log[2 * PATH_SIZE], complaint[300];
    quoted_name(base, quoted);
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
        return error_set(EPSCAN_FAILED, "gnuplot failed on %s.gp: %s", base,
                         ended && WEXITSTATUS(result) == 127 ? "it is not installed" : complaint);
    if (!is_whole(folder, base, suffix))
        return error_set(EPSCAN_FAILED, "%s%s: cannot be written by gnuplot %s", base, suffix, complaint);
    if (complaint[0]) text_put_line(stderr, "epscan: warning: %s%s: %s", base, suffix, complaint);
    return EPSCAN_OK;
}

/* With two panels, or a legend beside one. */
static bool is_wide(const struct figure *figure) {
    return figure->panel_count > 1 || figure->panel[0].legend == FIGURE_LEGEND_BESIDE;
}

static epscan_status draw_by_gnuplot(const struct figure *figure, const struct figure_files *files) {
    epscan_status status = write_script(figure, files);
    for (int i = 0; i < TERMINAL_COUNT && !files->output->data_only && !status; i++)
        status = run_gnuplot(files, is_wide(figure) ? terminals[i].wide_terminal : terminals[i].terminal, terminals[i].suffix);
    return status;
}

const struct renderer gnuplot_renderer = {"gnuplot", draw_by_gnuplot};
