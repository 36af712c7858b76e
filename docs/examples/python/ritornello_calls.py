"""What every call to Ritornello needs: a deadline, patience, and an eye for
what an error tells."""

import json
import secrets
import sys
import time

import grpc
from google.rpc import error_details_pb2, status_pb2

MESSAGE_BYTES_MAX = 16 * 1024 * 1024  # the server's limit; gRPC's own is 4 MiB
DEADLINE_SECONDS = 10  # of one try of a call that answers at once
PATIENCE_SECONDS = 60  # of all tries together
DELAY_SECONDS = 0.1  # before the second try; twice as long before the next
DELAY_SECONDS_MAX = 5

# Every line that the server logs about this run has this trace's id.
TRACE_ID = secrets.token_hex(16)
METADATA = (("traceparent", f"00-{TRACE_ID}-{secrets.token_hex(8)}-01"),)


def connect(server):
    """A channel, to be kept for the life of the process. Pings find out that
    the other side has gone without a word."""
    return grpc.insecure_channel(server, options=[
        ("grpc.max_receive_message_length", MESSAGE_BYTES_MAX),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.max_reconnect_backoff_ms", 5_000)])


def status_of(error):
    """The google.rpc.Status behind a call's error. Where gRPC itself answered,
    as when nobody listens, there are no details."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            return status_pb2.Status.FromString(value)
    return status_pb2.Status(code=error.code().value[0],
                             message=error.details())


def detail(status, kind):
    """The detail of that kind, or an empty one."""
    found = kind()
    for packed in status.details:
        if packed.Unpack(found):
            break
    return found


def explain(status):
    """What a program compares (code, reason), what it shows beside a form's
    fields, and what a person reads. Of calls and of rejected items alike."""
    code = next(code for code in grpc.StatusCode
                if code.value[0] == status.code)
    bad_request = detail(status, error_details_pb2.BadRequest)
    return {
        "code": code.name,
        "reason": detail(status, error_details_pb2.ErrorInfo).reason,
        "fields": {violation.field: violation.description
                   for violation in bad_request.field_violations},
        "message": status.message,
    }


def retry_delay_seconds(error):
    """When the server says that it makes sense to try again, or None."""
    delay = detail(status_of(error), error_details_pb2.RetryInfo).retry_delay
    return delay.ToTimedelta().total_seconds() or None


def patiently(attempt, patience_seconds=PATIENCE_SECONDS):
    """What `attempt` returns, once it succeeds.

    After UNAVAILABLE nobody knows whether the call was carried out: the answer
    may be what was lost. So `attempt` sends the same again, with the same
    request_id where there is one. RESOURCE_EXHAUSTED is worth another try only
    when the server says when: a message that is too large stays so.
    """
    give_up = time.monotonic() + patience_seconds
    growing_delay = DELAY_SECONDS
    while True:
        try:
            return attempt()
        except grpc.RpcError as error:
            delay = retry_delay_seconds(error)
            if delay is None and error.code() == grpc.StatusCode.UNAVAILABLE:
                delay = growing_delay
                growing_delay = min(2 * growing_delay, DELAY_SECONDS_MAX)
            if delay is None or time.monotonic() + delay > give_up:
                raise
            time.sleep(delay)


def call(method, request):
    return patiently(lambda: method(request, timeout=DEADLINE_SECONDS,
                                    metadata=METADATA))


def create(method, request):
    """As call(), but what is there already is left as it is."""
    try:
        return call(method, request)
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.ALREADY_EXISTS:
            raise
        return None


def pages(method, request):
    """Every page of a list. A token is good for the same request only."""
    while True:
        page = call(method, request)
        yield page
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def show(**facts):
    print(json.dumps(facts), flush=True)


def run(main):
    """Runs main(arguments); an error that is left is shown, with its fields."""
    try:
        sys.exit(main(sys.argv[1:]))
    except grpc.RpcError as error:
        print(json.dumps({"error": explain(status_of(error))}),
              file=sys.stderr)
        sys.exit(1)
