// Lists what a server serves, and whether it is well.
//
// Usage: node look.mjs SERVER [SERVICE...]
//
// Prints a line of JSON for each service, all of them or those named, and
// succeeds when all are SERVING.
import grpc from "@grpc/grpc-js";

import { run, show } from "./ritornello.mjs";

async function health(ritornello, service) {
  try {
    const { status } =
      await ritornello.call(ritornello.health, "check", { service });
    return status;
  } catch (error) {
    if (error.code !== grpc.status.NOT_FOUND) throw error;
    return "NOT_FOUND"; // this server does not serve it
  }
}

// From the proto the server was built from, which it hands out.
async function methods(ritornello, service) {
  const found = await ritornello.reflection.listMethods(
    service, ritornello.metadata, ritornello.deadline());
  return found.map(({ name }) => name);
}

await run(async (ritornello, ...names) => {
  const listed = ritornello.served.filter(
    (name) => name.startsWith("ritornello."));
  let healthy = true;
  for (const service of names.length ? names : listed) {
    const state = await health(ritornello, service);
    healthy &&= state === "SERVING";
    show({
      service, health: state,
      methods: listed.includes(service)
        ? await methods(ritornello, service) : [],
    });
  }
  return healthy ? 0 : 1;
});
