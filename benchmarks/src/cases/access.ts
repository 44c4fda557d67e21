import { ApiClient, type ApiRequest } from "../client/api-client.js";
import type { Benchmark, BenchmarkContext, Cell } from "../harness/benchmark.js";
import { median, rounded } from "../harness/statistics.js";
import { AccessProcess } from "../server/access-process.js";
import type { AccessReport } from "../server/access-protocol.js";
import { deployment } from "../world/manifests.js";

const concurrency = 64;
const path = "/api/v1/namespaces/default/pods";

/** What authentication, priority and fairness, RBAC and the admission plugins for webhooks and policies cost of a request, without any of the latter. */
export const access: Benchmark = {
  name: "access",
  summary:
    "the share of authentication, fairness, RBAC and empty admission in a GET and in a create, with 1 and with 5,000 bindings",
  async run(context) {
    const many = context.quick ? 50 : 5000;
    const server = await AccessProcess.start();
    try {
      const client = await ApiClient.connect(server.access);
      await server.bind({ users: 1, from: 0, to: 1 });
      const few = await measureBoth(context, { client, server, title: "1 binding" });
      await server.bind({ users: 1000, from: 1, to: many });
      const rows = [
        ...few,
        ...(await measureBoth(context, {
          client,
          server,
          title: `${many.toLocaleString("en-US")} bindings for 1,000 users`,
        })),
      ];
      client.close();
      return [
        {
          title: "Access: microseconds of the event loop per request",
          columns: ["request", "whole request", "authentication", "RBAC", "empty admission", "their share", "fairness"],
          rows,
          notes: [
            `One user by bearer token, HTTP/2 over TLS; medians of ${context.runs} windows, each measured in the server's process around the calls themselves, less what an empty measurement takes. The target for the share is 3 %.`,
          ],
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

interface Measured {
  readonly client: ApiClient;
  readonly server: AccessProcess;
  readonly title: string;
}

async function measureBoth(context: BenchmarkContext, measured: Measured): Promise<readonly (readonly Cell[])[]> {
  const { spec } = deployment({ name: "plain", replicas: 1 }).spec.template;
  const body = { apiVersion: "v1", kind: "Pod", metadata: { generateName: "load-" }, spec };
  const made = await measured.client.call<{ metadata: { name: string } }>({ method: "POST", path, body });
  return [
    await measure(context, measured, "GET a pod", { method: "GET", path: `${path}/${made.metadata.name}` }),
    await measure(context, measured, "create a pod", { method: "POST", path, body }),
  ];
}

async function measure(
  context: BenchmarkContext,
  { client, server, title }: Measured,
  what: string,
  request: ApiRequest,
): Promise<readonly Cell[]> {
  const count = context.quick ? 200 : 4000;
  const reports: AccessReport[] = [];
  for (let run = 0; run <= context.runs; run++) {
    await server.report();
    await Promise.all(
      Array.from({ length: concurrency }, async (_, worker) => {
        for (let index = worker; index < count; index += concurrency) await client.accept(request);
      }),
    );
    // The first window warms up.
    if (run > 0) reports.push(await server.report());
  }
  const per = (value: (report: AccessReport) => number) => median(reports.map((each) => value(each) / each.requests));
  const whole = per(({ activeUs }) => activeUs);
  const parts = [
    per(({ authenticationUs }) => authenticationUs),
    per(({ authorizationUs }) => authorizationUs),
    per(({ admissionUs }) => admissionUs),
  ];
  const share = `${rounded((100 * parts.reduce((sum, part) => sum + part, 0)) / whole)} %`;
  const fairness = rounded(per(({ flowControlUs }) => flowControlUs));
  context.say(`${what}, ${title}: ${share} of ${rounded(whole)} us`);
  return [`${what}, ${title}`, rounded(whole), ...parts.map(rounded), share, fairness];
}
