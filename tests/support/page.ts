import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-sync",
];

/**
 * Runs a script as a module of a page in a headless browser. Returns what the script passes to `report(text)`, or the first
 * error of the page.
 */
export async function runInPage(chromium: string, script: string): Promise<string> {
  const reports = new EventEmitter<{ report: [string] }>();
  const reported = once(reports, "report").then(([text]) => text as string);
  const page = `<!doctype html><meta charset="utf-8"><script>
    globalThis.report = (text) => fetch("/report", { method: "POST", body: text });
    addEventListener("error", ({ message }) => report(message));
    addEventListener("unhandledrejection", ({ reason }) => report(String(reason?.stack ?? reason)));
  </script><script type="module" src="/script.js"></script>`;
  const server = createServer((request, response) => {
    if (request.method === "POST") {
      let text = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      request.on("end", () => reports.emit("report", text));
      response.end();
      return;
    }
    const isScript = request.url === "/script.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : page);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const profile = await mkdtemp(join(tmpdir(), "engenho-browser-"));
  const browser = spawn(chromium, [...flags, `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`], {
    stdio: "ignore",
  });
  try {
    return await Promise.race([reported, ended(browser)]);
  } finally {
    browser.kill("SIGKILL");
    if (browser.exitCode === null && browser.signalCode === null) await once(browser, "exit");
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ended(browser: ChildProcess): Promise<never> {
  const [code] = await once(browser, "exit");
  throw new Error(`the browser ended with ${code}`);
}
