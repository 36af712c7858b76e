"""Takes tracks in, waits until they are measured, tells what is ready.

Usage: ingest.py SERVER ACCOUNT FILE

FILE has an IngestItem a line, as JSON: a track, and who owns it. Each must
have a client_reference, your own key: by it a track is recognised, so that the
same file again, or half of it after a broken connection, makes nothing twice.
What somebody has described since stays.
"""

import sys
import time
import uuid

from google.protobuf import json_format
from ritornello.catalog.v1 import (account_service_pb2,
                                   account_service_pb2_grpc,
                                   backlog_service_pb2,
                                   backlog_service_pb2_grpc,
                                   ingest_service_pb2,
                                   ingest_service_pb2_grpc, party_service_pb2,
                                   party_service_pb2_grpc,
                                   readiness_service_pb2,
                                   readiness_service_pb2_grpc, track_pb2,
                                   track_service_pb2, track_service_pb2_grpc)

from ritornello_calls import (METADATA, call, connect, create, explain, pages,
                              patiently, run, show)

INGEST_SECONDS = 3600  # for all items, however often the stream breaks
MEASURE_SECONDS = 3600
POLL_SECONDS = 0.5


def read(file):
    """Not with str.splitlines(), which parts titles that have a U+2028."""
    items = []
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            item = ingest_service_pb2.IngestItem(sequence=number)
            try:
                items.append(json_format.Parse(line, item))
            except json_format.ParseError as error:
                sys.exit(f"{file}:{number}: {error}")
    return items


def open_account(channel, account, items):
    """The account, and a party for each name in the split sheets, of tracks and
    of works. Whom a share has by party_display_name the server makes itself.
    """
    accounts = account_service_pb2_grpc.AccountServiceStub(channel)
    create(accounts.CreateAccount, account_service_pb2.CreateAccountRequest(
        account_id=account, request_id=str(uuid.uuid4())))
    parties = party_service_pb2_grpc.PartyServiceStub(channel)
    names = {share.party for item in items for owned in (item, *item.works)
             for sheet in owned.split_sheets for share in sheet.shares
             if share.party}
    for name in sorted(names):
        party_id = name.rpartition("/")[2]
        create(parties.CreateParty, party_service_pb2.CreatePartyRequest(
            parent=f"accounts/{account}", party_id=party_id,
            party={"display_name": party_id}, request_id=str(uuid.uuid4())))


def requests(parent, items):
    """gRPC takes the next one when the last one is on its way: a server that
    is busy holds us back, and nothing piles up here."""
    yield ingest_service_pb2.IngestRequest(
        start={"parent": parent, "merge": "FILL"})
    for item in items:
        yield ingest_service_pb2.IngestRequest(item=item)


def ingest(channel, parent, items):
    """Acks come in the order of the items, so their number says where to go
    on after the stream broke. What was stored and not acked is sent again, and
    is UNCHANGED."""
    stub = ingest_service_pb2_grpc.IngestServiceStub(channel)
    acked = 0

    def attempt():
        nonlocal acked
        stream = stub.Ingest(requests(parent, items[acked:]),
                             timeout=INGEST_SECONDS, metadata=METADATA)
        for ack in stream:
            acked += 1
            show_ack(ack)

    patiently(attempt, INGEST_SECONDS)


def show_ack(ack):
    outcome = ingest_service_pb2.IngestResponse.Outcome.Name(ack.outcome)
    facts = {
        "track": ack.track, "created_parties": list(ack.created_parties),
    } if ack.track else {"error": explain(ack.error)}
    show(client_reference=ack.client_reference, outcome=outcome, **facts)


def wait_until_measured(channel, parent):
    """Until nothing is to be measured or assessed any more."""
    stub = backlog_service_pb2_grpc.BacklogServiceStub(channel)
    give_up = time.monotonic() + MEASURE_SECONDS
    while True:
        backlog = call(stub.GetBacklog, backlog_service_pb2.GetBacklogRequest(
            name=f"{parent}/backlog"))
        if backlog.pending_count + backlog.running_count == 0:
            return
        if time.monotonic() > give_up:
            raise TimeoutError(f"{backlog.pending_count} still wait")
        time.sleep(POLL_SECONDS)


def show_versions(channel, name):
    stub = track_service_pb2_grpc.TrackServiceStub(channel)
    track = call(stub.GetTrack, track_service_pb2.GetTrackRequest(name=name))
    for version in track.versions:
        report = version.report
        # Absent, not 0, where there is no such thing: silence has no loudness.
        loudness = (report.integrated_lufs
                    if report.HasField("integrated_lufs") else None)
        show(version=version.name,
             mix_type=track_pb2.MixType.Name(version.mix_type),
             state=track_pb2.AnalysisState.Name(version.analysis_state),
             error=version.analysis_error, integrated_lufs=loudness)


def show_readiness(channel, parent):
    stub = readiness_service_pb2_grpc.ReadinessServiceStub(channel)
    request = readiness_service_pb2.ListReadinessRequest(
        parent=parent, library="libraries/default")
    for page in pages(stub.ListReadiness, request):
        for readiness in page.readiness:
            show_versions(channel, readiness.track)
            show(readiness=readiness.name, title=readiness.track_title,
                 state=readiness_service_pb2.Readiness.State.Name(
                     readiness.state),
                 next_steps=[problem.next_step for check in readiness.checks
                             for problem in check.problems])


def main(arguments):
    server, account, file = arguments
    items = read(file)
    parent = f"accounts/{account}"
    channel = connect(server)
    open_account(channel, account, items)
    ingest(channel, parent, items)
    wait_until_measured(channel, parent)
    show_readiness(channel, parent)


if __name__ == "__main__":
    run(main)
