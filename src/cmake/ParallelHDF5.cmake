# SPDX-License-Identifier: GPL-3.0-or-later
# The target HDF5Parallel: HDF5 built for MPI, with its high-level library. Debian names it apart (hdf5-openmpi), so that a
# serial HDF5 on the same machine is neither used nor disturbed; elsewhere CMake's own search is asked for a parallel one.
add_library(HDF5Parallel INTERFACE)
pkg_check_modules(HDF5_OPENMPI QUIET hdf5-openmpi)
if(HDF5_OPENMPI_FOUND)
  find_library(HDF5_OPENMPI_HL NAMES hdf5_openmpi_hl hdf5_hl HINTS ${HDF5_OPENMPI_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
  find_library(HDF5_OPENMPI_C NAMES hdf5_openmpi hdf5 HINTS ${HDF5_OPENMPI_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
  target_include_directories(HDF5Parallel SYSTEM INTERFACE ${HDF5_OPENMPI_INCLUDE_DIRS})
  target_link_libraries(HDF5Parallel INTERFACE ${HDF5_OPENMPI_HL} ${HDF5_OPENMPI_C})
else()
  set(HDF5_PREFER_PARALLEL ON)
  find_package(HDF5 REQUIRED COMPONENTS C HL)
  if(NOT HDF5_IS_PARALLEL)
    message(FATAL_ERROR "epscan needs an HDF5 built with MPI (Debian: libhdf5-openmpi-dev)")
  endif()
  target_include_directories(HDF5Parallel SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
  target_link_libraries(HDF5Parallel INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_LIBRARIES})
endif()
