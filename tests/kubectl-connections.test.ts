import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasKubectl, Kubectl, kubectlOf } from "./support/kubectl.js";
import { useManagerInProcess } from "./support/use-manager-in-process.js";

/** An archive with the file `note.txt`, which contains `hello`. */
function archive(): string {
  const head = Buffer.alloc(512);
  const fields = ["note.txt", "0000644\0", "0000000\0", "0000000\0", "00000000005\0", "00000000000\0", "        ", "0"];
  const sizes = [100, 8, 8, 8, 12, 12, 8, 1];
  let at = 0;
  for (const [index, field] of fields.entries()) {
    head.write(field, at);
    at += sizes[index] as number;
  }
  head.write("ustar\x0000", 257);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const body = Buffer.alloc(512);
  body.write("hello");
  return Buffer.concat([head, body, Buffer.alloc(1024)]).toString("base64");
}

const commands = [
  { command: ["cat", "/etc/version"], stdout: "1.2.3\n" },
  { command: ["cat"], echo: true },
  { command: ["false"], stderr: "no\n", exitCode: 3 },
  { command: ["tar", "cf", "-", "/note.txt"], stdoutBase64: archive() },
  { command: ["test", "-d", "*"] },
  { command: ["tar", "-xmf", "*"] },
];

const ports = (forwardTo: number) => [
  {
    port: 80,
    http: [
      { path: "/healthz", body: "ok" },
      { path: "/moved", status: 302, headers: { location: "/healthz" } },
      { path: "/api/*", method: "POST", status: 201, headers: { "content-type": "application/json" }, body: "{}" },
    ],
  },
  { port: 7, send: "welcome\n", echo: true },
  { port: 99, forward: `127.0.0.1:${forwardTo}` },
];

const pod = (forwardTo: number) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "web",
    labels: { app: "web" },
    annotations: {
      "engenho.dev/exec": JSON.stringify(commands),
      "engenho.dev/ports": JSON.stringify(ports(forwardTo)),
    },
  },
  spec: { containers: [{ name: "web", image: "nginx", ports: [{ containerPort: 80, name: "http" }] }] },
});

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: { app: "web" }, ports: [{ name: "http", port: 8080, targetPort: "http" }] },
};

const crashing = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "crashing",
    annotations: {
      "engenho.dev/pod-behaviour": "crash",
      "engenho.dev/previous-log": "panic: the one before\n",
    },
  },
  spec: { containers: [{ name: "c", image: "nginx" }] },
};

const raw = "/api/v1/namespaces/default";

/** Those that know SPDY alone, as far as they are installed. */
const older = ["1.27", "1.28", "1.29"].flatMap((version) => {
  const executable = kubectlOf(version);
  return executable === undefined ? [] : [[version, executable] as const];
});

