# The only build vocabulary: library, program, test, benchmark, fuzz, proto,
# embed. Every target lists its own sources and its direct dependencies; there
# are no globs and no global include paths.

# What every target of ours is compiled with. Third-party headers are SYSTEM.
# A packager's compiler may warn of what ours does not: it still builds.
# A designated initialiser names what differs from the default: what it leaves
# out is not missing.
add_library(ritornello_options INTERFACE)
target_include_directories(ritornello_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(ritornello_options INTERFACE
  -pthread -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Wno-missing-field-initializers
  $<$<BOOL:${RITORNELLO_STRICT}>:-Werror>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # g++ means no signs when it says -Wconversion.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
  # g++ 12 sees ghosts in its own library when it optimises: in std::variant
  # of strings, and in std::string +.
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>)

# Debian's compiler cache and fast linker are taken when they are installed. A
# cache that has to look through a precompiled header for every file takes
# longer than the compiler does with it.
find_program(RITORNELLO_CCACHE ccache)
if(RITORNELLO_CCACHE AND NOT RITORNELLO_READ_ONCE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RITORNELLO_CCACHE})
endif()
find_program(RITORNELLO_MOLD mold)
if(RITORNELLO_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

include(cmake/read_once.cmake)

# ritornello_library(royalties_model SOURCES money.h money.cc DEPENDS status).
# One whose name ends in _testing exists only where tests are built. One that
# is HOT, a loop over samples or bytes, is optimised in every build: what
# tests wait for.
function(ritornello_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "HOT" "" "SOURCES;DEPENDS")
  if(name MATCHES "_testing$" AND NOT BUILD_TESTING)
    return()
  endif()
  add_library(${name} STATIC ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(${name} PUBLIC ritornello_options ${arg_DEPENDS})
  if(arg_HOT AND CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_compile_options(${name} PRIVATE -O2)
  else()
    ritornello_read_once(${name} read_once)
  endif()
endfunction()

# ritornello_program(ritornello-catalog PACKAGE ritornello-services SOURCES
# main.cc DEPENDS catalog_rpc): an executable that users run; all of them are
# found in <build>/bin. PACKAGE is the Debian package it goes into, if any.
function(ritornello_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PACKAGE" "SOURCES;DEPENDS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ritornello_options ${arg_DEPENDS})
  ritornello_read_once(${name} read_once)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
  if(arg_PACKAGE)
    install(TARGETS ${name} RUNTIME COMPONENT ${arg_PACKAGE})
  endif()
endfunction()

# ritornello_test(royalties_model_test SOURCES money_test.cc DEPENDS
# royalties_model): one binary a room, registered with ctest under its name.
# TIMEOUT is in seconds, 900 when not given: a busy machine takes long.
function(ritornello_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;DEPENDS")
  if(NOT BUILD_TESTING)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 900)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ritornello_options ${arg_DEPENDS}
    status_testing GTest::gtest_main)
  target_compile_options(${name} PRIVATE ${RITORNELLO_TEST_OPTIONS})
  ritornello_read_once(${name} read_once_testing)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()

# ritornello_benchmark(loudness_meter_benchmark DEPENDS analysis_dsp): only
# with -DRITORNELLO_BENCH=ON.
function(ritornello_benchmark name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS")
  if(NOT RITORNELLO_BENCH)
    return()
  endif()
  add_executable(${name} ${name}.cc)
  target_link_libraries(${name} PRIVATE
    ritornello_options ${arg_DEPENDS} benchmark::benchmark_main)
endfunction()

# ritornello_fuzz(isrc_fuzz DEPENDS identifiers): only with -DRITORNELLO_FUZZ=ON;
# the target fuzzers is all of them.
function(ritornello_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS")
  if(NOT RITORNELLO_FUZZ)
    return()
  endif()
  add_executable(${name} ${name}.cc)
  target_link_libraries(${name} PRIVATE ritornello_options ${arg_DEPENDS})
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  ritornello_read_once(${name} read_once)
  if(NOT TARGET fuzzers)
    add_custom_target(fuzzers)
  endif()
  add_dependencies(fuzzers ${name})
  add_test(NAME ${name} COMMAND ${name} -runs=200000 -max_total_time=20)
endfunction()

# ritornello_proto(proto_royalties ROOT dir PACKAGE ritornello/royalties/v1
# FILES money SERVICES ledger_service): generates messages for both lists and
# stubs for the services into the build tree; warnings are not ours.
function(ritornello_proto name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "ROOT;PACKAGE"
    "FILES;SERVICES;DEPENDS")
  if(NOT arg_ROOT)
    set(arg_ROOT ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  set(out ${CMAKE_CURRENT_BINARY_DIR})
  set(generated)
  foreach(file IN LISTS arg_FILES arg_SERVICES)
    set(stem ${arg_PACKAGE}/${file})
    set(outputs ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(stubs)
    if(file IN_LIST arg_SERVICES)
      list(APPEND outputs ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      set(stubs --grpc_out=${out}
        --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(
      OUTPUT ${outputs}
      COMMAND protobuf::protoc -I ${arg_ROOT} -I ${PROJECT_SOURCE_DIR}/proto
              -I ${RITORNELLO_GOOGLEAPIS} --cpp_out=${out} ${stubs}
              ${stem}.proto
      DEPENDS ${arg_ROOT}/${stem}.proto
      VERBATIM)
    list(APPEND generated ${outputs})
  endforeach()
  add_library(${name} STATIC ${generated})
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC
    protobuf::libprotobuf gRPC::grpc++ absl::synchronization ${arg_DEPENDS})
  ritornello_read_once(${name} read_once)
endfunction()

# ritornello_embed(catalog_migrations NAMESPACE ritornello::catalog FILES
# migrations/sqlite/0001_x.sql ...): makes a library with embedded_files.h,
# so that a program carries its data and needs nothing beside it.
function(ritornello_embed name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE" "FILES")
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embed/${name})
  add_custom_command(
    OUTPUT ${out}/${name}.cc ${out}/${name}.h
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOUT=${out}
            -DNAMESPACE=${arg_NAMESPACE} "-DFILES=${arg_FILES}"
            -DROOT=${CMAKE_CURRENT_SOURCE_DIR}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${arg_FILES} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    VERBATIM)
  add_library(${name} STATIC ${out}/${name}.cc ${out}/${name}.h)
  target_include_directories(${name} SYSTEM PUBLIC
    ${CMAKE_CURRENT_BINARY_DIR}/embed)
  target_link_libraries(${name} PUBLIC ritornello_options absl::strings)
endfunction()
