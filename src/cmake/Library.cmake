# SPDX-License-Identifier: GPL-3.0-or-later
# libepscan, shared and static, and what other builds find it by: headers, epscan.pc, a CMake package.
include(CMakePackageConfigHelpers)

file(GLOB LIBRARY_SOURCES CONFIGURE_DEPENDS src/library/*.c)
add_library(epscan_objects OBJECT ${GRID_SOURCES} ${LIBRARY_SOURCES})
target_link_libraries(epscan_objects PRIVATE epscan_options LibraryHDF5 OpenMP::OpenMP_C PkgConfig::JANSSON GSL::gsl PkgConfig::YAML
                      PkgConfig::NETTLE PkgConfig::XXHASH)

target_compile_options(epscan_core PRIVATE -fno-lto) # the static library hides symbols of objects, which these then are
target_compile_options(epscan_objects PRIVATE -fno-lto)

add_library(epscan SHARED $<TARGET_OBJECTS:epscan_objects> $<TARGET_OBJECTS:epscan_core>)
add_library(epscan::epscan ALIAS epscan)
set(ABI_VERSION ${PROJECT_VERSION_MAJOR})
if(ABI_VERSION EQUAL 0)
  set(ABI_VERSION 0.${PROJECT_VERSION_MINOR}) # until 1.0 each minor version may change structures
endif()
set_target_properties(epscan PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${ABI_VERSION} LINKER_LANGUAGE C
                      LINK_DEPENDS ${CMAKE_SOURCE_DIR}/src/library/epscan.map)
target_include_directories(epscan INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(epscan PRIVATE $<BUILD_INTERFACE:LibraryHDF5> ${CORE_LIBRARIES})
target_link_options(epscan PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/src/library/epscan.map)
if(EPSCAN_SANITIZE)
  target_link_options(epscan PRIVATE -fsanitize=${EPSCAN_SANITIZE})
else()
  target_link_options(epscan PRIVATE -Wl,--no-undefined)
endif()

# The static library is one object, so that what is not public stays out of programs' way.
if(CMAKE_OBJCOPY)
  set(STATIC_LIBRARY ${CMAKE_BINARY_DIR}/libepscan.a)
  add_custom_command(OUTPUT ${STATIC_LIBRARY} VERBATIM COMMAND_EXPAND_LISTS
    COMMAND ${CMAKE_LINKER} -r -o libepscan.o $<TARGET_OBJECTS:epscan_objects> $<TARGET_OBJECTS:epscan_core>
    COMMAND ${CMAKE_OBJCOPY} --localize-hidden libepscan.o
    COMMAND ${CMAKE_COMMAND} -E rm -f ${STATIC_LIBRARY}
    COMMAND ${CMAKE_AR} qcs ${STATIC_LIBRARY} libepscan.o
    DEPENDS epscan_objects epscan_core $<TARGET_OBJECTS:epscan_objects> $<TARGET_OBJECTS:epscan_core>)
  add_custom_target(epscan_static ALL DEPENDS ${STATIC_LIBRARY})
  install(FILES ${STATIC_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()

# What a program that links the static library needs beside it.
set(EPSCAN_PRIVATE_LIBRARIES ${GSL_LIBRARIES} ${YAML_LINK_LIBRARIES} ${NETTLE_LINK_LIBRARIES} ${XXHASH_LINK_LIBRARIES}
    ${XRAYLIB_LINK_LIBRARIES} ${OpenMP_C_LIB_NAMES} m)
if(HDF5_SERIAL_FOUND)
  list(PREPEND EPSCAN_PRIVATE_LIBRARIES ${HDF5_SERIAL_HL} ${HDF5_SERIAL_C})
else()
  get_target_property(PARALLEL_LIBRARIES HDF5Parallel INTERFACE_LINK_LIBRARIES)
  list(PREPEND EPSCAN_PRIVATE_LIBRARIES ${PARALLEL_LIBRARIES} ${MPI_C_LIBRARIES})
endif()
list(TRANSFORM EPSCAN_PRIVATE_LIBRARIES REPLACE "^([^/-].*)$" "-l\\1" OUTPUT_VARIABLE PC_PRIVATE_LIBRARIES)
list(JOIN PC_PRIVATE_LIBRARIES " " PC_PRIVATE_LIBRARIES)
foreach(folder IN ITEMS LIBDIR INCLUDEDIR DATADIR)
  set(PC_${folder} "\${prefix}/${CMAKE_INSTALL_${folder}}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${folder}}")
    set(PC_${folder} "${CMAKE_INSTALL_${folder}}")
  endif()
endforeach()
file(RELATIVE_PATH PC_TO_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" PC_TO_PREFIX "${PC_TO_PREFIX}")
configure_file(src/library/epscan.pc.in epscan.pc @ONLY)
configure_file(src/library/epscan-uninstalled.pc.in epscan-uninstalled.pc @ONLY)

set(EPSCAN_DATA_DIR ${CMAKE_INSTALL_DATADIR}/epscan)
set(EPSCAN_INCLUDE_DIR ${CMAKE_INSTALL_INCLUDEDIR})
set(EPSCAN_STATIC_LIBRARY ${CMAKE_INSTALL_LIBDIR}/libepscan.a)
set(EPSCAN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/epscan)
configure_package_config_file(src/library/epscan-config.cmake.in epscan-config.cmake INSTALL_DESTINATION ${EPSCAN_CMAKE_DIR}
                              PATH_VARS EPSCAN_DATA_DIR EPSCAN_INCLUDE_DIR EPSCAN_STATIC_LIBRARY)
write_basic_package_version_file(epscan-config-version.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS epscan EXPORT epscan-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT epscan-targets NAMESPACE epscan:: DESTINATION ${EPSCAN_CMAKE_DIR})
install(FILES ${CMAKE_BINARY_DIR}/epscan-config.cmake ${CMAKE_BINARY_DIR}/epscan-config-version.cmake
        DESTINATION ${EPSCAN_CMAKE_DIR})
install(FILES ${CMAKE_BINARY_DIR}/epscan.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY include/epscan DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
