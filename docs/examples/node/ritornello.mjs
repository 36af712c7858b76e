// What every call to Ritornello needs: clients made of what the server tells
// of itself, a deadline, patience, and an eye for what an error tells.
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

import grpc from "@grpc/grpc-js";
import health from "grpc-health-check";
import reflection from "grpc-js-reflection-client";

const MESSAGE_BYTES_MAX = 16 * 1024 * 1024; // the server's; gRPC's own is 4 MiB
const DEADLINE_MS = 10_000; // of one try of a call that answers at once
const PATIENCE_MS = 60_000; // of all tries together
const DELAY_MS = 100; // before the second try; twice as long before the next
const DELAY_MS_MAX = 5_000;

const CHANNEL = {
  "grpc.max_receive_message_length": MESSAGE_BYTES_MAX,
  // Pings find out that the other side has gone without a word.
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.max_reconnect_backoff_ms": 5_000,
};
// Names as in the protos, and 64-bit integers as strings: a number of
// JavaScript is not exact beyond 2^53.
const MESSAGES = {
  keepCase: true, longs: String, enums: String, defaults: true, oneofs: true,
};

export class Ritornello {
  constructor(server) {
    this.server = server;
    this.credentials = grpc.credentials.createInsecure();
    this.reflection = new reflection.GrpcReflection(
      server, this.credentials, CHANNEL);
    // Every line that the server logs about this run has this trace's id.
    const id = (size) => randomBytes(size).toString("hex");
    this.metadata = new grpc.Metadata();
    this.metadata.set("traceparent", `00-${id(16)}-${id(8)}-01`);
  }

  deadline(ms = DEADLINE_MS) {
    return { deadline: Date.now() + ms };
  }

  // Waits for the server, and learns what it serves and how to read what its
  // errors tell.
  async connect() {
    this.health = this.newClient(
      grpc.makeClientConstructor(health.service, "grpc.health.v1.Health"));
    await new Promise((resolve, reject) => this.health.waitForReady(
      Date.now() + PATIENCE_MS, (error) => error ? reject(error) : resolve()));
    this.served = await this.reflection.listServices(
      "*", this.metadata, this.deadline());
    this.rpc = {};
    for (const name of ["Status", "BadRequest", "ErrorInfo", "RetryInfo"]) {
      const descriptor = await this.descriptor(`google.rpc.${name}`);
      this.rpc[name] =
        descriptor.getProtobufJsRoot().lookupType(`google.rpc.${name}`);
    }
    return this;
  }

  newClient(Client) {
    return new Client(this.server, this.credentials, CHANNEL);
  }

  descriptor(symbol) {
    return this.reflection.getDescriptorBySymbol(
      symbol, this.metadata, this.deadline());
  }

  // A client of "ritornello.catalog.v1.TrackService". Keep it: it has a
  // channel.
  async client(service) {
    if (!this.served.includes(service)) {
      throw new Error(`${this.server} does not serve ${service}`);
    }
    const descriptor = await this.descriptor(service);
    return this.newClient(service.split(".").reduce(
      (scope, name) => scope[name], descriptor.getPackageObject(MESSAGES)));
  }

  // The google.rpc.Status behind a call's error. Where gRPC itself answered,
  // as when nobody listens, there are no details.
  statusOf(error) {
    const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
    return bytes
      ? this.rpc.Status.decode(bytes)
      : { code: error.code, message: error.details, details: [] };
  }

  // The detail of that name, or an empty one.
  detail(status, name) {
    const type = this.rpc[name];
    const packed = status.details.find(
      ({ type_url: url }) => url.endsWith(`/google.rpc.${name}`));
    return type.toObject(type.decode(packed?.value ?? Buffer.alloc(0)),
                         { longs: Number, defaults: true });
  }

  // What a program compares (code, reason), what it shows beside a form's
  // fields, and what a person reads. Of calls and of rejected items alike.
  explain(status) {
    const violations = this.detail(status, "BadRequest").field_violations;
    return {
      code: grpc.status[status.code],
      reason: this.detail(status, "ErrorInfo").reason,
      fields: Object.fromEntries(violations.map(
        ({ field, description }) => [field, description])),
      message: status.message,
    };
  }

  // When the server says that it makes sense to try again, or null.
  retryDelayMs(error) {
    const { retry_delay: delay } =
      this.detail(this.statusOf(error), "RetryInfo");
    return delay ? delay.seconds * 1000 + delay.nanos / 1e6 : null;
  }

  // What `attempt` resolves to, once it does.
  //
  // After UNAVAILABLE nobody knows whether the call was carried out: the
  // answer may be what was lost. So `attempt` sends the same again, with the
  // same request_id where there is one. RESOURCE_EXHAUSTED is worth another
  // try only when the server says when: a message that is too large stays so.
  async patiently(attempt, patienceMs = PATIENCE_MS) {
    const giveUp = Date.now() + patienceMs;
    let growingDelay = DELAY_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (typeof error.code !== "number") throw error; // not gRPC's
        let delay = this.retryDelayMs(error);
        if (delay === null && error.code === grpc.status.UNAVAILABLE) {
          delay = growingDelay;
          growingDelay = Math.min(2 * growingDelay, DELAY_MS_MAX);
        }
        if (delay === null || Date.now() + delay > giveUp) throw error;
        await sleep(delay);
      }
    }
  }

  call(client, method, request) {
    return this.patiently(() => new Promise((resolve, reject) => {
      client[method](request, this.metadata, this.deadline(),
        (error, response) => error ? reject(error) : resolve(response));
    }));
  }

  // As call(), but what is there already is left as it is.
  async create(client, method, request) {
    try {
      return await this.call(client, method, request);
    } catch (error) {
      if (error.code !== grpc.status.ALREADY_EXISTS) throw error;
      return null;
    }
  }

  // Every page of a list. A token is good for the same request only.
  async *pages(client, method, request) {
    let token = "";
    do {
      const page = await this.call(
        client, method, { ...request, page_token: token });
      yield page;
      token = page.next_page_token;
    } while (token);
  }

  // Sends what `messages` yields, while `answer` is awaited: resolves to what
  // that does. pipe() takes the next message when the stream has room: a
  // server that is busy holds us back, and nothing piles up here. What ends
  // halfway, as a file that cannot be read, must not look whole: the call is
  // cancelled, and the error is the file's.
  send(stream, messages, answer) {
    const source = Readable.from(messages);
    const broken = new Promise((_, reject) => source.on("error", (error) => {
      reject(error);
      stream.cancel();
    }));
    source.pipe(stream);
    return Promise.race([answer, broken]);
  }
}

export function show(facts) {
  console.log(JSON.stringify(facts));
}

// Runs main(ritornello, arguments...), the server's address being the first
// argument; an error that is left is shown, with its fields.
export async function run(main) {
  const [server, ...rest] = process.argv.slice(2);
  const ritornello = new Ritornello(server);
  try {
    await ritornello.connect();
    process.exitCode = await main(ritornello, ...rest);
  } catch (error) {
    if (typeof error.code !== "number") throw error; // as a missing file's
    const status = ritornello.statusOf(error);
    console.error(JSON.stringify({ error: ritornello.explain(status) }));
    process.exitCode = 1;
  }
}
