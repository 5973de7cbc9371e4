/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes as an experiment file with the materials and tables of the checkout beside it. */
#include "experiment/experiment.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct experiment *experiment = NULL;
    const epscan_status status =
        experiment_parse(EPSCAN_SOURCE_DIR "/inputs/experiments/fuzz.yaml", (const char *)data, size, &experiment);
    if (status && (strchr(epscan_error_message(), '\n') || !epscan_error_message()[0] || experiment)) abort();
    if (!status) experiment_free(experiment);
    return 0;
}
