# SPDX-License-Identifier: GPL-3.0-or-later
# Write build_info.c from its template; untouched when nothing changed.
# not that of another repository around an unpacked one
execute_process(COMMAND git -C ${SOURCE_DIR} rev-parse --show-toplevel OUTPUT_VARIABLE top OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET)
get_filename_component(source ${SOURCE_DIR} REALPATH)
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --abbrev=12 --match=NeverATag
                OUTPUT_VARIABLE EPSCAN_GIT_REVISION OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR NOT EPSCAN_GIT_REVISION OR NOT top STREQUAL source)
  set(EPSCAN_GIT_REVISION "unknown")
endif()

# A date that does not depend on when it is built: the release's in CHANGELOG.md, SOURCE_DATE_EPOCH, or the last commit's.
file(STRINGS ${SOURCE_DIR}/CHANGELOG.md release REGEX "^## \\[${EPSCAN_VERSION}\\] - [0-9]+-[0-9]+-[0-9]+$")
if(release)
  string(REGEX MATCH "[0-9]+-[0-9]+-[0-9]+$" EPSCAN_DATE "${release}")
elseif(DEFINED ENV{SOURCE_DATE_EPOCH})
  string(TIMESTAMP EPSCAN_DATE "%Y-%m-%d" UTC)
else()
  execute_process(COMMAND git -C ${SOURCE_DIR} log -1 --format=%cs OUTPUT_VARIABLE EPSCAN_DATE OUTPUT_STRIP_TRAILING_WHITESPACE
                  ERROR_QUIET)
endif()

# Of what is compiled, so that results of one program are never taken for another's.
file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/src/*.[ch] ${SOURCE_DIR}/src/*.in ${SOURCE_DIR}/include/*.h
     ${SOURCE_DIR}/CMakeLists.txt)
foreach(file ${files})
  file(SHA256 ${SOURCE_DIR}/${file} hash)
  string(APPEND hashes "${hash} ${file}\n")
endforeach()
string(SHA256 EPSCAN_SOURCE_SHA256 "${hashes}")
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
