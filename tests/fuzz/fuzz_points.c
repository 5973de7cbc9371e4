/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes as a file of points. */
#include "scan/point_file.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const epscan_selection selection = {50.0, 0.0};
    FILE *stream = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    struct point_file file;
    struct scan_point point = {0};
    bool found = true;
    if (!stream) return 0;
    epscan_status status = point_file_from_stream("fuzz.csv", stream, &selection, NULL, &file);
    while (!status && found) {
        status = point_file_next(&file, &point, &found);
        if (!status && found &&
            !(isfinite(point.model.mass_GeV) && isfinite(point.model.alpha_D) && isfinite(point.model.mass_ratio) &&
              isfinite(point.selection.threshold_GeV) && isfinite(point.selection.energy_scale_shift) &&
              (unsigned)point.model.spin < EPSCAN_SPIN_COUNT))
            abort();
    }
    if (status && (!epscan_error_message()[0] || strchr(epscan_error_message(), '\n'))) abort();
    point_file_close(&file);
    return 0;
}
