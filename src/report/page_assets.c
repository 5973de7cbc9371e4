/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of report/page, and D3, as the build found them: the assembler puts them in. */
#include "report/page_assets.h"

#define ASSET(name, path)                                                                                                          \
    __asm__(".pushsection .rodata\n"                                                                                               \
            ".global page_" #name "\n.hidden page_" #name "\n.type page_" #name ", %object\n"                                      \
            "page_" #name ":\n.incbin \"" path "\"\n.byte 0\n.size page_" #name ", .-page_" #name "\n.popsection\n")

ASSET(html, EPSCAN_PAGE_FOLDER "/page.html");
ASSET(css, EPSCAN_PAGE_FOLDER "/page.css");
ASSET(fold, EPSCAN_PAGE_FOLDER "/fold.js");
ASSET(js, EPSCAN_PAGE_FOLDER "/page.js");
#ifdef EPSCAN_D3_SCRIPT
ASSET(d3, EPSCAN_D3_SCRIPT);
#else
const char page_d3[] = "";
#endif
