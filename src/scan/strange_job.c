/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strange are masses above the beam's energy, of which nothing is ever made, and energy scales that are off by more than 30 %, as
 * they are when percent stand for fractions. Jobs without a point that can be excluded are refused (job.c).
 */
#include "scan/strange_job.h"

#include <math.h>

static const double most_shift = 0.3;

static struct yaml_value axis_key(const struct yaml_value *root, epscan_axis id) {
    const struct yaml_value axes = yaml_find(root, "axes");
    return yaml_find(&axes, axis_descriptions[id].key);
}

static double largest_of(const struct axis *axis) {
    return axis->count ? axis->value[axis->count - 1] : 0.0;
}

static void look_at_axes(const struct job *job, const struct yaml_value *root, struct strange_values *strange) {
    const struct yaml_value mass = axis_key(root, EPSCAN_AXIS_MASS), shift = axis_key(root, EPSCAN_AXIS_SHIFT);
    const double largest_GeV = largest_of(&job->grid.axes[EPSCAN_AXIS_MASS]);
    const struct axis *shifts = &job->grid.axes[EPSCAN_AXIS_SHIFT];
    double beam_GeV = 0.0;
    for (const struct experiment *e = job->experiment; e; e = e->next) beam_GeV = fmax(beam_GeV, e->beam_energy_GeV);
    if (mass.node && largest_GeV > beam_GeV)
        strange_values_add(strange, &mass, "%.6g GeV is above the beam's energy, %g GeV; in MeV? that would be %.6g GeV",
                           largest_GeV, beam_GeV, 1e-3 * largest_GeV);
    if (shift.node && shifts->count && fmax(fabs(shifts->value[0]), largest_of(shifts)) > most_shift)
        strange_values_add(strange, &shift, "%.6g is %.4g %%; in percent? that would be %.6g", largest_of(shifts),
                           100.0 * largest_of(shifts), 0.01 * largest_of(shifts));
}

epscan_status job_strange_values(const struct job *job, struct strange_values *strange) {
    struct yaml_file file;
    const struct text_file *source = &job->source;
    epscan_status status = yaml_file_parse(source->path, source->text, source->size, FILE_KIND_JOB, &file);
    if (status) return status;
    const struct yaml_value root = yaml_root(&file);
    look_at_axes(job, &root, strange);
    yaml_file_clear(&file);
    for (const struct experiment *e = job->experiment; e && !status; e = e->next) status = experiment_strange_values(e, strange);
    return status;
}
