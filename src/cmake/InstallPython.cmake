# SPDX-License-Identifier: GPL-3.0-or-later
# Install the Python package, from a copy of its source, so that nothing is written beside it.
set(place "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/lib/python3/dist-packages")
file(REMOVE_RECURSE ${EPSCAN_PYTHON_BUILD}/source)
file(COPY ${EPSCAN_PYTHON_SOURCE}/ DESTINATION ${EPSCAN_PYTHON_BUILD}/source)
execute_process(COMMAND ${CMAKE_COMMAND} -E env PKG_CONFIG_PATH=${EPSCAN_PYTHON_BUILD} CFLAGS=-g0 /usr/bin/python3 -m pip install --no-index
                        --no-build-isolation --no-deps --no-compile --disable-pip-version-check --root-user-action=ignore --quiet
                        --upgrade --target ${place} ${EPSCAN_PYTHON_BUILD}/source
                COMMAND_ERROR_IS_FATAL ANY)
# what names the folder of the build, and the list of files with it
file(GLOB of_pip ${place}/epscan-*.dist-info/direct_url.json ${place}/epscan-*.dist-info/RECORD)
file(REMOVE ${of_pip})
