// Takes in what a library reports, and tells who earned what.
//
// Usage: node statement.mjs SERVER ACCOUNT LIBRARY PERIOD CURRENCY FILE
//
// Exit code 3: the statement is held until a person decides.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { run, show } from "./ritornello.mjs";

const CHUNK_BYTES = 256 * 1024; // at most 1 MiB
const IMPORT_MS = 600_000;
const POLL_MS = 500;

// Exact: micro-units are integers, and may have more digits than a number.
function amount({ currency_code: currency, micros }) {
  const sign = micros.startsWith("-") ? "-" : "";
  const digits = micros.replace("-", "").padStart(7, "0");
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)} ${currency}`;
}

// All tracks of the account earn at the library, from its first month on. What
// earns after other terms is another deal, with another id.
async function makeDeal(ritornello, account, library, period) {
  const [year, month] = period.split("-").map(Number);
  const deals = await ritornello.client("ritornello.royalties.v1.DealService");
  await ritornello.create(deals, "CreateDeal", {
    parent: `accounts/${account}`, deal_id: library, request_id: randomUUID(),
    deal: {
      library: `libraries/${library}`,
      licensing_model: "ROYALTY_SPLIT",
      royalty_ppm: 500_000, // half of gross, checked line by line
      commission_ppm: 100_000, // a tenth is the distributor's
      start_date: { year, month, day: 1 },
    },
  });
}

async function* requests(header, file) {
  yield { header };
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  for await (const chunk of source) yield { chunk };
}

// The same file for the same source, account and month is the same statement,
// so it may be sent again. With size and hash in the header a file that is cut
// on the way is refused, and not taken for a short one.
async function importStatement(ritornello, client, header, file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const whole = {
    ...header, file_name: basename(file), file_sha256: hash.digest("hex"),
    file_size_bytes: String((await stat(file)).size),
  };
  return ritornello.patiently(() => {
    let stream;
    const answer = new Promise((resolve, reject) => {
      stream = client.ImportStatement(
        ritornello.metadata, ritornello.deadline(IMPORT_MS),
        (error, statement) => error ? reject(error) : resolve(statement));
    });
    return ritornello.send(stream, requests(whole, file), answer);
  });
}

// Usually it is at once. While the catalogue is away it waits for it.
async function waitUntilDecided(ritornello, client, statement) {
  const giveUp = Date.now() + IMPORT_MS;
  while (["RECEIVED", "RIGHTS_RESOLVED"].includes(statement.state)) {
    if (Date.now() > giveUp) {
      throw new Error(`waits for ${statement.waiting_for}`);
    }
    await sleep(POLL_MS);
    statement = await ritornello.call(
      client, "GetStatement", { name: statement.name });
  }
  return statement;
}

// Money of lines that no track, deal or owner answers to.
async function showSuspense(ritornello, client, statement) {
  const request =
    { parent: statement.name, state: "SUSPENSE", page_size: 1000 };
  for await (const page of ritornello.pages(
    client, "ListStatementLines", request)) {
    for (const { ordinal, net, isrc, suspense_reason: reason } of page.lines) {
      show({ line: Number(ordinal), net, isrc, reason });
    }
  }
}

async function showPayees(ritornello, account, period) {
  const client =
    await ritornello.client("ritornello.royalties.v1.PayeeService");
  const listing = { parent: `accounts/${account}` };
  for await (const listed of ritornello.pages(client, "ListPayees", listing)) {
    for (const { name } of listed.payees) {
      for await (const page of ritornello.pages(
        client, "GetPayeeStatement", { name, period })) {
        for (const { earned, lines } of page.currencies) {
          show({
            payee: name, earned: amount(earned),
            lines: lines.map((line) => ({
              right: line.right, track: line.track_title,
              amount: amount(line.amount),
            })),
          });
        }
      }
    }
  }
}

await run(async (ritornello, account, library, period, currency, file) => {
  await makeDeal(ritornello, account, library, period);
  const client =
    await ritornello.client("ritornello.royalties.v1.StatementService");
  const header = {
    parent: "books/main", source: library, source_account: account, period,
    currency_code: currency,
  };
  const statement = await waitUntilDecided(ritornello, client,
    await importStatement(ritornello, client, header, file));
  show({
    statement: statement.name, state: statement.state,
    hold_reason: statement.hold_reason, total: amount(statement.total),
    line_count: Number(statement.line_count),
    suspense: amount(statement.suspense),
  });
  if (statement.state === "HELD") return 3;
  await showSuspense(ritornello, client, statement);
  await showPayees(ritornello, account, period);
  return 0;
});
