# SPDX-License-Identifier: GPL-3.0-or-later
# HDF5 with its high-level library, twice: HDF5Parallel, built for MPI, for the program, and LibraryHDF5 for libepscan, a serial one,
# so that programs need no MPI. Never both in one program: their symbols have the same names.

# A target of the HDF5 that Debian calls hdf5-FLAVOUR, apart from others on the machine: HDF5_FLAVOUR_FOUND, _HL and _C.
macro(add_debian_hdf5 target flavour)
  string(TOUPPER HDF5_${flavour} hdf5)
  add_library(${target} INTERFACE)
  pkg_check_modules(${hdf5} QUIET hdf5-${flavour})
  if(${hdf5}_FOUND)
    find_library(${hdf5}_HL NAMES hdf5_${flavour}_hl hdf5_hl HINTS ${${hdf5}_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
    find_library(${hdf5}_C NAMES hdf5_${flavour} hdf5 HINTS ${${hdf5}_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
    target_include_directories(${target} SYSTEM INTERFACE ${${hdf5}_INCLUDE_DIRS})
    target_link_libraries(${target} INTERFACE ${${hdf5}_HL} ${${hdf5}_C})
  endif()
endmacro()

# Elsewhere CMake's own search is asked for a parallel one.
add_debian_hdf5(HDF5Parallel openmpi)
if(NOT HDF5_OPENMPI_FOUND)
  set(HDF5_PREFER_PARALLEL ON)
  find_package(HDF5 REQUIRED COMPONENTS C HL)
  if(NOT HDF5_IS_PARALLEL)
    message(FATAL_ERROR "epscan needs an HDF5 built with MPI (Debian: libhdf5-openmpi-dev)")
  endif()
  target_include_directories(HDF5Parallel SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
  target_link_libraries(HDF5Parallel INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_LIBRARIES})
endif()

# Where there is no serial one, the parallel one.
add_debian_hdf5(LibraryHDF5 serial)
if(NOT HDF5_SERIAL_FOUND)
  message(STATUS "No serial HDF5 (Debian: libhdf5-dev): libepscan will need MPI's libraries")
  target_link_libraries(LibraryHDF5 INTERFACE HDF5Parallel MPI::MPI_C)
endif()
