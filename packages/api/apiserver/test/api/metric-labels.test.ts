import { connect as connectTcp } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { RequestObservation } from "../../src/index.js";
import { startServer, type TestServer } from "../support/test-server.js";

let server: TestServer;
afterEach(() => server.close());

/** Sends raw requests, which no client library would send. */
function sendRaw(port: number, requests: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host: "127.0.0.1", port }, () => socket.end(requests.join("")));
    socket.on("error", reject);
    socket.on("close", () => resolve());
    socket.resume();
  });
}

describe("the labels of request metrics", () => {
  it("are those of served resources, whatever verbs, paths, resources, queries, bodies and clients occur", async () => {
    const seen: RequestObservation[] = [];
    server = await startServer({ metrics: { onRequest: (observation) => seen.push(observation) } });
    const paths = (index: number) => [
      `/made-up-${index}`,
      `/api/v1${index}/pods`,
      `/apis/group-${index}.example.com/v1/things`,
      `/apis/apps/v1${index}/deployments`,
      `/api/v1/resource-${index}`,
      `/api/v1/namespaces/namespace-${index}/pods/pod-${index}`,
      `/api/v1/namespaces/default/pods/pod-${index}/subresource-${index}`,
      `/api/v1/namespaces/default/services/s-${index}:port-${index}/proxy/path-${index}`,
      `/api/v1/configmaps?limit=${index}&fieldManager=m${index}&made-up-${index}=1`,
      `/openapi/v3/apis/group-${index}`,
    ];
    // Methods of HTTP that Kubernetes does not use; others close the connection.
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MKCOL", "SEARCH"];
    const requests = Array.from({ length: 60 }, (_, index) =>
      paths(index).flatMap((path) => {
        const head = `host: h\r\nuser-agent: agent-${index}\r\naccept: application/x-${index}, */*`;
        return [
          `${methods[index % methods.length]} ${path} HTTP/1.1\r\n${head}\r\ncontent-length: 2\r\n\r\n{}`,
          `GET ${path} HTTP/1.1\r\n${head}\r\n\r\n`,
        ];
      }),
    ).flat();
    await sendRaw(server.port, requests);
    expect(seen.length).toBe(requests.length);
    const valuesOf = (label: keyof RequestObservation) => [...new Set(seen.map((each) => each[label]))].sort();
    expect(valuesOf("group")).toEqual([""]);
    expect(valuesOf("resource")).toEqual(["", "configmaps", "pods", "services"]);
    expect(valuesOf("subresource")).toEqual(["", "proxy"]);
    expect(valuesOf("verb").length).toBeLessThanOrEqual(12);
    expect(valuesOf("code").length).toBeLessThanOrEqual(12);
  });
});