describe.skipIf(!hasKubectl())("kubectl connects to pods, services and nodes", () => {
  let kubectl: Kubectl;
  let overSpdy: Kubectl;
  const olderClients = new Map<string, Kubectl>();
  let folder: string;
  let host: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
    host = createServer((_request, response) => response.end("from the host"));
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  });
  useManagerInProcess({ nodes: 1, allowLoopbackForwarding: true }, ({ kubeconfig }) => {
    kubectl = new Kubectl(kubeconfig, "default");
    const environment = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false", KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" };
    overSpdy = new Kubectl(kubeconfig, "default", { environment });
    for (const [version, executable] of older) {
      olderClients.set(version, new Kubectl(kubeconfig, "default", { executable }));
    }
  });
  beforeAll(async () => {
    const { port } = host.address() as AddressInfo;
    const list = { apiVersion: "v1", kind: "List", items: [pod(port), service, crashing] };
    await kubectl.run("apply -f -", JSON.stringify(list));
    await kubectl.run("wait --for=condition=Ready pod/web --timeout=30s");
    await kubectl.run(
      "wait --for=jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}=1 pod/crashing --timeout=30s",
    );
  });
  afterAll(async () => {
    host.close();
    await rm(folder, { recursive: true });
  });

  const transports = [
    ["WebSockets", () => kubectl],
    ["SPDY", () => overSpdy],
    ...older.map(([version]) => [`SPDY-by-kubectl-${version}`, () => olderClients.get(version) as Kubectl] as const),
  ] as const;

  it.each(transports)("with exec over %s", async (_transport, client) => {
    expect(await client().run("exec web -- cat /etc/version")).toBe("1.2.3\n");
    expect(await client().run("exec -i web -- cat", "echoed")).toBe("echoed");
    const failed = await client().try(["exec", "web", "--", "false"]);
    expect(failed).toMatchObject({ stdout: "", code: 3, stderr: expect.stringMatching(/^no\n/) });
    expect(await client().fail("exec web -- unknown")).toContain('no answer to ["unknown"]');
  });

  it.each(transports)("with attach over %s", async (_transport, client) => {
    expect((await client().try(["attach", "web"])).code).toBe(0);
  });

  it.each(transports)("with cp over %s, both ways", async (transport, client) => {
    const file = join(folder, `${transport}.txt`);
    await client().run(`cp web:/note.txt ${file}`);
    expect(await readFile(file, "utf8")).toBe("hello");
    await writeFile(file, "there");
    await client().run(`cp ${file} web:/tmp/note.txt`);
  });

  it.each(transports)(
    "with port-forward over %s: HTTP, an echo, a server of this machine",
    async (_transport, client) => {
      const forwarding = client().follow(["port-forward", "pod/web", ":80", ":7", ":99", ":1234"]);
      const portTo = async (port: number) => {
        const shape = new RegExp(`^Forwarding from 127.0.0.1:(\\d+) -> ${port}$`);
        await forwarding.until((line) => shape.test(line));
        return Number(shape.exec(forwarding.lines.find((line) => shape.test(line)) as string)?.[1]);
      };
      try {
        const web = `http://127.0.0.1:${await portTo(80)}`;
        expect(await (await fetch(`${web}/healthz?x=y`)).text()).toBe("ok");
        expect((await fetch(`${web}/missing`)).status).toBe(404);
        expect(await exchanged(await portTo(7), "hello")).toBe("welcome\nhello");
        expect(await (await fetch(`http://127.0.0.1:${await portTo(99)}`)).text()).toBe("from the host");
        await expect(fetch(`http://127.0.0.1:${await portTo(1234)}`)).rejects.toThrow();
      } finally {
        await forwarding.stop();
      }
    },
  );

  it("with port-forward to a service", async () => {
    const forwarding = kubectl.follow(["port-forward", "service/web", ":8080"]);
    try {
      await forwarding.until((line) => line.startsWith("Forwarding from 127.0.0.1"));
      const [, port] = /127\.0\.0\.1:(\d+)/.exec(forwarding.lines.join("\n")) ?? [];
      expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe("ok");
    } finally {
      await forwarding.stop();
    }
  });

  it.each([
    `${raw}/pods/web/proxy/healthz`,
    `${raw}/pods/web:80/proxy/healthz`,
    `${raw}/pods/http:web:80/proxy/healthz`,
    `${raw}/services/web:8080/proxy/healthz`,
    `${raw}/services/http:web:http/proxy/healthz`,
    `${raw}/services/web:http/proxy/moved`,
    "/api/v1/nodes/hollow-node-0/proxy/healthz",
  ])("with get --raw %s", async (path) => {
    expect(await kubectl.run(`get --raw ${path}`)).toBe("ok");
  });

  it("with what a node's kubelet and a POST answer", async () => {
    const list = JSON.parse(await kubectl.run("get --raw /api/v1/nodes/hollow-node-0/proxy/pods"));
    expect(list.items.map((each: { metadata: { name: string } }) => each.metadata.name)).toContain("web");
    expect(await kubectl.run(`create --raw ${raw}/pods/web/proxy/api/things -f -`, "body")).toBe("{}");
  });

  it.each([
    [`${raw}/pods/web:1234/proxy/`, "error trying to reach service: nothing for port 1234"],
    [`${raw}/pods/web:80/proxy/missing`, "the server could not find the requested resource"],
    [`${raw}/pods/a:b:c:d/proxy/`, 'invalid pod request "a:b:c:d"'],
    [`${raw}/services/web:81/proxy/`, 'no service port 81 found for service "web"'],
    [`${raw}/services/web:other/proxy/`, 'no endpoints available for service "web:other"'],
    [`${raw}/services/none/proxy/`, 'endpoints "none" not found'],
    ["/api/v1/nodes/hollow-node-0/proxy/other", "the server could not find the requested resource"],
  ])("but not with get --raw %s", async (path, message) => {
    expect(await kubectl.fail(`get --raw ${path}`)).toContain(message);
  });

  it("with logs --previous, once a container has been restarted", async () => {
    expect(await kubectl.run("logs crashing --previous")).toBe("panic: the one before\n");
    expect(await kubectl.fail("logs web --previous")).toContain(
      'previous terminated container "web" in pod "web" not found',
    );
  });

  it("with debug: an ephemeral container, and a pod on a node", async () => {
    await kubectl.run("debug web --image=busybox --container=debugger --profile=general");
    await kubectl.run(
      "wait --for=jsonpath={.status.ephemeralContainerStatuses[0].state.running} pod/web --timeout=30s",
    );
    expect(await kubectl.run("exec web -c debugger -- cat /etc/version")).toBe("1.2.3\n");
    const said = await kubectl.try(["debug", "node/hollow-node-0", "--image=busybox", "--profile=general"]);
    const [, name = ""] = /Creating debugging pod (\S+) /.exec(said.stdout + said.stderr) ?? [];
    await kubectl.run(`wait --for=condition=Ready pod/${name} --timeout=30s`);
  });

  it("unless a ValidatingAdmissionPolicy denies it", async () => {
    const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: no-shells}
spec:
  matchConstraints:
    resourceRules:
    - {apiGroups: [""], apiVersions: [v1], operations: [CONNECT], resources: [pods/exec, pods/attach]}
  validations:
  - expression: "request.subResource == 'exec' && object.command[0] != 'sh'"
    message: no shells
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: no-shells}
spec: {policyName: no-shells, validationActions: [Deny]}
`;
    await kubectl.run("apply -f -", policy);
    expect(await kubectl.fail("exec web -- sh")).toContain("no shells");
    expect(await kubectl.fail("attach web")).toContain("no shells");
    expect(await kubectl.run("exec web -- cat /etc/version")).toBe("1.2.3\n");
    await kubectl.run("delete validatingadmissionpolicybinding no-shells");
  });
});

/** What a server sends to a client that sends a text. */
function exchanged(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("end", () => resolve(received));
    socket.end(text);
  });
}
