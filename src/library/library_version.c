/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/build_info.h"
#include "epscan/version.h"

const char *epscan_version(void) {
    return build_version;
}
