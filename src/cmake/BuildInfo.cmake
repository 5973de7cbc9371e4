# SPDX-License-Identifier: GPL-3.0-or-later
# Write build_info.c from its template; untouched when nothing changed.
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --match=NeverATag
                OUTPUT_VARIABLE EPSCAN_GIT_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT EPSCAN_GIT_REVISION)
  set(EPSCAN_GIT_REVISION "unknown")
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
