import { Agent, request } from "node:http";
import type { Credentials } from "@engenho/authentication";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import { afterEach, describe, expect, it } from "vitest";
import { createApiServer } from "../../src/index.js";
import { openSession, servingTls, statusOf } from "../support/http2-session.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A server that records which connection each request's credentials name. */
async function recordingServer(tls?: typeof servingTls) {
  const store: MemoryStore = createMemoryStore();
  const connections: Credentials["connection"][] = [];
  const server = createApiServer({
    store,
    ...(tls === undefined ? {} : { tls }),
    authenticate: ({ connection }) => {
      connections.push(connection);
      return { name: "test" };
    },
  });
  closers.push(
    () => store.close(),
    () => server.close(),
  );
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });
  return { port, connections };
}

function get(port: number, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/version", agent }, (response) => {
      response.resume().on("end", resolve);
    })
      .on("error", reject)
      .end();
  });
}

describe("the credentials of requests", () => {
  it("name one connection for all requests on it, and another for each other connection, over HTTP/1.1", async () => {
    const { port, connections } = await recordingServer();
    for (let client = 0; client < 2; client++) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      closers.push(() => agent.destroy());
      await get(port, agent);
      await get(port, agent);
    }
    expectTwoOfEach(connections);
  });

  it("name one connection for all requests on it, and another for each other connection, over HTTP/2", async () => {
    const { port, connections } = await recordingServer(servingTls);
    for (let client = 0; client < 2; client++) {
      const session = await openSession(port);
      closers.push(() => session.destroy());
      await statusOf(session, "/version");
      await statusOf(session, "/version");
    }
    expectTwoOfEach(connections);
  });
});

function expectTwoOfEach([first, second, third, fourth, ...others]: readonly Credentials["connection"][]): void {
  expect(others).toEqual([]);
  expect(first).toBeTypeOf("object");
  expect(second === first).toBe(true);
  expect(fourth).toBeTypeOf("object");
  expect(fourth === third).toBe(true);
  expect(third === first).toBe(false);
}
