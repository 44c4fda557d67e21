import type { Container } from "@engenho/core";
import { type Causes, httpHeaderNameFaults, portNameFaults } from "@engenho/machinery";

type Probe = NonNullable<Container["livenessProbe"]>;
type Lifecycle = NonNullable<Container["lifecycle"]>;
type Handler = Probe | NonNullable<Lifecycle["preStop"]>;
type HttpGet = NonNullable<Probe["httpGet"]>;

/** The kind of a container's probe; some have fewer settings. */
export type ProbeKind = "livenessProbe" | "readinessProbe" | "startupProbe";

/** Checks one probe of a container whose path is `path`. */
export function checkProbe(container: Container, kind: ProbeKind, { path, causes, gracePeriod }: HandlerContext): void {
  const probe = container[kind];
  if (probe === undefined) return;
  const at = `${path}.${kind}`;
  checkHandler(probe, at, { causes, gracePeriod });
  causes.nonNegative(`${at}.initialDelaySeconds`, probe.initialDelaySeconds);
  causes.nonNegative(`${at}.timeoutSeconds`, probe.timeoutSeconds);
  causes.nonNegative(`${at}.periodSeconds`, probe.periodSeconds);
  causes.nonNegative(`${at}.successThreshold`, probe.successThreshold);
  causes.nonNegative(`${at}.failureThreshold`, probe.failureThreshold);
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0) {
    causes.invalid(`${at}.terminationGracePeriodSeconds`, grace, "must be greater than 0");
  }
  if (kind === "readinessProbe") {
    if (grace !== undefined) {
      causes.invalid(`${at}.terminationGracePeriodSeconds`, grace, "must not be set for readinessProbes");
    }
  } else if ((probe.successThreshold ?? 0) !== 1) {
    causes.invalid(`${at}.successThreshold`, probe.successThreshold ?? 0, "must be 1");
  }
}

/** The context of a handler. */
export interface HandlerContext {
  readonly path: string;
  readonly causes: Causes;
  /** `terminationGracePeriodSeconds` of the Pod, which a sleep must not exceed. */
  readonly gracePeriod: number | undefined;
}

/** Checks `lifecycle` of a container. */
export function checkLifecycle(
  lifecycle: Lifecycle | undefined,
  path: string,
  context: Omit<HandlerContext, "path">,
): void {
  if (lifecycle?.postStart !== undefined) checkHandler(lifecycle.postStart, `${path}.postStart`, context);
  if (lifecycle?.preStop !== undefined) checkHandler(lifecycle.preStop, `${path}.preStop`, context);
}

type HandlerCheck = (handler: Handler, path: string, context: Omit<HandlerContext, "path">) => void;

const handlerChecks: Readonly<Record<string, HandlerCheck>> = {
  exec: (handler, path, { causes }) => {
    if ((handler.exec?.command ?? []).length === 0) causes.required(`${path}.command`);
  },
  httpGet: (handler, path, { causes }) => {
    if (handler.httpGet !== undefined) checkHttpGet(handler.httpGet, path, causes);
  },
  tcpSocket: (handler, path, { causes }) => checkPortNumberOrName(handler.tcpSocket?.port, `${path}.port`, causes),
  grpc: (handler, path, { causes }) => {
    checkPortNumberOrName(("grpc" in handler ? handler.grpc : undefined)?.port, `${path}.port`, causes);
  },
  sleep: (handler, path, { causes, gracePeriod }) => {
    const seconds = ("sleep" in handler ? handler.sleep : undefined)?.seconds ?? 0;
    if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return;
    const detail = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
    causes.invalid(path, seconds, detail);
  },
};

function checkHandler(handler: Handler, path: string, context: Omit<HandlerContext, "path">): void {
  let found = 0;
  for (const [field, check] of Object.entries(handlerChecks)) {
    if ((handler as Readonly<Record<string, unknown>>)[field] === undefined) continue;
    if (found > 0) context.causes.forbidden(`${path}.${field}`, "may not specify more than 1 handler type");
    else check(handler, `${path}.${field}`, context);
    found++;
  }
  if (found === 0) context.causes.required(path, "must specify a handler type");
}

function checkHttpGet(action: HttpGet, path: string, causes: Causes): void {
  if ((action.path ?? "") === "") causes.required(`${path}.path`);
  checkPortNumberOrName(action.port, `${path}.port`, causes);
  const scheme = action.scheme ?? "";
  if (scheme !== "HTTP" && scheme !== "HTTPS") causes.notSupported(`${path}.scheme`, scheme, ["HTTP", "HTTPS"]);
  for (const header of action.httpHeaders ?? []) {
    causes.invalidEach(`${path}.httpHeaders`, header.name ?? "", httpHeaderNameFaults(header.name ?? ""));
  }
}

/** Checks a port given by number (1 to 65535) or by name. */
export function checkPortNumberOrName(port: number | string | undefined, path: string, causes: Causes): void {
  if (typeof port === "string") causes.invalidEach(path, port, portNameFaults(port));
  else causes.inRange(path, port ?? 0, [1, 65535]);
}
