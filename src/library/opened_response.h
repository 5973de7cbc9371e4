/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an epscan_response is inside. */
#ifndef EPSCAN_LIBRARY_OPENED_RESPONSE_H
#define EPSCAN_LIBRARY_OPENED_RESPONSE_H

#include "epscan/response.h"
#include "file/response_file.h"

struct epscan_response {
    struct response_file file; /* with the experiment that it is of, read but not prepared, and its mediator */
};

#endif
