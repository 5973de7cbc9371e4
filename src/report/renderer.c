/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/renderer.h"

#include "core/text_line.h"
#include "core/text_file.h"
#include "output/text_output.h"

#include <math.h>
#include <string.h>

#define RENDERER_ADDRESS(name) &name##_renderer,
static const struct renderer *const renderers[] = {RENDERERS(RENDERER_ADDRESS)};
enum { RENDERER_COUNT = sizeof renderers / sizeof renderers[0], PATH_SIZE = 4096 };

/* A block of columns with a comment above: a blank line ends a scan, two end a block. */
static void put_block(const struct figure_curve *curve, FILE *data) {
    char name[FIGURE_LABEL];
    snprintf(name, sizeof name, "%s", curve->name);
    fprintf(data, "# %s\n# %s\n", text_in_one_line(name), curve->columns);
    for (size_t i = 0; i < curve->count; i++) {
        if (i && i % curve->scan == 0) fputc('\n', data);
        for (int c = 0; c < curve->column_count; c++) {
            const double value = curve->column[c][i];
            if (c) fputc(' ', data);
            if (isfinite(value))
                fprintf(data, "%.12g", value);
            else
                fputs("NaN", data);
        }
        fputc('\n', data);
    }
    fputs("\n\n", data);
}

static epscan_status write_data(const struct figure *figure, const struct figure_files *files) {
    char name[PATH_SIZE];
    FILE *data;
    snprintf(name, sizeof name, "%s.dat", path_name(files->output->base));
    const epscan_status status = text_output_in_folder(files->folder.temporary, name, &data);
    if (status) return status;
    for (int p = 0; p < figure->panel_count; p++)
        for (size_t i = 0; i < figure->panel[p].curve_count; i++) put_block(&figure->panel[p].curve[i], data);
    return text_output_finish(data, files->output->base, EPSCAN_OK);
}

epscan_status figure_write(const struct figure *figure, const struct figure_output *output) {
    struct figure_files files;
    epscan_status status = figure_files_begin(output, &files);
    if (status) return status;
    status = write_data(figure, &files);
    for (int i = 0; i < RENDERER_COUNT && !status; i++) status = renderers[i]->draw(figure, &files);
    return figure_files_end(&files, status);
}
