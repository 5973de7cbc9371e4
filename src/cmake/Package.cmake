# SPDX-License-Identifier: GPL-3.0-or-later
# The program with its inputs, jobs and documents, and a Debian package of all that is installed.
install(TARGETS epscan_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/epscan.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES src/cli/epscan.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME epscan)
install(DIRECTORY inputs DESTINATION ${CMAKE_INSTALL_DATADIR}/epscan FILES_MATCHING PATTERN "*.yaml" PATTERN "*.csv"
        PATTERN "README.md")
install(DIRECTORY jobs DESTINATION ${CMAKE_INSTALL_DATADIR}/epscan FILES_MATCHING PATTERN "*.yaml" PATTERN "*.csv"
        PATTERN "array.md")
install(FILES outputs/README.md outputs/response.md DESTINATION ${CMAKE_INSTALL_DATADIR}/epscan/outputs)
install(PROGRAMS slurm/submit.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/epscan/slurm)
install(FILES README.md CHANGELOG.md CITATION.cff LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB DOCUMENTS RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS jobs/*.md jobs/*.png)
foreach(linked ${DOCUMENTS} # from README.md, and from there on
        inputs/README.md inputs/yields/na64-2021-strahlung.csv outputs/README.md outputs/response.md slurm/README.md src/README.md
        src/python/README.md tests/README.md jobs/own-sectors.awk include/epscan/response.h include/epscan/epscan.h)
  get_filename_component(folder ${linked} DIRECTORY)
  install(FILES ${linked} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder})
endforeach()
install(DIRECTORY src/python/examples DESTINATION ${CMAKE_INSTALL_DOCDIR}/src/python FILES_MATCHING PATTERN "*.py")

# The Python package, by `cmake --install BUILD --component python`, or in a Debian package of its own: built against this libepscan,
# which it looks for where that is installed: under /usr in Debian's.
set(PYTHON_PREFIX /usr)
if(EPSCAN_NATIVE)
  set(PYTHON_PREFIX ${CMAKE_INSTALL_PREFIX})
endif()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/python)
file(WRITE ${CMAKE_BINARY_DIR}/python/epscan.pc
     "libdir=${PYTHON_PREFIX}/${CMAKE_INSTALL_LIBDIR}\ndatadir=${PYTHON_PREFIX}/${CMAKE_INSTALL_DATADIR}/epscan\n\nName: epscan\n"
     "Description: ${PROJECT_DESCRIPTION}\nVersion: ${PROJECT_VERSION}\nCflags: -I${CMAKE_SOURCE_DIR}/include\n"
     "Libs: -L${CMAKE_BINARY_DIR} -lepscan\n")
install(CODE "set(EPSCAN_PYTHON_SOURCE \"${CMAKE_SOURCE_DIR}/src/python\")
              set(EPSCAN_PYTHON_BUILD \"${CMAKE_BINARY_DIR}/python\")
              include(\"${CMAKE_SOURCE_DIR}/src/cmake/InstallPython.cmake\")"
        COMPONENT python EXCLUDE_FROM_ALL)

if(EPSCAN_NATIVE)
  return() # a package runs on other processors: cmake -DEPSCAN_NATIVE=OFF
endif()
file(WRITE ${CMAKE_BINARY_DIR}/copyright
     "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
     "Upstream-Name: epscan\n\nFiles: *\nCopyright: 2026 the epscan developers\nLicense: GPL-3.0-or-later\n"
     " On Debian systems the text of the license is in /usr/share/common-licenses/GPL-3.\n")
install(FILES ${CMAKE_BINARY_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME epscan)
set(CPACK_PACKAGE_VENDOR "The epscan developers")
set(CPACK_PACKAGE_CONTACT "The epscan developers <epscan@localhost>") # put in who builds a package for others
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Resonant e+ e- -> A' -> chi chi in missing-energy experiments:
 yields, upper limits and grids of them. The program epscan (MPI and
 OpenMP), the library libepscan, and ready inputs and jobs.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS openmpi-bin)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
file(WRITE ${CMAKE_BINARY_DIR}/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_BINARY_DIR}/triggers)
set(CPACK_STRIP_FILES ON)
# Two packages: all of the above but for Python, and python3-epscan.
set(CPACK_COMPONENTS_ALL Unspecified python)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_UNSPECIFIED_PACKAGE_NAME epscan)
set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-epscan)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS OFF) # of a library that is in no package yet
set(CPACK_DEBIAN_PYTHON_PACKAGE_GENERATE_SHLIBS OFF)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "epscan (= ${PROJECT_VERSION}), libc6, python3, python3-cffi-backend, python3-numpy")
set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS "python3-yaml")
set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "python3-xarray, python3-emcee, python3-matplotlib")
set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA "")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION "Yields, limits and likelihoods of libepscan as numpy arrays")
include(CPack)
