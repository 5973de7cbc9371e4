/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instead of hepmc_text.cpp where HepMC3 is not there. */
#include "output/hepmc_text.h"

#include <stddef.h>

bool hepmc_is_there(void) {
    return false;
}

struct hepmc_text *hepmc_text_create(const struct hepmc_run *run) {
    (void)run;
    return NULL;
}

void hepmc_text_free(struct hepmc_text *text) {
    (void)text;
}

bool hepmc_text_put(struct hepmc_text *text, const struct hepmc_event *event, FILE *stream) {
    (void)text, (void)event, (void)stream;
    return false;
}

bool hepmc_text_end(struct hepmc_text *text, FILE *stream) {
    (void)text, (void)stream;
    return false;
}
