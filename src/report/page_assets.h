/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a page that do not depend on what it shows, as text in the program. */
#ifndef EPSCAN_REPORT_PAGE_ASSETS_H
#define EPSCAN_REPORT_PAGE_ASSETS_H

/* Ends in NUL. page_d3: Debian's node-d3, or "" in a build that had none. */
extern const char page_html[], page_css[], page_fold[], page_js[], page_d3[];

#endif
