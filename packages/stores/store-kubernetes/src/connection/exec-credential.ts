import { spawn } from "node:child_process";
import { isAbsolute, resolve } from "node:path";
// The command inherits the environment of the process, as with kubectl.
import { env as environment } from "node:process";
import type { Clock } from "@engenho/core";
import { bearer, type CredentialSource, type Credentials } from "./credentials.js";
import type { ExecConfig } from "./kubeconfig.js";
import type { UserContext } from "./user-credentials.js";

/** The status of an ExecCredential (client.authentication.k8s.io/v1). */
interface ExecCredentialStatus {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  readonly expirationTimestamp?: string;
}

interface ExecContext extends UserContext {
  /** The credentials in the kubeconfig besides the command. */
  readonly base: Partial<Credentials>;
}

const supportedVersions: readonly string[] = [
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1",
];

/**
 * The credentials that a command prints (client-go plugin/pkg/client/auth/exec). They are cached until they expire or
 * the server refuses them. Concurrent callers share one run of the command. Throws Error for an unsupported version.
 */
export function execCredentials(exec: ExecConfig, context: ExecContext): CredentialSource {
  const { apiVersion = "" } = exec;
  if (!supportedVersions.includes(apiVersion)) {
    throw new Error(`exec: the apiVersion ${JSON.stringify(apiVersion)} is not ${supportedVersions.join(" or ")}`);
  }
  if (exec.interactiveMode === "Always") throw new Error("exec: interactiveMode Always needs a terminal");
  const { clock, base } = context;
  let known: { readonly credentials: Credentials; readonly untilMs: number } | undefined;
  let running: Promise<Credentials> | undefined;

  async function run(): Promise<Credentials> {
    const status = statusOf(await outputOf(exec, context), exec);
    const { token, clientCertificateData: certificate, clientKeyData: privateKey, expirationTimestamp } = status;
    const credentials: Credentials = {
      ...base,
      headers: token === undefined || token === "" ? {} : bearer(token),
      ...(certificate === undefined || certificate === "" ? {} : { certificate, privateKey }),
    };
    const untilMs = expirationTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(expirationTimestamp);
    known = { credentials, untilMs };
    return credentials;
  }

  return {
    current() {
      if (known !== undefined && clock.now() < known.untilMs) return Promise.resolve(known.credentials);
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
    refresh(refused) {
      if (known?.credentials === refused) known = undefined;
    },
  };
}

function statusOf(output: string, { apiVersion, command }: ExecConfig): ExecCredentialStatus {
  let printed: { readonly kind?: string; readonly apiVersion?: string; readonly status?: ExecCredentialStatus } | null;
  try {
    printed = JSON.parse(output);
  } catch {
    throw new Error(`exec: ${command} did not print JSON`);
  }
  if (printed?.kind !== "ExecCredential" || printed.apiVersion !== apiVersion) {
    throw new Error(`exec: ${command} did not print an ExecCredential of ${apiVersion}`);
  }
  const { status } = printed;
  if (status === undefined || status === null) throw new Error(`exec: ${command} printed no status`);
  const { token = "", clientCertificateData = "", clientKeyData = "" } = status;
  if (token === "" && clientCertificateData === "") {
    throw new Error(`exec: ${command} printed neither a token nor a certificate`);
  }
  if ((clientCertificateData === "") !== (clientKeyData === "")) {
    throw new Error(`exec: ${command} printed a certificate or a key without the other`);
  }
  return status;
}

/** How long the command may run. */
const timeoutMs = 60_000;
/** How much of the command's error output is shown. */
const shownCharacters = 1024;

function outputOf(exec: ExecConfig, context: ExecContext): Promise<string> {
  const { command, args, env, installHint } = exec;
  const added = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const info = JSON.stringify(execInfo(exec, context));
  // A path is relative to the kubeconfig; a plain name is looked up in PATH.
  const program = command.includes("/") && !isAbsolute(command) ? resolve(context.directory, command) : command;
  return new Promise((accept, reject) => {
    const child = spawn(program, args ?? [], {
      env: { ...environment, ...added, KUBERNETES_EXEC_INFO: info },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = stopLater(context.clock, () => child.kill());
    let output = "";
    let complaint = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, shownCharacters);
    });
    child.on("error", (error) => {
      timer.cancel();
      const hint = installHint === undefined ? "" : `; ${installHint}`;
      reject(new Error(`exec: ${command} cannot be run: ${error.message}${hint}`));
    });
    child.on("close", (code, signal) => {
      timer.cancel();
      if (code === 0) accept(output);
      else reject(new Error(`exec: ${command} failed (${signal ?? `exit code ${code}`}): ${complaint.trim()}`));
    });
  });
}

function stopLater(clock: Clock, stop: () => void) {
  return clock.setTimer(stop, timeoutMs);
}

/** The ExecCredential that describes the cluster to the command. */
function execInfo({ apiVersion, provideClusterInfo }: ExecConfig, { cluster }: ExecContext): object {
  const {
    server,
    ca,
    "tls-server-name": serverName,
    "insecure-skip-tls-verify": insecure,
    "proxy-url": proxy,
  } = cluster;
  const info = {
    server,
    ...(serverName === undefined ? {} : { "tls-server-name": serverName }),
    ...(insecure === undefined ? {} : { "insecure-skip-tls-verify": insecure }),
    ...(ca === undefined ? {} : { "certificate-authority-data": Buffer.from(ca).toString("base64") }),
    ...(proxy === undefined || proxy === "" ? {} : { "proxy-url": proxy }),
    config: null,
  };
  return {
    kind: "ExecCredential",
    apiVersion,
    spec: { ...(provideClusterInfo === true ? { cluster: info } : {}), interactive: false },
  };
}
