// Takes tracks in, waits until they are measured, tells what is ready.
//
// Usage: node ingest.mjs SERVER ACCOUNT FILE
//
// FILE has an IngestItem a line, as JSON: a track, and who owns it. Each must
// have a client_reference, your own key: by it a track is recognised, so that
// the same file again, or half of it after a broken connection, makes nothing
// twice. What somebody has described since stays.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import { run, show } from "./ritornello.mjs";

const INGEST_MS = 3_600_000; // for all items, however often the stream breaks
const MEASURE_MS = 3_600_000;
const POLL_MS = 500;

async function read(file) {
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  return lines.map((line, index) => {
    try {
      return { ...JSON.parse(line), sequence: index + 1 };
    } catch (error) {
      throw new Error(`${file}:${index + 1}: ${error.message}`);
    }
  });
}

// The account, and a party for each name in the split sheets, of tracks and of
// works. Whom a share has by party_display_name the server makes itself.
async function openAccount(ritornello, account, items) {
  const accounts =
    await ritornello.client("ritornello.catalog.v1.AccountService");
  await ritornello.create(accounts, "CreateAccount", {
    account_id: account, request_id: randomUUID(),
  });
  const parties = await ritornello.client("ritornello.catalog.v1.PartyService");
  const names = new Set(items.flatMap((item) => [item, ...item.works ?? []])
    .flatMap((owned) => owned.split_sheets ?? [])
    .flatMap((sheet) => sheet.shares ?? []).map((share) => share.party));
  for (const name of names) {
    if (!name) continue;
    const id = name.split("/").at(-1);
    await ritornello.create(parties, "CreateParty", {
      parent: `accounts/${account}`, party_id: id,
      party: { display_name: id }, request_id: randomUUID(),
    });
  }
}

function* requests(parent, items) {
  yield { start: { parent, merge: "FILL" } };
  for (const item of items) yield { item };
}

// Acks come in the order of the items, so their number says where to go on
// after the stream broke. What was stored and not acked is sent again, and is
// UNCHANGED.
async function ingest(ritornello, parent, items) {
  const client = await ritornello.client("ritornello.catalog.v1.IngestService");
  let acked = 0;
  const showAcks = async (stream) => {
    for await (const ack of stream) {
      acked += 1;
      showAck(ritornello, ack);
    }
  };
  await ritornello.patiently(() => {
    const stream =
      client.Ingest(ritornello.metadata, ritornello.deadline(INGEST_MS));
    return ritornello.send(
      stream, requests(parent, items.slice(acked)), showAcks(stream));
  }, INGEST_MS);
}

function showAck(ritornello, ack) {
  const { client_reference, outcome, track, created_parties } = ack;
  show(track
    ? { client_reference, outcome, track, created_parties }
    : { client_reference, outcome, error: ritornello.explain(ack.error) });
}

// Until nothing is to be measured or assessed any more.
async function waitUntilMeasured(ritornello, parent) {
  const client =
    await ritornello.client("ritornello.catalog.v1.BacklogService");
  const giveUp = Date.now() + MEASURE_MS;
  for (;;) {
    const backlog = await ritornello.call(
      client, "GetBacklog", { name: `${parent}/backlog` });
    if (BigInt(backlog.pending_count) + BigInt(backlog.running_count) === 0n) {
      return;
    }
    if (Date.now() > giveUp) {
      throw new Error(`${backlog.pending_count} still wait`);
    }
    await sleep(POLL_MS);
  }
}

async function showVersions(ritornello, client, name) {
  const track = await ritornello.call(client, "GetTrack", { name });
  for (const version of track.versions) {
    show({
      version: version.name, mix_type: version.mix_type,
      state: version.analysis_state, error: version.analysis_error,
      // Absent, not 0, where there is no such thing: silence has no loudness.
      integrated_lufs: version.report?.integrated_lufs ?? null,
    });
  }
}

async function showReadiness(ritornello, parent) {
  const tracks = await ritornello.client("ritornello.catalog.v1.TrackService");
  const client =
    await ritornello.client("ritornello.catalog.v1.ReadinessService");
  const request = { parent, library: "libraries/default" };
  for await (const page of ritornello.pages(
    client, "ListReadiness", request)) {
    for (const readiness of page.readiness) {
      await showVersions(ritornello, tracks, readiness.track);
      show({
        readiness: readiness.name, title: readiness.track_title,
        state: readiness.state,
        next_steps: readiness.checks.flatMap((check) => check.problems)
          .map((problem) => problem.next_step),
      });
    }
  }
}

await run(async (ritornello, account, file) => {
  const items = await read(file);
  const parent = `accounts/${account}`;
  await openAccount(ritornello, account, items);
  await ingest(ritornello, parent, items);
  await waitUntilMeasured(ritornello, parent);
  await showReadiness(ritornello, parent);
});
