#!/usr/bin/env node
// A stand-in for etcd for `engenho kube-apiserver`, which does not need one: a separate file, to keep it small.
import { createServer, type Server } from "node:http";

const version = "3.6.4";
const help = `engenho in the place of etcd: answers /health and /version, and stores nothing.

  --listen-client-urls 'http://localhost:2379'   where to listen
  --version                                      print the version
  --help                                         print this help

All other flags of etcd are accepted and ignored.
`;

/** The value of a flag, `--name value` or `--name=value` with one dash or two, as Go's flag package reads it; the last one counts. */
function flag(argv: readonly string[], name: string): string | undefined {
  let found: string | undefined;
  argv.forEach((argument, index) => {
    const [given, ...value] = argument.replace(/^--?/, "").split("=");
    if (!argument.startsWith("-") || given !== name) return;
    found = value.length > 0 ? value.join("=") : argv[index + 1];
  });
  return found;
}

function fail(message: string): never {
  process.stderr.write(`etcd (engenho): ${message}\n`);
  process.exit(1);
}

/** The host and port of a URL in `--listen-client-urls`. */
function addressOf(url: string): { readonly host: string; readonly port: number } {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    fail(`--listen-client-urls: ${JSON.stringify(url)} is not a URL`);
  }
  if (parsed.protocol !== "http:") fail(`--listen-client-urls: ${url}: only http:// is served`);
  return { host: parsed.hostname.replace(/^\[|\]$/g, ""), port: Number(parsed.port || "80") };
}

const answers: Readonly<Record<string, object>> = {
  "/health": { health: "true", reason: "" },
  "/version": { etcdserver: version, etcdcluster: "3.6.0", storage: "3.6.0" },
};

function serve({ host, port }: ReturnType<typeof addressOf>): Server {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    if (path === "/livez" || path === "/readyz") return void response.end("ok\n");
    if (!Object.hasOwn(answers, path)) {
      response.statusCode = 404;
      return void response.end("404 page not found\n");
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answers[path]));
  });
  server.on("error", (error) => fail(`cannot listen on ${host}:${port}: ${error.message}`));
  return server.listen(port, host);
}

function main(argv: readonly string[]): void {
  if (argv.some((each) => /^--?(help|h)$/.test(each))) return void process.stdout.write(help);
  if (argv.some((each) => /^--?version$/.test(each))) return void process.stdout.write(`etcd Version: ${version}\n`);
  const urls = flag(argv, "listen-client-urls") ?? process.env.ETCD_LISTEN_CLIENT_URLS ?? "http://localhost:2379";
  const servers = urls.split(",").map((url) => serve(addressOf(url)));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    });
  }
}

main(process.argv.slice(2));
