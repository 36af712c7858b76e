# Headers of others are most of what a compiler reads here. With
# RITORNELLO_READ_ONCE it reads them once, into one precompiled header for what
# is built and one for tests. Off where it has to be seen that every file
# includes what it uses: in the release.
#
# Only the time a build takes hangs on these lists, never what it means.
set(read_once
  <algorithm> <array> <atomic> <chrono> <cmath> <compare> <condition_variable>
  <cstdint> <cstdlib> <cstring> <deque> <filesystem> <fstream> <functional>
  <limits> <map> <memory> <mutex> <numeric> <optional> <random> <set> <span>
  <sstream> <stop_token> <string> <thread> <tuple> <unordered_map> <utility>
  <variant> <vector>
  # Of generated code.
  <google/protobuf/descriptor.h> <google/protobuf/extension_set.h>
  <google/protobuf/generated_enum_reflection.h>
  <google/protobuf/generated_message_reflection.h> <google/protobuf/message.h>
  <google/protobuf/repeated_field.h> <google/protobuf/timestamp.pb.h>
  <google/protobuf/unknown_field_set.h> <google/protobuf/util/json_util.h>
  <grpcpp/generic/async_generic_service.h> <grpcpp/grpcpp.h>
  <grpcpp/impl/codegen/proto_utils.h>
  <grpcpp/impl/codegen/server_callback_handlers.h>
  <grpcpp/impl/service_type.h> <grpcpp/support/async_stream.h>
  <grpcpp/support/async_unary_call.h> <grpcpp/support/client_callback.h>
  <grpcpp/support/message_allocator.h> <grpcpp/support/method_handler.h>
  <grpcpp/support/server_callback.h> <grpcpp/support/sync_stream.h>
  <absl/container/flat_hash_map.h> <absl/numeric/int128.h>
  <absl/status/status.h> <absl/status/statusor.h> <absl/strings/ascii.h>
  <absl/strings/cord.h> <absl/strings/escaping.h> <absl/strings/match.h>
  <absl/strings/numbers.h> <absl/strings/str_cat.h>
  <absl/strings/str_format.h> <absl/strings/str_join.h>
  <absl/strings/str_replace.h> <absl/strings/str_split.h>
  <absl/strings/strip.h> <absl/synchronization/mutex.h>
  <absl/synchronization/notification.h> <absl/time/civil_time.h>
  <absl/time/clock.h> <absl/time/time.h>)
set(read_once_testing ${read_once} <gmock/gmock.h> <gtest/gtest.h>)

if(RITORNELLO_READ_ONCE)
  file(CONFIGURE OUTPUT empty.cc CONTENT "")
  foreach(kind read_once read_once_testing)
    add_library(${kind} OBJECT EXCLUDE_FROM_ALL
      ${PROJECT_BINARY_DIR}/empty.cc)
    target_link_libraries(${kind} PRIVATE ritornello_options
      gRPC::grpc++ protobuf::libprotobuf absl::flat_hash_map absl::statusor)
    target_precompile_headers(${kind} PRIVATE ${${kind}})
  endforeach()
  # Defines a macro that has to be the same in a test and in what it reads.
  target_link_libraries(read_once_testing PRIVATE GTest::gmock)
  target_compile_options(read_once_testing PRIVATE ${RITORNELLO_TEST_OPTIONS})
endif()

# Has the target begin with one of the two.
function(ritornello_read_once name kind)
  if(RITORNELLO_READ_ONCE)
    target_precompile_headers(${name} REUSE_FROM ${kind})
  endif()
endfunction()
