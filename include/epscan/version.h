/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version that a program is compiled against, and the one that it runs with. */
#ifndef EPSCAN_VERSION_H
#define EPSCAN_VERSION_H

#include "epscan/visibility.h"

EPSCAN_BEGIN

#define EPSCAN_VERSION "0.1.0"

/* "0.1.0". Thread-safe. */
const char *epscan_version(void);

EPSCAN_END

#endif
