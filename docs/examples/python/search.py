"""Finds tracks as filmmakers ask: by mood and use.

Usage: search.py SERVER ACCOUNT [--mood TERM] [--use TERM] [--text WORDS]
"""

import argparse

from ritornello.catalog.v1 import (search_service_pb2, search_service_pb2_grpc,
                                   vocabulary_service_pb2)

from ritornello_calls import connect, pages, run, show


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("account")
    parser.add_argument("--mood", action="append", default=[])
    parser.add_argument("--use", action="append", default=[])
    parser.add_argument("--text", default="")
    parser.add_argument("--page-size", type=int, default=0)
    asked = parser.parse_args(arguments)
    stub = search_service_pb2_grpc.SearchServiceStub(connect(asked.server))
    request = search_service_pb2.SearchTracksRequest(
        parent=f"accounts/{asked.account}", moods=asked.mood, uses=asked.use,
        text=asked.text, page_size=asked.page_size)
    for number, page in enumerate(pages(stub.SearchTracks, request)):
        if number == 0:  # facets are counted over all pages, and told once
            show(total_count=page.total_count, facets=[
                {"facet": vocabulary_service_pb2.Facet.Name(count.facet),
                 "term": count.term, "track_count": count.track_count}
                for count in page.facet_counts])
        for track in page.tracks:
            show(track=track.name, title=track.title,
                 completeness=track.completeness, page=number)


if __name__ == "__main__":
    run(main)
