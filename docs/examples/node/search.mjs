// Finds tracks as filmmakers ask: by mood and use.
//
// Usage: node search.mjs SERVER ACCOUNT [--mood TERM] [--use TERM]
//            [--text WORDS] [--page-size COUNT]
import { parseArgs } from "node:util";

import { run, show } from "./ritornello.mjs";

await run(async (ritornello, account, ...flags) => {
  const { values } = parseArgs({
    args: flags, options: {
      "mood": { type: "string", multiple: true, default: [] },
      "use": { type: "string", multiple: true, default: [] },
      "text": { type: "string", default: "" },
      "page-size": { type: "string", default: "0" },
    },
  });
  const client = await ritornello.client("ritornello.catalog.v1.SearchService");
  const request = {
    parent: `accounts/${account}`, moods: values.mood, uses: values.use,
    text: values.text, page_size: Number(values["page-size"]),
  };
  let number = 0;
  for await (const page of ritornello.pages(client, "SearchTracks", request)) {
    if (number === 0) { // facets are counted over all pages, and told once
      show({
        total_count: Number(page.total_count),
        facets: page.facet_counts.map(({ facet, term, track_count }) =>
          ({ facet, term, track_count: Number(track_count) })),
      });
    }
    for (const { name, title, completeness } of page.tracks) {
      show({ track: name, title, completeness, page: number });
    }
    number += 1;
  }
});
