import { createApiServer, createFlowControl, type FlowControl } from "@engenho/apiserver";
import { createAuthenticator, staticTokens } from "@engenho/authentication";
import { createAuthorizer } from "@engenho/authorization";
import { type FlowSchema, type PriorityLevelConfiguration, silentLogger, systemClock } from "@engenho/core";
import { standardFlowSchemas, standardPriorityLevels } from "@engenho/kinds";
import type { AdmissionPlugin } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { storeAdmission } from "../../../apps/manager/src/admission-catalogue.js";
import { bootstrap } from "../../../apps/manager/src/bootstrap.js";
import { createServingCertificate } from "../../../apps/manager/src/certificates/serving-certificate.js";
import { runAuthorizer } from "../../../apps/manager/src/running-authorizer.js";
import type { AccessCommand, AccessResult } from "./access-protocol.js";

/** A stopwatch that adds up what it measures. */
class Stopwatch {
  /** What a measurement of nothing takes, in nanoseconds. */
  readonly #emptyNs: number;
  #total = 0n;
  #measured = 0;

  constructor(emptyNs = 0) {
    this.#emptyNs = emptyNs;
  }

  /** Measures the synchronous part of a call, which is all of it here. */
  around<T>(call: () => T): T {
    const start = process.hrtime.bigint();
    try {
      return call();
    } finally {
      this.#total += process.hrtime.bigint() - start;
      this.#measured++;
    }
  }

  /** The total since the previous call, in microseconds, without what the measuring itself took. */
  take(): number {
    const total = Math.max(Number(this.#total) - this.#measured * this.#emptyNs, 0) / 1000;
    this.#total = 0n;
    this.#measured = 0;
    return total;
  }
}

/** Measures nothing, many times: what a stopwatch adds to each measurement, in nanoseconds. */
function emptyMeasurementNs(): number {
  const count = 100_000;
  const watch = new Stopwatch();
  for (let index = 0; index < count; index++) watch.around(() => undefined);
  watch.take();
  for (let index = 0; index < count; index++) watch.around(() => undefined);
  return (watch.take() * 1000) / count;
}

const token = "benchmark-token";
const user = { name: "user-0", groups: ["group-0"] };

/** The plugins that have nothing to do where there are no webhooks and no policies. */
const dispatchers: ReadonlySet<string> = new Set([
  "MutatingAdmissionWebhook",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionWebhook",
]);

function timedPlugin(plugin: AdmissionPlugin, watch: Stopwatch): AdmissionPlugin {
  const { mutate, validate } = plugin;
  return {
    ...plugin,
    name: plugin.name,
    handles: (operation, resource, subresource) => plugin.handles(operation, resource, subresource),
    ...(mutate === undefined
      ? {}
      : { mutate: (...args: Parameters<typeof mutate>) => watch.around(() => mutate.apply(plugin, args)) }),
    ...(validate === undefined
      ? {}
      : { validate: (...args: Parameters<typeof validate>) => watch.around(() => validate.apply(plugin, args)) }),
  };
}

/** Flow control with the objects of every cluster. */
function timedFlowControl(watch: Stopwatch): FlowControl {
  const flowControl = createFlowControl({ clock: systemClock, concurrency: 600 });
  const metadata = (name: string) => ({ name, uid: `uid-of-${name}` });
  flowControl.configure({
    flowSchemas: [...standardFlowSchemas].map(([name, spec]) => ({ metadata: metadata(name), spec }) as FlowSchema),
    priorityLevels: [...standardPriorityLevels].map(
      ([name, spec]) => ({ metadata: metadata(name), spec }) as PriorityLevelConfiguration,
    ),
  });
  const classify: FlowControl["classify"] = (request) => {
    const place = watch.around(() => flowControl.classify(request));
    if (place === undefined) return undefined;
    return {
      headers: place.headers,
      enter: (stage) => watch.around(() => place.enter(stage)),
      leave: () => watch.around(() => place.leave()),
    };
  };
  return Object.assign(Object.create(flowControl), { classify });
}

async function main(): Promise<void> {
  const emptyNs = emptyMeasurementNs();
  const [authentication, authorization, admission] = [
    new Stopwatch(emptyNs),
    new Stopwatch(emptyNs),
    new Stopwatch(emptyNs),
  ];
  const fairness = new Stopwatch(emptyNs);
  let requests = 0;
  let loop = performance.eventLoopUtilization();
  const clock = systemClock;
  const authorizer = createAuthorizer({ modes: ["RBAC"], clock, logger: silentLogger });
  const standard = storeAdmission({});
  const store = createMemoryStore({
    ...standard,
    admission: standard.admission.map((each) => (dispatchers.has(each.name) ? timedPlugin(each, admission) : each)),
    requireServiceAccounts: false,
    authorizer,
    logger: silentLogger,
  });
  await bootstrap(store, { logger: silentLogger, aggregated: true });
  await runAuthorizer(authorizer, store).ready;
  const authenticator = createAuthenticator({ tokens: [staticTokens(new Map([[token, user]]))], clock });
  const made = createServingCertificate({ hosts: ["127.0.0.1"], nowMs: clock.now() });
  const server = createApiServer({
    store,
    kinds: store,
    tls: { cert: made.certificate, key: made.privateKey },
    logger: silentLogger,
    flowControl: timedFlowControl(fairness),
    authenticate: {
      authenticate: (credentials) => {
        requests++;
        return authentication.around(() => authenticator.authenticate(credentials));
      },
    },
    authorizer: {
      authorize: (attributes) => authorization.around(() => authorizer.authorize(attributes)),
      rulesFor: (subject, namespace) => authorizer.rulesFor(subject, namespace),
    },
  });
  const { port } = await server.listen({ host: "127.0.0.1", port: 0 });

  /** Bindings to the role `edit` in the namespace `default`; number 0 is for the user of the requests. */
  async function bind({ users, from, to }: Extract<AccessCommand, { type: "bind" }>): Promise<void> {
    for (let index = from; index < to; index++) {
      await store.create({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { namespace: "default", name: `binding-${index}` },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: `user-${index % users}` }],
      });
    }
  }

  async function answer(command: AccessCommand): Promise<AccessResult> {
    if (command.type === "bind") {
      await bind(command);
      return { type: "bound" };
    }
    const used = performance.eventLoopUtilization(loop);
    loop = performance.eventLoopUtilization();
    const report = {
      requests,
      authenticationUs: authentication.take(),
      authorizationUs: authorization.take(),
      flowControlUs: fairness.take(),
      admissionUs: admission.take(),
      activeUs: used.active * 1000,
    };
    requests = 0;
    return { type: "reported", report };
  }

  const tell = (result: AccessResult) => process.send?.(result);
  process.on("message", (command: AccessCommand) => {
    answer(command).then(tell, (error: unknown) => tell({ type: "failed", message: String(error) }));
  });
  process.on("disconnect", () => process.exit(0));
  tell({ type: "ready", access: { address: `https://127.0.0.1:${port}`, ca: made.caCertificate, token } });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
