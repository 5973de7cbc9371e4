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

# The flavour is that of the MPI which is compiled with.
include(CheckCSourceCompiles)
set(CMAKE_REQUIRED_LIBRARIES MPI::MPI_C)
foreach(macro IN ITEMS OPEN_MPI MPICH)
  check_c_source_compiles("#include <mpi.h>\n#ifndef ${macro}\n#error other\n#endif\nint main(void) { return 0; }" MPI_IS_${macro})
endforeach()
unset(CMAKE_REQUIRED_LIBRARIES)
set(MPI_FLAVOUR other)
if(MPI_IS_OPEN_MPI)
  set(MPI_FLAVOUR openmpi)
elseif(MPI_IS_MPICH)
  set(MPI_FLAVOUR mpich)
endif()
string(TOUPPER HDF5_${MPI_FLAVOUR} PARALLEL_FLAVOUR)

# HDF5_ROOT, or a machine that is not Debian: CMake's own search is asked for a parallel one.
if(HDF5_ROOT OR DEFINED ENV{HDF5_ROOT})
  add_library(HDF5Parallel INTERFACE)
else()
  add_debian_hdf5(HDF5Parallel ${MPI_FLAVOUR})
endif()
if(${PARALLEL_FLAVOUR}_FOUND)
  set(PARALLEL_HDF5 ${${PARALLEL_FLAVOUR}_C})
else()
  set(HDF5_PREFER_PARALLEL ON)
  find_package(HDF5 REQUIRED COMPONENTS C HL)
  if(NOT HDF5_IS_PARALLEL)
    message(FATAL_ERROR "epscan needs an HDF5 built with MPI, and ${HDF5_C_LIBRARIES} is not "
                        "(Debian: libhdf5-${MPI_FLAVOUR}-dev; elsewhere: -DHDF5_ROOT=FOLDER)")
  endif()
  target_include_directories(HDF5Parallel SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
  target_link_libraries(HDF5Parallel INTERFACE ${HDF5_HL_LIBRARIES} ${HDF5_LIBRARIES})
  list(FILTER HDF5_C_LIBRARIES INCLUDE REGEX "hdf5")
  list(GET HDF5_C_LIBRARIES 0 PARALLEL_HDF5)
endif()
message(STATUS "Parallel HDF5: ${PARALLEL_HDF5}, for ${MPI_FLAVOUR}")

# Two MPIs in one program end in a crash at its first grid. What a shared HDF5 was linked with tells.
if(CMAKE_READELF AND PARALLEL_HDF5 MATCHES "[.]so")
  execute_process(COMMAND ${CMAKE_READELF} -d ${PARALLEL_HDF5} OUTPUT_VARIABLE needed ERROR_QUIET)
  if((MPI_IS_OPEN_MPI AND needed MATCHES "\\[libmpich") OR (MPI_IS_MPICH AND needed MATCHES "\\[libmpi[.]so[.][2-9]"))
    message(FATAL_ERROR "${PARALLEL_HDF5} is built with another MPI than ${MPI_C_COMPILER}: "
                        "choose both (-DMPI_C_COMPILER=..., -DHDF5_ROOT=FOLDER; Debian: libhdf5-${MPI_FLAVOUR}-dev)")
  endif()
endif()

# Where there is no serial one, the parallel one.
add_debian_hdf5(LibraryHDF5 serial)
if(NOT HDF5_SERIAL_FOUND)
  message(STATUS "No serial HDF5 (Debian: libhdf5-dev): libepscan will need MPI's libraries")
  target_link_libraries(LibraryHDF5 INTERFACE HDF5Parallel MPI::MPI_C)
endif()
