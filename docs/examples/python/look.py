"""Lists what a server serves, and whether it is well.

Usage: look.py SERVER [SERVICE...]

Prints a line of JSON for each service, all of them or those named, and
succeeds when all are SERVING.
"""

import grpc
from google.protobuf import descriptor_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from ritornello_calls import (DEADLINE_SECONDS, call, connect, patiently, run,
                              show)


def reflect(channel, **question):
    """One answer of server reflection, which is a stream of them."""
    stub = reflection_pb2_grpc.ServerReflectionStub(channel)
    request = reflection_pb2.ServerReflectionRequest(**question)
    return patiently(lambda: next(stub.ServerReflectionInfo(
        iter([request]), timeout=DEADLINE_SECONDS)))


def services(channel):
    listed = reflect(channel, list_services="*").list_services_response
    return [service.name for service in listed.service
            if service.name.startswith("ritornello.")]


def methods(channel, service):
    """From the proto the server was built from, which it hands out."""
    answer = reflect(channel, file_containing_symbol=service)
    for data in answer.file_descriptor_response.file_descriptor_proto:
        file = descriptor_pb2.FileDescriptorProto.FromString(data)
        for found in file.service:
            if f"{file.package}.{found.name}" == service:
                return [method.name for method in found.method]
    raise LookupError(f"{service} is listed, and in no file")


def health(channel, service):
    stub = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service=service)
    try:
        status = call(stub.Check, request).status
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.NOT_FOUND:
            raise
        return "NOT_FOUND"  # this server does not serve it
    return health_pb2.HealthCheckResponse.ServingStatus.Name(status)


def main(arguments):
    server, *names = arguments
    channel = connect(server)
    listed = services(channel)
    healthy = True
    for service in names or listed:
        state = health(channel, service)
        healthy = healthy and state == "SERVING"
        show(service=service, health=state,
             methods=methods(channel, service) if service in listed else [])
    return 0 if healthy else 1


if __name__ == "__main__":
    run(main)
