"""Takes in what a library reports, and tells who earned what.

Usage: statement.py SERVER ACCOUNT LIBRARY PERIOD CURRENCY FILE

Exit code 3: the statement is held until a person decides.
"""

import decimal
import hashlib
import pathlib
import time
import uuid

from ritornello.royalties.v1 import (deal_service_pb2, deal_service_pb2_grpc,
                                     payee_service_pb2,
                                     payee_service_pb2_grpc,
                                     statement_service_pb2,
                                     statement_service_pb2_grpc)

from ritornello_calls import (METADATA, call, connect, create, pages,
                              patiently, run, show)

CHUNK_BYTES = 256 * 1024  # at most 1 MiB
IMPORT_SECONDS = 600
POLL_SECONDS = 0.5
Statement = statement_service_pb2.Statement


def amount(money):
    """Exact: micro-units are integers, and a float is neither."""
    units = decimal.Decimal(money.micros).scaleb(-6)
    return f"{units:f} {money.currency_code}"


def make_deal(channel, account, library, period):
    """All tracks of the account earn at the library, from its first month on.
    What earns after other terms is another deal, with another id."""
    year, month = map(int, period.split("-"))
    deals = deal_service_pb2_grpc.DealServiceStub(channel)
    create(deals.CreateDeal, deal_service_pb2.CreateDealRequest(
        parent=f"accounts/{account}", deal_id=library,
        request_id=str(uuid.uuid4()), deal={
            "library": f"libraries/{library}",
            "licensing_model": "ROYALTY_SPLIT",
            "royalty_ppm": 500_000,  # half of gross, checked line by line
            "commission_ppm": 100_000,  # a tenth is the distributor's
            "start_date": {"year": year, "month": month, "day": 1}}))


def requests(header, file):
    yield statement_service_pb2.ImportStatementRequest(header=header)
    with file.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            yield statement_service_pb2.ImportStatementRequest(chunk=chunk)


def import_statement(stub, header, file):
    """The same file for the same source, account and month is the same
    statement, so it may be sent again. With size and hash in the header a file
    that is cut on the way is refused, and not taken for a short one."""
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    header.file_size_bytes = file.stat().st_size
    header.file_sha256 = digest
    header.file_name = file.name
    return patiently(lambda: stub.ImportStatement(
        requests(header, file), timeout=IMPORT_SECONDS, metadata=METADATA))


def wait_until_decided(stub, statement):
    """Usually it is at once. While the catalogue is away it waits for it."""
    give_up = time.monotonic() + IMPORT_SECONDS
    while statement.state in (Statement.RECEIVED, Statement.RIGHTS_RESOLVED):
        if time.monotonic() > give_up:
            raise TimeoutError(f"waits for {statement.waiting_for}")
        time.sleep(POLL_SECONDS)
        statement = call(stub.GetStatement,
                         statement_service_pb2.GetStatementRequest(
                             name=statement.name))
    return statement


def show_suspense(stub, statement):
    """Money of lines that no track, deal or owner answers to."""
    Line = statement_service_pb2.StatementLine
    request = statement_service_pb2.ListStatementLinesRequest(
        parent=statement.name, state=Line.SUSPENSE, page_size=1000)
    for page in pages(stub.ListStatementLines, request):
        for line in page.lines:
            show(line=line.ordinal, net=line.net, isrc=line.isrc,
                 reason=Line.SuspenseReason.Name(line.suspense_reason))


def show_payees(channel, account, period):
    stub = payee_service_pb2_grpc.PayeeServiceStub(channel)
    listing = payee_service_pb2.ListPayeesRequest(parent=f"accounts/{account}")
    for listed in pages(stub.ListPayees, listing):
        for payee in listed.payees:
            request = payee_service_pb2.GetPayeeStatementRequest(
                name=payee.name, period=period)
            for page in pages(stub.GetPayeeStatement, request):
                for currency in page.currencies:
                    show(payee=payee.name, earned=amount(currency.earned),
                         lines=[{"right": line.right,
                                 "track": line.track_title,
                                 "amount": amount(line.amount)}
                                for line in currency.lines])


def main(arguments):
    server, account, library, period, currency, file = arguments
    channel = connect(server)
    make_deal(channel, account, library, period)
    stub = statement_service_pb2_grpc.StatementServiceStub(channel)
    header = statement_service_pb2.StatementHeader(
        parent="books/main", source=library, source_account=account,
        period=period, currency_code=currency)
    statement = wait_until_decided(
        stub, import_statement(stub, header, pathlib.Path(file)))
    show(statement=statement.name, state=Statement.State.Name(statement.state),
         hold_reason=statement.hold_reason, total=amount(statement.total),
         line_count=statement.line_count,
         suspense=amount(statement.suspense))
    if statement.state == Statement.HELD:
        return 3
    show_suspense(stub, statement)
    show_payees(channel, account, period)
    return 0


if __name__ == "__main__":
    run(main)
