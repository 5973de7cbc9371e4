/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target: any bytes as a job file are either a job or one line of reason. */
#include "scan/job.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct job *job = NULL;
    const epscan_status status = job_parse(EPSCAN_SOURCE_DIR "/jobs/fuzz.yaml", (const char *)data, size, &job);
    if (status && (strchr(epscan_error_message(), '\n') || !epscan_error_message()[0] || job)) abort();
    if (!status) job_free(job);
    return 0;
}
