# SPDX-License-Identifier: GPL-3.0-or-later
# The target LibraryHDF5: what libepscan reads grids with. A serial HDF5, so that programs need no MPI; where there is none, the
# parallel one. Never both in one program: their symbols have the same names.
add_library(LibraryHDF5 INTERFACE)
pkg_check_modules(HDF5_SERIAL QUIET hdf5-serial)
if(HDF5_SERIAL_FOUND)
  find_library(HDF5_SERIAL_HL NAMES hdf5_serial_hl hdf5_hl HINTS ${HDF5_SERIAL_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
  find_library(HDF5_SERIAL_C NAMES hdf5_serial hdf5 HINTS ${HDF5_SERIAL_LIBRARY_DIRS} REQUIRED NO_DEFAULT_PATH)
  target_include_directories(LibraryHDF5 SYSTEM INTERFACE ${HDF5_SERIAL_INCLUDE_DIRS})
  target_link_libraries(LibraryHDF5 INTERFACE ${HDF5_SERIAL_HL} ${HDF5_SERIAL_C})
else()
  message(STATUS "No serial HDF5 (Debian: libhdf5-dev): libepscan will need MPI's libraries")
  target_link_libraries(LibraryHDF5 INTERFACE HDF5Parallel MPI::MPI_C)
endif()
